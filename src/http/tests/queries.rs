use crate::http::Problem;
use crate::http::query::Query;

fn number(raw: &str) -> Result<Option<u32>, Problem> {
    Query::parse(Some(raw))?.number("limit", 1..=200)
}

#[test]
fn numbers_are_whole_and_within_bounds_or_an_error() {
    assert_eq!(number("limit=50"), Ok(Some(50)));
    assert_eq!(number("other=1"), Ok(None));
    for bad in ["0", "-1", "201", "1e3", "1.5", "18446744073709551616", "NaN", "", "٣"] {
        assert!(number(&format!("limit={bad}")).is_err(), "{bad}");
    }
}

#[test]
fn a_parameter_that_comes_twice_is_an_error() {
    assert!(number("limit=1&limit=2").is_err());
}

#[test]
fn texts_are_decoded() {
    let query = Query::parse(Some("q=%E8%8C%B6+house&empty")).unwrap();
    assert_eq!(query.text("q"), Some("茶 house"));
    assert_eq!(query.text("empty"), Some(""));
}

#[test]
fn what_cannot_be_decoded_is_an_error() {
    for bad in ["q=%FF", "q=%", "%FF=1", "q=%00", "q=a%0Ab"] {
        assert!(Query::parse(Some(bad)).is_err(), "{bad}");
    }
}
