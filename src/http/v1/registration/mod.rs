//! What registering asks for here.

pub mod show;
