//! The contracts of other front ends, word for word, against the real binary.

mod clinic;
mod phone;
mod rest_auth;
mod talk;
