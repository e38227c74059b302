//! A device of somebody: it asks, hears, loses its connection and comes back, and holds everything
//! that it hears against what it knows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::board::{Board, Life};
use super::copy::Copy;
use super::{Cast, Somebody};
use crate::socket::talker::{Talker, try_knock};
use crate::support::Dice;

/// One connection in so many begins without `hold`, and so many chats are left out of a resume.
const LOOSE: u64 = 5;
const LEFT_OUT: u64 = 12;
/// One batch of requests in so many is followed by a hang-up instead of by listening.
const HANG_UPS: u64 = 25;
const BURSTS: u64 = 30;
/// One turn in so many sends a file, and one opens one.
const UPLOADS: u64 = 8;
const DOWNLOADS: u64 = 20;

pub struct Device<'a> {
    pub name: String,
    pub me: Somebody,
    pub(super) cast: &'a Cast,
    pub(super) dice: Dice,
    pub(super) last_id: u64,
    pub(super) rooms_made: u64,
    /// Its files that it has put into no message yet.
    pub(super) unsent: Vec<String>,
    pub copies: BTreeMap<String, Copy>,
    /// Where each message of this device stands, as far as it was answered.
    pub said: BTreeMap<String, Said>,
    pub refused: BTreeSet<String>,
    /// What was asked and not answered.
    asked: VecDeque<Asked>,
    to_repeat: VecDeque<Asked>,
    board: Arc<Board>,
    talker: Option<Talker>,
    /// Nothing comes on this connection but what a resume has asked for.
    holds: bool,
}

/// Where a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub chat: String,
    pub seq: u64,
    pub at: u64,
    pub frame: Value,
}

pub struct Asked {
    pub id: String,
    pub frame: Value,
    pub kind: Kind,
}

pub enum Kind {
    /// It may be repeated, and is, until it is answered.
    Send,
    /// Something else that is written. What came of it when nobody answered, the log tells.
    Deed,
    /// Something said before, word for word.
    Again(Said),
    /// Something else under an id that was used.
    Conflict,
    Show,
    Resume,
}

/// The connection is no more.
pub struct Lost;

impl<'a> Device<'a> {
    pub fn new(
        name: String,
        me: &Somebody,
        cast: &'a Cast,
        board: &Arc<Board>,
        dice: Dice,
    ) -> Self {
        Device {
            name,
            me: me.clone(),
            cast,
            dice,
            last_id: 0,
            rooms_made: 0,
            unsent: Vec::new(),
            copies: BTreeMap::new(),
            said: BTreeMap::new(),
            refused: BTreeSet::new(),
            asked: VecDeque::new(),
            to_repeat: VecDeque::new(),
            board: Arc::clone(board),
            talker: None,
            holds: true,
        }
    }

    /// Talks through all lives of the server.
    pub fn talk(&mut self) {
        let board = Arc::clone(&self.board);
        let _told = board.failed_if_it_panics();
        while let Some(life) = board.wait_for_life() {
            while !board.is_over() && self.turn(life).is_ok() {}
            self.talker = None;
            assert!(!board.is_open(life) || board.is_over(), "{} was cut off", self.name);
        }
    }

    fn turn(&mut self, life: Life) -> Result<(), Lost> {
        if self.talker.is_none() {
            self.connect(life)?;
        }
        if self.dice.once_in(UPLOADS) {
            self.upload(life)?;
        }
        if self.dice.once_in(DOWNLOADS) {
            self.open_a_file(life)?;
        }
        let requests = if self.dice.once_in(BURSTS) { 40 } else { 1 + self.dice.below(6) };
        for _ in 0..requests {
            let asked = self.think();
            self.ask(asked)?;
        }
        if self.dice.once_in(HANG_UPS) {
            self.talker = None;
            return Ok(());
        }
        self.listen()
    }

    /// Comes back, gets what it has missed, and repeats what was not answered.
    pub fn connect(&mut self, life: Life) -> Result<(), Lost> {
        self.holds = !self.dice.once_in(LOOSE);
        let path = if self.holds { "/ws?hold=1" } else { "/ws" };
        let bearer = format!("Bearer {}", self.me.token);
        let knocked = try_knock(life.address, path, &[("authorization", &bearer)]);
        self.talker = match knocked.ok_or(Lost)? {
            Ok(talker) => Some(talker),
            Err(503) => return Err(Lost),
            Err(status) => panic!("{} is not let in: {status}", self.name),
        };
        let first = self.hear()?;
        if first["type"] == "bye" {
            // Let in by a server that had just been asked to stop.
            self.talker = None;
            return Err(Lost);
        }
        assert_eq!(first["type"], "welcome");
        for copy in self.copies.values_mut() {
            *copy = std::mem::take(copy).on_a_new_connection(self.holds);
        }
        self.to_repeat = self.asked.drain(..).chain(self.to_repeat.drain(..)).collect();
        self.to_repeat.retain(|asked| matches!(asked.kind, Kind::Send));
        self.resume()?;
        while let Some(asked) = self.to_repeat.pop_front() {
            self.ask(asked)?;
        }
        Ok(())
    }

    pub fn hang_up(&mut self) {
        self.talker = None;
    }

    fn resume(&mut self) -> Result<(), Lost> {
        let durable = self.board.durable();
        let mut since = Map::new();
        for (chat, copy) in &mut self.copies {
            let named = !self.dice.once_in(LEFT_OUT);
            copy.resume(named);
            if named {
                since.insert(chat.clone(), json!(copy.upto));
            }
        }
        let frame = json!({"type": "resume", "since": since});
        self.asks(frame, Kind::Resume)?;
        for (chat, copy) in &mut self.copies {
            let durable = durable.get(chat).copied().unwrap_or(0);
            let resumed = copy.resumed(durable);
            resumed.unwrap_or_else(|wrong| panic!("{} resumed {chat}: {wrong}", self.name));
        }
        self.holds = true;
        Ok(())
    }

    /// Asks one thing, and gives the answer.
    pub fn asks(&mut self, frame: Value, kind: Kind) -> Result<Value, Lost> {
        let id = self.next_id();
        self.ask(Asked { id: id.clone(), frame, kind })?;
        loop {
            let frame = self.hear()?;
            if frame["id"] == id && self.asked.iter().all(|asked| asked.id != id) {
                return Ok(frame);
            }
        }
    }

    pub(super) fn next_id(&mut self) -> String {
        self.last_id += 1;
        format!("{}-{}", self.name, self.last_id)
    }

    fn ask(&mut self, asked: Asked) -> Result<(), Lost> {
        let mut frame = asked.frame.clone();
        frame["id"] = json!(asked.id);
        self.asked.push_back(asked);
        let sent = self.talker.as_mut().ok_or(Lost)?.send(frame.to_string().into());
        if sent { Ok(()) } else { Err(Lost) }
    }

    /// Until everything has been answered.
    pub fn listen(&mut self) -> Result<(), Lost> {
        while !self.asked.is_empty() {
            self.hear()?;
        }
        Ok(())
    }

    fn hear(&mut self) -> Result<Value, Lost> {
        let frame = self.talker.as_mut().ok_or(Lost)?.hear_or_lose().ok_or(Lost)?;
        let seq = frame["seq"].as_u64();
        self.board.hear(frame["chat"].as_str().zip(seq));
        match frame["type"].as_str().unwrap() {
            "ack" => self.hear_ack(&frame),
            "error" => self.hear_error(&frame)?,
            "events" => {
                for entry in frame["events"].as_array().unwrap() {
                    self.hand(entry.clone());
                }
            }
            "history" => self.hear_history(&frame),
            "chats" => self.hear_chats(&frame),
            "resumed" | "ok" | "members" | "found" | "pong" => drop(self.answered(&frame)),
            "welcome" | "bye" | "typing" | "read" | "presence" => {}
            _ if seq.is_some() => self.hand(frame.clone()),
            _ => panic!("{} hears {frame}", self.name),
        }
        Ok(frame)
    }

    /// A message that was acknowledged, and its id.
    pub(super) fn something_said(&mut self) -> Option<(String, Said)> {
        let nth = self.dice.below(self.said.len().max(1) as u64);
        let said = self.said.iter().nth(usize::try_from(nth).unwrap())?;
        let (id, said) = (said.0.clone(), said.1.clone());
        (said.frame["type"] == "send").then_some((id, said))
    }

    fn answered(&mut self, frame: &Value) -> Asked {
        let place = self.asked.iter().position(|asked| frame["id"] == asked.id);
        let place = place.unwrap_or_else(|| panic!("{} did not ask for {frame}", self.name));
        self.asked.remove(place).unwrap()
    }

    fn hear_ack(&mut self, ack: &Value) {
        let Asked { id, frame, kind } = self.answered(ack);
        let chat = ack["chat"].as_str().unwrap().to_owned();
        let (seq, at) = (ack["seq"].as_u64().unwrap(), ack["at"].as_u64().unwrap());
        let known = ack["duplicate"] == true;
        let entry = entry_of(self.cast, &frame, ack, self.me.uid);
        let said = Said { chat: chat.clone(), seq, at, frame };
        match kind {
            Kind::Send => {
                if entry["type"] == "created" {
                    self.cast.rooms.lock().unwrap().insert(chat.clone());
                }
                if known {
                    let noted = self.copy(&chat).know(seq, entry);
                    noted.unwrap_or_else(|wrong| panic!("{} in {chat}: {wrong}", self.name));
                } else {
                    self.hand(entry);
                }
                self.said.insert(id, said);
            }
            Kind::Deed if known => {}
            Kind::Deed => self.hand(entry),
            Kind::Again(before) => assert!(known && before == said, "{before:?} became {ack}"),
            Kind::Conflict | Kind::Show | Kind::Resume => panic!("{} hears {ack}", self.name),
        }
    }

    fn hear_error(&mut self, error: &Value) -> Result<(), Lost> {
        if error["code"] == "unavailable" {
            return Err(Lost);
        }
        let Asked { id, kind, .. } = self.answered(error);
        let allowed = ["forbidden", "not_a_member", "unknown_chat", "unknown_user", "bad_frame"];
        match kind {
            Kind::Conflict => assert_eq!(error["code"], "conflict"),
            Kind::Send | Kind::Deed | Kind::Show if allowed.iter().any(|c| error["code"] == *c) => {
                self.refused.insert(id);
            }
            _ => panic!("{} hears {error}", self.name),
        }
        Ok(())
    }

    fn hear_history(&mut self, page: &Value) {
        let Asked { frame, .. } = self.answered(page);
        let chat = page["chat"].as_str().unwrap();
        let events = page["events"].as_array().unwrap();
        let mut expected = frame["after"].as_u64().map(|after| after + 1);
        for event in events {
            let seq = event["seq"].as_u64().unwrap();
            assert_eq!(seq, expected.unwrap_or(seq), "a page of {chat} has a hole: {page}");
            expected = Some(seq + 1);
            let mut event = event.clone();
            event.as_object_mut().unwrap().remove("now");
            let noted = self.copy(chat).know(seq, event);
            noted.unwrap_or_else(|wrong| panic!("{} in {chat}: {wrong}", self.name));
        }
    }

    fn hear_chats(&mut self, page: &Value) {
        let asked = self.asked.iter().find(|asked| page["id"] == asked.id);
        if !matches!(asked.unwrap().kind, Kind::Resume) {
            return drop(self.answered(page));
        }
        for summary in page["chats"].as_array().unwrap() {
            let chat = summary["chat"].as_str().unwrap();
            let (head, is_in) = (summary["head"].as_u64().unwrap(), !summary["role"].is_null());
            self.copy(chat).stand(head, is_in);
        }
    }

    fn copy(&mut self, chat: &str) -> &mut Copy {
        let holds = self.holds;
        let new = || Copy::default().on_a_new_connection(holds);
        self.copies.entry(chat.to_owned()).or_insert_with(new)
    }

    fn hand(&mut self, entry: Value) {
        let chat = entry["chat"].as_str().unwrap().to_owned();
        let (shown, me) = (entry.to_string(), self.me.uid);
        let handed = self.copy(&chat).hand(entry, me);
        handed.unwrap_or_else(|wrong| {
            let before: Vec<_> = self.copies[&chat].entries.values().rev().take(5).collect();
            panic!("{} in {chat}: {wrong}: {shown}, behind {before:#?}", self.name)
        });
    }
}

/// What an acknowledged request must have become.
fn entry_of(cast: &Cast, frame: &Value, ack: &Value, me: u64) -> Value {
    let mut entry = frame.clone();
    let kind = frame["type"].as_str().unwrap();
    let fields = entry.as_object_mut().unwrap();
    match kind {
        "send" => {
            fields.insert("id".into(), ack["id"].clone());
            if let Some(files) = fields.get_mut("attachments") {
                *files = cast.described(files, me);
            }
        }
        // Of several the acknowledgement is the last's.
        "invite" => drop(fields.remove("users")),
        "kick" | "ban" | "unban" | "role" => {
            let uid = fields["user"].clone();
            fields.insert("user".into(), cast.person(&uid));
        }
        "create" => drop(fields.remove("members")),
        _ => {}
    }
    let kind = match kind {
        "send" => "message",
        "create" => "created",
        other => other,
    };
    fields.insert("type".into(), json!(kind));
    fields.insert("uid".into(), json!(me));
    for field in ["chat", "seq", "at"] {
        fields.insert(field.into(), ack[field].clone());
    }
    entry
}
