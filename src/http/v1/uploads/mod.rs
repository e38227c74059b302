//! Files that people give to one another.

pub mod create;
pub mod download;
pub mod show;
#[cfg(test)]
mod tests;
