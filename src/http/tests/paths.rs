use crate::http::path::{BadPath, segments};

#[track_caller]
fn refused(path: &str, expected: BadPath) {
    assert_eq!(segments(path), Err(expected), "{path}");
}

#[test]
fn a_path_is_decoded_once() {
    assert_eq!(segments("/v1/users/%E8%8C%B6").unwrap(), ["v1", "users", "茶"]);
    assert_eq!(segments("/a%2520b").unwrap(), ["a%20b"], "what was encoded twice stays encoded");
    assert_eq!(segments("/a/").unwrap(), ["a", ""]);
    assert_eq!(segments("//etc/passwd").unwrap(), ["", "etc", "passwd"]);
}

#[test]
fn nothing_in_a_path_leads_elsewhere() {
    refused("/static/../config.toml", BadPath::DotSegment);
    refused("/static/%2e%2E/config.toml", BadPath::DotSegment);
    refused("/static/.", BadPath::DotSegment);
    refused("/static/..%2fconfig.toml", BadPath::BadCharacter);
    refused("/static/a%5c..%5c", BadPath::BadCharacter);
    refused("/static/%00", BadPath::BadCharacter);
    refused("/static/%0d%0aX", BadPath::BadCharacter);
}

#[test]
fn what_is_not_utf8_or_not_an_escape_is_refused() {
    refused("/%FF", BadPath::NotUtf8);
    refused("/%C0%AE", BadPath::NotUtf8);
    for broken in ["/%", "/%4", "/%zz", "/a%"] {
        refused(broken, BadPath::BadEscape);
    }
}
