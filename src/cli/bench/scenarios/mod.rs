//! What is measured. Each scenario finds a server that nobody talks to, and the people it needs.

mod durable;
mod fan_out;
mod history;
mod idle;
mod pairs;
mod resume;
mod room;
mod slow_reader;
mod storm;

use clap::ValueEnum;

use super::Yard;
use super::found::Found;
use super::trouble::Trouble;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// A message to everybody in one large room: ten a second, and as many as go with 16 under way
    FanOut,
    /// People who answer each other in pairs
    Pairs,
    /// Connections that do nothing
    Idle,
    /// Connections that come all at once, each with a token
    Storm,
    /// Messages that are acknowledged when they are durable: 1, 16 and 256 senders
    Durable,
    /// Somebody comes back to 100 chats and has missed everything
    Resume,
    /// Pages of 200 out of a long log
    History,
    /// A member who reads 1 kB a second in a busy room, and gets everything nevertheless
    SlowReader,
}

impl Scenario {
    pub async fn run(self, yard: &Yard<'_>) -> Result<Vec<Found>, Trouble> {
        match self {
            Scenario::FanOut => fan_out::run(yard).await,
            Scenario::Pairs => pairs::run(yard).await,
            Scenario::Idle => idle::run(yard).await,
            Scenario::Storm => storm::run(yard).await,
            Scenario::Durable => durable::run(yard).await,
            Scenario::Resume => resume::run(yard).await,
            Scenario::History => history::run(yard).await,
            Scenario::SlowReader => slow_reader::run(yard).await,
        }
    }
}
