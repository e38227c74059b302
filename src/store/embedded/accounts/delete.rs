//! The end of an account.

use serde::{Deserialize, Serialize};

use super::super::chats::depart;
use super::super::engine::{Fault, Order};
use super::super::keys::{self, Counter};
use super::super::layer::Layer;
use super::super::rows::{self, Record, Rows};
use super::super::social::Bond;
use super::super::{audit, codes, counter, given, names, sessions, uploads, wanted};
use crate::store::{Account, Deleted, Given, Tie};
use crate::values::{Address, Millis, Uid};

/// How many ties, rooms and lines of the audit log go with the account itself. Somebody who is
/// followed by a million must not stop everybody's writes; what is left over goes with the next
/// sweeps.
const AT_ONCE: usize = 1_000;

pub fn delete(
    layer: &mut Layer<'_>,
    uid: Uid,
    username_free_at: Millis,
    given: &Given,
) -> Result<Deleted, Fault> {
    given::refuse_proof(given)?;
    given::refuse_once(given)?;
    let Some(account) = super::read(layer, uid)? else { return Ok(Deleted::NoAccount) };
    let ended = sessions::end_all(layer, uid, None, given.at)?;
    for address in addresses_of(&account) {
        codes::drop_all(layer, &address)?;
    }
    rows::remove(layer, &account)?;
    wanted::shown(layer, account.profile.avatar, None)?;
    uploads::forget_waiting(layer, uid, AT_ONCE)?;
    if username_free_at > given.at {
        names::reserve_username(layer, &account, username_free_at)?;
    }
    let accounts = counter::read(layer, Counter::Accounts)?.saturating_sub(1);
    counter::write(layer, Counter::Accounts, accounts)?;
    let acts_before = counter::read(layer, Counter::LastAct)? + 1;
    let left_behind = Forgetting { uid, acts_before, since: given.at };
    if forget(layer, &left_behind, AT_ONCE)? == AT_ONCE {
        rows::add(layer, &left_behind)?;
    }
    // Last, so that the line which says that the account was deleted stays.
    given::ride(layer, given)?;
    Ok(Deleted::Deleted { ended })
}

fn addresses_of(account: &Account) -> impl Iterator<Item = Address> {
    let email = account.email.as_ref().map(|own| Address::Email(own.email.clone()));
    let phone = account.phone.as_ref().map(|own| Address::Phone(own.phone.clone()));
    email.into_iter().chain(phone)
}

/// An account that is gone and has left behind more than one decision removes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forgetting {
    uid: Uid,
    /// The lines about the account that came after its deletion stay.
    acts_before: u64,
    since: Millis,
}

impl Record for Forgetting {
    fn key(&self) -> Vec<u8> {
        keys::forgetting(self.uid)
    }

    fn rows(&self, rows: &mut Rows) -> Result<(), Fault> {
        rows.value(self.key(), self)?;
        rows.expires(self.since, &self.key())
    }
}

/// Removes at most `limit` of what was left behind; says how many. When nothing is left the note
/// of it goes too.
pub fn go_on_forgetting(
    layer: &mut Layer<'_>,
    left_behind: &Forgetting,
    limit: usize,
) -> Result<usize, Fault> {
    let removed = forget(layer, left_behind, limit)?;
    if removed < limit {
        rows::remove(layer, left_behind)?;
    }
    Ok(removed)
}

fn forget(layer: &mut Layer<'_>, gone: &Forgetting, limit: usize) -> Result<usize, Fault> {
    let mut bonds = Vec::new();
    for tie in [Tie::Follow, Tie::Block] {
        let (own, others) = (keys::ties(gone.uid, tie), keys::ties_back(gone.uid, tie));
        let own = rows::keys_in(layer, &own, Order::Ascending, limit)?;
        bonds.extend(own.iter().filter_map(|key| Bond::of(key)));
        let others = rows::keys_in(layer, &others, Order::Ascending, limit)?;
        bonds.extend(others.iter().filter_map(|key| Bond::of_back(key)));
    }
    bonds.truncate(limit);
    for bond in &bonds {
        rows::remove(layer, bond)?;
    }
    let acts = keys::acts_about(gone.uid, gone.acts_before);
    let acts = rows::keys_in(layer, &acts, Order::Ascending, limit - bonds.len())?;
    for key in &acts {
        let line = audit::line_about(layer, key)?;
        rows::remove(layer, &line)?;
    }
    let removed = bonds.len() + acts.len();
    Ok(removed + depart::leave_rooms(layer, gone.uid, gone.since, limit - removed)?)
}
