//! A browser as far as a contract with cookies can tell: it sends back what it was given.

use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};

use super::talk::{Written, asking};
use crate::support::{Answer, Client, Server};

#[derive(Clone)]
pub struct Browser {
    pub client: Client,
    pub cookies: BTreeMap<String, String>,
    /// What it adds to every request: its `Origin`, a proxy's words.
    pub headers: Vec<(&'static str, String)>,
}

impl Browser {
    pub fn at(server: &Server) -> Browser {
        Browser { client: server.client(), cookies: BTreeMap::new(), headers: Vec::new() }
    }

    pub fn saying(mut self, name: &'static str, value: &str) -> Browser {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.client.request(Method::GET, path)).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_as(Written::Form, path, fields).await
    }

    pub async fn post_as(
        &mut self,
        written: Written,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        self.send(asking(&self.client, Method::POST, path, written, fields)).await
    }

    pub async fn send(&mut self, request: RequestBuilder) -> Answer {
        let answer = self.client.send(self.dressed(request)).await;
        for line in answer.headers.get_all("set-cookie") {
            let (pair, rest) = line.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            match rest.contains("Max-Age=0") {
                true => self.cookies.remove(name),
                false => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    pub fn dressed(&self, request: RequestBuilder) -> RequestBuilder {
        let headers = self.headers.iter();
        let request =
            headers.fold(request, |request, (name, value)| request.header(*name, value.clone()));
        match self.cookies.is_empty() {
            true => request,
            false => request.header("cookie", self.cookie_line()),
        }
    }

    pub fn cookie_line(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        pairs.join("; ")
    }
}
