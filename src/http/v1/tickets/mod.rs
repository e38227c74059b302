//! Tickets, for browsers that open a socket.

pub mod create;
