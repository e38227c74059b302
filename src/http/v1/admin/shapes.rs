//! What `/v1/admin` says of things, in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::shapes::Me;
use super::super::visit::cursor;
use crate::accounts::Page;
use crate::hub::Hub;
use crate::store::{Account, Act, Actor, Census, Health, Letter, LetterState};

/// An account as an admin sees it.
#[derive(Serialize, ToSchema)]
pub struct AccountRow {
    active: bool,
    #[serde(flatten)]
    account: Me,
}

impl AccountRow {
    pub fn of(account: &Account) -> AccountRow {
        AccountRow { active: account.active, account: Me::of(account) }
    }
}

#[derive(Serialize, ToSchema)]
pub struct AccountRows {
    pub accounts: Vec<AccountRow>,
    /// Asks for the next page, as `after`; null where there is none.
    pub next: Option<String>,
}

/// One line of the audit log.
#[derive(Serialize, ToSchema)]
pub struct Line {
    at: i64,
    /// The uid of who did it; null for somebody at the machine's own command line, and for who
    /// had not shown who they are.
    actor: Option<u64>,
    /// Whether it was done at the machine's own command line.
    console: bool,
    /// What was done, as a word that never changes.
    what: String,
    /// The uid of whom it was done to.
    subject: Option<u64>,
    detail: String,
}

impl Line {
    pub fn of(act: Act) -> Line {
        let actor = match act.actor {
            Actor::Account(uid) => Some(uid.0),
            Actor::Console | Actor::Stranger => None,
        };
        Line {
            at: act.at.0,
            actor,
            console: act.actor == Actor::Console,
            what: act.what,
            subject: act.subject.map(|uid| uid.0),
            detail: act.detail,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Lines {
    acts: Vec<Line>,
    next: Option<String>,
}

impl Lines {
    pub fn of(page: Page<(u64, Act), u64>) -> Lines {
        Lines {
            next: page.next.as_ref().and_then(cursor),
            acts: page.items.into_iter().map(|(_, act)| Line::of(act)).collect(),
        }
    }
}

/// A letter that is not handed over yet, or was given up. What it says stays sealed.
#[derive(Serialize, ToSchema)]
pub struct LetterRow {
    id: String,
    kind: String,
    /// Whom it is for, with most of the address hidden.
    to: String,
    given_up: bool,
    attempts: u32,
    created_at: i64,
    due_at: i64,
    last_error: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct LetterRows {
    letters: Vec<LetterRow>,
    next: Option<String>,
}

impl LetterRows {
    pub fn of<C: Serialize>(page: Page<Letter, C>) -> LetterRows {
        LetterRows {
            next: page.next.as_ref().and_then(cursor),
            letters: page.items.into_iter().map(LetterRow::of).collect(),
        }
    }
}

impl LetterRow {
    fn of(letter: Letter) -> LetterRow {
        LetterRow {
            id: letter.id.to_string(),
            kind: letter.kind,
            to: letter.to.masked(),
            given_up: letter.state == LetterState::GivenUp,
            attempts: letter.attempts,
            created_at: letter.created_at.0,
            due_at: letter.due_at.0,
            last_error: letter.last_error,
        }
    }
}

/// How much there is of everything. In bytes, and milliseconds since 1970.
#[derive(Serialize, ToSchema)]
pub struct Numbers {
    version: &'static str,
    started_at: i64,
    accounts: u64,
    /// Those that have expired count until they are swept.
    sessions: u64,
    sockets: u64,
    chats: u64,
    /// All that were ever sent, those deleted since among them.
    messages: u64,
    /// Files in messages, and those that wait for one.
    uploads: u64,
    /// What they take, as quotas count: the same file of two people counts twice.
    upload_bytes: u64,
    letters_waiting: u64,
    /// They are kept for thirty days, to be seen.
    letters_given_up: u64,
    store_engine: &'static str,
    store_bytes: u64,
    free_bytes: u64,
    /// Why nothing can be written just now; null while all is well.
    read_only: Option<String>,
    /// What an operator should look at although all goes on.
    alarm: Option<String>,
}

impl Numbers {
    pub fn of(census: Census, health: Health, hub: &Hub) -> Numbers {
        Numbers {
            version: env!("CARGO_PKG_VERSION"),
            started_at: hub.opened_at().0,
            accounts: census.accounts,
            sessions: census.sessions,
            sockets: hub.connections() as u64,
            chats: census.chats,
            messages: census.messages,
            uploads: census.uploads,
            upload_bytes: census.upload_bytes,
            letters_waiting: census.letters_waiting,
            letters_given_up: census.letters_given_up,
            store_engine: health.engine,
            store_bytes: health.disk_bytes,
            free_bytes: health.free_bytes,
            read_only: health.read_only,
            alarm: health.alarm,
        }
    }
}
