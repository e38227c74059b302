//! Orders on a house in memory, and through a socket.

mod orders;
mod secret;
mod socket;

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::accounts::settings::{Hashing, Settings};
use crate::accounts::{Accounts, Means};
use crate::captcha::{CaptchaSettings, Captchas};
use crate::courier::Post;
use crate::limits::{LimitSettings, Limits};
use crate::store::Role;
use crate::store::embedded::EmbeddedStore;
use crate::tokens::{Secrets, TokenSettings, Tokens};
use crate::values::{Clock, ManualClock, Millis, Random, SecretText, SeededRandom};

const PASSWORD: &str = "lapsang souchong 1662";

fn yard() -> Yard {
    let store = Arc::new(EmbeddedStore::in_memory());
    let random: Arc<dyn Random> = Arc::new(SeededRandom::new(7));
    let clock: Arc<dyn Clock> = Arc::new(ManualClock::at(Millis(1_700_000_000_000)));
    let secrets = Secrets::from_bytes(b"0123456789 abcdefghijklmnopqrstuvwxyz").unwrap();
    let minute = Duration::from_secs(60);
    let tokens = TokenSettings {
        issuer: "teahouse".into(),
        audience: "teahouse".into(),
        access_lives: minute,
    };
    let captchas = CaptchaSettings { lives: minute, open_max: 9 };
    let means = Means {
        store: store.clone(),
        tokens: Tokens::new(&secrets, tokens),
        captchas: Arc::new(Captchas::new(captchas, clock.clone(), random.clone())),
        limits: Arc::new(Limits::new(&LimitSettings::for_tests(), clock.clone())),
        post: Post::new([7; 32], random.clone(), minute),
        clock,
        random,
    };
    let hashing = Hashing { memory_kib: 8, passes: 1, lanes: 1, parallel: 4, waiting: 100 };
    let settings = Settings { hashing, ..Settings::default() };
    Yard { accounts: Accounts::new(means, settings).unwrap(), store, hub: None }
}

fn create(username: &str, role: Role) -> Order {
    Order::Create(NewAccount {
        username: Some(username.into()),
        email: None,
        phone: None,
        display_name: String::new(),
        role,
        password: SecretText::new(PASSWORD),
    })
}

async fn account(order: Order, yard: &Yard) -> outcome::AccountRow {
    match execute(order, yard).await {
        Ok(Outcome::Account(account)) => account,
        other => panic!("{other:?}"),
    }
}
