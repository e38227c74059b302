use proptest::prelude::*;

use crate::courier::transports::template::{Escape, Facts, Template};

fn facts(text: &str) -> Facts<'_> {
    Facts {
        phone: "+8613800138000",
        national: "13800138000",
        code: "123456",
        text,
        id: "7".into(),
        secret: "key",
    }
}

fn filled(template: &str, escape: Escape) -> String {
    Template::parse(template).unwrap().fill(&facts("a \"b\" & <c>"), escape)
}

#[test]
fn slots_are_filled_and_other_braces_are_text() {
    assert_eq!(
        filled("{phone}|{digits}|{national}|{code}|{id}|{secret}", Escape::Plain),
        "+8613800138000|8613800138000|13800138000|123456|7|key"
    );
    for text in ["", "{", "}", "{}", "{ phone }", "{\"a\":{\"b\":1}}", "{A}", "é{", "{{"] {
        assert_eq!(filled(text, Escape::Plain), text);
    }
    assert_eq!(filled("{{code}}", Escape::Plain), "{123456}");
}

#[test]
fn a_slot_that_is_not_known_is_named() {
    let error = Template::parse("to={fone}").unwrap_err();
    assert!(error.to_string().starts_with("{fone} is not known; there are {phone}"), "{error}");
}

#[test]
fn each_media_type_has_its_escape() {
    assert_eq!(filled("{text}", Escape::Url), "a%20%22b%22%20%26%20%3Cc%3E");
    assert_eq!(filled("{phone}", Escape::Url), "%2B8613800138000");
    assert_eq!(filled("{text}", Escape::Json), "a \\\"b\\\" & <c>");
    assert_eq!(filled("{text}", Escape::Xml), "a &quot;b&quot; &amp; &lt;c&gt;");
    for (media_type, escape) in [
        ("application/json; charset=utf-8", Some(Escape::Json)),
        ("application/vnd.sms+json", Some(Escape::Json)),
        ("application/x-www-form-urlencoded", Some(Escape::Url)),
        ("text/xml", Some(Escape::Xml)),
        ("text/plain", Some(Escape::Plain)),
        ("multipart/form-data", None),
        ("", None),
    ] {
        assert_eq!(Escape::for_media_type(media_type), escape, "{media_type}");
    }
}

proptest! {
    #[test]
    fn whatever_fills_a_slot_stays_inside_it(text in any::<String>()) {
        let template = Template::parse("{\"to\": \"{phone}\", \"text\": \"{text}\"}").unwrap();
        let json: serde_json::Value =
            serde_json::from_str(&template.fill(&facts(&text), Escape::Json)).unwrap();
        prop_assert_eq!(&json["text"], text.as_str());
        prop_assert_eq!(json.as_object().unwrap().len(), 2);

        let template = Template::parse("https://sms.example/send?text={text}&to={phone}").unwrap();
        let url = reqwest::Url::parse(&template.fill(&facts(&text), Escape::Url)).unwrap();
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        prop_assert_eq!(pairs.len(), 2);
        prop_assert_eq!(&pairs[0].1, &text);
        prop_assert_eq!(url.fragment(), None);
    }
}
