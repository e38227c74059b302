//! Other people.

pub mod block;
pub mod find;
pub mod follow;
pub mod followers;
pub mod following;
pub mod presence;
pub mod show;
pub mod unblock;
pub mod unfollow;
