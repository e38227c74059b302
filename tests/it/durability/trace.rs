//! A trace of system calls, read for one question: had the disk confirmed what was answered?

use super::writers::{WRITERS, answer_in};

/// What matters of a trace.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// Times the disk confirmed the store's file.
    pub confirmed: u64,
    /// Times a call failed that a fault was put into.
    pub faults: u64,
    pub answers: u64,
    /// Answers after the first fault.
    pub answers_after: u64,
}

/// Reads a trace of `openat`, `write`, `pwrite64`, `fsync` and `fdatasync`, in the order in which
/// it was written down. Each writer writes only after its last answer, so between two answers to
/// one writer there must be a write to the store's file, and behind that a confirmation by the
/// disk. A confirmation that follows a failed one says nothing about what was written before it
/// (the kernel has forgotten those pages), until the file has been opened anew.
pub fn read(trace: &str, file: &str) -> Result<Story, String> {
    let mut story = Story::default();
    let mut reader = Reader { file, under_way: Vec::new(), ..Reader::default() };
    for (at, line) in (1..).zip(trace.lines()) {
        reader.line(at, line, &mut story).map_err(|wrong| format!("line {at}: {wrong}"))?;
    }
    Ok(story)
}

#[derive(Default)]
struct Reader<'a> {
    file: &'a str,
    /// Calls that have begun: the thread, in which line, and what was said of the call.
    under_way: Vec<(&'a str, usize, &'a str)>,
    /// Confirmations under way: the thread, and the last write that had ended when each began.
    confirming: Vec<(&'a str, usize)>,
    /// Where the last write that has ended began.
    last_write: usize,
    /// The last write that the disk has confirmed.
    covered: usize,
    distrusted: bool,
    last_answers: [usize; WRITERS as usize],
}

impl<'a> Reader<'a> {
    fn line(&mut self, at: usize, line: &'a str, story: &mut Story) -> Result<(), String> {
        let Some((thread, call)) = line.split_once(' ') else { return Ok(()) };
        let call = call.trim_start();
        let (begun_at, begun, end) = match call.strip_prefix("<... ") {
            Some(end) => {
                let mut calls = self.under_way.iter();
                let Some(place) = calls.position(|(other, ..)| *other == thread) else {
                    return Ok(());
                };
                let (_, begun_at, begun) = self.under_way.swap_remove(place);
                (begun_at, begun, end)
            }
            None => {
                self.begins(thread, call, at)?;
                if call.ends_with("<unfinished ...>") {
                    self.under_way.push((thread, at, call));
                    return Ok(());
                }
                (at, call, call)
            }
        };
        self.ends(thread, begun_at, begun, end, story);
        if answer(begun).is_some() {
            story.answers += 1;
            story.answers_after += u64::from(story.faults > 0);
        }
        Ok(())
    }

    /// An answer is out, for all we know, as soon as its writing begins.
    fn begins(&mut self, thread: &'a str, call: &str, at: usize) -> Result<(), String> {
        if is_confirmation(call) && self.is_ours(call) {
            self.confirming.push((thread, self.last_write));
        }
        if let Some(writer) = answer(call) {
            if self.covered <= self.last_answers[writer] {
                let (last, covered) = (self.last_answers[writer], self.covered);
                return Err(format!(
                    "{call}: the writer's last answer was in line {last}, and the last write that \
                     the disk has confirmed in line {covered}"
                ));
            }
            self.last_answers[writer] = at;
        }
        Ok(())
    }

    fn ends(&mut self, thread: &str, at: usize, begun: &str, end: &str, story: &mut Story) {
        if end.contains("(INJECTED)") {
            story.faults += 1;
        }
        if !self.is_ours(begun) {
            return;
        }
        let failed = end.contains(") = -1 ");
        if begun.starts_with("openat(") && !failed {
            self.distrusted = false;
        } else if begun.starts_with("pwrite64(") && !failed {
            self.last_write = at;
        } else if is_confirmation(begun) {
            let place = self.confirming.iter().position(|(other, _)| *other == thread);
            let written = place.map_or(0, |place| self.confirming.swap_remove(place).1);
            self.distrusted |= failed;
            if !self.distrusted {
                story.confirmed += 1;
                self.covered = self.covered.max(written);
            }
        }
    }

    /// Is the call about the store's file, and not about one of that name elsewhere?
    fn is_ours(&self, call: &str) -> bool {
        call.contains(&format!("{}>", self.file)) || call.contains(&format!("{}\"", self.file))
    }
}

fn is_confirmation(call: &str) -> bool {
    call.starts_with("fdatasync(") || call.starts_with("fsync(")
}

/// Which writer hears this.
fn answer(call: &str) -> Option<usize> {
    let text = call.strip_prefix("write(1<")?.split_once(", \"")?.1;
    Some(answer_in(text.split_once("\\n")?.0)?.0)
}

#[test]
fn a_trace_is_read_for_what_was_confirmed() {
    const WRITE: &str = "7 pwrite64(9</d/sled/db>, \"x\"..., 1, 0) = 1";
    const SYNC: &str = "7 fdatasync(9</d/sled/db>) = 0";
    const FAILS: &str = "7 fdatasync(9</d/sled/db>) = -1 EIO (Input/output error) (INJECTED)";
    const OPEN: &str = "7 openat(AT_FDCWD</>, \"/d/sled/db\", O_RDWR) = 9</d/sled/db>";
    const ANSWER: &str = "8 write(1<pipe:[1]>, \"answered 3 1\\n\", 13) = 13";
    const OTHER: &str = "7 fdatasync(9</d/making/db>) = 0";
    let read = |lines: &[&str]| read(&lines.join("\n"), "/sled/db");
    let told = |lines: &[&str]| read(lines).map(|story| (story.confirmed, story.answers));

    assert_eq!(told(&[WRITE, SYNC, ANSWER]), Ok((1, 1)));
    assert_eq!(told(&[WRITE, SYNC, ANSWER, WRITE, SYNC, ANSWER]), Ok((2, 2)));
    let (begins, ends) =
        ("7 fdatasync(9</d/sled/db> <unfinished ...>", "7 <... fdatasync resumed>) = 0");
    assert_eq!(told(&[WRITE, begins, ends, ANSWER]), Ok((1, 1)));
    assert_eq!(told(&[WRITE, FAILS, OPEN, SYNC, ANSWER]), Ok((1, 1)));
    for broken in [
        &[ANSWER][..],
        &[WRITE, ANSWER, SYNC],
        &[SYNC, WRITE, ANSWER],
        &[WRITE, OTHER, ANSWER],
        &[WRITE, begins, ANSWER, ends],
        &[begins, WRITE, ends, ANSWER],
        &[WRITE, SYNC, ANSWER, ANSWER],
        &[WRITE, SYNC, ANSWER, SYNC, ANSWER],
        &[WRITE, FAILS, ANSWER],
        &[WRITE, FAILS, SYNC, ANSWER],
        &[WRITE, FAILS, OPEN, ANSWER],
        &[WRITE, FAILS, WRITE, SYNC, ANSWER],
    ] {
        assert!(read(broken).is_err(), "{broken:#?}");
    }
}
