//! Reading everything there is: the part of `check` that need not know what a record means.

use std::ops::ControlFlow;

use super::asking::{Asking, Pages};
use super::engine::{Fault, MAX_VALUE_BYTES, Order, Span, View};
use super::envelope::verify;
use super::{EmbeddedStore, check};
use crate::store::Answer;

/// What `check` saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub records: u64,
    /// What is wrong; empty if nothing is. Names no person.
    pub findings: Vec<String>,
}

/// More would be read by nobody, and memory is bounded.
const FINDINGS_MAX: usize = 1_000;

impl EmbeddedStore {
    /// Reads every record: first whether each is what was written, then whether they fit together.
    /// Writes go on meanwhile.
    pub fn check(&self) -> Answer<Checked> {
        let pages = Pages(self.slot());
        let mut checked = seals(&pages)?;
        // What leads where can only be asked of records that can be read.
        if checked.findings.is_empty() {
            let misfits = check::findings_of(Asking::pages(&pages))?;
            checked.findings.extend(misfits.iter().map(ToString::to_string));
        }
        checked.findings.extend(self.check_pictures()?);
        Ok(checked)
    }

    fn check_pictures(&self) -> Answer<Vec<String>> {
        let files = &self.effects().files;
        // A file goes a moment after the last account that showed it; so ask a second time.
        let findings = match check::file_findings(&Pages(self.slot()), files)? {
            none if none.is_empty() => none,
            _ => self.look(|view| check::file_findings(view, files))?,
        };
        let mut findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        let damaged = files.damaged().map_err(Fault::from)?;
        findings.extend((0..damaged).map(|_| "a picture is not what was written".to_owned()));
        Ok(findings)
    }
}

fn seals(view: &dyn View) -> Result<Checked, Fault> {
    let mut checked = Checked::default();
    let scanned = view.scan(&Span::of(b""), Order::Ascending, &mut |key, value| {
        checked.records += 1;
        if let Err(fault) = verify(key, value) {
            checked.findings.push(fault.to_string());
        }
        if value.len() > MAX_VALUE_BYTES {
            checked.findings.push(format!("a value of {} bytes is too large", value.len()));
        }
        match checked.findings.len() < FINDINGS_MAX {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    match scanned {
        Err(Fault::Damaged(what)) => {
            checked.findings.push(format!("the engine's own files: {what}"))
        }
        scanned => scanned?,
    }
    Ok(checked)
}
