//! What came of an order. `--json` prints these as they are: names of fields are those of `/v1`.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::accounts::Page;
use crate::hub::Hub;
use crate::store::{Account, Act, Actor, Census, Health, Letter, LetterState, Role};
use crate::values::{MailId, Millis, Uid};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Account(AccountRow),
    Ended { ended: usize },
    Accounts { accounts: Vec<AccountRow>, next: Option<Uid> },
    Letters { letters: Vec<LetterRow>, next: Option<MailId> },
    Acts { acts: Vec<ActRow>, next: Option<u64> },
    BackedUp(BackedUp),
    Checked(Checked),
    Rebuilt { chats: u64 },
    Numbers(Numbers),
}

impl Outcome {
    /// Did the order bring to light that something is damaged?
    pub fn is_damage(&self) -> bool {
        matches!(self, Outcome::Checked(checked) if !checked.findings.is_empty())
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccountRow {
    pub uid: Uid,
    pub username: Option<String>,
    pub email: Option<AddressRow>,
    pub phone: Option<AddressRow>,
    pub display_name: String,
    pub role: Role,
    pub active: bool,
    pub created_at: Millis,
    pub last_login_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddressRow {
    pub address: String,
    pub verified_at: Option<Millis>,
}

impl AccountRow {
    pub fn of(account: &Account) -> AccountRow {
        let email = account.email.as_ref().map(|own| AddressRow {
            address: own.email.shown().to_owned(),
            verified_at: own.verified_at,
        });
        let phone = account.phone.as_ref().map(|own| AddressRow {
            address: own.phone.e164().to_owned(),
            verified_at: own.verified_at,
        });
        AccountRow {
            uid: account.uid,
            username: account.username.as_ref().map(|name| name.shown().to_owned()),
            email,
            phone,
            display_name: account.profile.display_name.clone(),
            role: account.role,
            active: account.active,
            created_at: account.created_at,
            last_login_at: account.last_login_at,
        }
    }
}

/// A letter that is not handed over yet, or was given up. What it says stays sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterRow {
    pub id: MailId,
    pub kind: String,
    /// With most of it hidden: nobody needs the address to see why mail does not leave.
    pub to: String,
    pub given_up: bool,
    pub attempts: u32,
    pub created_at: Millis,
    pub due_at: Millis,
    pub last_error: Option<String>,
}

impl LetterRow {
    fn of(letter: Letter) -> LetterRow {
        LetterRow {
            id: letter.id,
            kind: letter.kind,
            to: letter.to.masked(),
            given_up: letter.state == LetterState::GivenUp,
            attempts: letter.attempts,
            created_at: letter.created_at,
            due_at: letter.due_at,
            last_error: letter.last_error,
        }
    }
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActRow {
    pub number: u64,
    pub at: Millis,
    /// Who did it; null for somebody at this command line, and for who had not shown who they are.
    pub actor: Option<Uid>,
    pub console: bool,
    pub what: String,
    pub subject: Option<Uid>,
    pub detail: String,
}

impl ActRow {
    fn of((number, act): (u64, Act)) -> ActRow {
        let actor = match act.actor {
            Actor::Account(uid) => Some(uid),
            Actor::Console | Actor::Stranger => None,
        };
        ActRow {
            number,
            at: act.at,
            actor,
            console: act.actor == Actor::Console,
            what: act.what,
            subject: act.subject,
            detail: act.detail,
        }
    }
}

impl From<Page<Account, Uid>> for Outcome {
    fn from(page: Page<Account, Uid>) -> Outcome {
        let accounts = page.items.iter().map(AccountRow::of).collect();
        Outcome::Accounts { accounts, next: page.next }
    }
}

impl From<Page<Letter, MailId>> for Outcome {
    fn from(page: Page<Letter, MailId>) -> Outcome {
        let letters = page.items.into_iter().map(LetterRow::of).collect();
        Outcome::Letters { letters, next: page.next }
    }
}

impl From<Page<(u64, Act), u64>> for Outcome {
    fn from(page: Page<(u64, Act), u64>) -> Outcome {
        let acts = page.items.into_iter().map(ActRow::of).collect();
        Outcome::Acts { acts, next: page.next }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BackedUp {
    pub directory: PathBuf,
    pub engine: String,
    pub schema: u32,
    pub records: u64,
    /// Whether the secret of the house lies in it.
    pub secret: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The engine of a store; null for a backup.
    pub engine: Option<String>,
    pub records: u64,
    /// What is wrong. Names no person.
    pub findings: Vec<String>,
}

/// How much there is of everything, and the server that runs, if one does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    pub version: String,
    pub started_at: Option<Millis>,
    pub sockets: Option<u64>,
    pub accounts: u64,
    pub sessions: u64,
    pub chats: u64,
    pub messages: u64,
    pub uploads: u64,
    pub upload_bytes: u64,
    pub letters_waiting: u64,
    pub letters_given_up: u64,
    pub store_engine: String,
    pub store_bytes: u64,
    pub free_bytes: u64,
    pub read_only: Option<String>,
    pub alarm: Option<String>,
}

impl Numbers {
    pub fn of(census: Census, health: Health, hub: Option<&Hub>) -> Numbers {
        Numbers {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at: hub.map(Hub::opened_at),
            sockets: hub.map(|hub| hub.connections() as u64),
            accounts: census.accounts,
            sessions: census.sessions,
            chats: census.chats,
            messages: census.messages,
            uploads: census.uploads,
            upload_bytes: census.upload_bytes,
            letters_waiting: census.letters_waiting,
            letters_given_up: census.letters_given_up,
            store_engine: health.engine.to_owned(),
            store_bytes: health.disk_bytes,
            free_bytes: health.free_bytes,
            read_only: health.read_only,
            alarm: health.alarm,
        }
    }
}
