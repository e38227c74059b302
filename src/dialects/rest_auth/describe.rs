//! What a place says of itself when it is asked for its options.

use serde_json::{Map, Value, json};

use super::fields::{Field, Kind};
use super::shapes;
use super::view::View;
use super::words::{self, Said};
use crate::accounts::Caller;

pub fn said(view: &View, caller: Option<&Caller>) -> Said {
    let mut said = json!({
        "name": view.name,
        "description": view.description,
        "renders": ["application/json", "text/html"],
        "parses": [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ],
    });
    // What does not exist yet cannot be changed.
    let has_contact = caller.is_some_and(|caller| shapes::contact_of(caller).is_some());
    let reads = view.reads.as_ref().filter(|_| has_contact || !view.changes_contact);
    if let (Some((method, fields)), Value::Object(said)) = (reads, &mut said) {
        let fields = table(fields);
        said.insert("actions".to_owned(), json!({ method.as_str(): fields }));
    }
    words::shown(said)
}

fn table(fields: &[Field]) -> Value {
    let line = |field: &Field| (field.name.to_owned(), line(field));
    Value::Object(fields.iter().map(line).collect())
}

fn line(field: &Field) -> Value {
    let mut said = Map::new();
    let mut say = |name: &str, value: Value| said.insert(name.to_owned(), value);
    say("type", json!(word_for(field.kind)));
    say("required", json!(field.required));
    say("read_only", json!(field.read_only));
    say("label", json!(field.label));
    if let Some(help) = field.help {
        say("help_text", json!(help));
    }
    if let Some(chars) = field.chars_min {
        say("min_length", json!(chars));
    }
    if let Some(chars) = field.chars_max {
        say("max_length", json!(chars));
    }
    if field.kind == Kind::Nested {
        say("children", table(shapes::NESTED));
    }
    Value::Object(said)
}

fn word_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Username => "string",
        Kind::Email => "email",
        Kind::Number => "integer",
        Kind::Truth => "boolean",
        Kind::Moment => "datetime",
        Kind::Other => "field",
        Kind::Nested => "nested object",
    }
}
