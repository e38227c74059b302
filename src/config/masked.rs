//! Which values nobody may see.

use toml::{Table, Value};

const MASK: &str = "***";

/// A key that has one of these words in its name holds a secret, and so does all that is under it.
const SECRET_WORDS: [&str; 5] = ["password", "secret", "token", "master", "headers"];

pub fn is_secret(path: &[String]) -> bool {
    path.iter().any(|key| SECRET_WORDS.iter().any(|word| key.contains(word)))
}

/// The table as TOML; of a secret it tells only whether there is one.
pub fn printed(table: &Table) -> String {
    let mut shown = table.clone();
    mask(&mut shown, &mut Vec::new());
    shown.to_string()
}

fn mask(table: &mut Table, path: &mut Vec<String>) {
    for (key, value) in table {
        path.push(key.clone());
        match value {
            Value::Table(inner) => mask(inner, path),
            Value::String(text) if text.is_empty() => {}
            Value::Boolean(_) => {}
            secret if is_secret(path) => *secret = Value::String(MASK.to_owned()),
            _ => {}
        }
        path.pop();
    }
}
