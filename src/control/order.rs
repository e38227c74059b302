//! What can be ordered. Names come as they were typed: they are read where the order is carried
//! out, so that what a command says about them does not depend on whether a server runs.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::store::Role;
use crate::values::{MailId, SecretText, Uid};

/// `who` is a uid, `@` and a username, or any login name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    Create(NewAccount),
    Disable {
        who: String,
    },
    Enable {
        who: String,
    },
    SetRole {
        who: String,
        role: Role,
    },
    EndSessions {
        who: String,
    },
    SetPassword {
        who: String,
        #[serde(serialize_with = "reveal", deserialize_with = "conceal")]
        password: SecretText,
    },
    Show {
        who: String,
    },
    List {
        after: Option<Uid>,
        limit: usize,
    },
    Letters {
        before: Option<MailId>,
        limit: usize,
    },
    Numbers,
    Audit {
        about: Option<String>,
        before: Option<u64>,
        limit: usize,
    },
    Backup {
        /// Absolute, for the server stands in another directory.
        into: PathBuf,
        with_secret: bool,
    },
    Check,
    RebuildSearch,
}

/// At least one of username, e-mail address and phone number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    pub username: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub display_name: String,
    pub role: Role,
    #[serde(serialize_with = "reveal", deserialize_with = "conceal")]
    pub password: SecretText,
}

impl Order {
    /// Is there sense in it where there is no store yet? Making one for a question would answer
    /// a mistyped directory with an empty house.
    pub fn makes_a_store(&self) -> bool {
        matches!(self, Order::Create(_))
    }
}

fn reveal<S: Serializer>(secret: &SecretText, to: S) -> Result<S::Ok, S::Error> {
    secret.reveal().serialize(to)
}

fn conceal<'d, D: Deserializer<'d>>(from: D) -> Result<SecretText, D::Error> {
    String::deserialize(from).map(SecretText::new)
}
