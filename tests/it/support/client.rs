//! JSON over a small HTTP client.

use std::net::SocketAddr;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::PATIENCE;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// Null where the body is not JSON.
    pub json: Value,
}

impl Client {
    pub fn new(address: SocketAddr) -> Client {
        // The first of several to come; the others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build().unwrap();
        Client { http, base: format!("http://{address}"), token: None }
    }

    /// The same, signed in.
    pub fn with_token(&self, token: &str) -> Client {
        Client { token: Some(token.to_owned()), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// For what the above do not do: headers, bodies that are not JSON.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or_default();
        Answer { status, headers, text, json }
    }

    /// What was not sent, the newest first.
    pub async fn inbox(&self) -> Vec<Value> {
        let mut answer = self.get("/dev/inbox").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        match answer.json["messages"].take() {
            Value::Array(messages) => messages,
            other => panic!("{other}"),
        }
    }

    /// Asks for a code and reads it in the inbox.
    pub async fn code(&self, purpose: &str, to: &str) -> String {
        let is_it = |letter: &Value| letter["to"] == to && letter["purpose"] == purpose;
        let before = self.inbox().await.into_iter().filter(is_it).count();
        let wanted = serde_json::json!({ "purpose": purpose, "to": to });
        let answer = self.post("/v1/codes", wanted).await;
        assert_eq!(answer.status, 202, "{}", answer.text);
        let letter = self.letter(before, is_it).await;
        letter["code"].as_str().unwrap().to_owned()
    }

    /// The newest message that `is_it`, once there are more than `before` of them: the courier may
    /// need a moment.
    pub async fn letter(&self, before: usize, is_it: impl Fn(&Value) -> bool) -> Value {
        let asking = async {
            loop {
                let found: Vec<_> = self.inbox().await.into_iter().filter(&is_it).collect();
                match found.len() > before {
                    true => return found.into_iter().next().unwrap(),
                    false => tokio::task::yield_now().await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, asking).await.unwrap()
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        self.json["code"].as_str().unwrap()
    }
}
