//! The accounts that the load is made with, through `/v1` like anybody's.

use std::io::BufRead;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::progress::Progress;
use super::target::Target;
use super::trouble::Trouble;
use crate::values::{Random, SecretText, SystemRandom};

/// Hashing a password takes a core of the server, so more at a time gain little.
const AT_ONCE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(60);

/// Where accounts are made and signed in.
pub struct Door {
    http: reqwest::Client,
    url: String,
    prefix: String,
    password: SecretText,
    /// They may be there already.
    is_known: bool,
}

#[derive(Clone)]
pub struct Person {
    pub uid: u64,
    pub name: String,
    pub token: String,
}

type SignedIn = (u64, String);
type Problem = (u16, String);

impl Person {
    /// What the chat of these two is called by the server, and by clients that know it.
    pub fn chat_with(&self, other: &Person) -> String {
        format!("d:{}:{}", self.uid.min(other.uid), self.uid.max(other.uid))
    }
}

pub fn read_password() -> std::io::Result<SecretText> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(SecretText::new(line.trim_end_matches(['\r', '\n'])))
}

impl Door {
    pub fn of(
        target: &Target,
        prefix: Option<&str>,
        password: Option<SecretText>,
    ) -> Result<Door, Trouble> {
        // The first of several to come; the others find it there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build();
        let http = http.map_err(|error| Trouble::of_request(&target.url, &error))?;
        let random: &dyn Random = &SystemRandom::new();
        let unheard_of = |bytes: u64| format!("{bytes:016x}");
        let made_up = unheard_of(u64::from_le_bytes(random.bytes()));
        Ok(Door {
            http,
            url: target.url.clone(),
            prefix: prefix.map_or_else(|| format!("bench-{}-", &made_up[..6]), str::to_owned),
            is_known: password.is_some(),
            password: password
                .unwrap_or_else(|| SecretText::new(unheard_of(u64::from_le_bytes(random.bytes())))),
        })
    }

    /// So many people, signed in; always the same ones.
    pub async fn people(&self, count: usize) -> Result<Vec<Person>, Trouble> {
        self.check().await?;
        let progress = Progress::of(format!("{count} accounts"), count as u64);
        let people = stream::iter(0..count).map(|number| {
            let progress = &progress;
            async move {
                let person = self.person(number).await;
                progress.step();
                person
            }
        });
        people.buffered(AT_ONCE).try_collect().await
    }

    async fn check(&self) -> Result<(), Trouble> {
        let ready = self.http.get(format!("{}/readyz", self.url)).send().await;
        let ready = ready.map_err(|error| Trouble::of_request(&self.url, &error))?;
        if ready.status().is_success() {
            return Ok(());
        }
        let said = ready.text().await.unwrap_or_default();
        Err(Trouble::NotReady { url: self.url.clone(), said })
    }

    async fn person(&self, number: usize) -> Result<Person, Trouble> {
        let name = format!("{}{number}", self.prefix);
        let password = self.password.reveal();
        let login = json!({ "login": name, "password": password });
        if self.is_known
            && let Ok((uid, token)) = self.ask("/v1/sessions", &login).await?
        {
            return Ok(Person { uid, name, token });
        }
        let account = json!({ "username": name, "password": password });
        match self.ask("/v1/accounts", &account).await? {
            Ok((uid, token)) => Ok(Person { uid, name, token }),
            Err((409, _)) => Err(Trouble::WrongPassword(name)),
            Err((_, why)) => Err(Trouble::NoAccount { name, why }),
        }
    }

    /// Who it is and the access token, or the status and the problem.
    async fn ask(&self, path: &str, body: &Value) -> Result<Result<SignedIn, Problem>, Trouble> {
        let failed = |error| Trouble::of_request(&self.url, &error);
        let asked = self.http.post(format!("{}{path}", self.url)).json(body);
        let answer = asked.send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        let text = answer.text().await.map_err(failed)?;
        let said: Value = serde_json::from_str(&text).unwrap_or_default();
        let uid = said["account"]["uid"].as_u64().unwrap_or_default();
        match (status, said["access_token"].as_str()) {
            (200 | 201, Some(token)) => Ok(Ok((uid, token.to_owned()))),
            (429, _) => Err(Trouble::TooFast(text)),
            _ => Ok(Err((status, text))),
        }
    }
}
