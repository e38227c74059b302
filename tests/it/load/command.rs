//! `teahouse bench`, as somebody runs it.

use std::io::Write as _;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::house;
use crate::socket::talker::{PASSWORD, person};
use crate::support::{House, Server};

fn bench(house: &House, at: &Server, arguments: &[&str], said: &str) -> Output {
    let mut command = house.command(at.home(), &["bench"]);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // It may refuse before it reads.
    let _ = child.stdin.take().unwrap().write_all(said.as_bytes());
    child.wait_with_output().unwrap()
}

/// What it complains of.
fn complaint(house: &House, at: &Server, arguments: &[&str], said: &str) -> (Option<i32>, String) {
    let output = bench(house, at, arguments, said);
    assert!(output.stdout.is_empty(), "{output:?}");
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn url(server: &Server) -> String {
    format!("http://{}", server.address())
}

#[tokio::test]
async fn any_teahouse_can_be_measured_and_the_same_people_come_again() {
    let server = house().open();
    let (url, pid) = (url(&server), server.pid().to_string());
    let small = ["pairs", "--pairs", "2", "--seconds", "1", "--json"];
    let there = ["--url", &url, "--pid", &pid, "--people", "guest", "--password-stdin"];
    for _ in 0..2 {
        let output = bench(&house(), &server, &[&small[..], &there].concat(), PASSWORD);
        assert!(output.status.success(), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let pairs = &report["measured"][0];
        assert_eq!((&pairs["what"], &pairs["unit"]), (&"2 pairs".into(), &"messages".into()));
        assert_eq!(pairs["server"], url);
        assert!(pairs["count"].as_u64().unwrap() > 0, "{report}");
        for figure in ["cpu_micros_each", "store_micros_each", "send_micros", "cpu_sends_each"] {
            assert!(pairs[figure].as_f64().unwrap() > 0.0, "{figure} in {report}");
        }
        let latency = &pairs["latency_ms"];
        assert!(latency["p50"].as_f64().unwrap() <= latency["p99_9"].as_f64().unwrap(), "{report}");
    }
}

#[tokio::test]
async fn what_keeps_a_measurement_from_being_made_is_said_with_what_helps() {
    let server = house().open();
    let here = url(&server);
    person(&server, "guest0").await;

    let (exit, said) = complaint(&house(), &server, &["idle", "--url", "http://127.0.0.1:1"], "");
    assert_eq!(exit, Some(1));
    assert!(said.contains("nobody listens on http://127.0.0.1:1"), "{said}");

    let (exit, said) = complaint(&house(), &server, &["idle", "--url", "127.0.0.1:80"], "");
    assert_eq!(exit, Some(2));
    assert!(said.contains("must be like http://"), "{said}");

    let known = ["pairs", "--url", &here, "--people", "guest", "--password-stdin"];
    let (exit, said) = complaint(&house(), &server, &known, "not that\n");
    assert_eq!(exit, Some(1));
    assert!(said.contains("not that of the account guest0"), "{said}");

    let few = house().with_descriptors(256);
    let (exit, said) = complaint(&few, &server, &["storm", "--url", &here], "");
    assert_eq!(exit, Some(1));
    assert!(said.contains("ulimit -n 10064"), "{said}");

    let strict = House::default().open();
    let (exit, said) = complaint(&house(), &strict, &["pairs", "--url", &url(&strict)], "");
    assert_eq!(exit, Some(1));
    assert!(said.contains("TEAHOUSE_LIMITS__SCALE=1000000"), "{said}");
}
