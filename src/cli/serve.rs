//! `teahouse serve`: the server.

use std::io::Write;

use clap::Args;

use super::{Common, Exit, Failure, logs};
use crate::config::{Config, Loaded};
use crate::server::{Server, StartError, process};
use crate::shutdown::{Drained, Signals};
use crate::store::embedded::OpenError;

/// Serve (what happens without a command too)
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Serve {
    pub fn run(self, common: &Common) -> Result<Exit, Failure> {
        let Loaded { config, warnings, .. } =
            common.load([("--listen", "server.listen", self.listen)])?;
        logs::start(&config.log);
        process::harden();
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let exit = runtime.block_on(serve(config));
        // A thread that is still busy must not hold up what was asked for.
        runtime.shutdown_background();
        exit
    }
}

async fn serve(config: Config) -> Result<Exit, Failure> {
    let mut signals = Signals::listen()?;
    let server = Server::build(&config).await?;
    announce(&server.greeting());
    let stopping = server.stopping();
    let mut running = std::pin::pin!(server.run());
    tokio::select! {
        drained = running.as_mut() => return Ok(ended(drained)),
        () = signals.next() => tracing::info!("asked to stop"),
    }
    stopping.stop();
    tokio::select! {
        drained = running => Ok(ended(drained)),
        () = signals.next() => {
            tracing::warn!("asked twice: what was under way is cut off");
            Ok(Exit::Done)
        }
    }
}

fn ended(drained: Drained) -> Exit {
    match drained {
        Drained::Fully => tracing::info!("stopped"),
        Drained::Cut => tracing::warn!("stopped; some requests took too long and were cut off"),
    }
    Exit::Done
}

/// The one line on standard output. Nobody has to be there to read it.
fn announce(greeting: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{greeting}").and_then(|()| out.flush());
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        let exit = match &error {
            StartError::Setting(_) => Exit::Usage,
            StartError::Listen { .. } => Exit::NoListener,
            StartError::Store(error) => exit_of_open(error),
            StartError::Secret(_) | StartError::Hashing(_) => Exit::Failed,
        };
        Failure::of(exit, error)
    }
}

pub fn exit_of_open(error: &OpenError) -> Exit {
    match error {
        OpenError::InUse(_) => Exit::InUse,
        OpenError::Damaged(_) => Exit::Damaged,
        _ => Exit::NoStore,
    }
}
