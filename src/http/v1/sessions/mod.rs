//! Sessions: one for each device that is signed in.

pub mod create;
pub mod end;
pub mod end_current;
pub mod end_others;
pub mod list;
pub mod refresh;
