//! `rest_auth` (S4): what was recorded of the library, and what strangers will try.

mod abuse;
mod bad_input;
mod devices;
mod replay;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, House, Server};

pub const GOOD: &str = "Zq!tvw0lxYe";
pub const OTHER: &str = "Ws8-nUrpLic";

pub fn house() -> Server {
    House::easygoing().open()
}

#[track_caller]
pub fn says(answer: &Answer, status: u16, body: &Value) {
    assert_eq!((answer.status, &answer.json), (status, body), "{}", answer.text);
}

pub fn person(name: &str) -> Value {
    let email = format!("{name}@post.example");
    json!({ "username": name, "email": email, "password1": GOOD, "password2": GOOD })
}

/// A browser, or a client with a key.
#[derive(Clone)]
pub struct Device {
    client: Client,
    headers: Vec<(&'static str, String)>,
}

impl Device {
    pub fn with(client: &Client, headers: &[(&'static str, &str)]) -> Device {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Device { client: client.clone(), headers }
    }

    pub fn with_key(client: &Client, key: &str) -> Device {
        Device::with(client, &[("authorization", &format!("Token {key}"))])
    }

    /// A browser that keeps the cookies of this answer and repeats the token that goes with them.
    pub fn with_cookies(client: &Client, answer: &Answer) -> Device {
        let cookie = |name: &str| {
            let all = answer.headers.get_all("set-cookie").into_iter();
            let mut lines = all.map(|line| line.to_str().unwrap().split(';').next().unwrap());
            lines.find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
        };
        let (session, csrf) = (cookie("sessionid"), cookie("csrftoken"));
        let cookies = format!("sessionid={session}; csrftoken={csrf}");
        Device::with(client, &[("cookie", &cookies), ("x-csrftoken", &csrf)])
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = self.client.request(method, path);
        let request =
            self.headers.iter().fold(request, |it, (name, value)| it.header(*name, value));
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        self.client.send(request).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn is_signed_in(&self) -> bool {
        self.get("/rest-auth/user/").await.status == 200
    }
}

pub async fn register(client: &Client, name: &str) -> Answer {
    let answer = client.post("/rest-auth/registration/", person(name)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer
}

pub async fn log_in(client: &Client, name: &str, password: &str) -> Answer {
    client.post("/rest-auth/login/", json!({ "username": name, "password": password })).await
}

pub fn key(answer: &Answer) -> String {
    answer.json["key"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned()
}
