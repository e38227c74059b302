//! What no front end would send.

use reqwest::Method;

use super::super::walker::{Contract, Place};
use super::{house, register};
use crate::support::{Answer, House, PASSWORD};

const OWN: [Place; 3] = [
    Place {
        path: "/user/registerPhone/13800138000",
        fields: &[("phone_number", "13800138000"), ("identifying_code", "123456")],
        methods: &["GET"],
    },
    Place {
        path: "/user/loginPhone/13800138000",
        fields: &[("phone_number", "13800138000"), ("identifying_code", "123456")],
        methods: &["GET"],
    },
    Place {
        path: "/user/forgetPassword/13800138000",
        fields: &[
            ("phone_number", "13800138000"),
            ("account", "13800138000"),
            ("identifying", "123456"),
            ("new_password", PASSWORD),
        ],
        methods: &["GET"],
    },
];

/// What other contracts claim as well, and what here comes to nothing: a name that is taken, a
/// password that is too short.
const SHARED: [Place; 4] = [
    Place {
        path: "/user/register",
        fields: &[
            ("account", "zhang"),
            ("password", PASSWORD),
            ("name", "Zhang"),
            ("role", "creator"),
        ],
        methods: &[],
    },
    Place { path: "/user/register", fields: &[("account", "li"), ("password", "1")], methods: &[] },
    Place {
        path: "/user/login",
        fields: &[("account", "nobody"), ("password", PASSWORD)],
        methods: &[],
    },
    Place { path: "/user/logout", fields: &[("user_id", "1")], methods: &[] },
];

fn is_refusal(answer: &Answer) -> bool {
    let Some(msg) = answer.json["msg"].as_str() else { return false };
    // Registrations are refused with this status.
    let is_unregistered = ["register failure", "account had been used"].contains(&msg);
    (answer.status == 200) == is_unregistered || answer.status == 403
}

#[tokio::test]
async fn whatever_comes_to_its_own_paths_is_refused_in_the_shape_of_the_contract() {
    let server = house();
    let contract = Contract { server: &server, places: &OWN, is_refusal, headers: Vec::new() };
    assert!(contract.stands().await > 250);
}

/// Where no other contract is spoken, whatever cannot be told apart is this one's.
#[tokio::test]
async fn whatever_comes_to_the_shared_paths_is_refused_in_the_shape_of_the_contract() {
    let house = House::easygoing()
        .with("dialects.captcha_session.enabled", false)
        .with("dialects.clinic.enabled", false);
    let server = house.open();
    register(&server.client(), "zhang").await;
    let contract = Contract { server: &server, places: &SHARED, is_refusal, headers: Vec::new() };
    assert!(contract.stands().await > 300);
}

#[tokio::test]
async fn a_visit_to_no_number_sends_nothing() {
    let server = house();
    let client = server.client();
    let long = "1".repeat(1000);
    for odd in ["abc", "1", "%00", "%ff", "%2e%2e%2f", "+86", "12345678901", long.as_str()] {
        for place in ["registerPhone", "loginPhone", "forgetPassword"] {
            let answer = client.get(&format!("/user/{place}/{odd}")).await;
            assert!((400..405).contains(&answer.status), "{place} {odd}: {}", answer.text);
            assert!(answer.json["msg"].is_string(), "{place} {odd}: {}", answer.text);
        }
    }
    assert_eq!(client.inbox().await.len(), 0);
}

#[tokio::test]
async fn another_method_is_told_which_there_are() {
    let server = house();
    let client = server.client();
    for place in OWN {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = client.send(client.request(method, place.path)).await;
            assert_eq!(answer.status, 405, "{}", place.path);
            assert!(answer.header("allow").contains("GET"), "{:?}", answer.headers);
            assert!(answer.header("allow").contains("POST"), "{:?}", answer.headers);
        }
    }
}
