//! A path, decoded once and safely.

use std::str::Split;

use percent_encoding::percent_decode_str;

/// Longer paths and queries are refused; hyper itself refuses what does not fit its buffer.
pub const BYTES_MAX: usize = 8 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    #[error("the path has a % that begins no character")]
    BadEscape,
    #[error("the path is not UTF-8")]
    NotUtf8,
    #[error("the path contains a character that does not belong there")]
    BadCharacter,
    #[error("the path contains a segment that means another folder")]
    DotSegment,
}

/// The segments of a path behind its first slash. Each is decoded by itself, so that an encoded
/// slash makes no segment, and is refused, because somebody further down might think it does.
pub fn segments(path: &str) -> Result<Vec<String>, BadPath> {
    raw(path).map(segment).collect()
}

/// The same as they were sent: enough to tell whose a path is, and for nothing else.
pub fn raw_segments(path: &str) -> Vec<String> {
    raw(path).map(str::to_owned).collect()
}

fn raw(path: &str) -> Split<'_, char> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

fn segment(raw: &str) -> Result<String, BadPath> {
    if !escapes_are_whole(raw) {
        return Err(BadPath::BadEscape);
    }
    let decoded = percent_decode_str(raw).decode_utf8().map_err(|_| BadPath::NotUtf8)?;
    if decoded.contains(|c: char| c.is_control() || c == '/' || c == '\\') {
        return Err(BadPath::BadCharacter);
    }
    if decoded == "." || decoded == ".." {
        return Err(BadPath::DotSegment);
    }
    Ok(decoded.into_owned())
}

/// Whether two hexadecimal digits follow every percent sign.
pub fn escapes_are_whole(raw: &str) -> bool {
    let whole = |escape: &str| {
        let digits = escape.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    raw.split('%').skip(1).all(whole)
}
