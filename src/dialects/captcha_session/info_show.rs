//! `GET /user/info`: who is signed in.

use super::House;
use super::words::{self, Sentence};
use crate::accounts::Caller;
use crate::http::call::Call;

pub async fn answer(_: Call, caller: Caller, _: House) -> Sentence {
    words::info(caller.account())
}
