//! Is there room on the disk? Asked before every group: one system call against a disk's sync.

use std::io;
use std::path::{Path, PathBuf};

/// Writing stops while less than the larger of the two is free: an engine that hits the end of
/// the disk fails, and has to be reopened on a disk that is still full. The share of a large disk
/// counts as [`SHARE_MAX`]: nobody needs two hundred gigabytes of warning.
#[derive(Clone, Copy, Debug)]
pub struct FreeSpace {
    pub bytes_min: u64,
    pub percent_min: u64,
}

const SHARE_MAX: u64 = 2 << 30;

impl FreeSpace {
    pub fn least(&self, disk_bytes: u64) -> u64 {
        let share = (disk_bytes / 100).saturating_mul(self.percent_min);
        self.bytes_min.max(share.min(SHARE_MAX))
    }
}

#[derive(Clone)]
pub struct Space {
    dir: PathBuf,
    least: FreeSpace,
}

impl Space {
    pub fn on(dir: &Path, least: FreeSpace) -> Space {
        Space { dir: dir.to_path_buf(), least }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Why nothing can be written now, if so.
    pub fn shortage(&self) -> Option<String> {
        let (free, size) = match measure(&self.dir) {
            Ok(measured) => measured,
            Err(error) => return Some(format!("the data directory cannot be reached: {error}")),
        };
        let least = self.least.least(size);
        (free < least).then(|| {
            format!("only {} of the disk is free and {} must be", mebibytes(free), mebibytes(least))
        })
    }
}

/// Free for us, and all there is, in bytes.
pub fn measure(dir: &Path) -> io::Result<(u64, u64)> {
    let disk = rustix::fs::statvfs(dir)?;
    Ok((disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize))
}

fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
