//! What admins may do. Every change is a line in the audit log.

pub mod account;
pub mod accounts;
pub mod audit;
pub mod change;
pub mod create;
pub mod end_sessions;
pub mod letters;
pub mod numbers;
pub mod password;
pub mod shapes;
