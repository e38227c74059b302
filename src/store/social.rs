//! The port's nouns: follows and blocks.

use async_trait::async_trait;

use super::{Answer, Given, Tie};
use crate::values::Uid;

#[async_trait]
pub trait SocialStore: Send + Sync + 'static {
    /// Makes sure the tie is there. At most `max` of one kind to an account.
    async fn tie(&self, from: Uid, tie: Tie, to: Uid, max: usize, given: Given) -> Answer<Tied>;

    /// Makes sure the tie is not there; says whether it was.
    async fn untie(&self, from: Uid, tie: Tie, to: Uid, given: Given) -> Answer<bool>;

    async fn is_tied(&self, from: Uid, tie: Tie, to: Uid) -> Answer<bool>;

    /// Whom `from` follows or blocks, in order of uid, those after `after`.
    async fn tied_to(
        &self,
        from: Uid,
        tie: Tie,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Vec<Uid>>;

    /// Who follows (or blocks) `to`, in order of uid, those after `after`.
    async fn tied_from(
        &self,
        to: Uid,
        tie: Tie,
        after: Option<Uid>,
        limit: usize,
    ) -> Answer<Vec<Uid>>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tied {
    Tied,
    Already,
    NoAccount,
    TooMany,
}
