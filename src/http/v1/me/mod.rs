//! One's own account.

pub mod avatar_remove;
pub mod avatar_set;
pub mod blocks;
pub mod change;
pub mod delete;
pub mod export;
pub mod password;
pub mod show;
