//! The client's side of the WebSocket's frames, as little of it as a load needs.

/// All clients of the load use one mask. A mask protects proxies from pages in a browser; the
/// server's work is the same whichever it is.
const MASK: [u8; 4] = [0x17, 0x2a, 0x39, 0x4c];

const TEXT: u8 = 1;
const PONG: u8 = 10;

pub fn text(payload: &[u8]) -> Vec<u8> {
    masked(TEXT, payload)
}

pub fn pong(payload: &[u8]) -> Vec<u8> {
    masked(PONG, payload)
}

fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(payload.len() + 14);
    frame.push(0x80 | opcode);
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length @ 126..=0xffff => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// A frame of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    Text(&'a [u8]),
    Ping(&'a [u8]),
    Close(u16),
    Other,
}

/// The first frame of what was received, and its length; nothing if it is not whole yet.
pub fn first(received: &[u8]) -> Option<(Heard<'_>, usize)> {
    let (&[opcode, length], rest) = received.split_first_chunk::<2>()?;
    let (length, head) = match length & 0x7f {
        126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
        127 => (u64::from_be_bytes(*rest.first_chunk()?), 10),
        short => (u64::from(short), 2),
    };
    let end = head + usize::try_from(length).ok()?;
    let payload = received.get(head..end)?;
    let heard = match opcode & 0x0f {
        TEXT => Heard::Text(payload),
        9 => Heard::Ping(payload),
        8 => Heard::Close(payload.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code))),
        _ => Heard::Other,
    };
    Some((heard, end))
}

/// What kind of frame a text is: the server writes the type first.
pub fn kind(text: &[u8]) -> &[u8] {
    let rest = text.strip_prefix(br#"{"type":""#).unwrap_or_default();
    rest.split(|byte| *byte == b'"').next().unwrap_or_default()
}

/// The number that stands behind `name` in a text, as in `"seq":`.
pub fn number_after(text: &[u8], name: &[u8]) -> Option<u64> {
    let at = text.windows(name.len()).position(|window| window == name)?;
    let digits = text[at + name.len()..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0, |number: u64, digit| {
        number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'))
    }))
}
