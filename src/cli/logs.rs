//! What the process says while it runs, on standard error.

use std::borrow::Cow;
use std::io::{self, Write};
use std::panic;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::config::{Log, LogFormat};

/// Longer lines are cut: no event of ours is that long, so the rest is what somebody sent us.
const LINE_BYTES_MAX: usize = 8 * 1024;

/// From here on events are written, those of panics too. A second call changes nothing.
pub fn start(log: &Log) {
    let lines = fmt::layer().with_ansi(false).with_writer(Lines);
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match log.format {
        LogFormat::Human => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let wanted = log.level.clone().and(filter_fn(is_ours_or_grave));
    let _ = tracing_subscriber::registry().with(layer.with_filter(wanted)).try_init();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let message = text.unwrap_or("(no text)");
        tracing::error!(place, message, "a defect: panicked");
    }));
}

/// What libraries say in detail is what they were given: whole heads of requests, tokens and all.
/// No level that an operator may set lets that out.
fn is_ours_or_grave(event: &Metadata<'_>) -> bool {
    event.target().starts_with("teahouse") || *event.level() <= Level::WARN
}

/// Makes every event one line, whatever is in it: a name with a line break in it must not be able
/// to write a line of its own, nor one with an escape to colour or erase what others wrote.
struct Lines;

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Lines;

    fn make_writer(&'a self) -> Lines {
        Lines
    }
}

impl Write for Lines {
    /// The layer above hands over each event whole.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(line(event).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn line(event: &[u8]) -> Cow<'_, str> {
    let event = String::from_utf8_lossy(event);
    let text = event.trim_end_matches('\n');
    let is_plain = |byte: u8| byte.is_ascii() && !byte.is_ascii_control();
    // Nearly every event: one for each request.
    if text.len() + 1 == event.len() && text.len() <= LINE_BYTES_MAX && text.bytes().all(is_plain) {
        return event;
    }
    let mut line = String::with_capacity(event.len() + 1);
    for c in text.chars() {
        if line.len() > LINE_BYTES_MAX {
            line.push('…');
            break;
        }
        match c.is_control() {
            true => line.extend(c.escape_default()),
            false => line.push(c),
        }
    }
    line.push('\n');
    line.into()
}

#[cfg(test)]
mod tests {
    use super::{LINE_BYTES_MAX, line};

    #[test]
    fn an_event_is_one_line_whatever_is_in_it() {
        let forged = "name=\"bob\n2026-01-01 INFO login ok user=admin\u{1b}[2J\"\n";
        assert_eq!(
            line(forged.as_bytes()),
            "name=\"bob\\n2026-01-01 INFO login ok user=admin\\u{1b}[2J\"\n"
        );
    }

    #[test]
    fn an_ordinary_event_is_written_as_it_is() {
        assert_eq!(line(b"INFO answered route=/v1/me\n"), "INFO answered route=/v1/me\n");
        assert_eq!(line("name=\"茶\"".as_bytes()), "name=\"茶\"\n");
    }

    #[test]
    fn a_very_long_event_is_cut() {
        let long = "x".repeat(100 * 1024);
        let line = line(long.as_bytes());
        assert!(line.len() < LINE_BYTES_MAX + 10 && line.ends_with("…\n"));
    }
}
