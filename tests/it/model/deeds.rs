//! What a device does next: everything comes from its dice and from what it knows.

use serde_json::{Value, json};

use super::device::{Asked, Device, Kind};

const ROOMS_PER_DEVICE: u64 = 2;
const EMOJI: [&str; 4] = ["🍵", "👍", "笑", "+1"];
const WORDS: [&str; 6] =
    ["tea", "上海", "hello @p1", "kettle", "我家在上海东边", "@p2, @p3: noon?"];

impl Device<'_> {
    pub fn think(&mut self) -> Asked {
        let (frame, kind) = match self.dice.below(100) {
            0..50 => (self.message(), Kind::Send),
            50..55 => return self.again().unwrap_or_else(|| self.think_of_another()),
            55..57 => return self.conflict().unwrap_or_else(|| self.think_of_another()),
            57..76 => (self.about_a_message(), Kind::Deed),
            76..94 => (self.about_a_room(), Kind::Deed),
            94 if self.rooms_made < ROOMS_PER_DEVICE => (self.room(), Kind::Send),
            94..97 => (self.mark(), Kind::Show),
            97..99 => (self.page(), Kind::Show),
            _ => (json!({"type": "chats", "limit": 200}), Kind::Show),
        };
        Asked { id: self.next_id(), frame, kind }
    }

    fn think_of_another(&mut self) -> Asked {
        Asked { id: self.next_id(), frame: self.message(), kind: Kind::Send }
    }

    fn message(&mut self) -> Value {
        let chat = self.a_chat();
        let word = *self.dice.pick(&WORDS);
        // What is long fills queues, so that who hears it falls behind.
        let times = if self.dice.once_in(20) { 3_000 / word.chars().count() } else { 1 };
        // Nobody says anything twice.
        let text = format!("{} {}: {}", self.name, self.last_id, word.repeat(times));
        let mut frame = json!({"type": "send", "chat": chat, "text": text});
        if self.dice.once_in(8) {
            frame["reply_to"] = json!(self.a_target(&chat));
        }
        if self.dice.once_in(10) {
            frame["attachments"] = json!(self.some_files());
            if self.dice.once_in(3) {
                frame["text"] = json!("");
            }
        }
        frame
    }

    /// Something that was said already, word for word.
    fn again(&mut self) -> Option<Asked> {
        let (id, said) = self.something_said()?;
        Some(Asked { id, frame: said.frame.clone(), kind: Kind::Again(said) })
    }

    fn conflict(&mut self) -> Option<Asked> {
        let (id, said) = self.something_said()?;
        let mut frame = said.frame;
        if frame["attachments"].is_array() && self.dice.once_in(2) {
            frame["attachments"] = json!(self.some_files());
            frame["text"] = json!("other files");
        } else {
            frame["text"] = json!(format!("{} once more, in other words", self.name));
        }
        Some(Asked { id, frame, kind: Kind::Conflict })
    }

    fn about_a_message(&mut self) -> Value {
        let chat = self.a_chat();
        let target = self.a_target(&chat);
        let on = !self.dice.once_in(3);
        match self.dice.below(8) {
            0..3 => {
                let text = format!("{} {}: better", self.name, self.last_id);
                json!({"type": "edit", "chat": chat, "target": target, "text": text})
            }
            3 => {
                let with_files = if on { self.own_with_files(&chat) } else { None };
                let target = with_files.unwrap_or(target);
                json!({"type": "delete", "chat": chat, "target": target})
            }
            4..7 => {
                let emoji = self.dice.pick(&EMOJI);
                json!({"type": "react", "chat": chat, "target": target, "emoji": emoji, "on": on})
            }
            _ => json!({"type": "pin", "chat": chat, "target": target, "on": on}),
        }
    }

    fn about_a_room(&mut self) -> Value {
        let (chat, user) = (self.a_room(), self.somebody().0);
        let role = *self.dice.pick(&["member", "moderator", "moderator", "owner"]);
        match self.dice.below(18) {
            0..5 => json!({"type": "join", "chat": chat}),
            5..7 => json!({"type": "leave", "chat": chat}),
            7..9 => json!({"type": "kick", "chat": chat, "user": user}),
            9 => json!({"type": "ban", "chat": chat, "user": user}),
            10..12 => json!({"type": "unban", "chat": chat, "user": user}),
            12..15 => {
                let other = self.somebody().0;
                json!({"type": "invite", "chat": chat, "users": [user, other]})
            }
            15..17 => json!({"type": "role", "chat": chat, "user": user, "role": role}),
            _ => json!({"type": "topic", "chat": chat, "title": format!("as {} wants", self.name)}),
        }
    }

    fn room(&mut self) -> Value {
        self.rooms_made += 1;
        let slug = format!("{}-{}", self.name, self.rooms_made);
        let (first, second) = (self.somebody().0, self.somebody().0);
        let public = self.dice.once_in(2);
        let members = [first, second];
        json!({"type": "create", "slug": slug, "title": slug, "public": public, "members": members})
    }

    fn mark(&mut self) -> Value {
        let chat = self.a_chat();
        match self.dice.once_in(3) {
            true => json!({"type": "typing", "chat": chat}),
            false => json!({"type": "read", "chat": chat, "seq": self.a_target(&chat)}),
        }
    }

    fn page(&mut self) -> Value {
        let chat = self.a_chat();
        let (seq, limit) = (self.a_target(&chat), 1 + self.dice.below(60));
        let side = *self.dice.pick(&["before", "after"]);
        json!({"type": "history", "chat": chat, side: seq, "limit": limit})
    }

    /// Mostly one of which it knows that it is in it.
    fn a_chat(&mut self) -> String {
        let mine: Vec<&String> =
            self.copies.iter().filter(|(_, copy)| copy.is_member).map(|(chat, _)| chat).collect();
        match self.dice.below(12) {
            0 => self.a_room(),
            1 => format!("@{}", self.somebody().1),
            _ if mine.is_empty() => format!("@{}", self.somebody().1),
            _ => self.dice.pick(&mine).to_string(),
        }
    }

    fn a_room(&mut self) -> String {
        let rooms: Vec<String> = self.cast.rooms.lock().unwrap().iter().cloned().collect();
        self.dice.pick(&rooms).clone()
    }

    /// Somebody else.
    fn somebody(&mut self) -> (u64, String) {
        let others: Vec<_> =
            self.cast.people.iter().filter(|person| person.uid != self.me.uid).collect();
        let other = self.dice.pick(&others);
        (other.uid, other.name.clone())
    }

    /// Mostly one of the last entries, of whatever kind it is.
    fn a_target(&mut self, chat: &str) -> u64 {
        let head = self.copies.get(chat).map_or(1, |copy| copy.upto.max(1));
        let back = if self.dice.once_in(4) { head } else { head.min(15) };
        head - self.dice.below(back)
    }
}
