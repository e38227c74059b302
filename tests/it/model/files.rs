//! Files that devices send, put into messages and read again: what was acknowledged is there with the
//! same bytes, for exactly those who can read the message that holds it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use teahouse::store::embedded::{EmbeddedStore, EngineKind, FreeSpace, Settings};
use teahouse::store::{Upkeep, UploadStore};
use teahouse::values::{Clock, SystemClock};

use super::board::Life;
use super::device::{Device, Lost};
use super::fold::Fold;
use super::{Cast, Somebody};
use crate::support::{Dice, PATIENCE, status_of};

/// What is alike is one file on the disk, which comes and goes with those who use it.
const CONTENTS: u64 = 120;
/// One of so many does not go to the disk in one piece.
const LARGE: u64 = 8;
const NO_FILE: &str = "00000000-0000-7000-8000-000000000000";

/// A file that the server has said it has.
pub struct Upload {
    owner: u64,
    described: Value,
    content: u64,
}

fn content(number: u64) -> Vec<u8> {
    let length = if number.is_multiple_of(LARGE) { 400_000 } else { 40 + number };
    format!("leaf {number}, ").bytes().cycle().take(usize::try_from(length).unwrap()).collect()
}

impl Cast {
    /// How the message of `author` that names these must speak of them.
    pub fn described(&self, ids: &Value, author: u64) -> Value {
        let uploads = self.uploads.lock().unwrap();
        let mut seen = BTreeSet::new();
        let named = ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap());
        let each_once = named.filter(|id| seen.insert(*id));
        let described = each_once.map(|id| {
            let upload =
                uploads.get(id).unwrap_or_else(|| panic!("{id} was taken, and is no file"));
            assert_eq!(upload.owner, author, "{id} was taken from somebody else");
            upload.described.clone()
        });
        described.collect()
    }
}

impl Device<'_> {
    pub(super) fn upload(&mut self, life: Life) -> Result<(), Lost> {
        let number = self.dice.below(CONTENTS);
        let (name, content) = (format!("{}-{number}.txt", self.name), content(number));
        let head = format!(
            "POST /v1/uploads?name={name} HTTP/1.1\r\nHost: tea\r\nConnection: close\r\n\
             Authorization: Bearer {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            self.me.token,
            content.len()
        );
        let answer = exchange(life.address, &[head.as_bytes(), &content].concat());
        let (status, body) = answer.ok_or(Lost)?;
        if status == 503 {
            return Err(Lost);
        }
        let described: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(status, 201, "{described}");
        let id = described["id"].as_str().unwrap().to_owned();
        let bytes = content.len();
        let expected = json!({"id": id, "name": name, "type": "text/plain", "bytes": bytes});
        assert_eq!(described, expected);
        let upload = Upload { owner: self.me.uid, described, content: number };
        assert!(self.cast.uploads.lock().unwrap().insert(id.clone(), upload).is_none());
        self.unsent.push(id);
        Ok(())
    }

    /// Mostly what nobody has sent yet.
    pub(super) fn some_files(&mut self) -> Vec<String> {
        let files = 1 + self.dice.below(3);
        (0..files).map(|_| self.a_file()).collect()
    }

    fn a_file(&mut self) -> String {
        match self.dice.below(12) {
            0 => return NO_FILE.to_owned(),
            1 => {}
            _ => {
                if let Some(id) = self.unsent.pop() {
                    return id;
                }
            }
        }
        let all: Vec<String> = self.cast.uploads.lock().unwrap().keys().cloned().collect();
        if all.is_empty() { NO_FILE.to_owned() } else { self.dice.pick(&all).clone() }
    }

    /// The last message of its owner in a chat that has files, as far as it knows.
    pub(super) fn own_with_files(&self, chat: &str) -> Option<u64> {
        let entries = &self.copies.get(chat)?.entries;
        let has_files =
            |entry: &Value| entry["uid"] == self.me.uid && entry["attachments"].is_array();
        entries.values().rfind(|entry| has_files(entry))?["seq"].as_u64()
    }

    /// Opens a file of a message that it has heard. Who sent it may have deleted it since.
    pub(super) fn open_a_file(&mut self, life: Life) -> Result<(), Lost> {
        let heard = self.copies.values().flat_map(|copy| copy.entries.values().rev().take(50));
        let heard = heard.flat_map(|entry| entry["attachments"].as_array().into_iter().flatten());
        let ids: Vec<String> = heard.map(|file| file["id"].as_str().unwrap().to_owned()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let id = self.dice.pick(&ids);
        let number = self.cast.uploads.lock().unwrap()[id].content;
        match download(life.address, &self.me, id).ok_or(Lost)? {
            (200, bytes) => assert!(bytes == content(number), "{id} is another file now"),
            (404, _) => {}
            (503, _) => return Err(Lost),
            (status, body) => panic!("{status} {}", String::from_utf8_lossy(&body)),
        }
        Ok(())
    }
}

fn download(address: SocketAddr, reader: &Somebody, id: &str) -> Option<(u16, Vec<u8>)> {
    let bearer = &reader.token;
    let asked = format!(
        "GET /v1/uploads/{id} HTTP/1.1\r\nHost: tea\r\nConnection: close\r\n\
         Authorization: Bearer {bearer}\r\n\r\n"
    );
    exchange(address, asked.as_bytes())
}

/// The status and the body of a whole answer; none where the server went before it had said it.
fn exchange(address: SocketAddr, request: &[u8]) -> Option<(u16, Vec<u8>)> {
    let mut tcp = TcpStream::connect(address).ok()?;
    tcp.set_read_timeout(Some(PATIENCE)).unwrap();
    tcp.set_write_timeout(Some(PATIENCE)).unwrap();
    tcp.write_all(request).ok()?;
    let mut answer = Vec::new();
    tcp.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let body = answer.split_off(end + 4);
    let head = String::from_utf8(answer).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    let is_whole = length.parse() == Ok(body.len());
    is_whole.then(|| (status_of(&head), body))
}

/// Where a file is, when all is quiet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    Waiting,
    Held {
        chat: &'a str,
        seq: u64,
    },
    /// It went with its message.
    Gone,
}

/// Every file is in at most one message, which its owner has sent, and is read by who can read that.
/// Gives what those hold that are in one.
pub fn are_where_they_should_be(
    devices: &[Device],
    cast: &Cast,
    logs: &BTreeMap<String, Vec<Value>>,
    address: SocketAddr,
    dice: &mut Dice,
) -> BTreeSet<u64> {
    let uploads = cast.uploads.lock().unwrap();
    let places = places(devices, &uploads, logs);
    let folds: BTreeMap<&str, Fold> =
        logs.iter().map(|(chat, log)| (chat.as_str(), Fold::of(log))).collect();
    let (mut read, mut refused) = (0, 0);
    for (id, upload) in uploads.iter() {
        let reader = dice.pick(&cast.people);
        let owner = cast.people.iter().find(|person| person.uid == upload.owner).unwrap();
        for reader in [reader, owner] {
            let may_read = match places[id.as_str()] {
                Place::Gone => false,
                Place::Waiting | Place::Held { .. } if reader.uid == upload.owner => true,
                Place::Waiting => false,
                Place::Held { chat, seq } => {
                    let fold = &folds[chat];
                    let is_in = fold.members.contains_key(&reader.uid);
                    is_in || fold.gone.get(&reader.uid).is_some_and(|reach| seq <= *reach)
                }
            };
            let (status, bytes) = download(address, reader, id).unwrap();
            assert_eq!(status, if may_read { 200 } else { 404 }, "{id} for {}", reader.name);
            assert!(!may_read || bytes == content(upload.content), "{id} is another file now");
            if may_read { read += 1 } else { refused += 1 }
        }
    }
    let is_held = |id: &&String| matches!(places[id.as_str()], Place::Held { .. });
    let held: Vec<_> = uploads.keys().filter(is_held).collect();
    let gone = places.values().filter(|place| **place == Place::Gone).count();
    let (all, in_messages) = (uploads.len(), held.len());
    println!("{all} files: {in_messages} in messages, {gone} gone; {read} read, {refused} not");
    held.into_iter().map(|id| uploads[id].content).collect()
}

/// Of what is in no message nothing is left, though kills have cut off what was under way.
pub fn nothing_else_outlives_a_day(held: &BTreeSet<u64>, data: &Path, engine: EngineKind) {
    const AT_ONCE: usize = 500;
    let now = SystemClock::start().now();
    let later = now + Duration::from_secs(25 * 3_600);
    let free_space = FreeSpace { bytes_min: 0, percent_min: 0 };
    let settings = Settings { free_space, ..Settings::of(data, engine) };
    let store = EmbeddedStore::open(&settings, now).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let left = runtime.block_on(async {
        while store.sweep(later, AT_ONCE).await.unwrap() == AT_ONCE {}
        store.remove_strays().await.unwrap();
        let mut left = BTreeSet::new();
        for file in store.all_files().await.unwrap() {
            let bytes = store.piece(file, 0, 1 << 20).await.unwrap().unwrap();
            assert!(left.insert(bytes.to_vec()), "a file lies there twice");
        }
        store.shut().await;
        left
    });
    let expected: BTreeSet<_> = held.iter().map(|number| content(*number)).collect();
    assert!(left == expected, "{} files are left, {} in messages", left.len(), expected.len());
}

fn places<'a>(
    devices: &[Device],
    uploads: &'a BTreeMap<String, Upload>,
    logs: &'a BTreeMap<String, Vec<Value>>,
) -> BTreeMap<&'a str, Place<'a>> {
    let mut places: BTreeMap<&str, Place> =
        uploads.keys().map(|id| (id.as_str(), Place::Waiting)).collect();
    for (chat, log) in logs {
        for entry in log {
            for file in entry["attachments"].as_array().into_iter().flatten() {
                let (id, seq) = (file["id"].as_str().unwrap(), entry["seq"].as_u64().unwrap());
                assert_eq!(
                    (&uploads[id].described, entry["uid"].as_u64()),
                    (file, Some(uploads[id].owner))
                );
                let before = places.insert(id, Place::Held { chat, seq });
                assert!(before == Some(Place::Waiting), "{id} is in two messages: {entry}");
            }
        }
    }
    for said in devices.iter().flat_map(|device| device.said.values()) {
        let entry = &logs[&said.chat][usize::try_from(said.seq).unwrap() - 1];
        for id in said.frame["attachments"].as_array().into_iter().flatten() {
            let (id, _) = uploads.get_key_value(id.as_str().unwrap()).unwrap();
            if entry["erased"] == true {
                let before = places.insert(id, Place::Gone);
                assert!(!matches!(before, Some(Place::Held { .. })), "{id} is in two messages");
            }
        }
    }
    places
}
