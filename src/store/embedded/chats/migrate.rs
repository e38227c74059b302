//! What stores lack that were written before it was kept.

use super::furthest::{self, Furthest};
use super::keys::{self, ChatTable};
use super::log::{self, Row};
use super::read;
use crate::store::chats::{Fate, Mark, What};
use crate::store::embedded::engine::{Engine, Fault, Order};
use crate::store::embedded::keys::after;
use crate::store::embedded::layer::Layer;
use crate::store::embedded::rows;
use crate::values::Seq;

/// Rows looked at for one commit.
const PAGE: usize = 1_000;

/// Schema 2: which messages call whom, and how far rooms have been read. What is there already is
/// written once more.
pub fn calls_and_furthest(engine: &dyn Engine) -> Result<(), Fault> {
    in_pages(engine, ChatTable::Event, call_by)?;
    in_pages(engine, ChatTable::Mark, note_mark)
}

/// Schema 3: which messages were deleted.
pub fn deleted(engine: &dyn Engine) -> Result<(), Fault> {
    in_pages(engine, ChatTable::Fate, note_deleted)
}

/// Works through a table, a commit for each page of its keys.
fn in_pages(
    engine: &dyn Engine,
    table: ChatTable,
    work: fn(&mut Layer<'_>, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut span = table.span();
    loop {
        let (mut last, mut batch) = (None, None);
        engine.read(&mut |view| {
            let keys = rows::keys_in(view, &span, Order::Ascending, PAGE)?;
            let mut layer = Layer::over(view);
            keys.iter().try_for_each(|key| work(&mut layer, key))?;
            last = keys.last().cloned();
            batch = Some(layer.into_parts().0);
            Ok(())
        })?;
        let (Some(last), Some(batch)) = (last, batch) else { return Ok(()) };
        if !batch.is_empty() {
            engine.commit(&batch)?;
        }
        span.from = after(&last);
    }
}

fn call_by(layer: &mut Layer<'_>, key: &[u8]) -> Result<(), Fault> {
    let Some((chat, _)) = keys::chat_in(key) else { return Ok(()) };
    let (row, seq): (Row, Seq) = (rows::must_read(layer, key)?, log::seq_of(key));
    let What::Message { words, .. } = row.what else { return Ok(()) };
    let fate = log::fate(layer, chat, seq)?.unwrap_or_default();
    let words = match fate.edits.last() {
        Some(edit) => read::words_at(layer, chat, *edit)?,
        None => words,
    };
    for uid in words.mentions.into_iter().filter(|uid| *uid != row.by.uid) {
        rows::write(layer, keys::call(chat, uid, seq), &())?;
    }
    Ok(())
}

fn note_mark(layer: &mut Layer<'_>, key: &[u8]) -> Result<(), Fault> {
    let Some((uid, chat)) = keys::uid_and_chat(key) else { return Ok(()) };
    let Mark { read, .. } = rows::must_read(layer, key)?;
    match read {
        Seq::NONE => Ok(()),
        read => furthest::note(layer, chat, &Furthest::of(uid, read)),
    }
}

fn note_deleted(layer: &mut Layer<'_>, key: &[u8]) -> Result<(), Fault> {
    let Some((chat, _)) = keys::chat_in(key) else { return Ok(()) };
    let Fate { deleted, .. } = rows::must_read(layer, key)?;
    match deleted {
        Some(_) => rows::write(layer, keys::deleted(chat, log::seq_of(key)), &()),
        None => Ok(()),
    }
}
