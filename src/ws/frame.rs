//! What a client may ask: one flat JSON object a frame, or the same as a line (see `line`).
//!
//! What is not JSON, or JSON that could be read in two ways, is `bad_json`; what is JSON but not
//! one of these frames is `unknown_type` or `bad_frame`, which says the field. Unknown fields are
//! ignored. How long a text may be and who may do what is decided by the rules, not here.

use super::json::{self, Object, Value};
use crate::values::UploadId;

/// The longest `id` that a client may give a request.
const ID_CHARS_MAX: usize = 64;
/// How many people or uploads one frame may name.
const NAMES_MAX: usize = 200;
/// The most entries, chats or hits on one page.
pub const PAGE_MAX: u64 = 200;
const PAGE: u64 = 50;

/// A frame from a client: a request, and the name that the client gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub id: Option<String>,
    pub request: Request,
}

/// Chats and people are named as the client wrote them; the rules know who is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Send {
        chat: String,
        text: String,
        reply_to: Option<u64>,
        attachments: Vec<UploadId>,
    },
    Edit {
        chat: String,
        target: u64,
        text: String,
    },
    Delete {
        chat: String,
        target: u64,
    },
    React {
        chat: String,
        target: u64,
        emoji: String,
        on: bool,
    },
    Pin {
        chat: String,
        target: u64,
        on: bool,
    },
    History {
        chat: String,
        from: From,
        limit: usize,
    },
    Resume {
        since: Vec<(String, u64)>,
    },
    Chats {
        before: Option<String>,
        limit: usize,
    },
    Members {
        chat: String,
        /// The last uid of the page before.
        after: Option<u64>,
    },
    /// The public ones.
    Rooms {
        text: String,
        after: Option<String>,
        limit: usize,
    },
    Create {
        slug: String,
        title: Option<String>,
        public: bool,
        members: Vec<String>,
    },
    Join {
        chat: String,
    },
    Leave {
        chat: String,
    },
    Invite {
        chat: String,
        users: Vec<String>,
    },
    Kick {
        chat: String,
        user: String,
    },
    Ban {
        chat: String,
        user: String,
    },
    Unban {
        chat: String,
        user: String,
    },
    Role {
        chat: String,
        user: String,
        role: String,
    },
    Topic {
        chat: String,
        title: String,
    },
    Close {
        chat: String,
    },
    Mute {
        chat: String,
        on: bool,
    },
    Read {
        chat: String,
        seq: u64,
    },
    Typing {
        chat: String,
        on: bool,
    },
    Watch {
        users: Vec<String>,
    },
    Search {
        text: String,
        chat: Option<String>,
        before: Option<String>,
        limit: usize,
    },
    Ping,
    /// Only as a line.
    Help,
}

/// Where a page of history lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Newest,
    Before(u64),
    After(u64),
}

/// Why a frame cannot be taken. The connection goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    #[error("{0}")]
    Json(String),
    #[error("there is no frame of the type {0:?}")]
    UnknownType(String),
    #[error("{field}: {what}")]
    Field { field: &'static str, what: &'static str },
}

fn bad(field: &'static str, what: &'static str) -> BadFrame {
    BadFrame::Field { field, what }
}

/// Reads a frame. The `id` is given back with a refusal too, if it could be read.
pub fn read(text: &str) -> Result<Asked, (Option<String>, BadFrame)> {
    let mut fields = Fields(json::read_object(text).map_err(|what| (None, BadFrame::Json(what)))?);
    let id = fields.id().map_err(|bad| (None, bad))?;
    match fields.request() {
        Ok(request) => Ok(Asked { id, request }),
        Err(bad) => Err((id, bad)),
    }
}

/// The fields of a frame, taken out one by one.
struct Fields<'a>(Object<'a>);

impl Fields<'_> {
    fn request(&mut self) -> Result<Request, BadFrame> {
        let kind = self.text("type")?;
        Ok(match kind.as_str() {
            "send" | "edit" | "delete" | "react" | "pin" => self.about_messages(&kind)?,
            "history" => self.history()?,
            "resume" => Request::Resume { since: self.since()? },
            "chats" => Request::Chats { before: self.optional("before")?, limit: self.limit()? },
            "members" => {
                Request::Members { chat: self.text("chat")?, after: self.optional_number("after")? }
            }
            "rooms" => Request::Rooms {
                text: self.optional("text")?.unwrap_or_default(),
                after: self.optional("after")?,
                limit: self.limit()?,
            },
            "create" | "join" | "leave" | "invite" | "kick" | "ban" | "unban" | "role"
            | "topic" | "close" => self.about_rooms(&kind)?,
            "mute" => Request::Mute { chat: self.text("chat")?, on: self.switch("on")? },
            "read" => Request::Read { chat: self.text("chat")?, seq: self.number("seq")? },
            "typing" => Request::Typing { chat: self.text("chat")?, on: self.switch("on")? },
            "watch" => Request::Watch { users: self.names("users", false)? },
            "search" => Request::Search {
                text: self.text("text")?,
                chat: self.optional("chat")?,
                before: self.optional("before")?,
                limit: self.limit()?,
            },
            "ping" => Request::Ping,
            _ => return Err(BadFrame::UnknownType(kind.chars().take(32).collect())),
        })
    }

    fn about_messages(&mut self, kind: &str) -> Result<Request, BadFrame> {
        let chat = self.text("chat")?;
        if kind == "send" {
            return Ok(Request::Send {
                chat,
                text: self.text("text")?,
                reply_to: self.optional_number("reply_to")?,
                attachments: self.uploads()?,
            });
        }
        let target = self.number("target")?;
        Ok(match kind {
            "edit" => Request::Edit { chat, target, text: self.text("text")? },
            "delete" => Request::Delete { chat, target },
            "react" => {
                let emoji = self.text("emoji")?;
                Request::React { chat, target, emoji, on: self.switch("on")? }
            }
            _ => Request::Pin { chat, target, on: self.switch("on")? },
        })
    }

    fn about_rooms(&mut self, kind: &str) -> Result<Request, BadFrame> {
        if kind == "create" {
            return Ok(Request::Create {
                slug: self.text("slug")?,
                title: self.optional("title")?,
                public: self.optional_switch("public")?.unwrap_or(false),
                members: self.names("members", true)?,
            });
        }
        let chat = self.text("chat")?;
        Ok(match kind {
            "join" => Request::Join { chat },
            "leave" => Request::Leave { chat },
            "invite" => Request::Invite { chat, users: self.names("users", false)? },
            "kick" => Request::Kick { chat, user: self.name("user")? },
            "ban" => Request::Ban { chat, user: self.name("user")? },
            "unban" => Request::Unban { chat, user: self.name("user")? },
            "close" => Request::Close { chat },
            "role" => {
                let user = self.name("user")?;
                Request::Role { chat, user, role: self.text("role")? }
            }
            _ => Request::Topic { chat, title: self.text("title")? },
        })
    }

    fn history(&mut self) -> Result<Request, BadFrame> {
        let chat = self.text("chat")?;
        let from = match (self.optional_number("before")?, self.optional_number("after")?) {
            (None, None) => From::Newest,
            (Some(before), None) => From::Before(before),
            (None, Some(after)) => From::After(after),
            (Some(_), Some(_)) => return Err(bad("after", "not together with before")),
        };
        Ok(Request::History { chat, from, limit: self.limit()? })
    }

    fn since(&mut self) -> Result<Vec<(String, u64)>, BadFrame> {
        let wrong = || bad("since", "must be an object of chats with the last seq of each");
        let Some(Value::Object(since)) = self.take("since") else { return Err(wrong()) };
        let pairs = since.into_iter().map(|(chat, seq)| match seq {
            Value::Whole(seq) => Ok((chat.into_owned(), u64::try_from(seq).map_err(|_| wrong())?)),
            _ => Err(wrong()),
        });
        pairs.collect()
    }

    fn id(&mut self) -> Result<Option<String>, BadFrame> {
        let wrong = bad("id", "must be a text of 1 to 64 characters, none of them a control");
        match self.take("id") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(id)) if is_fit_for_id(&id) => Ok(Some(id.into_owned())),
            Some(_) => Err(wrong),
        }
    }

    fn take(&mut self, field: &str) -> Option<Value<'_>> {
        self.0.remove(field)
    }

    fn text(&mut self, field: &'static str) -> Result<String, BadFrame> {
        self.optional(field)?.ok_or(bad(field, "is missing"))
    }

    fn optional(&mut self, field: &'static str) -> Result<Option<String>, BadFrame> {
        match self.take(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.into_owned())),
            Some(_) => Err(bad(field, "must be a text")),
        }
    }

    /// Somebody: a name, or the number of an account.
    fn name(&mut self, field: &'static str) -> Result<String, BadFrame> {
        match self.take(field) {
            Some(value) => name_of(value).ok_or(bad(field, "must be a name or a uid")),
            None => Err(bad(field, "is missing")),
        }
    }

    fn names(&mut self, field: &'static str, may_miss: bool) -> Result<Vec<String>, BadFrame> {
        match self.take(field) {
            None | Some(Value::Null) if may_miss => Ok(Vec::new()),
            None => Err(bad(field, "is missing")),
            Some(Value::List(list)) if list.len() > NAMES_MAX => Err(bad(field, "is too long")),
            Some(Value::List(list)) => {
                let names: Option<Vec<String>> = list.into_iter().map(name_of).collect();
                names.ok_or(bad(field, "must be a list of names"))
            }
            Some(_) => Err(bad(field, "must be a list")),
        }
    }

    fn uploads(&mut self) -> Result<Vec<UploadId>, BadFrame> {
        let ids = self.names("attachments", true)?;
        let uploads: Option<Vec<UploadId>> = ids.iter().map(|id| UploadId::parse(id)).collect();
        uploads.ok_or(bad("attachments", "must be a list of uploads"))
    }

    fn number(&mut self, field: &'static str) -> Result<u64, BadFrame> {
        self.optional_number(field)?.ok_or(bad(field, "is missing"))
    }

    fn optional_number(&mut self, field: &'static str) -> Result<Option<u64>, BadFrame> {
        let wrong = || bad(field, "must be a whole number from 0 on");
        match self.take(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Whole(number)) => Ok(Some(u64::try_from(number).map_err(|_| wrong())?)),
            Some(_) => Err(wrong()),
        }
    }

    /// A page that is asked for too large is a smaller one.
    fn limit(&mut self) -> Result<usize, BadFrame> {
        let limit = self.optional_number("limit")?.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        Ok(usize::try_from(limit).unwrap_or(1))
    }

    /// On, unless it says off.
    fn switch(&mut self, field: &'static str) -> Result<bool, BadFrame> {
        Ok(self.optional_switch(field)?.unwrap_or(true))
    }

    fn optional_switch(&mut self, field: &'static str) -> Result<Option<bool>, BadFrame> {
        match self.take(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(on)) => Ok(Some(on)),
            Some(_) => Err(bad(field, "must be true or false")),
        }
    }
}

fn is_fit_for_id(id: &str) -> bool {
    let length = id.chars().take(ID_CHARS_MAX + 1).count();
    (1..=ID_CHARS_MAX).contains(&length) && !id.contains(char::is_control)
}

fn name_of(value: Value<'_>) -> Option<String> {
    match value {
        Value::Text(name) => Some(name.into_owned()),
        Value::Whole(uid) if uid > 0 => Some(uid.to_string()),
        _ => None,
    }
}
