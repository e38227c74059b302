//! What a command prints on standard output: for a person, or with `--json` for a program.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::control::Outcome;
use crate::control::outcome::{
    AccountRow, ActRow, AddressRow, BackedUp, Checked, LetterRow, Numbers,
};
use crate::store::Role;
use crate::values::Millis;

#[derive(Clone, Copy, Debug, Args)]
pub struct Print {
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

impl Print {
    /// Whoever reads may stop when they have seen enough, so that nobody hears is no failure.
    pub fn say(self, json: &impl Serialize, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = if self.json {
            serde_json::to_string_pretty(json)
                .map_err(Into::into)
                .and_then(|json| writeln!(out, "{json}"))
        } else {
            writeln!(out, "{}", harmless(text.trim_end()))
        };
    }

    pub fn outcome(self, outcome: &Outcome) {
        self.say(&json_of(outcome), &text_of(outcome));
    }
}

/// Without the name of the kind of outcome: who ordered knows what was ordered.
pub fn json_of(outcome: &Outcome) -> Value {
    match serde_json::to_value(outcome) {
        Ok(Value::Object(kinds)) => {
            kinds.into_iter().next().map_or(Value::Null, |(_, inner)| inner)
        }
        _ => Value::Null,
    }
}

pub fn text_of(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Account(account) => card(account),
        Outcome::Ended { ended } => format!("{ended} sessions ended"),
        Outcome::Accounts { accounts, next } => {
            let rows = accounts.iter().map(account_row).collect();
            table(["uid", "username", "role", "state", "e-mail", "phone"], rows)
                + &more(next.as_ref(), "--after")
        }
        Outcome::Letters { letters, next } => {
            let rows = letters.iter().map(letter_row).collect();
            table(["id", "kind", "to", "state", "tries", "last error"], rows)
                + &more(next.as_ref(), "--before")
        }
        Outcome::Acts { acts, next } => {
            let rows = acts.iter().map(act_row).collect();
            table(["number", "at", "who", "did", "to", "detail"], rows)
                + &more(next.as_ref(), "--before")
        }
        Outcome::BackedUp(backed_up) => backup(backed_up),
        Outcome::Checked(checked) => findings(checked),
        Outcome::Numbers(found) => numbers(found),
        Outcome::Rebuilt { chats } => {
            format!("the search's index was built anew for {chats} chats")
        }
    }
}

fn card(account: &AccountRow) -> String {
    let mut card = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(card, "{name:<14}{value}");
    };
    line("uid", &account.uid.to_string());
    line("username", account.username.as_deref().unwrap_or("-"));
    line("role", role_word(account.role));
    line("state", state(account));
    line("e-mail", &proven(account.email.as_ref()));
    line("phone", &proven(account.phone.as_ref()));
    line("display name", &account.display_name);
    line("created", &time(account.created_at));
    line("last login", &account.last_login_at.map_or("never".to_owned(), time));
    card
}

fn account_row(account: &AccountRow) -> [String; 6] {
    [
        account.uid.to_string(),
        account.username.clone().unwrap_or_else(|| "-".into()),
        role_word(account.role).into(),
        state(account).into(),
        proven(account.email.as_ref()),
        proven(account.phone.as_ref()),
    ]
}

fn letter_row(letter: &LetterRow) -> [String; 6] {
    let state = if letter.given_up {
        "given up".to_owned()
    } else {
        format!("due {}", time(letter.due_at))
    };
    [
        letter.id.to_string(),
        letter.kind.clone(),
        letter.to.clone(),
        state,
        letter.attempts.to_string(),
        letter.last_error.clone().unwrap_or_else(|| "-".into()),
    ]
}

fn act_row(act: &ActRow) -> [String; 6] {
    let actor = match act.actor {
        Some(uid) => uid.to_string(),
        None if act.console => "console".into(),
        None => "-".into(),
    };
    [
        act.number.to_string(),
        time(act.at),
        actor,
        act.what.clone(),
        act.subject.map_or("-".into(), |uid| uid.to_string()),
        act.detail.clone(),
    ]
}

fn backup(backup: &BackedUp) -> String {
    let BackedUp { directory, engine, records, secret, .. } = backup;
    let secret = if *secret {
        "With it lies secret.key, which opens every session: keep the backup as safe as the server."
    } else {
        "The secret of the house is not in it: without secret.key everybody has to sign in again."
    };
    format!("{records} records of {engine} are in {}\n{secret}", directory.display())
}

fn findings(checked: &Checked) -> String {
    let of = checked.engine.as_ref().map_or("the backup".to_owned(), |engine| engine.clone());
    if checked.findings.is_empty() {
        return format!("{} records of {of}: all is well", checked.records);
    }
    let count = checked.findings.len();
    format!(
        "{}\n{} records of {of}: {count} findings",
        checked.findings.join("\n"),
        checked.records
    )
}

fn numbers(found: &Numbers) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<18}{value}");
    };
    let running = found.started_at.map(|at| format!("{}, since {}", found.version, time(at)));
    line("server", running.unwrap_or_else(|| "not running".into()));
    line("sockets", found.sockets.map_or("-".into(), |sockets| sockets.to_string()));
    line("accounts", found.accounts.to_string());
    line("sessions", found.sessions.to_string());
    line("chats", found.chats.to_string());
    line("messages", found.messages.to_string());
    let mebibytes = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    line("files", format!("{}, {}", found.uploads, mebibytes(found.upload_bytes)));
    line("letters waiting", found.letters_waiting.to_string());
    line("letters given up", found.letters_given_up.to_string());
    line("store", format!("{}, {}", found.store_engine, mebibytes(found.store_bytes)));
    line("free space", mebibytes(found.free_bytes));
    line("writes", found.read_only.clone().unwrap_or_else(|| "taken".into()));
    line("alarm", found.alarm.clone().unwrap_or_else(|| "none".into()));
    text
}

fn state(account: &AccountRow) -> &'static str {
    if account.active { "active" } else { "disabled" }
}

fn proven(address: Option<&AddressRow>) -> String {
    match address {
        None => "-".into(),
        Some(own) if own.verified_at.is_some() => own.address.clone(),
        Some(own) => format!("{} (not proven)", own.address),
    }
}

/// As it is written everywhere.
fn role_word(role: Role) -> &'static str {
    super::admin::ROLES.iter().find(|(_, known)| *known == role).map_or("-", |(word, _)| word)
}

fn time(at: Millis) -> String {
    let second = jiff::Timestamp::from_second(at.0.div_euclid(1_000));
    second.map_or_else(|_| at.to_string(), |second| second.to_string())
}

fn more(next: Option<&impl ToString>, option: &str) -> String {
    next.map_or(String::new(), |next| format!("more: {option} {}\n", next.to_string()))
}

pub fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let all: Vec<[String; N]> = std::iter::once(head.map(str::to_owned)).chain(rows).collect();
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or_default());
    let mut text = String::new();
    for row in &all {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        let _ = writeln!(text, "{}", cells.collect::<Vec<_>>().join("  ").trim_end());
    }
    text
}

/// What other people and other servers wrote must not move the cursor of whoever reads it.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_control() && c != '\n' {
            true => shown.extend(c.escape_default()),
            false => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{harmless, table};

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![["1".to_owned(), "a long one".to_owned()], ["200".into(), "茶".into()]];
        assert_eq!(table(["n", "x"], rows), "n    x\n1    a long one\n200  茶\n");
    }

    #[test]
    fn an_escape_sequence_is_shown_and_not_obeyed() {
        assert_eq!(harmless("550 \u{1b}[2Jgone\nnext"), "550 \\u{1b}[2Jgone\nnext");
    }
}
