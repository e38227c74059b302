//! The front ends: how each registers somebody, signs him in, and shows what it was given.

use reqwest::Method;
use serde_json::json;

use super::super::browser::Browser;
use super::super::{captcha_session, codes, rest_auth};
use super::PASSWORD;
use crate::socket::talker::{Talker, knock};
use crate::support::{Answer, Client, Server};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    Codes,
    CaptchaSession,
    Phone,
    Clinic,
    RestAuth,
    Canonical,
}

use Front::{Canonical, CaptchaSession, Clinic, Codes, Phone, RestAuth};

pub const ALL: [Front; 6] = [Codes, CaptchaSession, Phone, Clinic, RestAuth, Canonical];

impl Front {
    pub async fn tries(self, client: &Client, name: &str, password: &str) -> Answer {
        match self {
            Codes => codes::logs_in(client, name, password).await,
            CaptchaSession => {
                let fields = [("user", name), ("password", password)];
                captcha_session::posts(&mut browser(client), "/user/login", &fields).await
            }
            Phone => {
                let body = json!({ "account": name, "password": password });
                client.post("/user/login", body).await
            }
            Clinic => client.get(&format!("/user/login?username={name}&password={password}")).await,
            RestAuth => rest_auth::log_in(client, name, password).await,
            Canonical => {
                let body = json!({ "login": name, "password": password });
                client.post("/v1/sessions", body).await
            }
        }
    }

    /// What a login gave.
    pub fn credentials(self, answer: &Answer) -> Vec<Credential> {
        let text = |name: &str| answer.json[name].as_str().map(str::to_owned);
        let bearer = |token: String| Credential::shown("/v1/me", format!("Bearer {token}"));
        let cookie = || cookie_of(answer);
        match self {
            Codes => text("message").map(bearer).into_iter().collect(),
            Clinic => text("jwt").map(bearer).into_iter().collect(),
            Canonical => text("access_token").map(bearer).into_iter().collect(),
            CaptchaSession | Phone => {
                cookie().map(|it| Credential::lent("/user/info", it)).into_iter().collect()
            }
            RestAuth => {
                let place = "/rest-auth/user/";
                let key = text("key").map(|it| Credential::shown(place, format!("Token {it}")));
                let lent = cookie().map(|it| Credential::lent(place, it));
                key.into_iter().chain(lent).collect()
            }
        }
    }

    #[track_caller]
    pub fn signed_in(self, answer: &Answer) -> Vec<Credential> {
        assert!([200, 201].contains(&answer.status), "{self:?}: {}", answer.text);
        let given = self.credentials(answer);
        let expected = if self == RestAuth { 2 } else { 1 };
        assert_eq!(given.len(), expected, "{self:?}: {}", answer.text);
        given
    }

    /// Somebody signs in who knows his password.
    pub async fn signs_in(self, client: &Client, name: &str) -> Vec<Credential> {
        self.signed_in(&self.tries(client, name, PASSWORD).await)
    }

    /// Whether a login was refused because the password is not that of whom was meant.
    pub fn is_wrong_password(self, answer: &Answer) -> bool {
        let json = match self {
            Codes => json!({ "message": "User login failed", "status_code": 403 }),
            CaptchaSession => json!({ "msg": "密码错误" }),
            Phone => json!({ "msg": "password error", "user_id": 0 }),
            Clinic => json!({ "status": "invalid password" }),
            RestAuth => {
                json!({ "non_field_errors": ["Unable to log in with provided credentials."] })
            }
            Canonical => return answer.code() == "invalid_credentials",
        };
        answer.json == json
    }

    /// Whether a login was put off, in the shape of the contract.
    pub fn is_too_many(self, answer: &Answer) -> bool {
        let waits = answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0);
        let word = |name: &str| answer.json[name].as_str().unwrap_or_default().to_owned();
        let in_shape = match self {
            Codes => word("message") == "Too many tries, come back later",
            CaptchaSession | Phone => word("msg") == "操作过于频繁，请稍后再试",
            Clinic => answer.json == json!({ "status": "error" }),
            RestAuth => word("detail").starts_with("Request was throttled."),
            Canonical => answer.code() == "rate_limited",
        };
        waits && in_shape && answer.status == 429
    }

    /// An account with this username.
    pub async fn registers(self, client: &Client, name: &str) -> Answer {
        match self {
            Codes => panic!("nobody has a username there"),
            CaptchaSession => {
                let email = format!("{name}@example.com");
                let fields = [("uname", name), ("email", &email), ("password", PASSWORD)];
                captcha_session::posts(&mut browser(client), "/user/register", &fields).await
            }
            Phone => {
                let body = json!({ "account": name, "password": PASSWORD });
                client.post("/user/register", body).await
            }
            Clinic => {
                let request = client.request(Method::POST, "/user/register");
                client.send(request.form(&[("username", name), ("password", PASSWORD)])).await
            }
            RestAuth => {
                let body =
                    json!({ "username": name, "password1": PASSWORD, "password2": PASSWORD });
                client.post("/rest-auth/registration/", body).await
            }
            Canonical => {
                let body = json!({ "username": name, "password": PASSWORD });
                client.post("/v1/accounts", body).await
            }
        }
    }

    pub fn is_registered(self, answer: &Answer) -> bool {
        match self {
            Codes => answer.json["message"] == "Register user successfully",
            CaptchaSession => answer.json["msg"] == "注册成功",
            Phone => answer.json["msg"] == "register successful",
            Clinic => answer.json["status"] == "success",
            RestAuth | Canonical => answer.status == 201,
        }
    }

    /// Whether somebody has the username, in the words of the contract.
    pub fn is_taken(self, answer: &Answer) -> bool {
        let (status, json) = match self {
            Codes => (409, json!({ "message": "The user already exists", "status_code": 409 })),
            CaptchaSession => (403, json!({ "msg": "用户名已存在" })),
            Phone => (200, json!({ "msg": "account had been used" })),
            Clinic => (200, json!({ "status": "error" })),
            RestAuth => (400, json!({ "username": ["A user with that username already exists."] })),
            Canonical => return (answer.status, answer.code()) == (409, "taken"),
        };
        (answer.status, &answer.json) == (status, &json)
    }
}

pub fn browser(client: &Client) -> Browser {
    Browser { client: client.clone(), cookies: Default::default(), headers: Vec::new() }
}

pub fn cookie_of(answer: &Answer) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").into_iter();
    let mut pairs = lines.map(|line| line.to_str().unwrap().split(';').next().unwrap());
    pairs.find(|pair| pair.starts_with("sessionid=")).map(str::to_owned)
}

/// A token, a key or a cookie.
#[derive(Clone, Debug)]
pub struct Credential {
    header: &'static str,
    value: String,
    /// What the contract that gave it shows to who is signed in.
    place: &'static str,
}

impl Credential {
    fn shown(place: &'static str, value: String) -> Credential {
        Credential { header: "authorization", value, place }
    }

    fn lent(place: &'static str, value: String) -> Credential {
        Credential { header: "cookie", value, place }
    }

    /// The token, key or secret itself.
    pub fn secret(&self) -> &str {
        self.value.rsplit([' ', '=']).next().unwrap_or_default()
    }

    /// Sends a request of whoever holds it.
    pub async fn sends(&self, client: &Client, request: reqwest::RequestBuilder) -> Answer {
        client.send(request.header(self.header, self.value.as_str())).await
    }

    /// A socket, or the status of the refusal.
    pub fn connects(&self, server: &Server) -> Result<Talker, u16> {
        let origin = format!("http://{}", server.address());
        let headers = [(self.header, self.value.as_str()), ("origin", origin.as_str())];
        knock(server.address(), "/ws", &headers)
    }

    /// Whom it signs in.
    #[track_caller]
    pub fn uid(&self, server: &Server) -> u64 {
        self.connects(server).unwrap().hears("welcome")["uid"].as_u64().unwrap()
    }

    /// A socket that has been welcomed.
    #[track_caller]
    pub fn converses(&self, server: &Server) -> Talker {
        let mut talker = self.connects(server).unwrap();
        talker.hears("welcome");
        talker
    }

    /// As its contract and the socket say, which must agree.
    pub async fn is_good(&self, server: &Server) -> bool {
        let client = server.client();
        let shown = self.sends(&client, client.request(Method::GET, self.place)).await;
        let socket = self.connects(server).err();
        match shown.status {
            200 => assert_eq!(socket, None, "{self:?}"),
            401 | 403 => assert_eq!(socket, Some(401), "{self:?}"),
            _ => panic!("{self:?}: {}", shown.text),
        }
        shown.status == 200
    }
}
