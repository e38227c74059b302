//! UNI-03: a name of one kind that looks like one of another.

use serde_json::json;

use super::super::{captcha_session, codes};
use super::fronts::{ALL, Front, browser};
use super::{MAIL, NEW, PASSWORD, house};
use crate::support::{Answer, Client, Person};

const PHONE: &str = "13800000000";

/// By a code, with this password.
async fn proves(client: &Client, user: &str, to: &str, password: &str) {
    let code = codes::code(client, "check_register", user, to).await;
    let fields = [("user", user), ("password", password), ("identifying_code", code.as_str())];
    let answer = codes::asks(client, "register", &fields).await;
    assert!(Front::Codes.is_registered(&answer), "{}", answer.text);
}

/// Behind every door, the name is that of who has the new password; the other's opens none.
async fn belongs_to_the_owner(client: &Client, name: &str) {
    for front in ALL {
        front.signed_in(&front.tries(client, name, NEW).await);
        let refused = front.tries(client, name, PASSWORD).await;
        assert!(front.is_wrong_password(&refused), "{front:?}: {}", refused.text);
    }
}

#[tokio::test]
async fn nobody_stands_before_the_owner_of_a_phone_by_being_called_like_it() {
    let server = house().open();
    let client = server.client();
    let made = Front::Phone.registers(&client, PHONE).await;
    assert!(Front::Phone.is_registered(&made), "{}", made.text);
    Front::Phone.signs_in(&client, PHONE).await;
    proves(&client, PHONE, "+8613800000000", NEW).await;
    belongs_to_the_owner(&client, PHONE).await;

    let refused = claims(&client, PHONE, MAIL).await;
    assert_eq!(refused.json, json!({ "msg": "无效参数" }));
}

#[tokio::test]
async fn nobody_stands_before_the_owner_of_a_mailbox_by_being_called_like_it() {
    for squats in [Front::Clinic, Front::RestAuth] {
        for owner_is_first in [false, true] {
            let server = house().open();
            let client = server.client();
            if owner_is_first {
                proves(&client, MAIL, MAIL, NEW).await;
            }
            let made = squats.registers(&client, MAIL).await;
            assert!(squats.is_registered(&made), "{squats:?}: {}", made.text);
            if !owner_is_first {
                proves(&client, MAIL, MAIL, NEW).await;
            }
            belongs_to_the_owner(&client, MAIL).await;
        }
    }
}

#[tokio::test]
async fn who_only_claims_an_address_takes_it_from_nobody() {
    let server = house().open();
    let client = server.client();
    let owner = Person::registers_with_email(&client, MAIL).await;
    let refused = claims(&client, "zhang", MAIL).await;
    assert_eq!(refused.json, json!({ "msg": "邮箱已存在" }));
    assert_eq!(owner.me().await["email"]["address"], MAIL);

    let body = json!({ "username": "li@example.com", "password1": NEW, "password2": NEW });
    let called = client.post("/rest-auth/registration/", body).await;
    assert!(Front::RestAuth.is_registered(&called), "{}", called.text);
    let claimed = claims(&client, "li", "li@example.com").await;
    assert!(Front::CaptchaSession.is_registered(&claimed), "{}", claimed.text);
    belongs_to_the_owner(&client, "li@example.com").await;
}

async fn claims(client: &Client, name: &str, email: &str) -> Answer {
    let fields = [("uname", name), ("email", email), ("password", PASSWORD)];
    captcha_session::posts(&mut browser(client), "/user/register", &fields).await
}
