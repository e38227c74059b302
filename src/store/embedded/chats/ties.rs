//! What chats ask of the ties between accounts.

use crate::store::Tie;
use crate::store::embedded::engine::{Fault, View};
use crate::store::embedded::{keys, rows};
use crate::values::Uid;

pub fn has_blocked(view: &dyn View, who: Uid, whom: Uid) -> Result<bool, Fault> {
    rows::is_there(view, &keys::tie(who, Tie::Block, whom))
}
