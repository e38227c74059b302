//! `/metrics` and the live numbers: what Prometheus can read, and what an operator needs to see.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Client, House, PASSWORD, Person};

/// The page, each sample by its name and labels. Panics where Prometheus would refuse the page or
/// its conventions are broken.
async fn page(client: &Client) -> BTreeMap<String, f64> {
    let page = client.get("/metrics").await;
    assert!(page.header("content-type").starts_with("application/openmetrics-text"));
    let (lines, end) = page.text.rsplit_once("# EOF").unwrap();
    assert_eq!(end.trim(), "");
    let mut kinds = BTreeMap::new();
    let mut helps = BTreeMap::new();
    let mut samples = BTreeMap::new();
    for line in lines.lines() {
        let words: Vec<_> = line.splitn(4, ' ').collect();
        match words[..] {
            ["#", "HELP", family, help] => {
                assert!(!help.is_empty(), "{line}");
                assert_eq!(helps.insert(family.to_owned(), help.to_owned()), None, "{line}");
            }
            ["#", "TYPE", family, kind] => {
                assert_eq!(kinds.insert(family.to_owned(), kind.to_owned()), None, "{line}");
            }
            ["#", "UNIT", ..] => {}
            _ => {
                let (name, value) = line.rsplit_once(' ').unwrap();
                let value: f64 = value.parse().unwrap();
                assert_eq!(samples.insert(name.to_owned(), value), None, "twice: {line}");
            }
        }
    }
    assert_eq!(kinds.keys().collect::<Vec<_>>(), helps.keys().collect::<Vec<_>>());
    for sample in samples.keys() {
        let name = sample.split('{').next().unwrap();
        assert!(name.starts_with("teahouse_"), "{name}");
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
        let family_of = |ending| name.strip_suffix(ending).and_then(|family| kinds.get(family));
        let histogram = ["_bucket", "_sum", "_count"]
            .iter()
            .any(|ending| family_of(*ending).is_some_and(|kind| kind == "histogram"));
        let counter = family_of("_total").is_some_and(|kind| kind == "counter");
        let info = family_of("_info").is_some_and(|kind| kind == "info");
        let gauge = kinds.get(name).is_some_and(|kind| kind == "gauge");
        assert!(histogram || counter || info || gauge, "{sample} is of no family");
    }
    samples
}

#[tokio::test]
async fn the_page_is_one_that_prometheus_reads_and_shows_what_happened() {
    let server = House::default().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, "alice@example.com").await;
    for (login, password) in
        [("alice@example.com", "wrong"), ("nobody", "wrong"), ("alice@example.com", PASSWORD)]
    {
        client.post("/v1/sessions", json!({ "login": login, "password": password })).await;
    }
    let again = json!({ "purpose": "verify", "to": "alice@example.com" });
    assert_eq!(client.post("/v1/codes", again).await.status, 429);
    alice.client.get("/v1/me").await;

    let found = page(&client).await;
    for (sample, least) in [
        ("teahouse_build_info{version=\"0.1.0\"}", 1.0),
        ("teahouse_logins_total{by=\"password\",outcome=\"signed_in\"}", 1.0),
        ("teahouse_logins_total{by=\"password\",outcome=\"wrong_password\"}", 1.0),
        ("teahouse_logins_total{by=\"password\",outcome=\"no_such_account\"}", 1.0),
        ("teahouse_registrations_total{outcome=\"registered\"}", 1.0),
        ("teahouse_codes_total{channel=\"mail\",purpose=\"register\",outcome=\"sent\"}", 1.0),
        ("teahouse_codes_total{channel=\"mail\",purpose=\"verify\",outcome=\"too_many\"}", 1.0),
        // The decoy, one made and three compared.
        ("teahouse_password_hashes_total", 5.0),
        ("teahouse_limit_refusals_total{limit=\"logins\"}", 0.0),
        (
            "teahouse_letter_deliveries_total{channel=\"mail\",kind=\"register_code\",outcome=\"sent\"}",
            1.0,
        ),
        ("teahouse_accounts", 1.0),
        ("teahouse_sessions", 2.0),
        ("teahouse_outbox_waiting", 0.0),
        ("teahouse_store_commits_total", 3.0),
        ("teahouse_store_group_commands_count", 3.0),
        ("teahouse_store_commit_seconds_count", 3.0),
        ("teahouse_store_read_only", 0.0),
        ("teahouse_sockets", 0.0),
        ("teahouse_connections", 1.0),
        ("teahouse_http_requests_total{route=\"/v1/me\",status=\"2xx\"}", 1.0),
        ("teahouse_http_request_seconds_count{route=\"/v1/me\"}", 1.0),
    ] {
        let value =
            found.get(sample).unwrap_or_else(|| panic!("{sample} is not there: {found:#?}"));
        assert!(*value >= least, "{sample} {value}");
    }
}

#[tokio::test]
async fn strangers_do_not_make_the_page_grow() {
    let server = House::easygoing().open();
    let client = server.client();
    let visit = async |number: usize| {
        client.get(&format!("/no/such/place/{number}")).await;
        client.get(&format!("/v1/users/{number}")).await;
        let name = format!("nobody{number}");
        client.post("/v1/sessions", json!({ "login": name, "password": "x" })).await;
        let method = reqwest::Method::from_bytes(format!("METHOD{number}").as_bytes()).unwrap();
        client.send(client.request(method, "/v1/me")).await;
    };
    visit(0).await;
    let before: Vec<_> = page(&client).await.into_keys().collect();
    for number in 1..20 {
        visit(number).await;
    }
    let mut after: Vec<_> = page(&client).await.into_keys().collect();
    after.retain(|sample| !sample.contains("/metrics"));
    assert_eq!(after, before);
}

#[tokio::test]
async fn an_admin_sees_the_numbers_of_the_house() {
    let server = House::easygoing().open();
    let admin = Person::becomes_admin(&server, "keeper").await;
    let numbers = admin.client.get("/v1/admin/numbers").await;
    assert_eq!(numbers.status, 200, "{}", numbers.text);
    for (name, value) in [
        ("accounts", json!(1)),
        ("sessions", json!(1)),
        ("sockets", json!(0)),
        ("chats", json!(0)),
        ("messages", json!(0)),
        ("uploads", json!(0)),
        ("upload_bytes", json!(0)),
        ("letters_waiting", json!(0)),
        ("letters_given_up", json!(0)),
        ("store_engine", json!("sled")),
        ("version", json!(env!("CARGO_PKG_VERSION"))),
        ("read_only", Value::Null),
    ] {
        assert_eq!(numbers.json[name], value, "{name}: {}", numbers.text);
    }
    assert!(numbers.json["started_at"].as_i64().unwrap() > 1_700_000_000_000);
    assert!(numbers.json["free_bytes"].as_u64().unwrap() > 0);

    let told = server.command(&["admin", "numbers", "--json"]).output().unwrap();
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    for name in ["accounts", "sessions", "sockets", "started_at", "version", "store_engine"] {
        assert_eq!(told[name], numbers.json[name], "{name}");
    }
    let shown = server.command(&["admin", "numbers"]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("accounts          1\n") && shown.contains("writes            taken"));
}
