//! What the machine says of a process.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::trouble::Trouble;

/// Linux counts the time of processes in hundredths of a second on every machine.
const TICK: Duration = Duration::from_millis(10);

#[derive(Clone, Copy, Debug)]
pub struct Process {
    pid: u32,
}

impl Process {
    /// A process whose costs may be read.
    pub fn find(pid: u32) -> Result<Process, Trouble> {
        let process = Process { pid };
        process.cpu().and(process.resident_bytes()).ok_or(Trouble::NoProcess(pid))?;
        Ok(process)
    }

    /// What it has used of all processors, in user space and in the kernel.
    pub fn cpu(self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).ok()?;
        // The name of the program comes before, in parentheses, and may hold anything.
        let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<u32>().ok();
        Some(TICK * ticks(11)?.checked_add(ticks(12)?)?)
    }

    /// What its thread of this name has used, to the nanosecond.
    pub fn cpu_of_thread(self, name: &str) -> Option<Duration> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.pid)).ok()?;
        let is_it = |task: &Path| {
            fs::read_to_string(task.join("comm")).is_ok_and(|comm| comm.trim_end() == name)
        };
        let task = tasks.flatten().map(|task| task.path()).find(|task| is_it(task))?;
        let spent = fs::read_to_string(task.join("schedstat")).ok()?;
        Some(Duration::from_nanos(spent.split(' ').next()?.parse().ok()?))
    }

    /// What of its memory lies in the machine's.
    pub fn resident_bytes(self) -> Option<u64> {
        self.status("VmRSS:")
    }

    /// The most that ever did.
    pub fn peak_bytes(self) -> Option<u64> {
        self.status("VmHWM:")
    }

    fn status(self, name: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid)).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
    }

    /// What it has caused to be written to disks. Only its owner may know.
    pub fn written_bytes(self) -> Option<u64> {
        let io = fs::read_to_string(format!("/proc/{}/io", self.pid)).ok()?;
        io.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.parse().ok()
    }
}
