//! Looking for what should not be lying around.

use std::fs;
use std::path::Path;

/// Whether a text stands in any file below, as it is.
pub fn stands_below(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        match path.is_dir() {
            true => stands_below(&path, text),
            // The control socket of a running server is no file that can be read.
            false => holds(&fs::read(&path).unwrap_or_default(), text),
        }
    })
}

pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
