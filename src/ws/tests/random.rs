//! Whatever is typed or sent, in any order of characters.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::ws::frame::{self, Request};
use crate::ws::json::{Value, read_object};
use crate::ws::line;

/// What another reader of JSON makes of the same.
fn as_json(value: &Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Whole(number) => json!(number),
        Value::Fraction(number) => json!(number),
        Value::Text(text) => json!(text),
        Value::List(list) => list.iter().map(as_json).collect(),
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.to_string(), as_json(value))).collect()
        }
    }
}

fn any_json() -> impl Strategy<Value = Json> {
    let safe = -(1_i64 << 53) + 1..1_i64 << 53;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        safe.prop_map(Json::from),
        // Readers may differ in the last digit of what has many.
        any::<i32>().prop_map(|number| json!(f64::from(number) + 0.5)),
        ".{0,12}".prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::from),
            btree_map(".{0,8}", inner, 0..6).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

/// Frames of which every part is one that some frame has, and few are right.
fn nearly_a_frame() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "type", "id", "chat", "text", "target", "on", "emoji", "since", "users", "user", "limit",
        "before", "after", "seq", "slug", "title", "members", "role", "reply_to", "public",
    ]);
    let value = prop_oneof![
        4 => prop::sample::select(vec![
            "\"send\"", "\"resume\"", "\"history\"", "\"create\"", "\"react\"", "\"watch\"",
            "\"@bob\"", "\"r:1\"", "\"\"", "0", "-1", "1", "1.5", "9007199254740992", "1e400",
            "true", "null", "[]", "{}", "[\"bob\",7]", "{\"r:1\":3}", "{\"r:1\":-3}", "\"\\u0000\"",
        ]).prop_map(str::to_owned),
        1 => any_json().prop_map(|value| value.to_string()),
    ];
    vec((key, value), 0..7).prop_map(|fields| {
        let fields: Vec<_> = fields.iter().map(|(key, v)| format!("\"{key}\":{v}")).collect();
        format!("{{{}}}", fields.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_object_is_read_as_every_other_reader_reads_it(
        fields in btree_map(".{0,8}", any_json(), 0..6),
    ) {
        let object: Json = fields.into_iter().collect();
        let text = object.to_string();
        let read = read_object(&text).unwrap();
        prop_assert_eq!(as_json(&Value::Object(read)), object);
    }

    #[test]
    fn what_is_read_at_all_no_other_reader_understands_otherwise(text in nearly_a_frame()) {
        if let Ok(read) = read_object(&text) {
            let other: Json = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(as_json(&Value::Object(read)), other);
        }
    }

    #[test]
    fn a_frame_that_is_taken_keeps_to_its_bounds(text in nearly_a_frame()) {
        if let Ok(asked) = frame::read(&text) {
            let id = asked.id.unwrap_or("none".into());
            prop_assert!((1..=64).contains(&id.chars().count()) && !id.contains(char::is_control));
            if let Request::History { limit, .. } | Request::Chats { limit, .. } = asked.request {
                prop_assert!((1..=200).contains(&limit));
            }
        }
    }

    #[test]
    fn no_frame_and_no_line_makes_a_reader_panic(
        text in ".{0,200}", last in proptest::option::of("[@#].{1,10}"),
    ) {
        let _ = frame::read(&text);
        let _ = frame::read(&format!("{{{text}}}"));
        let _ = line::read(&text, last.as_deref());
        let _ = line::read(&format!("/{text}"), last.as_deref());
    }

    #[test]
    fn a_line_without_a_sign_is_said_as_it_was_typed(text in "[^@#/\\s:][^\\n\\r:]{0,60}") {
        let said = line::read(&text, Some("#tea"));
        let (chat, text) = ("#tea".to_owned(), text.trim().to_owned());
        prop_assert_eq!(said, Ok(Request::Send { chat, text, reply_to: None, attachments: vec![] }));
    }
}
