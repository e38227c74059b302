//! Adding to a log: right, number, fold, key, and the word to who delivers, in that order.

use std::sync::Arc;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::deeds::Asking;
use super::index;
use super::log::{self, Known, Row};
use super::state::LayerState;
use super::step::Step;
use super::{keys, marks};
use crate::store::chats::{Append, Deed, Event, Person, Posted, Receipt, Refusal, Tag, What, fold};
use crate::store::embedded::engine::Fault;
use crate::store::embedded::layer::{Effect, Layer};
use crate::store::embedded::{rows, uploads};
use crate::values::{ChatId, ClientId, Millis, Seq, Uid};

/// What a client's id stands for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sent {
    pub seq: Seq,
    /// Of what was said, so that one id cannot stand for two messages.
    hash: u64,
}

pub fn append(layer: &mut Layer<'_>, append: Append) -> Step<Receipt> {
    let Append { chat: id, author, deed, at, quotas, tag } = append;
    let by = log::active_person(layer, author)?.ok_or(Refusal::UnknownUser)?;
    let sending = Sending::of(&deed);
    if let Some(sending) = &sending
        && let Some(before) = sending.before(layer, id, author)?
    {
        return Ok(before);
    }
    let known = Known::about(layer, id, author)?;
    let whats = Asking { view: layer, known: &known, author, at, quotas }.what_of(deed)?;
    let Some(last) = whats.len().checked_sub(1) else { return so_already(id, &known) };

    let mut line = Line { id, by, at };
    let mut receipt = None;
    for (index, what) in whats.into_iter().enumerate() {
        let tag = tag.filter(|_| index == last);
        receipt = Some(line.add(layer, what, tag)?);
    }
    let receipt = receipt.ok_or(Refusal::UnknownChat)?;
    if let Some(sending) = &sending {
        sending.remember(layer, id, author, receipt.seq)?;
        marks::note_written(layer, author, id, receipt.seq)?;
    }
    Ok(receipt)
}

fn so_already(chat: ChatId, known: &Known) -> Step<Receipt> {
    let state = known.chat.as_ref().ok_or(Refusal::UnknownChat)?;
    Ok(Receipt { chat, seq: state.head, at: state.head_at, duplicate: true })
}

/// Where somebody is writing.
pub struct Line {
    pub id: ChatId,
    pub by: Person,
    pub at: Millis,
}

impl Line {
    /// Writes one event, which has been found right, and all that follows from it.
    pub fn add(
        &mut self,
        layer: &mut Layer<'_>,
        what: What,
        tag: Option<Tag>,
    ) -> Result<Receipt, Fault> {
        let before = log::chat(layer, self.id)?;
        let (head, head_at, messages) =
            before.map_or_else(Default::default, |chat| (chat.head, chat.head_at, chat.messages));
        let (seq, at) = (head.next(), self.at.max(head_at));
        let messages = messages + u64::from(matches!(what, What::Message { .. }));
        let row = Row { at, by: self.by.clone(), what, messages };
        rows::write(layer, keys::event(self.id, seq), &row)?;
        let event = row.event(seq);
        let mut state = LayerState::of(layer, self.id);
        fold::apply(&mut state, self.id, &event)?;
        let LayerState { came, went, .. } = state;
        match &event.what {
            // The fold has still read whom the message called.
            What::Delete { target } => log::erase(layer, self.id, *target)?,
            What::Message { attachments, .. } => {
                uploads::hold(layer, attachments, self.id, seq)?;
            }
            _ => {}
        }
        self.tell(layer, event, (came, went), tag);
        Ok(Receipt { chat: self.id, seq, at, duplicate: false })
    }

    fn tell(
        &self,
        layer: &mut Layer<'_>,
        event: Event,
        (came, went): (Vec<Uid>, Vec<Uid>),
        tag: Option<Tag>,
    ) {
        if index::is_due(event.seq) {
            layer.afterwards(Effect::IndexDue(self.id));
        }
        let posted = Posted { chat: self.id, event: Arc::new(event), came, went, tag };
        layer.afterwards(Effect::Posted(Box::new(posted)));
    }
}

/// A message on its way, by which a repeat is known.
struct Sending {
    id: ClientId,
    hash: u64,
}

impl Sending {
    fn of(deed: &Deed) -> Option<Sending> {
        let Deed::Send { id, text, reply_to, attachments, .. } = deed else { return None };
        let reply_to = reply_to.unwrap_or_default().0.to_be_bytes();
        let mut said: Vec<&[u8]> = vec![&reply_to, text.as_bytes()];
        said.extend(attachments.iter().map(|id| id.0.as_bytes().as_slice()));
        Some(Sending { id: id.clone(), hash: hash_of(&said) })
    }

    fn before(&self, layer: &Layer<'_>, chat: ChatId, author: Uid) -> Step<Option<Receipt>> {
        let sent: Option<Sent> = rows::read(layer, &keys::sent(chat, author, &self.id))?;
        match sent {
            None => Ok(None),
            Some(sent) if sent.hash == self.hash => {
                let at = log::must_row(layer, chat, sent.seq)?.at;
                Ok(Some(Receipt { chat, seq: sent.seq, at, duplicate: true }))
            }
            Some(_) => Err(Refusal::Conflict.into()),
        }
    }

    fn remember(
        &self,
        layer: &mut Layer<'_>,
        chat: ChatId,
        author: Uid,
        seq: Seq,
    ) -> Result<(), Fault> {
        rows::write(layer, keys::sent(chat, author, &self.id), &Sent { seq, hash: self.hash })
    }
}

/// Nobody but its own author can be hurt by two texts with one hash, so it is short.
pub fn hash_of(parts: &[&[u8]]) -> u64 {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let digest = context.finish();
    digest.as_ref().first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}
