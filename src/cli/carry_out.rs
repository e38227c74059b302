//! Having an order carried out: by the server that runs, or in its stead.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Common, Exit, Failure, complain};
use crate::config::{Config, Loaded};
use crate::control::{self, Order, Outcome, Refusal, Why, Yard};
use crate::server::{Indoors, process};
use crate::store::embedded::home::holds_a_store;

pub fn carry_out(common: &Common, order: Order) -> Result<Outcome, Failure> {
    let Loaded { config, warnings, .. } = common.load([])?;
    warnings.iter().for_each(complain);
    let data = &config.server.data;
    let answer = match control::ask(data, &order) {
        Ok(Some(answer)) => answer,
        Ok(None) => return in_its_stead(&config, order),
        Err(error) => return Err(Failure::of(Exit::Failed, error)),
    };
    Ok(answer?)
}

/// No server runs, so the store is free for this process to open.
fn in_its_stead(config: &Config, order: Order) -> Result<Outcome, Failure> {
    let data = &config.server.data;
    if config.store.engine.forgets() {
        let says = "no server runs, and the engine \"memory\" keeps nothing without one";
        return Err(Failure::of(Exit::NoStore, says));
    }
    if !order.makes_a_store() && !holds_a_store(data) {
        let says = format!("there is no store in {}; --data says where it is", data.display());
        return Err(Failure::of(Exit::NoStore, says));
    }
    is_ours(data)?;
    process::harden();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(async {
        let Indoors { store, accounts, .. } = Indoors::open(config).await?;
        let yard = Yard { accounts, store, hub: None };
        let answer = control::execute(order, &yard).await;
        yard.store.shut().await;
        Ok::<_, Failure>(answer)
    })?;
    Ok(answer?)
}

/// Files that another user makes here, be it root, are files that the server cannot open.
pub fn is_ours(data: &Path) -> Result<(), Failure> {
    let Ok(there) = fs::metadata(data) else { return Ok(()) };
    if there.uid() == rustix::process::geteuid().as_raw() {
        return Ok(());
    }
    let says = format!(
        "{} belongs to the user {}; run this command as that user, or while the server runs",
        data.display(),
        there.uid()
    );
    Err(Failure::of(Exit::NoStore, says))
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        let exit = match refusal.why {
            Why::BadOrder => Exit::Usage,
            Why::Refused | Why::Unavailable => Exit::Failed,
            Why::Damaged => Exit::Damaged,
        };
        Failure::of(exit, refusal)
    }
}
