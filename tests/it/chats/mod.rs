//! Chats by single requests, and what connections hear of it.

mod described;
mod files;
mod finding;
mod limits;
mod permissions;
mod protocol;
mod repeats;
mod revocation;
mod rooms;
mod talk;

use serde_json::{Value, json};

use crate::socket::talker::{Talker, knock};
use crate::support::{Answer, House, Person, Server};

/// A house with a few people in it.
async fn people<const N: usize>(names: [&str; N]) -> (Server, [Person; N]) {
    let server = House::easygoing().open();
    let mut people = Vec::new();
    for name in names {
        people.push(Person::registers(&server.client(), name).await);
    }
    let Ok(people) = people.try_into() else { unreachable!() };
    (server, people)
}

/// A socket that has been welcomed.
fn socket(server: &Server, person: &Person) -> Talker {
    let bearer = format!("Bearer {}", person.access_token);
    let mut talker = knock(server.address(), "/ws", &[("authorization", &bearer)]).unwrap();
    talker.hears("welcome");
    talker
}

impl Person {
    async fn sends(&self, chat: &str, text: &str) -> Answer {
        let path = format!("/v1/chats/{}/messages", coded(chat));
        self.client.post(&path, json!({ "text": text })).await
    }

    /// The number of what was sent.
    async fn says(&self, chat: &str, text: &str) -> u64 {
        let answer = self.sends(chat, text).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json["seq"].as_u64().unwrap()
    }

    async fn makes_room(&self, room: Value) -> String {
        let answer = self.client.post("/v1/chats", room).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json["chat"].as_str().unwrap().to_owned()
    }

    /// The log as they have it: `1 alice message hello`.
    async fn log(&self, chat: &str) -> Vec<String> {
        let answer = self.client.get(&format!("/v1/chats/{}/events?after=0", coded(chat))).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json["events"].as_array().unwrap().iter().map(spelt).collect()
    }
}

/// As it stands in a path.
fn coded(chat: &str) -> String {
    chat.replace('#', "%23")
}

fn spelt(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().map(|text| format!(" {text}")).unwrap_or_default();
    let user = event["user"]["username"].as_str().map(|name| format!(" {name}"));
    let user = user.unwrap_or_default();
    format!("{}{}{}{}{user}", event["seq"], text("from"), text("type"), text("text"))
}
