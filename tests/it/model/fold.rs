//! What a log comes to, as somebody works it out who has nothing but the protocol's description.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

#[derive(Debug, Default)]
pub struct Fold {
    pub title: String,
    /// The role of each.
    pub members: BTreeMap<u64, String>,
    pub messages: BTreeMap<u64, Message>,
    /// The last entry that somebody who has gone can read.
    pub gone: BTreeMap<u64, u64>,
}

#[derive(Debug, Default)]
pub struct Message {
    pub author: u64,
    /// Whom it calls by name; the log of what was deleted does not say.
    calls: Vec<u64>,
    edited: Option<(u64, String)>,
    deleted: Option<u64>,
    reactions: BTreeMap<String, BTreeSet<u64>>,
    pinned: bool,
    touched: bool,
}

impl Fold {
    pub fn of(log: &[Value]) -> Fold {
        let mut fold = Fold::default();
        for entry in log {
            fold.apply(entry);
        }
        fold
    }

    fn apply(&mut self, entry: &Value) {
        let (seq, by) = (entry["seq"].as_u64().unwrap(), entry["uid"].as_u64().unwrap());
        let user = entry["user"]["uid"].as_u64();
        let role = |name: &str| name.to_owned();
        match entry["type"].as_str().unwrap() {
            "message" => {
                for uid in both(entry["chat"].as_str().unwrap()) {
                    self.members.insert(uid, role("member"));
                }
                let calls = called(entry);
                self.messages.insert(seq, Message { author: by, calls, ..Message::default() });
            }
            "created" => {
                self.title = entry["title"].as_str().unwrap().to_owned();
                self.members.insert(by, role("owner"));
            }
            "topic" => self.title = entry["title"].as_str().unwrap().to_owned(),
            "join" => drop(self.members.insert(by, role("member"))),
            "invite" => drop(self.members.insert(user.unwrap(), role("member"))),
            "role" => {
                let role = entry["role"].as_str().unwrap().to_owned();
                self.members.insert(user.unwrap(), role);
            }
            "leave" => self.goes(by, seq),
            "kick" | "ban" => self.goes(user.unwrap(), seq),
            "unban" => {}
            kind => self.befall(kind, by, entry),
        }
    }

    fn goes(&mut self, uid: u64, seq: u64) {
        if self.members.remove(&uid).is_some() {
            self.gone.insert(uid, seq);
        }
    }

    fn befall(&mut self, kind: &str, by: u64, entry: &Value) {
        let seq = entry["seq"].as_u64().unwrap();
        let message = self.messages.get_mut(&entry["target"].as_u64().unwrap()).unwrap();
        assert_eq!(message.deleted, None, "{entry} befalls what was deleted");
        message.touched = true;
        let on = entry["on"] == true;
        match kind {
            "edit" => {
                message.edited = Some((seq, entry["text"].as_str().unwrap().to_owned()));
                message.calls = called(entry);
            }
            "delete" => {
                message.deleted = Some(seq);
                (message.reactions, message.pinned) = (BTreeMap::new(), false);
            }
            "pin" => message.pinned = on,
            "react" => {
                let emoji = entry["emoji"].as_str().unwrap();
                let who = message.reactions.entry(emoji.to_owned()).or_default();
                assert!(if on { who.insert(by) } else { who.remove(&by) }, "{entry} is no news");
                message.reactions.retain(|_, who| !who.is_empty());
            }
            _ => panic!("{entry}"),
        }
    }
}

impl Message {
    pub fn is_deleted(&self) -> bool {
        self.deleted.is_some()
    }

    pub fn calls(&self, reader: u64) -> bool {
        self.author != reader && !self.is_deleted() && self.calls.contains(&reader)
    }

    /// How the message is shown to somebody, beside what it once was.
    pub fn now(&self, reader: u64) -> Value {
        if !self.touched {
            return Value::Null;
        }
        let mut now = json!({ "pinned": self.pinned });
        if let Some((seq, text)) = &self.edited {
            (now["edited"], now["text"]) = (json!(seq), json!(text));
            if !self.calls.is_empty() {
                now["mentions"] = json!(self.calls);
            }
        }
        if let Some(seq) = self.deleted {
            now["deleted"] = json!(seq);
        }
        let shown = |(emoji, who): (&String, &BTreeSet<u64>)| json!({ "emoji": emoji, "count": who.len(), "mine": who.contains(&reader) });
        if !self.reactions.is_empty() {
            now["reactions"] = self.reactions.iter().map(shown).collect();
        }
        now
    }
}

fn called(entry: &Value) -> Vec<u64> {
    let uids = entry["mentions"].as_array();
    uids.into_iter().flatten().map(|uid| uid.as_u64().unwrap()).collect()
}

/// The two of a direct chat; nobody of a room.
fn both(chat: &str) -> Vec<u64> {
    let Some(pair) = chat.strip_prefix("d:") else { return Vec::new() };
    pair.split(':').map(|uid| uid.parse().unwrap()).collect()
}
