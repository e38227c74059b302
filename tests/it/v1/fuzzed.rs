//! A fuzzer of OpenAPI documents (schemathesis) against the server that gives the document: no 5xx,
//! and no answer that is not described.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::support::{House, Person, Server};

/// Another seed looks elsewhere: TEAHOUSE_TEST_SEED.
const SEED: &str = "20260517";

/// What the fuzzer ends its own session with, since it learns ids from earlier answers.
const FAREWELLS: [&str; 6] = [
    "sessions_end",
    "sessions_end_current",
    "me_delete",
    "me_password",
    "admin_end_sessions",
    "admin_password",
];

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

fn house() -> House {
    House::easygoing()
        .with("codes.mails_per_day", 1_000_000)
        .with("codes.texts_per_day", 1_000_000)
        .with("sessions.per_account_max", 1_000)
}

fn staying() -> Vec<&'static str> {
    FAREWELLS.iter().flat_map(|id| ["--exclude-operation-id", id]).collect()
}

fn farewells() -> Vec<&'static str> {
    FAREWELLS.iter().flat_map(|id| ["--include-operation-id", id]).collect()
}

/// Runs it as the owner of a token over some operations.
async fn fuzz(server: &Server, token: &str, which: &[&str]) {
    let python = env::var("TEAHOUSE_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let seed = env::var("TEAHOUSE_TEST_SEED").unwrap_or_else(|_| SEED.to_owned());
    let url = format!("http://{}", server.address());
    let mut command = Command::new(Path::new(&python).with_file_name("schemathesis"));
    command
        .args(["run", &format!("{url}/v1/openapi.json"), "--url", &url])
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS])
        .args(["--max-examples", "25", "--seed", &seed, "--generation-database", "none"])
        .args(["--suppress-health-check", "all", "--warnings", "off", "--no-color"])
        .args(["--request-timeout", "20", "--continue-on-failure"])
        .args(which)
        .current_dir(server.home());
    println!("{command:?}");
    let ran = tokio::task::spawn_blocking(move || command.output()).await.unwrap();
    let ran = ran.unwrap_or_else(|error| {
        panic!(
            "schemathesis does not run ({error}): `pip install -r tests/requirements.txt` and \
             name that interpreter in TEAHOUSE_TEST_PYTHON, or run tests/all"
        )
    });
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    println!("{said}");
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}

#[tokio::test]
async fn strangers_and_people_get_no_answer_that_is_not_described() {
    let server = house().open();
    let client = server.client();
    // The fuzzer signs in as the one whom the document gives as its example.
    for name in ["alice", "bob"] {
        Person::registers(&client, name).await;
    }
    let carol = Person::registers(&client, "carol").await;
    let mut which = vec!["--exclude-tag", "admin"];
    which.extend(staying());
    fuzz(&server, &carol.access_token, &which).await;
    assert!(carol.is_signed_in().await, "it went on as somebody to the end");

    let leaving = Person::registers(&client, "leaving").await;
    fuzz(&server, &leaving.access_token, &farewells()).await;
}

#[tokio::test]
async fn admins_get_no_answer_that_is_not_described() {
    let server = house().open();
    let client = server.client();
    for name in ["alice", "bob"] {
        Person::registers(&client, name).await;
    }
    let keeper = Person::becomes_admin(&server, "keeper").await;
    let mut which = vec!["--include-tag", "admin"];
    which.extend(staying());
    fuzz(&server, &keeper.access_token, &which).await;
    assert!(keeper.is_signed_in().await, "it went on as an admin to the end");
    fuzz(&server, &keeper.access_token, &farewells()).await;
}
