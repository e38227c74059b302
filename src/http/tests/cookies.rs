use warp::http::header::{COOKIE, HOST, ORIGIN};
use warp::http::{HeaderMap, HeaderValue};

use crate::http::call::Visitor;
use crate::http::cookies;
use crate::http::origin::is_welcome;

fn visitor(is_encrypted: bool) -> Visitor {
    let address = "192.0.2.7".parse().unwrap();
    Visitor { address, is_local: false, is_encrypted, request: String::new() }
}

fn headers(lines: &[(&str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let name: warp::http::HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_static(value));
    }
    headers
}

#[test]
fn a_cookie_is_found_among_others_if_it_is_there_once() {
    for (line, found) in [
        ("sessionid=a", Some("a")),
        ("x=1; sessionid=a; y=2", Some("a")),
        ("x=1;sessionid=\"a\"", Some("a")),
        ("sessionid=a=b", Some("a=b")),
        ("sessionid=", None),
        ("sessionid", None),
        ("Sessionid=a", None),
        ("xsessionid=a", None),
        ("sessionid=a; sessionid=b", None),
        ("__Host-sessionid=a", None),
    ] {
        let headers = headers(&[(COOKIE.as_str(), line)]);
        assert_eq!(cookies::get(&visitor(false), &headers, cookies::SESSION), found, "{line}");
    }
    let twice = headers(&[("cookie", "sessionid=a"), ("cookie", "sessionid=b")]);
    assert_eq!(cookies::get(&visitor(false), &twice, cookies::SESSION), None);
    let two = headers(&[("cookie", "__Host-sessionid=ours; sessionid=planted; csrftoken=c")]);
    assert_eq!(cookies::get(&visitor(true), &two, cookies::SESSION), Some("ours"));
    assert_eq!(cookies::get(&visitor(true), &two, cookies::CSRF), Some("c"));
}

#[test]
fn a_page_is_welcome_by_its_origin_or_by_what_the_browser_says_of_it() {
    let allowed = ["https://app.example".to_owned()];
    for (said, welcome) in [
        (&[][..], true),
        (&[("origin", "http://tea.example")], true),
        (&[("origin", "https://tea.example")], true),
        (&[("origin", "https://app.example"), ("sec-fetch-site", "cross-site")], true),
        (&[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")], false),
        (&[("origin", "https://tea.example.evil.example")], false),
        (&[("origin", "https://tea.example:8443")], false),
        (&[("origin", "null")], false),
        (&[("origin", "")], false),
        (&[("origin", "http://tea.example"), ("origin", "https://evil.example")], false),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "anything")], false),
    ] {
        let mut headers = headers(said);
        headers.insert(HOST, HeaderValue::from_static("tea.example"));
        assert_eq!(is_welcome(&headers, &allowed), welcome, "{said:?}");
    }
    let homeless = headers(&[(ORIGIN.as_str(), "http://tea.example")]);
    assert!(!is_welcome(&homeless, &[]));
}
