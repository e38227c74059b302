//! One device's copy of one chat, and what must hold of every entry that is handed to it.

use std::collections::BTreeMap;

use serde_json::Value;

#[derive(Debug, Default)]
pub struct Copy {
    /// What it has heard, by number. Of its own deeds it knows what it asked for.
    pub entries: BTreeMap<u64, Value>,
    /// From here the next resume goes on.
    pub upto: u64,
    pub is_member: bool,
    /// What it heard between leaving and being brought in again: read from the log by one who was
    /// behind, and only once that had happened.
    pub heard_outside: Vec<u64>,
    /// The last entry that this connection was handed, where it is known to stand.
    at: Option<u64>,
    /// The connection began without holding and has not resumed: the first entry may be any.
    loose: bool,
    resuming: Resuming,
    summary_due: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Resuming {
    #[default]
    No,
    /// On a connection that held.
    Exactly,
    /// On one that did not: what had been pushed comes once more.
    Repeating,
    /// Likewise, where the resume named this entry.
    Rewinding { since: u64, rewound: bool },
}

impl Copy {
    pub fn on_a_new_connection(mut self, holds: bool) -> Copy {
        (self.at, self.loose) = (None, !holds);
        self.resuming = if holds { Resuming::No } else { Resuming::Repeating };
        self.summary_due = false;
        self
    }

    /// A resume is under way that names this chat, or leaves it out.
    pub fn resume(&mut self, named: bool) {
        self.resuming = match (named, self.loose) {
            (_, false) => Resuming::Exactly,
            (true, true) => Resuming::Rewinding { since: self.upto, rewound: false },
            (false, true) => Resuming::Repeating,
        };
        self.summary_due = !named;
        match named {
            true if !self.loose => self.at = Some(self.upto),
            true => {}
            false => self.at = None,
        }
    }

    /// The chat's summary came with a resume.
    pub fn stand(&mut self, head: u64, is_member: bool) {
        (self.at, self.upto, self.is_member) = (Some(head), head, is_member);
        (self.loose, self.summary_due) = (false, false);
        if self.resuming != Resuming::Exactly {
            self.resuming = Resuming::Repeating;
        }
    }

    /// The resume has ended. Everything that was `durable` when it was asked for must be here.
    pub fn resumed(&mut self, durable: u64) -> Result<(), String> {
        if let Resuming::Rewinding { since, rewound } = self.resuming {
            if !rewound && self.at.is_some_and(|at| at > since) {
                return Err(format!("what is behind {since} did not come: {:?}", self.at));
            }
            self.at.get_or_insert(since);
        }
        // Of a chat that one is not in any more there is no summary.
        self.is_member &= !self.summary_due;
        self.summary_due = false;
        if self.is_member && self.at.is_none_or(|at| at < durable) {
            return Err(format!("it ends at {:?}, and {durable} had been seen", self.at));
        }
        (self.loose, self.resuming) = (false, Resuming::No);
        self.upto = self.at.unwrap_or(self.upto);
        Ok(())
    }

    /// Takes what comes next on the connection.
    pub fn hand(&mut self, entry: Value, me: u64) -> Result<(), String> {
        let seq = entry["seq"].as_u64().ok_or("it has no number")?;
        let out_of_order = || Err(format!("{seq} after {:?}", self.at));
        match self.resuming {
            Resuming::Rewinding { since, .. } if seq == since + 1 => {
                self.resuming = Resuming::Rewinding { since, rewound: true };
                self.loose = false;
            }
            Resuming::Repeating if self.at.is_some_and(|at| seq <= at) => {
                return self.know(seq, entry);
            }
            _ if brings_in(&entry, me) => {
                if self.at.is_some_and(|at| seq <= at) {
                    return out_of_order();
                }
                // Who left and is brought in again begins there, even in the middle of a resume.
                if let Resuming::Rewinding { rewound, .. } = &mut self.resuming {
                    *rewound = true;
                }
            }
            _ if self.at.is_some_and(|at| seq == at + 1) => {
                let quiet = self.resuming == Resuming::No && !self.loose;
                if quiet && !self.is_member {
                    self.heard_outside.push(seq);
                }
            }
            _ if self.loose && self.at.is_none() => {
                if self.entries.last_key_value().is_some_and(|(known, _)| seq <= *known) {
                    return Err(format!("{seq} is not new"));
                }
            }
            _ => return out_of_order(),
        }
        self.at = Some(seq);
        if !self.loose {
            self.upto = seq;
        }
        let is_in = self.is_member || self.loose || brings_in(&entry, me);
        self.is_member = is_in && !sends_away(&entry, me);
        self.know(seq, entry)
    }

    /// Notes what stands at a place, which must be what was known of it.
    pub fn know(&mut self, seq: u64, entry: Value) -> Result<(), String> {
        if let Some(known) = self.entries.get(&seq) {
            agrees(known, &entry).or_else(|_| agrees(&entry, known))?;
            if is_erased(known) || !is_whole(&entry) {
                return Ok(());
            }
        }
        self.entries.insert(seq, entry);
        Ok(())
    }
}

/// Whether everything that was known of an entry holds of what it is now. What was deleted in the
/// meantime has lost its words.
pub fn agrees(known: &Value, now: &Value) -> Result<(), String> {
    let fields = known.as_object().ok_or("no entry")?;
    let lost = |field: &str| is_erased(now) && ["text", "mentions", "attachments"].contains(&field);
    let differs = fields
        .iter()
        .find(|(field, value)| *field != "now" && !lost(field) && now.get(field) != Some(value));
    match differs {
        Some((field, _)) => Err(format!("{field} of {known} is another in {now}")),
        None => Ok(()),
    }
}

fn is_erased(entry: &Value) -> bool {
    entry["erased"] == true
}

/// As it was heard, and not as it was asked for.
fn is_whole(entry: &Value) -> bool {
    entry["from"].is_string()
}

pub fn brings_in(entry: &Value, me: u64) -> bool {
    match entry["type"].as_str() {
        Some("join" | "created") => entry["uid"] == me,
        Some("invite") => entry["user"]["uid"] == me,
        Some("message") => entry["seq"] == 1,
        _ => false,
    }
}

fn sends_away(entry: &Value, me: u64) -> bool {
    match entry["type"].as_str() {
        Some("leave") => entry["uid"] == me,
        Some("kick" | "ban") => entry["user"]["uid"] == me,
        _ => false,
    }
}
