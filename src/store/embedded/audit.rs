//! The audit log, numbered from 1 without a gap, and who its lines are about.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::engine::{Fault, Order, Span, View};
use super::keys::{self, Counter, Table};
use super::layer::Layer;
use super::rows::{self, Record, Rows};
use super::{EmbeddedStore, counter};
use crate::store::{Act, Answer, AuditStore};
use crate::values::Uid;

#[async_trait]
impl AuditStore for EmbeddedStore {
    async fn note_act(&self, act: Act) -> Answer<()> {
        self.decide(move |layer| note(layer, &act)).await
    }

    async fn acts(
        &self,
        subject: Option<Uid>,
        before: Option<u64>,
        limit: usize,
    ) -> Answer<Vec<(u64, Act)>> {
        let before = before.unwrap_or(u64::MAX);
        self.look(|view| match subject {
            Some(subject) => acts_about(view, subject, before, limit),
            None => acts(view, before, limit),
        })
    }
}

pub fn note(layer: &mut Layer<'_>, act: &Act) -> Result<(), Fault> {
    let number = counter::next(layer, Counter::LastAct)?;
    rows::add(layer, &Line { number, act: act.clone() })
}

fn acts(view: &dyn View, before: u64, limit: usize) -> Result<Vec<(u64, Act)>, Fault> {
    let span = Span { from: Table::Act.span().from, to: keys::act(before) };
    let lines: Vec<Line> = rows::records_in(view, &span, Order::Descending, limit)?;
    Ok(lines.into_iter().map(|line| (line.number, line.act)).collect())
}

fn acts_about(
    view: &dyn View,
    subject: Uid,
    before: u64,
    limit: usize,
) -> Result<Vec<(u64, Act)>, Fault> {
    let mut acts = Vec::new();
    for key in rows::keys_in(view, &keys::acts_about(subject, before), Order::Descending, limit)? {
        let line = line_about(view, &key)?;
        acts.push((line.number, line.act));
    }
    Ok(acts)
}

/// The line to which a row of [`Table::ActAbout`] leads.
pub fn line_about(view: &dyn View, key: &[u8]) -> Result<Line, Fault> {
    let number = keys::last_number(key).ok_or_else(|| rows::missing(key))?;
    rows::must_read(view, &keys::act(number))
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub number: u64,
    pub act: Act,
}

impl Record for Line {
    fn key(&self) -> Vec<u8> {
        keys::act(self.number)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        match self.act.subject {
            Some(subject) => rows.mark(keys::act_about(subject, self.number)),
            None => Ok(()),
        }
    }
}
