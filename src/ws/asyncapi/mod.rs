//! The document of the socket (AsyncAPI 3), at `/v1/asyncapi.json`.
//!
//! What may be asked is in [`asked`], what is said in [`said`]: one line for each kind of frame,
//! and in [`fields`] what each field may be. Shapes that REST has too come from their own
//! descriptions, error and close codes from their tables. Tests hold all of it to the code, in both
//! directions.

pub mod asked;
pub mod fields;
pub mod said;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::{RefOr, Schema};

use super::close::Farewell;
use super::entry::{ChatShape, HitShape, MemberShape, RoomShape, Shape};

/// One kind of frame. Every one has a `type`, which is its name.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub name: &'static str,
    pub about: &'static str,
    /// Fields that are always there.
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
    pub example: &'static str,
    /// What comes back, if not an `error`.
    pub answers: &'static [&'static str],
}

const ABOUT: &str = "The chat of Teahouse. A frame is one flat JSON object as a text message. A frame \
    with a `seq` is an entry of its chat's log and is durable; one without is not kept. Events flow \
    from `welcome` on, or with `?hold=1` from the answer to `resume`. Get in with `Authorization: \
    Bearer`, with the subprotocol `bearer.<token>` beside `teahouse.v1`, with a ticket, or by hand \
    with `Authorization: Basic`. Unknown fields are ignored in both directions.";

/// The document, for a server that is reached at `url`.
pub fn document(url: &str) -> Value {
    let (protocol, host) = match url.split_once("://") {
        Some(("https", host)) => ("wss", host),
        Some((_, host)) => ("ws", host),
        None => ("ws", url),
    };
    let security =
        ["bearer", "basic", "ticket"].map(|name| at(&["components", "securitySchemes", name]));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Teahouse",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
        },
        "defaultContentType": "application/json",
        "servers": { "this": { "host": host, "protocol": protocol, "security": security } },
        "channels": { "socket": channel() },
        "operations": operations(),
        "components": {
            "messages": messages(),
            "schemas": schemas(),
            "securitySchemes": security_schemes(),
        },
        "x-close-codes": close_codes(),
    })
}

fn at(place: &[&str]) -> Value {
    json!({ "$ref": format!("#/{}", place.join("/")) })
}

/// Some kinds can be asked and said: `typing` in one direction is not `typing` in the other.
fn message_name(direction: &str, kind: &str) -> String {
    format!("{direction}.{kind}")
}

fn channel() -> Value {
    let names = messages().into_iter().map(|(name, _)| name);
    let messages: Map<String, Value> = names
        .map(|name| {
            let message = at(&["components", "messages", &name]);
            (name, message)
        })
        .collect();
    let text = |about: &str| json!({ "type": "string", "description": about });
    json!({
        "address": "/ws",
        "messages": messages,
        "bindings": { "ws": {
            "method": "GET",
            "query": { "type": "object", "properties": {
                "ticket": text("From POST /v1/tickets; good once."),
                "hold": { "const": "1", "description": "Nothing of a chat is pushed before `resume`." },
            } },
            "headers": { "type": "object", "properties": {
                "Authorization": text("`Bearer` and a token, or `Basic` by hand."),
                "Sec-WebSocket-Protocol": text("`teahouse.v1, bearer.<token>`"),
            } },
            "bindingVersion": "0.1.0",
        } },
    })
}

/// From where we stand: what is asked is received, and answered; all else is sent unasked.
fn operations() -> Map<String, Value> {
    let channel = at(&["channels", "socket"]);
    let message = |name: String| at(&["channels", "socket", "messages", &name]);
    let said = |kind: &&str| message(message_name("said", kind));
    let mut operations = Map::new();
    for kind in asked::KINDS {
        let answers: Vec<Value> = kind.answers.iter().chain(&["error"]).map(said).collect();
        operations.insert(
            kind.name.to_owned(),
            json!({
                "action": "receive",
                "channel": channel,
                "summary": kind.about,
                "messages": [message(message_name("asked", kind.name))],
                "reply": { "channel": channel, "messages": answers },
            }),
        );
    }
    let line = json!({
        "action": "receive",
        "channel": channel,
        "summary": "What a person types: one of the frames in words. /help lists them.",
        "messages": [message("asked.line".to_owned())],
    });
    operations.insert("line".to_owned(), line);
    let pushed: Vec<Value> = said::KINDS.iter().map(|kind| said(&kind.name)).collect();
    let push = json!({
        "action": "send",
        "channel": channel,
        "summary": "What comes: answers, entries of logs, and what is not kept.",
        "messages": pushed,
    });
    operations.insert("push".to_owned(), push);
    operations
}

fn messages() -> Map<String, Value> {
    let mut messages = Map::new();
    let directions = [("asked", asked::KINDS), ("said", said::KINDS)];
    for (direction, kinds) in directions {
        for kind in kinds {
            messages.insert(message_name(direction, kind.name), message(direction, kind));
        }
    }
    let line = json!({
        "name": "line",
        "summary": "A line that does not begin with {",
        "contentType": "text/plain",
        "payload": { "type": "string", "maxLength": 65536 },
        "examples": [{ "payload": "@bob hi" }, { "payload": "/join #tea" }],
    });
    messages.insert("asked.line".to_owned(), line);
    messages
}

fn message(direction: &str, kind: &Kind) -> Value {
    let example: Value = serde_json::from_str(kind.example).unwrap_or_default();
    json!({
        "name": kind.name,
        "summary": kind.about,
        "payload": payload(direction, kind),
        "examples": [{ "payload": example }],
    })
}

fn payload(direction: &str, kind: &Kind) -> Value {
    let mut properties = Map::new();
    properties.insert("type".to_owned(), json!({ "const": kind.name }));
    for field in kind.required.iter().chain(kind.optional) {
        let schema = match direction {
            "asked" => fields::asked(kind.name, field),
            _ => fields::said(kind.name, field),
        };
        properties.insert((*field).to_owned(), schema);
    }
    let required: Vec<&str> = ["type"].iter().chain(kind.required).copied().collect();
    json!({ "type": "object", "required": required, "properties": properties })
}

/// What is shown over REST in the same shape.
fn schemas() -> BTreeMap<String, Value> {
    let mut named: Vec<(String, RefOr<Schema>)> = Vec::new();
    fn add<S: ToSchema>(named: &mut Vec<(String, RefOr<Schema>)>) {
        named.push((S::name().into_owned(), S::schema()));
        S::schemas(named);
    }
    add::<Shape<'_>>(&mut named);
    add::<ChatShape<'_>>(&mut named);
    add::<MemberShape<'_>>(&mut named);
    add::<RoomShape<'_>>(&mut named);
    add::<HitShape<'_>>(&mut named);
    let json_of = |schema: RefOr<Schema>| serde_json::to_value(schema).unwrap_or_default();
    named.into_iter().map(|(name, schema)| (name, json_of(schema))).collect()
}

fn security_schemes() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "basic": { "type": "http", "scheme": "basic",
            "description": "For work by hand: a session that ends with the socket." },
        "ticket": { "type": "httpApiKey", "name": "ticket", "in": "query" },
    })
}

fn close_codes() -> Vec<Value> {
    let told = Farewell::TABLE.iter().map(|farewell| {
        let (code, reason) = farewell.on_the_wire();
        let again = code.is_none_or(|code| code < 4500);
        json!({ "code": code, "reason": reason, "comeBack": again })
    });
    told.collect()
}
