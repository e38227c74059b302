//! Does everything fit together? Every row must belong to a record, and every record must have all
//! its rows. Both follow from one description ([`rows::Record::rows`]), the one by which they were
//! written. Which files lie beside the tree is compared with it too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::ControlFlow;

use super::accounts;
use super::asking::Asking;
use super::chats::{self, keys::ChatTable};
use super::engine::{Fault, Order, Span, View};
use super::files::Files;
use super::keys::{self, Counter, Table};
use super::owners::Owner;
use super::rows::{self, Rows};
use super::{counter, envelope};
use super::{uploads, wanted};
use crate::store::{FileHash, Upload};
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

/// Compares the files that are used with those that are there.
pub fn file_findings(view: &dyn View, files: &Files) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    let (mut shown, mut sent) = (BTreeSet::new(), BTreeSet::new());
    for (table, used) in [(Table::PictureUse, &mut shown), (Table::UploadUse, &mut sent)] {
        view.scan(&table.span(), Order::Ascending, &mut |key, _| {
            used.extend(keys::file(key));
            ControlFlow::Continue(())
        })?;
    }
    let present: BTreeSet<FileHash> = files.all()?.into_iter().collect();
    for _ in shown.difference(&present) {
        findings.push(Finding("a picture that an account shows is not there".into()));
    }
    for _ in sent.difference(&present) {
        findings.push(Finding("the file of an upload is not there".into()));
    }
    for file in &present {
        if !wanted::is_wanted(view, *file)? {
            findings.push(Finding("a file is there that nobody uses".into()));
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
    if matches!(table, Table::Counter | Table::UploadRoom) {
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
        Owner::Upload(upload) => uploads::wrong_with(view, upload)?,
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
    findings.extend(miscounted_room(view)?);
    Ok(Some(findings).filter(|findings| !findings.is_empty()))
}

/// The room that uploads take, counted anew.
fn miscounted_room(view: &dyn View) -> Result<Option<Finding>, Fault> {
    let (mut taken, mut noted) = (BTreeMap::new(), BTreeMap::new());
    for upload in
        rows::records_in::<Upload>(view, &Table::Upload.span(), Order::Ascending, usize::MAX)?
    {
        *taken.entry(upload.owner).or_insert(0) += upload.room();
    }
    for key in rows::keys_in(view, &Table::UploadRoom.span(), Order::Ascending, usize::MAX)? {
        if let Some(owner) = keys::last_uid(&key) {
            noted.insert(owner, uploads::room_taken(view, owner)?);
        }
    }
    Ok((taken != noted)
        .then(|| finding(Table::UploadRoom, "uploads take another room than was counted")))
}
