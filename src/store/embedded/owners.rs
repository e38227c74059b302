//! Which record a row belongs to, whatever its table.

use super::accounts::{self, Forgetting};
use super::audit::Line;
use super::codes::KeptCode;
use super::engine::{Fault, View};
use super::keys::{self, Table};
use super::names::{Held, Reserved};
use super::once::Kept;
use super::pace::Sent;
use super::rows::{self, Record};
use super::social::Bond;
use super::wanted::{self, Lease};
use crate::store::{Account, Letter, Session, Upload};
use crate::values::{SessionId, Uid};

pub enum Owner {
    Account(Account),
    Reserved(Reserved),
    Lease(Lease),
    Upload(Upload),
    Session(Session),
    Code(KeptCode),
    Sent(Sent),
    Once(Kept),
    Letter(Letter),
    Bond(Bond),
    Line(Line),
    Forgetting(Forgetting),
}

impl Owner {
    pub fn record(&self) -> &dyn Record {
        match self {
            Owner::Account(record) => record,
            Owner::Reserved(record) => record,
            Owner::Lease(record) => record,
            Owner::Upload(record) => record,
            Owner::Session(record) => record,
            Owner::Code(record) => record,
            Owner::Sent(record) => record,
            Owner::Once(record) => record,
            Owner::Letter(record) => record,
            Owner::Bond(record) => record,
            Owner::Line(record) => record,
            Owner::Forgetting(record) => record,
        }
    }

    /// The owner of the row at `key`; none if there is none, or none can be read from the key.
    /// Counts belong to nobody.
    pub fn of(view: &dyn View, key: &[u8]) -> Result<Option<Owner>, Fault> {
        let Some(table) = Table::of(key) else { return Ok(None) };
        Ok(match table {
            Table::Account => rows::read(view, key)?.map(Owner::Account),
            Table::Name => match rows::read(view, key)? {
                Some(Held::By(uid)) => account(view, Some(uid))?,
                Some(Held::Until(until)) => {
                    Some(Owner::Reserved(Reserved { key: key.to_vec(), until }))
                }
                None => None,
            },
            Table::Found | Table::PictureUse => account(view, keys::last_uid(key))?,
            Table::Lease => match keys::file(key) {
                Some(file) => wanted::lease(view, file)?.map(Owner::Lease),
                None => None,
            },
            Table::Upload => rows::read(view, key)?.map(Owner::Upload),
            Table::UploadOf | Table::UploadUse => {
                led_by_id(view, Table::Upload, key)?.map(Owner::Upload)
            }
            Table::Session => rows::read(view, key)?.map(Owner::Session),
            Table::Device => led_by_id(view, Table::Session, key)?.map(Owner::Session),
            Table::Shown => match rows::read(view, key)? {
                Some(SessionId(id)) => {
                    rows::read(view, &keys::by_id(Table::Session, id))?.map(Owner::Session)
                }
                None => None,
            },
            Table::Code => rows::read(view, key)?.map(Owner::Code),
            Table::Pace => Some(Owner::Sent(Sent::read(view, key.to_vec())?)),
            Table::Once => rows::read(view, key)?.map(Owner::Once),
            Table::Expiry => match keys::expiry_target(key) {
                target if Table::of(target) == Some(Table::Expiry) => None,
                target => Owner::of(view, target)?,
            },
            Table::Letter => rows::read(view, key)?.map(Owner::Letter),
            Table::Queue => led_by_id(view, Table::Letter, key)?.map(Owner::Letter),
            Table::Tie => Bond::of(key).map(Owner::Bond),
            Table::TieBack => Bond::of_back(key).map(Owner::Bond),
            Table::Act => rows::read(view, key)?.map(Owner::Line),
            Table::ActAbout => match keys::last_number(key) {
                Some(number) => rows::read(view, &keys::act(number))?.map(Owner::Line),
                None => None,
            },
            Table::Forgetting => rows::read(view, key)?.map(Owner::Forgetting),
            Table::UploadRoom | Table::Counter => None,
        })
    }
}

fn account(view: &dyn View, uid: Option<Uid>) -> Result<Option<Owner>, Fault> {
    let account = uid.map(|uid| accounts::read(view, uid)).transpose()?.flatten();
    Ok(account.map(Owner::Account))
}

/// The record of `table` with the identifier with which `key` ends.
fn led_by_id<T: serde::de::DeserializeOwned>(
    view: &dyn View,
    table: Table,
    key: &[u8],
) -> Result<Option<T>, Fault> {
    let Some(id) = keys::last_id(key) else { return Ok(None) };
    rows::read(view, &keys::by_id(table, id))
}
