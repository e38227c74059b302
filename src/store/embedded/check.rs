//! Does everything fit together? Every row must belong to a record, and every record must have all
//! its rows. Both follow from one description ([`rows::Record::rows`]), the one by which they were
//! written. Which pictures lie beside the tree is compared with it too.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;

use super::accounts;
use super::asking::Asking;
use super::chats::{self, keys::ChatTable};
use super::engine::{Fault, Order, Span, View};
use super::files::Files;
use super::keys::{self, Counter, Table};
use super::owners::Owner;
use super::pictures;
use super::rows::{self, Rows};
use super::{counter, envelope};
use crate::store::AvatarId;
use crate::values::Uid;

/// Something that does not fit. Names no person: keys hold names and addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding(String);

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// More would be read by nobody, and memory is bounded.
const FINDINGS_MAX: usize = 1_000;

/// Reads the whole tree as it is at one moment.
pub fn findings(view: &dyn View) -> Result<Vec<Finding>, Fault> {
    findings_of(Asking::moment(view))
}

pub fn findings_of(asking: Asking<'_>) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    look_through(asking, &mut findings)?;
    chats::check::look_through(asking, &mut |what| {
        findings.push(Finding(what));
        match findings.len() < FINDINGS_MAX {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    match asking.wrong(count) {
        Ok(miscounted) => findings.extend(miscounted.unwrap_or_default()),
        // A counter that cannot be read is among the findings already.
        Err(Fault::Damaged(_)) => {}
        Err(fault) => return Err(fault),
    }
    Ok(findings)
}

/// Compares the pictures that are wanted with the files that are there.
pub fn picture_findings(view: &dyn View, files: &Files) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    let mut shown = BTreeSet::new();
    view.scan(&Table::PictureUse.span(), Order::Ascending, &mut |key, _| {
        shown.extend(keys::picture(key));
        ControlFlow::Continue(())
    })?;
    let present: BTreeSet<AvatarId> = files.all()?.into_iter().collect();
    for _ in shown.difference(&present) {
        findings.push(Finding("a picture that an account shows is not there".into()));
    }
    for unshown in present.difference(&shown) {
        if !pictures::is_wanted(view, *unshown)? {
            findings.push(Finding("a file is a picture that nobody shows".into()));
        }
    }
    findings.truncate(FINDINGS_MAX);
    Ok(findings)
}

fn look_through(asking: Asking<'_>, findings: &mut Vec<Finding>) -> Result<(), Fault> {
    // In front of it lie the store's own records.
    let mut span = Span { from: vec![1], to: Span::of(&[]).to };
    loop {
        let keys = rows::keys_in(asking.view(), &span, Order::Ascending, PAGE)?;
        for key in &keys {
            if findings.len() == FINDINGS_MAX {
                return Ok(());
            }
            findings.extend(asking.wrong(|view| look_at(view, key))?);
        }
        match keys.last() {
            Some(last) if keys.len() == PAGE => span.from = keys::after(last),
            _ => return Ok(()),
        }
    }
}

/// Keys at a time: a scan cannot be read through while it runs.
const PAGE: usize = 1_000;

fn look_at(view: &dyn View, key: &[u8]) -> Result<Option<Finding>, Fault> {
    // It was listed, and may have gone since.
    if !rows::is_there(view, key)? {
        return Ok(None);
    }
    let (wrong, table) = match (Table::of(key), ChatTable::of(key)) {
        (Some(table), _) => (wrong_with(view, table, key), format!("{table:?}")),
        // What the rows of chats mean is asked log by log, not row by row.
        (None, Some(table)) => (verify(view, key).map(|()| None), format!("{table:?}")),
        (None, None) => return Ok(Some(Finding("a row is of no table".into()))),
    };
    match wrong {
        Ok(wrong) => Ok(wrong.map(|what| Finding(format!("{table}: {what}")))),
        Err(Fault::Damaged(what)) => Ok(Some(Finding(format!("{table}: {what}")))),
        Err(fault) => Err(fault),
    }
}

fn verify(view: &dyn View, key: &[u8]) -> Result<(), Fault> {
    match view.get(key)? {
        Some(sealed) => envelope::verify(key, &sealed).map(drop),
        None => Ok(()),
    }
}

fn finding(table: Table, what: &str) -> Finding {
    Finding(format!("{table:?}: {what}"))
}

fn wrong_with(view: &dyn View, table: Table, key: &[u8]) -> Result<Option<&'static str>, Fault> {
    verify(view, key)?;
    if table == Table::Counter {
        return Ok(None);
    }
    let Some(owner) = Owner::of(view, key)? else {
        return Ok(Some("a row leads to nothing"));
    };
    let record = owner.record();
    let own = record.key();
    let rows = Rows::of(record)?.0;
    if !rows.contains_key(key) {
        return Ok(Some("a row leads to a record that knows nothing of it"));
    }
    if own != key {
        let orphan = !rows::is_there(view, &own)?;
        return Ok(orphan.then_some("a row leads to a record that is not there"));
    }
    for key in rows.keys() {
        if !rows::is_there(view, key)? {
            return Ok(Some("a record lacks one of its rows"));
        }
    }
    wrong_beyond(view, &owner)
}

/// What a record asks of other records.
fn wrong_beyond(view: &dyn View, owner: &Owner) -> Result<Option<&'static str>, Fault> {
    Ok(match owner {
        Owner::Session(session) => match accounts::read(view, session.uid)? {
            None => Some("a session belongs to no account"),
            Some(account) if !account.active => Some("a disabled account has a session"),
            Some(_) => None,
        },
        Owner::Bond(bond) => {
            let loose = is_loose(view, bond.from)? || is_loose(view, bond.to)?;
            loose.then_some("a tie leads to no account")
        }
        _ => None,
    })
}

fn is_loose(view: &dyn View, uid: Uid) -> Result<bool, Fault> {
    Ok(!rows::is_there(view, &keys::account(uid))?
        && !rows::is_there(view, &keys::forgetting(uid))?)
}

fn count(view: &dyn View) -> Result<Option<Vec<Finding>>, Fault> {
    let mut findings = Vec::new();
    for (table, last, counted) in [
        (Table::Account, Counter::LastUid, Some(Counter::Accounts)),
        (Table::Act, Counter::LastAct, None),
    ] {
        let mut rows = 0;
        let mut highest = 0;
        view.scan(&table.span(), Order::Ascending, &mut |key, _| {
            rows += 1;
            highest = keys::last_number(key).unwrap_or(u64::MAX);
            ControlFlow::Continue(())
        })?;
        if highest > counter::read(view, last)? {
            findings.push(finding(table, "a number will be given a second time"));
        }
        if let Some(counted) = counted
            && counter::read(view, counted)? != rows
        {
            findings.push(finding(table, "there are not as many as were counted"));
        }
    }
    Ok(Some(findings).filter(|findings| !findings.is_empty()))
}
