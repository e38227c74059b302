use serde_json::{Value, json};

use super::super::super::body::Fields;
use super::super::fields::{Extent, Field, Kind, check};
use super::super::scripts::is_username;

const ALL: &[Field] = &[
    Field::text("name", "Name").at_most(5),
    Field::text("nick", "Nick").or_blank(),
    Field::new("email", "Email", Kind::Email).optional(),
    Field::new("shown", "Shown", Kind::Number).shown_only(),
];

fn errors(given: Value, extent: Extent) -> Value {
    let Value::Object(given) = given else { panic!("{given}") };
    check(ALL, &Fields::of_object(given), extent).errors.into_value()
}

#[test]
fn every_field_says_what_is_wrong_with_it() {
    let blank = json!(["This field may not be blank."]);
    let nulled = json!(["This field may not be null."]);
    let no_text = json!(["Not a valid string."]);
    let no_email = json!(["Enter a valid email address."]);
    let too_long = json!(["Ensure this field has no more than 5 characters."]);
    for (given, said) in [
        (json!({}), json!({ "name": ["This field is required."] })),
        (json!({ "name": "" }), json!({ "name": blank })),
        (json!({ "name": " \u{a0}\u{1f}" }), json!({ "name": blank })),
        (json!({ "name": null }), json!({ "name": nulled })),
        (json!({ "name": true }), json!({ "name": no_text })),
        (json!({ "name": ["a"] }), json!({ "name": no_text })),
        (json!({ "name": {} }), json!({ "name": no_text })),
        (json!({ "name": "用".repeat(6) }), json!({ "name": too_long })),
        (json!({ "name": 123456 }), json!({ "name": too_long })),
        (json!({ "name": "  用用用用用 ", "nick": "", "shown": [] }), json!({})),
        (json!({ "name": "a", "email": "" }), json!({ "email": blank })),
        (json!({ "name": "a", "email": false }), json!({ "email": no_email })),
        (
            json!({ "name": "a", "email": 1, "nick": null }),
            json!({ "email": no_email, "nick": nulled }),
        ),
    ] {
        assert_eq!(errors(given.clone(), Extent::Whole), said, "{given}");
    }
    assert_eq!(errors(json!({}), Extent::Part), json!({}));
}

#[test]
fn numbers_become_text_as_the_contract_spells_them() {
    for (number, text) in [
        ("7", "7"),
        ("-12", "-12"),
        ("1.0", "1.0"),
        ("1.5", "1.5"),
        ("1e-7", "1e-07"),
        ("0.0001", "0.0001"),
        ("1e16", "1e+16"),
        ("1.5e300", "1.5e+300"),
        ("-0.0", "-0.0"),
    ] {
        let fields = format!("{{\"nick\":{number}}}");
        let Ok(Value::Object(fields)) = serde_json::from_str(&fields) else { panic!("{fields}") };
        let checked = check(ALL, &Fields::of_object(fields), Extent::Part);
        assert_eq!(checked.text("nick"), Some(text));
    }
}

#[test]
fn a_username_is_of_letters_and_digits_of_any_script() {
    for good in ["alice", "用户", "Жук", "ﬁ", "١٢", "a@.+-_", "½", "〇", "ªº"] {
        assert!(is_username(good), "{good}");
    }
    for bad in
        ["", "a b", "a\n", "e\u{301}", "a\u{200b}", "😀", "~/..", "a,b", "Ⓐ", "नमस्ते", "\u{345}"]
    {
        assert!(!is_username(bad), "{bad:?}");
    }
}
