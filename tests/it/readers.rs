//! Captchas and a machine that reads: tesseract (Debian package tesseract-ocr), as it comes.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use teahouse::captcha::{CaptchaSettings, Captchas};
use teahouse::values::{Random, SystemClock};

const PICTURES: usize = 60;
/// Five in a hundred.
const READ_MAX: usize = PICTURES / 20;

/// The same pictures every time (splitmix64), so that the test says the same.
struct Same(AtomicU64);

impl Random for Same {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let step = 0x9E37_79B9_7F4A_7C15;
            let mut z = self.0.fetch_add(step, Ordering::Relaxed).wrapping_add(step);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = z.to_be_bytes()[0];
        }
    }
}

#[test]
fn an_ocr_program_reads_hardly_any() {
    let settings = CaptchaSettings { lives: Duration::from_secs(300), open_max: PICTURES };
    let clock = Arc::new(SystemClock::start());
    let captchas = Captchas::new(settings, clock, Arc::new(Same(AtomicU64::new(7))));
    let folder = tempfile::tempdir().unwrap();
    let drawn = (0..PICTURES).map(|number| {
        let drawn = captchas.draw();
        let path = folder.path().join(format!("{number}.png"));
        fs::write(&path, drawn.png).unwrap();
        (path, drawn.answer)
    });
    let drawn: Vec<_> = drawn.collect();
    // As a line of text, and as a word.
    for shape in ["7", "8"] {
        let is_read = |path: &Path, answer: &str| read(path, shape).eq_ignore_ascii_case(answer);
        let read = drawn.iter().filter(|(path, answer)| is_read(path, answer.reveal())).count();
        assert!(read < READ_MAX, "{read} of {PICTURES} were read as shape {shape}");
        println!("{read} of {PICTURES} were read as shape {shape}");
    }
}

/// That there is a program which reads at all.
#[test]
fn the_ocr_program_can_read() {
    let plain = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/plain.png");
    assert_eq!(read(&plain, "7"), "TEAHOUSE");
}

fn read(path: &Path, shape: &str) -> String {
    let ran = Command::new("tesseract")
        .arg(path)
        .args(["stdout", "--psm", shape])
        // More threads than cores only wait for each other.
        .env("OMP_THREAD_LIMIT", "1")
        .output()
        .unwrap_or_else(|error| panic!("`tesseract` (Debian package tesseract-ocr): {error}"));
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
