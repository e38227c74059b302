//! How each contract sets a new password: by a code, by a link, or knowing the old one.

use reqwest::Method;
use serde_json::{Value, json};

use super::super::talk::{code_after, codes_to};
use super::super::{captcha_session, codes, phone};
use super::fronts::{Credential, Front, browser};
use super::{MAIL, NEW, PASSWORD, PHONE};
use crate::support::{Answer, Client};

/// Who has forgotten his password comes back through this front, by mail or by phone.
pub async fn resets(client: &Client, front: Front) -> Answer {
    match front {
        Front::Codes => {
            let code = codes::code(client, "forget_password", MAIL, MAIL).await;
            let fields = [("user", MAIL), ("identifying_code", &code), ("new_password", NEW)];
            codes::asks(client, "reset_password", &fields).await
        }
        Front::CaptchaSession => {
            let mut browser = browser(client);
            let before = codes_to(client, MAIL).await;
            captcha_session::posts(&mut browser, "/user/reset", &[("email", MAIL)]).await;
            let code = code_after(client, before, MAIL).await;
            let fields = [("code", code.as_str()), ("new_password", NEW)];
            captcha_session::posts(&mut browser, "/user/reset", &fields).await
        }
        Front::Phone => {
            let code = phone::code(client, "forgetPassword", PHONE).await;
            let body = json!({
                "account": PHONE, "phone_number": PHONE, "identifying": code, "new_password": NEW,
            });
            client.post(&format!("/user/forgetPassword/{PHONE}"), body).await
        }
        Front::RestAuth => {
            client.post("/rest-auth/password/reset/", json!({ "email": MAIL })).await;
            let letter = client.letter(0, |letter| letter["purpose"] == "reset_link").await;
            let (uid, token) = letter["code"].as_str().unwrap().split_once('/').unwrap();
            let body = json!({
                "uid": uid, "token": token, "new_password1": NEW, "new_password2": NEW,
            });
            client.post("/rest-auth/password/reset/confirm/", body).await
        }
        Front::Canonical => {
            let code = client.code("reset", MAIL).await;
            let body = json!({ "login": MAIL, "code": code, "new_password": NEW });
            client.post("/v1/password-resets", body).await
        }
        Front::Clinic => panic!("it has no way back"),
    }
}

/// Who knows his password changes it, holding this.
pub async fn changes(client: &Client, front: Front, holder: &Credential) -> Answer {
    let json = |method: Method, path: &str, body: Value| client.request(method, path).json(&body);
    let form =
        |path: &str, fields: &[(&str, &str)]| client.request(Method::POST, path).form(fields);
    let request = match front {
        Front::CaptchaSession => {
            form("/user/password", &[("old_password", PASSWORD), ("new_password", NEW)])
        }
        Front::Clinic => form("/user/updatemyinfo", &[("password", NEW)]),
        Front::RestAuth => {
            let body =
                json!({ "old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW });
            json(Method::POST, "/rest-auth/password/change/", body)
        }
        Front::Canonical => {
            let body = json!({ "old_password": PASSWORD, "new_password": NEW });
            json(Method::PUT, "/v1/me/password", body)
        }
        Front::Codes | Front::Phone => panic!("it has no such place"),
    };
    holder.sends(client, request).await
}
