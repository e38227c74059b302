//! What each field may be. A word means the same in every frame of one direction; the few that do
//! not name their frame.

use serde_json::{Value, json};

use crate::ws::frame::PAGE_MAX;
use crate::ws::say::ErrorCode;

/// The highest number that JavaScript counts to without a gap.
const NUMBER_MAX: u64 = (1 << 53) - 1;

fn whole(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": NUMBER_MAX, "description": about })
}

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn switch(about: &str) -> Value {
    json!({ "type": "boolean", "description": about })
}

fn list_of(shape: &str) -> Value {
    json!({ "type": "array", "items": shared(shape) })
}

/// A shape that REST has too.
fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn id() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": 64,
        "description": "The client's own name for the request, given back with the answer." })
}

fn role() -> Value {
    json!({ "enum": ["member", "moderator", "owner"] })
}

fn somebody() -> Value {
    json!({ "oneOf": [{ "type": "string" }, { "type": "integer", "minimum": 1 }],
        "description": "A username, or a uid." })
}

/// In a frame from a client.
pub fn asked(kind: &str, field: &str) -> Value {
    match (kind, field) {
        (_, "id") => id(),
        (_, "chat") => text("d:17:42 or r:5; or @bob, #tea."),
        ("search", "text") => text("Words, all of which are to be in it."),
        ("rooms", "text") => text("Part of a slug or title."),
        (_, "text") => text("At most so many characters as the welcome says."),
        (_, "target" | "seq" | "reply_to") => whole("The number of an entry."),
        ("history", "before" | "after") => whole("The number of an entry; not both."),
        ("members", "after") => whole("The last uid of the page before."),
        (_, "before" | "after") => text("The `next` of the page before."),
        (_, "limit") => json!({ "type": "integer", "minimum": 1, "default": 50,
            "description": format!("At most {PAGE_MAX} come.") }),
        (_, "on") => json!({ "type": "boolean", "default": true }),
        (_, "public") => json!({ "type": "boolean", "default": false }),
        (_, "emoji") => json!({ "type": "string", "minLength": 1, "maxLength": 16 }),
        (_, "slug") => json!({ "type": "string", "minLength": 1, "maxLength": 32 }),
        (_, "title") => json!({ "type": "string", "maxLength": 100 }),
        (_, "role") => role(),
        (_, "user") => somebody(),
        (_, "users" | "members") => {
            json!({ "type": "array", "maxItems": 200, "items": somebody() })
        }
        (_, "attachments") => {
            json!({ "type": "array", "maxItems": 10, "items": text("An upload of one's own."),
            "description": "With some, the text may be empty." })
        }
        (_, "since") => json!({ "type": "object", "additionalProperties": whole("A seq.") }),
        _ => json!(false),
    }
}

/// In a frame from the server.
pub fn said(kind: &str, field: &str) -> Value {
    match (kind, field) {
        ("message", "id") => text("The client's own name for the message."),
        (_, "id") => text("What the client called its request."),
        (_, "chat") => text("d:17:42 or r:5."),
        (_, "seq" | "target" | "reply_to" | "head" | "upto") => whole("The number of an entry."),
        (_, "at" | "time") => whole("Milliseconds since 1970 UTC."),
        (_, "last_seen") => json!({ "type": ["integer", "null"],
            "description": "When the last connection left, if the server still knows." }),
        (_, "uid") => whole("Whose."),
        ("welcome", "username") => json!({ "type": ["string", "null"] }),
        (_, "username" | "from") => text("The username; the display name of who has none."),
        (_, "user") => shared("Somebody"),
        (_, "role") => role(),
        (_, "text" | "title" | "slug" | "emoji") => json!({ "type": "string" }),
        (_, "attachments") => list_of("Attachment"),
        (_, "mentions") => json!({ "type": "array", "items": whole("A uid.") }),
        (_, "erased") => switch("It was deleted later; its words are gone."),
        (_, "duplicate") => switch("It stood there before."),
        (_, "on" | "public" | "online") => json!({ "type": "boolean" }),
        (_, "more") => switch("There is more in that direction."),
        (_, "now") => shared("Fate"),
        (_, "events") => list_of("Entry"),
        (_, "chats") => list_of("Chat"),
        (_, "members") => list_of("Member"),
        (_, "rooms") => list_of("PublicRoom"),
        (_, "hits") => list_of("Hit"),
        (_, "next") => text("Asks for the next page."),
        (_, "protocol") => json!({ "const": 1 }),
        (_, "session") => text("Which of one's devices this is."),
        (_, "limits") => limits(),
        (_, "code") => json!({ "enum": ErrorCode::ALL }),
        (_, "message" | "reason") => text("For people who write clients."),
        (_, "field") => text("Which field it was."),
        (_, "retry_after" | "reconnect_after") => {
            json!({ "type": "number", "minimum": 0, "description": "Seconds." })
        }
        (_, "lines") => json!({ "type": "array", "items": { "type": "string" } }),
        _ => json!(false),
    }
}

fn limits() -> Value {
    json!({
        "type": "object",
        "required": ["frame", "text", "rate", "burst"],
        "properties": {
            "frame": whole("Bytes of one frame."),
            "text": whole("Characters of one text."),
            "rate": whole("Frames a second, in the long run."),
            "burst": whole("Frames at once."),
        },
    })
}
