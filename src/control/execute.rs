//! Carrying out orders: reads what was typed, asks the rules, and tells what came of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::outcome::{AccountRow, BackedUp, Checked, Numbers};
use super::{Answer, NewAccount, Order, Outcome, Refusal, Why, Yard, secret};
use crate::accounts::{Admin, NewPerson, Who};
use crate::store::{Account, ChatStore, Upkeep};
use crate::values::{BadName, Email, Password, Phone, Uid, Username};

/// One order at a time is one decision of the rules: it is done or not done, never half.
pub async fn execute(order: Order, yard: &Yard) -> Answer {
    let admin = Admin::console(&yard.accounts);
    let policy = &yard.accounts.settings().password;
    let account = match order {
        Order::Create(new) => admin.create(person(&new)?, policy).await?,
        Order::Disable { who } => admin.set_active(uid_of(&admin, &who).await?, false).await?,
        Order::Enable { who } => admin.set_active(uid_of(&admin, &who).await?, true).await?,
        Order::SetRole { who, role } => admin.set_role(uid_of(&admin, &who).await?, role).await?,
        Order::SetPassword { who, password } => {
            let uid = uid_of(&admin, &who).await?;
            admin.set_password(uid, &Password::new(password.reveal()), policy).await?
        }
        Order::Show { who } => find(&admin, &who).await?,
        Order::EndSessions { who } => {
            let ended = admin.end_sessions(uid_of(&admin, &who).await?).await?;
            return Ok(Outcome::Ended { ended });
        }
        Order::List { after, limit } => return Ok(admin.accounts(after, limit).await?.into()),
        Order::Letters { before, limit } => return Ok(admin.letters(before, limit).await?.into()),
        Order::Numbers => {
            let (census, health) = admin.numbers().await?;
            return Ok(Outcome::Numbers(Numbers::of(census, health, yard.hub.as_deref())));
        }
        Order::Audit { about, before, limit } => {
            let about = match about {
                Some(who) => Some(uid_of(&admin, &who).await?),
                None => None,
            };
            return Ok(admin.acts(about, before, limit).await?.into());
        }
        Order::Backup { into, with_secret } => return back_up(yard, into, with_secret).await,
        Order::Check => return check(yard).await,
        Order::RebuildSearch => {
            return Ok(Outcome::Rebuilt { chats: yard.store.rebuild_index().await? });
        }
    };
    Ok(Outcome::Account(AccountRow::of(&account)))
}

fn person(new: &NewAccount) -> Result<NewPerson, Refusal> {
    Ok(NewPerson {
        username: read("a username", new.username.as_deref(), Username::parse_new)?,
        email: read("an e-mail address", new.email.as_deref(), Email::parse)?,
        phone: read("a phone number", new.phone.as_deref(), Phone::parse)?,
        password: Some(Password::new(new.password.reveal())),
        display_name: new.display_name.clone(),
        role: new.role,
        ..NewPerson::default()
    })
}

fn read<T>(
    what: &str,
    typed: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, BadName>,
) -> Result<Option<T>, Refusal> {
    let Some(typed) = typed else { return Ok(None) };
    parse(typed).map(Some).map_err(|error| Refusal::bad_name(what, typed, error))
}

async fn uid_of(admin: &Admin, who: &str) -> Result<Uid, Refusal> {
    find(admin, who).await.map(|account| account.uid)
}

/// Digits alone are a uid before they are a phone number, and `@` makes a username of what follows.
async fn find(admin: &Admin, who: &str) -> Result<Account, Refusal> {
    let named = match Who::parse(who) {
        Some(named) => admin.account_of(&named).await?,
        None => None,
    };
    let found = match named {
        None if !who.starts_with('@') => admin.account_called(who).await?,
        named => named,
    };
    found.ok_or_else(|| Refusal::nobody(who))
}

async fn back_up(yard: &Yard, into: PathBuf, with_secret: bool) -> Answer {
    if !into.is_absolute() {
        return Err(Refusal::of(Why::BadOrder, "the directory of a backup must be absolute"));
    }
    let totals = yard.store.backup(&into).await?;
    let secret = match yard.store.directory().filter(|_| with_secret) {
        Some(data) => secret::put_into(&into, data).map_err(|error| {
            let says = format!("the store is backed up, but not the secret: {error}");
            Refusal::of(Why::Unavailable, says)
        })?,
        None => false,
    };
    Ok(Outcome::BackedUp(BackedUp {
        directory: into,
        engine: yard.store.health().await.engine.to_owned(),
        schema: totals.schema,
        records: totals.records,
        secret,
    }))
}

async fn check(yard: &Yard) -> Answer {
    let store = Arc::clone(&yard.store);
    let checked = tokio::task::spawn_blocking(move || store.check());
    let checked = checked.await.map_err(|error| Refusal::of(Why::Unavailable, error))??;
    let engine = Some(yard.store.health().await.engine.to_owned());
    Ok(Outcome::Checked(Checked { engine, records: checked.records, findings: checked.findings }))
}
