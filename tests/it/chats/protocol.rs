//! docs/protocol.md: every example as printed, and the tables against the document of the socket.
//!
//! `talk` blocks are conversations (`alice>` says, `alice<` hears, `$` is typed into a shell),
//! `http` blocks are ways in and the status that they get, `sh` blocks are run, and a `json` block
//! behind one is what its last command prints. `…` stands for any value; at the end of an object,
//! for any other fields.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use base64::Engine as _;
use serde_json::{Value, json};
use teahouse::chat::Settings;
use teahouse::hub::WATCHED_MAX;
use teahouse::store::chats::{DELETED_COUNTED_MAX, MENTIONS_COUNTED_MAX};
use teahouse::values::{ClientId, Emoji, FileName, Slug};

use crate::socket::talker::{Talker, knock};
use crate::support::{House, PASSWORD, Person, Server};

const PAGE: &str = include_str!("../../../docs/protocol.md");
const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];

/// The fenced blocks: what they are, and what stands in them.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fenced = PAGE.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).collect()
}

/// What is expected, with `…` made into something that JSON can hold.
fn expected(text: &str) -> Value {
    let mut json = String::new();
    let mut is_quoted = false;
    for (at, char) in text.char_indices() {
        is_quoted ^= char == '"';
        if char != '…' || is_quoted {
            json.push(char);
            continue;
        }
        let is_value = text[..at].trim_end().ends_with([':', '[']);
        json.push_str(if is_value { "\"…\"" } else { "\"…\":true" });
    }
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn fits(expected: &Value, said: &Value) -> bool {
    match (expected, said) {
        (Value::String(any), _) if any == "…" => true,
        (Value::Object(expected), Value::Object(said)) => {
            let named = expected.iter().filter(|(name, _)| *name != "…");
            let all_fit = named
                .clone()
                .all(|(name, value)| said.get(name).is_some_and(|said| fits(value, said)));
            all_fit && (expected.contains_key("…") || named.count() == said.len())
        }
        (Value::Array(expected), Value::Array(said)) => {
            expected.len() == said.len()
                && expected.iter().zip(said).all(|(one, other)| fits(one, other))
        }
        (expected, said) => expected == said,
    }
}

struct Reader {
    server: Server,
    tokens: BTreeMap<&'static str, String>,
}

impl Reader {
    async fn new() -> Reader {
        let server = House::default().open();
        let mut tokens = BTreeMap::new();
        for name in PEOPLE {
            let person = Person::registers(&server.client(), name).await;
            tokens.insert(name, person.access_token);
        }
        Reader { server, tokens }
    }

    /// Runs it, and gives what its last command printed.
    fn runs(&self, script: &str) -> String {
        let script = script.replace("127.0.0.1:8080", &self.server.address().to_string());
        let curl =
            "set -euo pipefail\ncurl() { command curl -sS --fail-with-body \"$@\" && echo; }\n";
        let ran = Command::new("bash")
            .args(["-c", &format!("{curl}{script}")])
            .envs(&self.tokens)
            .output()
            .unwrap();
        let said = String::from_utf8(ran.stdout).unwrap();
        assert!(ran.status.success(), "{script}\n{said}{}", String::from_utf8_lossy(&ran.stderr));
        said.lines().last().unwrap_or_default().to_owned()
    }

    fn connect(&self, name: &str, path: &str) -> Talker {
        let bearer = format!("Bearer {}", self.tokens[name]);
        knock(self.server.address(), path, &[("authorization", &bearer)]).unwrap()
    }

    async fn talks(&self, block: &str, holds: bool) {
        let block = block.replace("\n ", " ");
        let path = if holds { "/ws?hold=1" } else { "/ws" };
        let takes_part = |name: &&str| block.lines().any(|line| line.starts_with(*name));
        let mut talkers = BTreeMap::new();
        for name in PEOPLE.into_iter().filter(takes_part) {
            let mut talker = self.connect(name, path);
            if !block.contains("\"welcome\"") {
                talker.hears("welcome");
            }
            talkers.insert(name, talker);
        }
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                self.runs(command);
                continue;
            }
            let end = line.find(['>', '<']).unwrap_or_else(|| panic!("{line}"));
            let (name, said) = (&line[..end], line[end + 1..].trim());
            let talker = talkers.get_mut(name).unwrap_or_else(|| panic!("{line}"));
            if line[end..].starts_with('>') {
                talker.line(said);
            } else if let Some(code) = said.strip_prefix("(closes with ") {
                let (code, expected) = (talker.closed().0, code.trim_end_matches(')'));
                assert_eq!(code.to_string(), expected, "{line}");
                talkers.remove(name);
            } else {
                let heard = talker.hear();
                assert!(fits(&expected(said), &heard), "{line}\nbut it was\n{heard}");
            }
        }
        for (name, mut talker) in talkers {
            let more = talker.catch_up();
            assert!(more.is_empty(), "{block}\n{name} heard more: {more:?}");
        }
        self.all_have_gone().await;
    }

    /// So that nobody is still taken for here in the next conversation.
    async fn all_have_gone(&self) {
        let client = self.server.client();
        let sockets = async || client.get("/metrics").await.text;
        while !sockets().await.contains("\nteahouse_sockets 0\n") {
            tokio::task::yield_now().await;
        }
    }

    async fn knocks(&self, block: &str) {
        let client = self.server.client().with_token(&self.tokens["alice"]);
        let ticket = client.post("/v1/tickets", json!({})).await.json["ticket"].clone();
        let basic = format!("alice:{PASSWORD}");
        let basic = base64::engine::general_purpose::STANDARD.encode(basic);
        let block = block
            .replace("$token", &self.tokens["alice"])
            .replace("$ticket", ticket.as_str().unwrap())
            .replace("$password", &basic);
        let (head, answer) = block.split_once("\n\n").unwrap();
        let mut head = head.lines();
        let path = head.next().unwrap().strip_prefix("GET ").unwrap();
        let headers: Vec<_> = head.map(|line| line.split_once(": ").unwrap()).collect();
        let (status, protocol) = match knock(self.server.address(), path, &headers) {
            Ok(talker) => (101, talker.protocol),
            Err(status) => (status, None),
        };
        let protocol = protocol.map(|name| format!("\nSec-WebSocket-Protocol: {name}"));
        assert_eq!(format!("{status}{}\n", protocol.unwrap_or_default()), answer, "{block}");
    }
}

#[tokio::test]
async fn every_example_of_the_protocol_works_as_printed() {
    let reader = Reader::new().await;
    let mut printed = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, block) in blocks() {
        match kind {
            "talk" | "talk hold" => reader.talks(block, kind == "talk hold").await,
            "http" => reader.knocks(block).await,
            "sh" => printed = reader.runs(block),
            "json" => {
                let said: Value = serde_json::from_str(&printed).unwrap();
                assert!(fits(&expected(block), &said), "{block}\nbut it was\n{said}");
            }
            other => panic!("nobody runs a block of {other:?}"),
        }
        *counts.entry(kind).or_default() += 1;
    }
    let enough = [("http", 5), ("json", 3), ("sh", 3), ("talk", 10), ("talk hold", 1)];
    for (kind, least) in enough {
        assert!(counts[kind] >= least, "{counts:?}");
    }
}

/// A column of the table whose head begins so.
fn column(head: &str, number: usize) -> impl Iterator<Item = &'static str> {
    let table = PAGE.split_once(head).unwrap().1.split("\n\n").next().unwrap();
    table.lines().skip(2).map(move |row| row.split('|').nth(number).unwrap().trim())
}

fn first_column(head: &str) -> BTreeSet<String> {
    column(head, 1).map(|cell| cell.trim_matches('`').to_owned()).collect()
}

#[tokio::test]
async fn the_tables_of_codes_are_whole() {
    let server = House::easygoing().open();
    let document = server.client().get("/v1/asyncapi.json").await.json;
    let codes = &document["components"]["messages"]["said.error"]["payload"]["properties"]["code"];
    let codes = codes["enum"].as_array().unwrap().iter();
    let codes: BTreeSet<_> = codes.map(|code| code.as_str().unwrap().to_owned()).collect();
    assert_eq!(first_column("| `code` |"), codes);
    let closes = document["x-close-codes"].as_array().unwrap().iter();
    let closes: BTreeSet<_> = closes.map(|close| close["code"].to_string()).collect();
    assert_eq!(first_column("| code |"), closes);
    let problems = server.client().get("/docs/problems").await.text;
    for code in column("| `code` |", 2).flat_map(|cell| cell.split('`').skip(1).step_by(2)) {
        assert!(problems.contains(&format!("<code>{code}</code>")), "{code}");
    }
}

#[test]
fn the_table_of_limits_is_true() {
    let settings = Settings::default();
    let quotas = settings.quotas;
    let expected = [
        settings.text_chars_max as u64,
        settings.title_chars_max as u64,
        Slug::CHARS_MAX as u64,
        ClientId::CHARS_MAX as u64,
        Emoji::CHARS_MAX as u64,
        settings.page_max as u64,
        settings.invited_max as u64,
        settings.mentions_max as u64,
        MENTIONS_COUNTED_MAX as u64,
        DELETED_COUNTED_MAX,
        WATCHED_MAX as u64,
        settings.resumed_max as u64,
        quotas.chats_per_account,
        quotas.members_per_room,
        quotas.pins_per_chat,
        quotas.reactions_per_message as u64,
        quotas.edits_per_message as u64,
        settings.attachments_max as u64,
        FileName::BYTES_MAX as u64,
    ];
    let printed: Vec<u64> =
        column("| what | at most |", 2).map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(printed, expected);
}

#[test]
fn an_example_that_is_wrong_is_seen() {
    let said = json!({"type": "ack", "seq": 1, "at": 17, "list": [1, {"a": 1, "b": 2}]});
    for fitting in [
        r#"{"type":"ack","seq":1,"at":…,"list":…}"#,
        r#"{"type":"ack", …}"#,
        r#"{"type":…,"seq":1,"at":17,"list":[1,{"b":2, …}]}"#,
        "{…}",
    ] {
        assert!(fits(&expected(fitting), &said), "{fitting}");
    }
    for wrong in [
        r#"{"type":"ack","seq":1,"at":…}"#,
        r#"{"type":"ack","seq":2, …}"#,
        r#"{"type":"ack","gone":…, …}"#,
        r#"{"list":[1], …}"#,
        r#"{"list":[1,{"b":2}], …}"#,
    ] {
        assert!(!fits(&expected(wrong), &said), "{wrong}");
    }
}
