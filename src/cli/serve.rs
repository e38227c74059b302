//! `teahouse serve`: the server.

use std::io::Write;

use clap::Args;

use super::{Common, Exit, complain, logs};
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
    pub fn run(&self, common: &Common) -> Exit {
        let Loaded { config, warnings, .. } =
            match common.load([("--listen", "server.listen", self.listen.clone())]) {
                Ok(loaded) => loaded,
                Err(error) => {
                    complain(error);
                    return Exit::Usage;
                }
            };
        logs::start(&config.log);
        process::harden();
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                complain(error);
                return Exit::Failed;
            }
        };
        let exit = runtime.block_on(serve(config));
        // A thread that is still busy must not hold up what was asked for.
        runtime.shutdown_background();
        exit
    }
}

async fn serve(config: Config) -> Exit {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => {
            complain(error);
            return Exit::Failed;
        }
    };
    let server = match Server::build(&config).await {
        Ok(server) => server,
        Err(error) => {
            complain(&error);
            return exit_of(&error);
        }
    };
    announce(&server.greeting());
    let stopping = server.stopping();
    let mut running = std::pin::pin!(server.run());
    tokio::select! {
        drained = running.as_mut() => return ended(drained),
        () = signals.next() => tracing::info!("asked to stop"),
    }
    stopping.stop();
    tokio::select! {
        drained = running => ended(drained),
        () = signals.next() => {
            tracing::warn!("asked twice: what was under way is cut off");
            Exit::Done
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

fn exit_of(error: &StartError) -> Exit {
    match error {
        StartError::Setting(_) => Exit::Usage,
        StartError::Listen { .. } => Exit::NoListener,
        StartError::Store(OpenError::InUse(_)) => Exit::InUse,
        StartError::Store(OpenError::Damaged(_)) => Exit::Damaged,
        StartError::Store(_) => Exit::NoStore,
        StartError::Secret(_) | StartError::Hashing(_) => Exit::Failed,
    }
}
