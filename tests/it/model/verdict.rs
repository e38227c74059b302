//! When all is quiet: what the server has is held against what everybody was told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use teahouse::store::chats::MENTIONS_COUNTED_MAX;

use super::copy::{agrees, brings_in};
use super::device::{Device, Kind};
use super::fold::Fold;

/// Every chat's log, one and the same for all who are in it.
pub fn logs(devices: &mut [Device]) -> BTreeMap<String, Vec<Value>> {
    let chats: BTreeSet<String> =
        devices.iter().flat_map(|device| device.copies.keys().cloned()).collect();
    let mut logs = BTreeMap::new();
    for chat in chats {
        let pages = devices.iter_mut().filter(|device| device.is_in(&chat));
        let mut of_members: Vec<Vec<Value>> = pages.map(|device| device.log(&chat)).collect();
        of_members.iter_mut().for_each(|log| log.iter_mut().for_each(forget_now));
        let log = of_members.pop().unwrap_or_else(|| panic!("nobody is in {chat}"));
        assert!(of_members.iter().all(|other| *other == log), "{chat} is not the same for all");
        is_a_log(&chat, &log);
        logs.insert(chat, log);
    }
    logs
}

/// Numbered without a gap, nothing twice, and each sender's messages in the order of sending.
fn is_a_log(chat: &str, log: &[Value]) {
    let mut last = BTreeMap::new();
    for (entry, number) in log.iter().zip(1_u64..) {
        assert_eq!(entry["seq"], number, "{chat} has a gap");
        if entry["type"] == "message" {
            let id = entry["id"].as_str().unwrap();
            let (device, serial) = id.rsplit_once('-').unwrap();
            let serial: u64 = serial.parse().unwrap();
            let before = last.insert(device, serial);
            assert!(before < Some(serial), "{chat}: {id} behind {before:?}");
        }
    }
}

/// Everything that the device has ever heard, was answered or refused.
pub fn was_told_the_truth(device: &Device, logs: &BTreeMap<String, Vec<Value>>) {
    let name = &device.name;
    for (chat, copy) in &device.copies {
        for (seq, known) in &copy.entries {
            let now = &logs[chat][usize::try_from(*seq).unwrap() - 1];
            agrees(known, now).unwrap_or_else(|wrong| panic!("{name} in {chat}: {wrong}"));
        }
        for seq in &copy.heard_outside {
            let mut later = logs[chat].iter().skip(usize::try_from(*seq).unwrap());
            let came_back = later.any(|entry| brings_in(entry, device.me.uid));
            assert!(came_back, "{name} was not in {chat}, and heard {seq}");
        }
        if copy.is_member {
            assert_eq!(copy.upto, logs[chat].len() as u64, "{name} has not all of {chat}");
        }
    }
    for (id, said) in &device.said {
        let entry = &logs[&said.chat][usize::try_from(said.seq).unwrap() - 1];
        let is_it = entry["type"] == "created" || entry["id"] == *id;
        assert!(is_it && entry["at"] == said.at, "{id} was acknowledged, and is {entry}");
    }
    for entry in logs.values().flatten().filter(|entry| entry["type"] == "message") {
        let id = entry["id"].as_str().unwrap();
        assert!(!device.refused.contains(id), "{id} was refused, and is there");
        if id.rsplit_once('-').unwrap().0 == name {
            assert!(device.said.contains_key(id), "{id} is there, and was never acknowledged");
        }
    }
}

/// The state that the server shows is the one to which the logs come.
pub fn sees_what_the_logs_say(device: &mut Device, logs: &BTreeMap<String, Vec<Value>>) {
    let me = device.me.uid;
    let mut mine = BTreeSet::new();
    for (chat, log) in logs {
        let fold = Fold::of(log);
        match (fold.members.contains_key(&me), fold.gone.get(&me)) {
            (true, _) => {
                shows_messages(device, chat, &fold);
                shows_members(device, chat, &fold);
                mine.insert(chat.clone());
            }
            (false, Some(reach)) => {
                let mut readable = device.log(chat);
                readable.iter().for_each(|entry| assert!(entry["now"].is_null(), "{entry}"));
                readable.iter_mut().for_each(forget_now);
                assert_eq!(readable[..], log[..usize::try_from(*reach).unwrap()], "{chat}");
            }
            (false, None) => {
                let asked = json!({"type": "history", "chat": chat});
                assert_eq!(device.answer(asked)["type"], "error", "{chat} is shown to a stranger");
            }
        }
        assert_eq!(device.is_in(chat), fold.members.contains_key(&me), "{chat}");
    }
    let summaries = device.answer(json!({"type": "chats", "limit": 200}));
    let summaries = summaries["chats"].as_array().unwrap();
    let shown: BTreeSet<String> =
        summaries.iter().map(|summary| summary["chat"].as_str().unwrap().to_owned()).collect();
    assert_eq!(shown, mine, "{} is in other chats", device.name);
    for summary in summaries {
        let log = &logs[summary["chat"].as_str().unwrap()];
        sums_up(summary, log, &Fold::of(log), me);
    }
    reads_on(device, summaries, logs);
}

fn shows_messages(device: &mut Device, chat: &str, fold: &Fold) {
    for mut entry in device.log(chat) {
        if let Some(reactions) = entry["now"]["reactions"].as_array_mut() {
            reactions.sort_by_key(|reaction| reaction["emoji"].to_string());
        }
        let message = fold.messages.get(&entry["seq"].as_u64().unwrap());
        let mut expected = message.map_or(Value::Null, |message| message.now(device.me.uid));
        if let Some(reactions) = expected["reactions"].as_array_mut() {
            reactions.sort_by_key(|reaction| reaction["emoji"].to_string());
        }
        assert_eq!(entry["now"], expected, "{entry} of {chat}");
    }
}

fn shows_members(device: &mut Device, chat: &str, fold: &Fold) {
    let answer = device.answer(json!({"type": "members", "chat": chat}));
    let member = |shown: &Value| {
        (shown["uid"].as_u64().unwrap(), shown["role"].as_str().unwrap().to_owned())
    };
    let members: BTreeMap<u64, String> =
        answer["members"].as_array().unwrap().iter().map(member).collect();
    assert_eq!(members, fold.members, "{chat}");
}

fn sums_up(summary: &Value, log: &[Value], fold: &Fold, me: u64) {
    let read = summary["read"].as_u64().unwrap();
    let behind = || fold.messages.range(read + 1..).map(|(_, message)| message);
    let unread = behind().filter(|message| !message.is_deleted()).count();
    let calls = behind().filter(|message| message.calls(me)).count();
    let last = fold.messages.last_key_value().map(|(seq, _)| *seq);
    assert_eq!(summary["head"], log.len(), "{summary}");
    assert_eq!(summary["title"], fold.title, "{summary}");
    assert_eq!(summary["members"], fold.members.len(), "{summary}");
    assert_eq!(summary["role"], fold.members[&me], "{summary}");
    assert_eq!(summary["last"]["seq"].as_u64(), last, "{summary}");
    assert_eq!(summary["unread"], unread, "{summary}");
    assert_eq!(summary["mentions"], calls.min(MENTIONS_COUNTED_MAX), "{summary}");
    let mine = fold.messages.iter().rfind(|(_, message)| message.author == me);
    assert!(mine.is_none_or(|(seq, _)| *seq <= read), "who writes has read: {summary}");
    let theirs = fold.messages.iter().rfind(|(_, message)| message.author != me);
    let least = theirs.map_or(0, |(seq, _)| *seq);
    let seen = summary["seen"].as_u64().unwrap();
    assert!((least..=log.len() as u64).contains(&seen), "and so have the others: {summary}");
}

/// Reads somewhere further on in each chat; then less is unread.
fn reads_on(device: &mut Device, before: &[Value], logs: &BTreeMap<String, Vec<Value>>) {
    for summary in before {
        let (chat, head) = (&summary["chat"], summary["head"].as_u64().unwrap());
        let seq = 1 + device.dice.below(head);
        let answer = device.answer(json!({"type": "read", "chat": chat, "seq": seq}));
        assert_eq!(answer["type"], "ok", "{answer}");
        let after = device.answer(json!({"type": "chats", "limit": 200}));
        let is_it = |other: &&Value| other["chat"] == *chat;
        let after = after["chats"].as_array().unwrap().iter().find(is_it).cloned().unwrap();
        assert_eq!(after["read"], seq.max(summary["read"].as_u64().unwrap()), "{after}");
        let log = &logs[chat.as_str().unwrap()];
        sums_up(&after, log, &Fold::of(log), device.me.uid);
    }
}

fn forget_now(entry: &mut Value) {
    entry.as_object_mut().unwrap().remove("now");
}

impl Device<'_> {
    fn is_in(&self, chat: &str) -> bool {
        self.copies.get(chat).is_some_and(|copy| copy.is_member)
    }

    fn answer(&mut self, frame: Value) -> Value {
        let answer = self.asks(frame, Kind::Show);
        answer.unwrap_or_else(|_| panic!("{} lost its connection", self.name))
    }

    /// All that it can read of a chat.
    fn log(&mut self, chat: &str) -> Vec<Value> {
        let mut log = Vec::new();
        loop {
            let after = log.len();
            let page = json!({"type": "history", "chat": chat, "after": after, "limit": 200});
            let page = self.answer(page);
            let events = page["events"].as_array();
            log.extend(events.unwrap_or_else(|| panic!("{chat}: {page}")).iter().cloned());
            if page["more"] == false {
                return log;
            }
        }
    }
}
