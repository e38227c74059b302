//! What people do, from the door to the disk and back.

mod account;
