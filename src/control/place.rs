//! Where the socket is.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

const NAME: &str = "control.sock";

/// What the kernel takes as a socket's address, with the zero byte behind it.
const ADDRESS_BYTES_MAX: usize = 108;

/// The socket's path, however long it is.
pub struct Place {
    path: PathBuf,
    address: PathBuf,
    /// What `address` leads through, if it is not the path itself.
    _data: Option<File>,
}

impl Place {
    pub fn in_directory(data: &Path) -> io::Result<Place> {
        let path = data.join(NAME);
        if path.as_os_str().len() < ADDRESS_BYTES_MAX {
            return Ok(Place { address: path.clone(), path, _data: None });
        }
        // A directory that is open has a short name, too.
        let open = File::open(data)?;
        let address = PathBuf::from(format!("/proc/self/fd/{}/{NAME}", open.as_raw_fd()));
        Ok(Place { path, address, _data: Some(open) })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// To bind or connect to, while this place is held.
    pub fn address(&self) -> &Path {
        &self.address
    }
}
