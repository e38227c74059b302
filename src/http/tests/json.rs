use serde::Deserialize;

use crate::http::json::{BadJson, DEPTH_MAX, parse};
use crate::http::problem::FieldCode;

#[derive(Debug, Deserialize, PartialEq)]
struct Asked {
    name: String,
    age: Option<u8>,
    #[serde(default)]
    inner: Option<Inner>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    colour: Colour,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Colour {
    Green,
}

fn asked(text: &str) -> Result<Asked, BadJson> {
    parse(text.as_bytes())
}

#[track_caller]
fn malformed(text: &str, expected: &str) {
    match asked(text) {
        Err(BadJson::Malformed(said)) => assert!(said.contains(expected), "{said}"),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn wrong_field(text: &str, expected: (&str, FieldCode, &str)) {
    match asked(text) {
        Err(BadJson::Field { field, code, message }) => {
            assert_eq!((field.as_str(), code, message.as_str()), expected);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn fields_that_nobody_asks_for_are_ignored() {
    let bob = asked(r#"{"name": "bob", "age": 7, "later": {"x": [1, null, true, 1.5, -1]}}"#);
    assert_eq!(bob, Ok(Asked { name: "bob".to_owned(), age: Some(7), inner: None }));
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    malformed(r#"{"name": "a", "name": "b"}"#, "twice");
    malformed(r#"{"name": "a", "x": {"y": 1, "y": 2}}"#, "twice");
    malformed(r#"{"name": "a"} {"name": "b"}"#, "trailing");
    malformed(r#"{"name": "\ud800"}"#, "");
    malformed(r#"{"name": "a\u0000b"}"#, "NUL");
    malformed(r#"{"name": 1e400}"#, "out of range");
    malformed("", "EOF");
    malformed("[1]", "object");
}

#[test]
fn invalid_utf8_is_refused() {
    assert!(matches!(parse::<Asked>(b"{\"name\": \"\xff\"}"), Err(BadJson::Malformed(_))));
}

#[test]
fn depth_is_bounded_however_deep_it_is() {
    let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let within = |depth: usize| asked(&format!(r#"{{"name": "a", "x": {}}}"#, nested(depth)));
    assert!(within(DEPTH_MAX - 1).is_ok());
    for depth in [DEPTH_MAX, 127, 30_000] {
        assert!(matches!(within(depth), Err(BadJson::Malformed(_))), "{depth}");
    }
}

#[test]
fn a_wrong_field_is_named_and_its_value_is_not_repeated() {
    wrong_field(r#"{"age": 1}"#, ("name", FieldCode::Required, "is missing"));
    wrong_field(r#"{"name": 5}"#, ("name", FieldCode::WrongType, "must be a string"));
    wrong_field(
        r#"{"name": "a", "age": "hunter2"}"#,
        ("age", FieldCode::WrongType, "must be a whole number in range"),
    );
    wrong_field(
        r#"{"name": "a", "age": 300}"#,
        ("age", FieldCode::Invalid, "must be a whole number in range"),
    );
    wrong_field(
        r#"{"name": "a", "inner": {}}"#,
        ("inner.colour", FieldCode::Required, "is missing"),
    );
    let red = r#"{"name": "a", "inner": {"colour": "red"}}"#;
    wrong_field(red, ("inner.colour", FieldCode::Invalid, "must be `green`"));
}
