//! What no front end would send.

use super::super::walker::{Contract, Place};
use super::{house, key, register};
use crate::support::Answer;

/// Fields of which more than one is wrong, so that none of them alone makes it right.
const OPEN: [Place; 5] = [
    Place {
        path: "/rest-auth/registration/",
        fields: &[("username", "a b"), ("email", "nobody"), ("password1", "1"), ("password2", "2")],
        methods: &[],
    },
    Place {
        path: "/rest-auth/login/",
        fields: &[("username", "nobody"), ("email", "a@b.example"), ("password", "guess")],
        methods: &[],
    },
    Place { path: "/rest-auth/password/reset/", fields: &[("email", "nobody")], methods: &[] },
    Place {
        path: "/rest-auth/password/reset/confirm/",
        fields: &[
            ("uid", "OTk5OTk5OQ"),
            ("token", "4pq-0123456789abcdef0123"),
            ("new_password1", "Ws8-nUrpLic"),
            ("new_password2", "Ws8-nUrpLic"),
        ],
        methods: &[],
    },
    Place {
        path: "/rest-auth/registration/verify-email/",
        fields: &[("key", "nothing")],
        methods: &[],
    },
];

const PRIVATE: [Place; 4] = [
    Place { path: "/rest-auth/user/", fields: &[("username", "a b")], methods: &["GET", "PATCH"] },
    Place {
        path: "/rest-auth/password/change/",
        fields: &[("old_password", "guess"), ("new_password1", "1"), ("new_password2", "2")],
        methods: &[],
    },
    Place {
        path: "/api/create_users_info/",
        fields: &[("company", ""), ("tel", "123456789012345678901"), ("address", "")],
        methods: &[],
    },
    Place {
        path: "/api/users_display/",
        fields: &[("company", ""), ("tel", "123456789012345678901"), ("address", "")],
        methods: &[],
    },
];

fn is_refusal(answer: &Answer) -> bool {
    let is_list = |value: &serde_json::Value| {
        let said = value.as_array();
        said.is_some_and(|said| !said.is_empty() && said.iter().all(serde_json::Value::is_string))
    };
    let fields = answer.json.as_object().filter(|fields| !fields.is_empty());
    let detail = answer.json["detail"].is_string();
    answer.status >= 400 && fields.is_some_and(|fields| detail || fields.values().all(is_list))
}

#[tokio::test]
async fn whatever_is_sent_is_refused_in_the_contracts_own_shape() {
    let server = house();
    let open = Contract { server: &server, places: &OPEN, is_refusal, headers: Vec::new() };
    assert!(open.stands().await > 300);
}

#[tokio::test]
async fn whatever_somebody_who_is_signed_in_sends_is_too() {
    let server = house();
    let made = register(&server.client(), "zhang").await;
    let headers = vec![("authorization", format!("Token {}", key(&made)))];
    let private = Contract { server: &server, places: &PRIVATE, is_refusal, headers };
    assert!(private.stands().await > 200);
}
