//! What a person types. A line is one of the frames in words, so that two people with nothing but
//! `wscat` can hold a conversation.

use super::frame::{From, Request};

/// What `/help` says.
pub const HELP: [&str; 17] = [
    "@bob hi                  write to bob",
    "#tea hello everyone      write to the room tea",
    "hello again              write to where you wrote last",
    "/reply 12 yes            answer message 12 there",
    "/edit 12 text, /delete 12, /react 12 +1, /pin 12",
    "/history [#tea] [20]     the last messages",
    "/chats, /rooms [words]   your chats; rooms that you can join",
    "/create tea Title        a public room; /secret tea Title makes a private one",
    "/join #tea, /leave #tea",
    "/who [#tea]              who is in the room, and who of them is here",
    "/invite #tea @bob, /kick #tea @bob, /ban #tea @bob, /unban #tea @bob",
    "/role #tea @bob moderator",
    "/topic #tea A new title, /close #tea, /mute #tea, /unmute #tea",
    "/read #tea 12            you have read all up to 12",
    "/search [#tea] words",
    "/watch @bob              hear when bob comes and goes",
    "//text                   write something that begins with a slash",
];

/// Why a line cannot be taken, in words for the person who typed it.
pub type BadLine = &'static str;

const NO_CHAT: BadLine = "say to whom: @name text, or #room text";
const NOTHING: BadLine = "nothing was said";
const NO_TEXT: BadLine = "say something after the name";
const NO_NUMBER: BadLine = "say the number of the message";
const UNKNOWN: BadLine = "there is no such command: /help tells which there are";

/// Reads a line. `last` is the chat that was written to last.
pub fn read(line: &str, last: Option<&str>) -> Result<Request, BadLine> {
    let line = line.trim();
    if line.is_empty() {
        return Err(NOTHING);
    }
    if let Some(command) = line.strip_prefix('/').filter(|rest| !rest.starts_with('/')) {
        let (name, rest) = word(command);
        return Line { rest, last }.command(name);
    }
    if is_chat(line) {
        let (chat, text) = word(line);
        return send(chat.to_owned(), text, None);
    }
    let text = line.strip_prefix('/').unwrap_or(line);
    send(last.ok_or(NO_CHAT)?.to_owned(), text, None)
}

/// What stands behind a command.
struct Line<'a> {
    rest: &'a str,
    last: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn command(mut self, name: &str) -> Result<Request, BadLine> {
        Ok(match name {
            "help" | "?" => Request::Help,
            "ping" => Request::Ping,
            "chats" => Request::Chats { before: None, limit: 50 },
            "who" => Request::Members { chat: self.chat()?, after: None },
            "history" => {
                let chat = self.chat()?;
                let limit = self.rest.parse().unwrap_or(20_usize).clamp(1, 200);
                Request::History { chat, from: From::Newest, limit }
            }
            "rooms" => Request::Rooms { text: self.rest.to_owned(), after: None, limit: 50 },
            "watch" => Request::Watch { users: vec![self.word("say whom")?.to_owned()] },
            "search" => {
                let (first, rest) = word(self.rest);
                let is_within = is_chat(first) && !rest.is_empty();
                let chat = is_within.then(|| first.to_owned());
                let text = if is_within { rest.to_owned() } else { self.text(NO_TEXT)? };
                Request::Search { text, chat, before: None, limit: 20 }
            }
            "reply" | "edit" | "delete" | "react" | "pin" | "unpin" | "read" => {
                self.about_a_message(name)?
            }
            "create" | "secret" => {
                let slug = self.word("say what it is to be called")?;
                let title = (!self.rest.is_empty()).then(|| self.rest.to_owned());
                let slug = slug.trim_start_matches('#').to_owned();
                Request::Create { slug, title, public: name == "create", members: Vec::new() }
            }
            "join" => Request::Join { chat: self.word(NO_CHAT)?.to_owned() },
            "leave" => Request::Leave { chat: self.chat()? },
            "topic" => Request::Topic { chat: self.chat()?, title: self.text(NO_TEXT)? },
            "close" => Request::Close { chat: self.chat()? },
            "mute" | "unmute" => Request::Mute { chat: self.chat()?, on: name == "mute" },
            "invite" | "kick" | "ban" | "unban" | "role" => self.about_a_person(name)?,
            _ => return Err(UNKNOWN),
        })
    }

    fn about_a_message(&mut self, name: &str) -> Result<Request, BadLine> {
        let chat = self.chat()?;
        let target: u64 = self.word(NO_NUMBER)?.parse().map_err(|_| NO_NUMBER)?;
        Ok(match name {
            "reply" => send(chat, self.rest, Some(target))?,
            "edit" => Request::Edit { chat, target, text: self.text(NO_TEXT)? },
            "delete" => Request::Delete { chat, target },
            "react" => {
                let emoji = self.word("say with what")?.to_owned();
                Request::React { chat, target, emoji, on: self.rest != "off" }
            }
            "read" => Request::Read { chat, seq: target },
            _ => Request::Pin { chat, target, on: name == "pin" },
        })
    }

    fn about_a_person(&mut self, name: &str) -> Result<Request, BadLine> {
        let first = self.word("say whom")?;
        // `/kick #tea @bob`, or `/kick @bob` where one wrote last.
        let (chat, user) = if first.starts_with('#') || first.starts_with("r:") {
            (first.to_owned(), self.word("say whom")?.to_owned())
        } else {
            (self.last.ok_or(NO_CHAT)?.to_owned(), first.to_owned())
        };
        Ok(match name {
            "invite" => Request::Invite { chat, users: vec![user] },
            "kick" => Request::Kick { chat, user },
            "ban" => Request::Ban { chat, user },
            "unban" => Request::Unban { chat, user },
            _ => Request::Role { chat, user, role: self.text("say which role")? },
        })
    }

    /// The chat that stands next, or the one that was written to last.
    fn chat(&mut self) -> Result<String, BadLine> {
        if is_chat(self.rest) {
            return self.word(NO_CHAT).map(str::to_owned);
        }
        self.last.map(str::to_owned).ok_or(NO_CHAT)
    }

    fn word(&mut self, missing: BadLine) -> Result<&'a str, BadLine> {
        let (next, rest) = word(self.rest);
        self.rest = rest;
        if next.is_empty() { Err(missing) } else { Ok(next) }
    }

    fn text(&mut self, missing: BadLine) -> Result<String, BadLine> {
        if self.rest.is_empty() { Err(missing) } else { Ok(self.rest.to_owned()) }
    }
}

fn send(chat: String, text: &str, reply_to: Option<u64>) -> Result<Request, BadLine> {
    if text.is_empty() {
        return Err(NO_TEXT);
    }
    Ok(Request::Send { chat, text: text.to_owned(), reply_to, attachments: Vec::new() })
}

/// Whether a line begins with the name of a chat: `@bob`, `#tea`, `d:17:42`, `r:5`.
fn is_chat(line: &str) -> bool {
    let (first, _) = word(line);
    let named = |sign| first.strip_prefix(sign).is_some_and(|name: &str| !name.is_empty());
    let numbered = |kind| {
        let numbers = first.strip_prefix(kind).unwrap_or_default();
        !numbers.is_empty() && numbers.bytes().all(|b| b.is_ascii_digit() || b == b':')
    };
    named('@') || named('#') || numbered("d:") || numbered("r:")
}

/// The first word, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (first, rest.trim_start())
}
