//! `POST /chat/list`: what two people have said to each other, the oldest first.
//!
//! The newest 200, or fewer by `limit`, or those `before` the `id` of one.

use super::House;
use super::fields::{self, Asked};
use super::send::talk;
use super::words::{self, Sentence};
use crate::chat::{Code, ReadError};
use crate::http::call::Call;
use crate::store::chats::{Entry, Event, EventPage, Range, What};
use crate::values::{ChatId, Seq, Uid};

const MESSAGES_MAX: usize = 200;
/// A log has more than messages; so many pages of it are looked through for them.
const PAGES_MAX: usize = 20;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let caller = house.caller(&call, words::chat_failed).await?;
    house.means.limits.chat_request_of(caller.uid()).map_err(words::chat_trouble)?;
    let asked = fields::read(&call, words::chat_failed).await?;
    let limit = number(&asked, "limit")?.map_or(MESSAGES_MAX, |limit| limit.min(200) as usize);
    let before = number(&asked, "before")?.map(Seq);
    let (chat, other) = talk(&asked, ["user", "chater"], &caller, &house).await?;
    let messages = said(&house, caller.uid(), chat, before, limit).await;
    let messages = messages.map_err(words::reading_refused)?;
    Ok(words::messages(&caller, &other, &messages))
}

fn number(asked: &Asked, name: &str) -> Result<Option<u64>, Sentence> {
    let typed = asked.optional(name).map_err(|_| words::chat_failed())?;
    let typed = typed.filter(|text| !text.trim().is_empty());
    typed.map(|text| text.parse().map_err(|_| words::chat_failed())).transpose()
}

/// A message as it reads now.
pub struct Said {
    pub event: Event,
    pub text: String,
}

async fn said(
    house: &House,
    reader: Uid,
    chat: ChatId,
    before: Option<Seq>,
    limit: usize,
) -> Result<Vec<Said>, ReadError> {
    let mut newest_first = Vec::new();
    let mut range = before.map_or(Range::Newest, Range::Before);
    for _ in 0..PAGES_MAX {
        let page = house.means.chat.history(reader, chat, range, MESSAGES_MAX).await;
        let EventPage { entries, more, .. } = match page {
            // Nobody has said anything yet.
            Err(error) if matches!(error.code(), Code::UnknownChat | Code::NotAMember) => break,
            page => page?,
        };
        let Some(first) = entries.first() else { break };
        range = Range::Before(first.event.seq);
        newest_first.extend(entries.into_iter().rev().filter_map(message));
        if !more || newest_first.len() >= limit {
            break;
        }
    }
    newest_first.truncate(limit);
    newest_first.reverse();
    Ok(newest_first)
}

/// What was edited is shown as it was edited, and what was deleted not at all.
fn message(entry: Entry) -> Option<Said> {
    let now = entry.now.unwrap_or_default();
    let What::Message { words, attachments, .. } = &entry.event.what else { return None };
    if now.deleted.is_some() || words.erased {
        return None;
    }
    let text = now.edited.map_or_else(|| words.text.clone(), |(_, words)| words.text);
    // The contract knows no files: what came without words is told by what they are called.
    let names = || attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let text = if text.is_empty() { names() } else { text };
    Some(Said { event: entry.event, text })
}
