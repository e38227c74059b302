//! The document of the API against the server that gives it.

use std::collections::BTreeSet;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::support::{Answer, Client, House, Person};

/// What strangers may do. Whatever is not here needs a token.
const OPEN_TO_STRANGERS: [&str; 8] = [
    "accounts_create",
    "avatars_show",
    "captchas_create",
    "codes_send",
    "password_resets_create",
    "registration_show",
    "sessions_create",
    "sessions_refresh",
];

struct Operation {
    id: String,
    method: Method,
    path: String,
    is_protected: bool,
    is_for_admins: bool,
    answers: BTreeSet<String>,
    media: Option<String>,
}

async fn operations(client: &Client) -> Vec<Operation> {
    let document = client.get("/v1/openapi.json").await;
    assert_eq!(document.status, 200);
    let mut operations = Vec::new();
    for (path, item) in document.json["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let body = described["requestBody"]["content"].as_object();
            operations.push(Operation {
                id: described["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                is_protected: described["security"].is_array(),
                is_for_admins: path.starts_with("/v1/admin"),
                answers: described["responses"].as_object().unwrap().keys().cloned().collect(),
                media: body.map(|content| content.keys().next().unwrap().clone()),
            });
        }
    }
    assert!(operations.len() > 30, "{}", operations.len());
    operations
}

/// Something of the right form that nobody has.
fn filled_in(path: &str) -> String {
    let nothing = "00000000-0000-7000-8000-000000000000";
    path.replace("{id}", nothing)
        .replace("{user}", "999999")
        .replace("{uid}", "999999")
        .replace("{hash}", &"0".repeat(64))
        .replace("{chat}", "r:999999")
        .replace("{seq}", "999999")
        .replace("{emoji}", "+1")
}

async fn ask(client: &Client, operation: &Operation, body: &str) -> Answer {
    let mut request = client.request(operation.method.clone(), &filled_in(&operation.path));
    if let Some(media) = &operation.media {
        request = request.header(CONTENT_TYPE, media).body(body.to_owned());
    }
    let answer = client.send(request).await;
    let status = answer.status.to_string();
    assert!(operation.answers.contains(&status), "{}: {status} is not documented", operation.id);
    answer
}

#[tokio::test]
async fn whatever_is_not_open_to_strangers_asks_for_a_token() {
    let server = House::easygoing().open();
    let client = server.client();
    let mut open = BTreeSet::new();
    for operation in operations(&client).await {
        let answer = ask(&client, &operation, "{}").await;
        assert_ne!(answer.status, 405, "{}", operation.id);
        if !operation.is_protected {
            assert_ne!(answer.status, 401, "{}", operation.id);
            open.insert(operation.id);
            continue;
        }
        assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{}", operation.id);
        assert!(operation.answers.contains("401"), "{}", operation.id);
        let with_another = ask(&client.with_token("nonsense"), &operation, "{}").await;
        assert_eq!(with_another.status, 401, "{}", operation.id);
    }
    assert_eq!(open, OPEN_TO_STRANGERS.map(str::to_owned).into());
}

#[tokio::test]
async fn what_is_for_admins_is_forbidden_to_everybody_else() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let operations = operations(&client).await;
    let for_admins: Vec<_> = operations.iter().filter(|it| it.is_for_admins).collect();
    assert!(for_admins.len() >= 8);
    for operation in for_admins {
        let answer = ask(&alice.client, operation, "{}").await;
        assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{}", operation.id);
    }
}

#[tokio::test]
async fn every_operation_is_there_for_who_is_signed_in() {
    let server = House::easygoing().open();
    let client = server.client();
    for operation in operations(&client).await {
        let name = format!("guest-{}", operation.id.replace('_', "-"));
        let guest = Person::registers(&client, &name).await;
        let answer = ask(&guest.client, &operation, "{}").await;
        let is_mounted = !matches!(answer.status, 401 | 405) && answer.status < 500;
        assert!(
            is_mounted || operation.id == "sessions_refresh",
            "{}: {}",
            operation.id,
            answer.text
        );
        if answer.status == 404 {
            assert!(operation.path.contains('{'), "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn every_operation_documents_what_can_happen_to_any_request() {
    let server = House::easygoing().open();
    let client = server.client();
    for operation in operations(&client).await {
        let mut expected = vec!["400", "429", "500", "503"];
        expected.extend(operation.is_protected.then_some("401"));
        expected.extend(operation.is_for_admins.then_some("403"));
        expected.extend(operation.path.contains('{').then_some("404"));
        expected.extend(operation.media.is_some().then_some("415"));
        for status in expected {
            assert!(operation.answers.contains(status), "{} does not say {status}", operation.id);
        }
    }
    let document: Value = client.get("/v1/openapi.json").await.json;
    let bearer = &document["components"]["securitySchemes"]["bearer"];
    assert_eq!(bearer["scheme"], "bearer");
}
