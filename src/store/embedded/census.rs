//! How much there is of everything.

use std::sync::Arc;

use super::chats::keys::ChatTable;
use super::engine::{Fault, Order, Span, View};
use super::keys::{self, Counter, Table};
use super::slot::Slot;
use super::{counter, rows};
use crate::store::chats::Chat;
use crate::store::{Answer, Census};

/// Keys looked at before a commit may come in between.
const PAGE: usize = 1_000;

/// Counts, a page at a time. What is written meanwhile is counted or not.
pub fn take(slot: &Arc<Slot>) -> Answer<Census> {
    let (letters, letters_waiting) =
        (count(slot, Table::Letter.span())?, count(slot, Table::Queue.span())?);
    let (chats, messages) = count_chats(slot)?;
    let upload_bytes = sum_of_rooms(slot)?;
    Ok(Census {
        accounts: slot.read(|view| counter::read(view, Counter::Accounts))?,
        sessions: count(slot, Table::Session.span())?,
        chats,
        messages,
        uploads: count(slot, Table::Upload.span())?,
        upload_bytes,
        letters_waiting,
        letters_given_up: letters.saturating_sub(letters_waiting),
    })
}

fn count(slot: &Slot, span: Span) -> Answer<u64> {
    let mut counted = 0;
    in_pages(slot, span, |_, keys| {
        counted += keys.len() as u64;
        Ok(())
    })?;
    Ok(counted)
}

fn count_chats(slot: &Slot) -> Answer<(u64, u64)> {
    let (mut chats, mut messages) = (0, 0);
    in_pages(slot, ChatTable::Chat.span(), |view, keys| {
        for key in keys {
            let chat: Option<Chat> = rows::read(view, key)?;
            messages += chat.map_or(0, |chat| chat.messages);
        }
        chats += keys.len() as u64;
        Ok(())
    })?;
    Ok((chats, messages))
}

fn sum_of_rooms(slot: &Slot) -> Answer<u64> {
    let mut bytes = 0;
    in_pages(slot, Table::UploadRoom.span(), |view, keys| {
        for key in keys {
            bytes += rows::read::<u64>(view, key)?.unwrap_or(0);
        }
        Ok(())
    })?;
    Ok(bytes)
}

fn in_pages(
    slot: &Slot,
    mut span: Span,
    mut page: impl FnMut(&dyn View, &[Vec<u8>]) -> Result<(), Fault>,
) -> Answer<()> {
    loop {
        let last = slot.read(|view| {
            let keys = rows::keys_in(view, &span, Order::Ascending, PAGE)?;
            page(view, &keys)?;
            Ok(keys.last().filter(|_| keys.len() == PAGE).cloned())
        })?;
        match last {
            Some(last) => span.from = keys::after(&last),
            None => return Ok(()),
        }
    }
}
