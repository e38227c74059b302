//! Rooms that anybody can join.

pub mod find;
