mod access;
mod keys;
mod opaque;
mod secrets;

use std::time::Duration;

use super::*;

const NOW: Millis = Millis(1_800_000_000_000);

fn secrets() -> Secrets {
    Secrets::from_bytes(b"correct horse battery staple, and so on").unwrap()
}

fn settings() -> TokenSettings {
    TokenSettings {
        issuer: "https://tea.example".to_owned(),
        audience: "tea.example".to_owned(),
        access_lives: Duration::from_secs(900),
    }
}

fn tokens() -> Tokens {
    Tokens::new(&secrets(), settings())
}

fn sid() -> SessionId {
    SessionId::new(NOW, &crate::values::SeededRandom::new(1))
}
