//! `GET /dev/inbox`: what was not sent for want of a mail server or gateway. For whoever sits at
//! the machine, and while there is an inbox at all; to everybody else there is nothing here.

use serde::Serialize;
use warp::http::header;

use super::call::Call;
use super::grounds::Grounds;
use super::problem::{Code, Problem};
use super::reply::{self, Response};
use crate::courier::{Channel, InboxMessage};

#[derive(Serialize)]
struct Messages {
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    channel: &'static str,
    to: String,
    purpose: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    subject: String,
    text: String,
    at: i64,
}

pub async fn answer(call: Call, grounds: Grounds) -> Result<Response, Problem> {
    let inbox = grounds.inbox.filter(|_| is_at_the_machine(&call));
    let inbox = inbox.ok_or(Problem::new(Code::NotFound))?;
    let messages = inbox.newest_first().into_iter().map(shown).collect();
    Ok(reply::json(&Messages { messages }))
}

/// The name that was asked for must be this machine's own, too: a page from anywhere can make its
/// own name lead here, and would then read the inbox with its visitor's browser.
fn is_at_the_machine(call: &Call) -> bool {
    let host = call.header(header::HOST).unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_own = name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    call.visitor.is_local && is_own
}

fn shown(message: InboxMessage) -> Message {
    let InboxMessage { channel, to, purpose, code, subject, text, at } = message;
    let channel = match channel {
        Channel::Mail => "mail",
        Channel::Sms => "sms",
    };
    let code = code.map(|code| code.reveal().to_owned());
    Message { channel, to, purpose, code, subject, text, at: at.0 }
}
