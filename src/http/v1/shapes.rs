//! What `/v1` says of things, in JSON.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::visit::cursor;
use crate::accounts::{Grant, Page, PublicProfile};
use crate::store::{Account, FileHash, Role, Session};
use crate::values::SessionId;

/// A body that is no JSON. In the document it is anything, for a file may be called JSON, too.
pub struct RawBytes;

impl PartialSchema for RawBytes {
    fn schema() -> RefOr<Schema> {
        let anything = ObjectBuilder::new().schema_type(SchemaType::AnyValue);
        anything.description(Some("The bytes themselves")).into()
    }
}

impl ToSchema for RawBytes {}

/// An account as its owner sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// A number below 2^53, never given twice.
    pub uid: u64,
    pub username: Option<String>,
    pub email: Option<OwnAddress>,
    pub phone: Option<OwnAddress>,
    pub has_password: bool,
    pub role: RoleName,
    pub display_name: String,
    pub intro: String,
    /// The path of the picture.
    pub avatar: Option<String>,
    /// Milliseconds since 1970 UTC.
    pub created_at: i64,
    pub last_login_at: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnAddress {
    pub address: String,
    pub verified_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleName {
    NormalUser,
    VipUser,
    Creator,
    Admin,
}

impl From<Role> for RoleName {
    fn from(role: Role) -> RoleName {
        match role {
            Role::NormalUser => RoleName::NormalUser,
            Role::VipUser => RoleName::VipUser,
            Role::Creator => RoleName::Creator,
            Role::Admin => RoleName::Admin,
        }
    }
}

impl From<RoleName> for Role {
    fn from(role: RoleName) -> Role {
        match role {
            RoleName::NormalUser => Role::NormalUser,
            RoleName::VipUser => Role::VipUser,
            RoleName::Creator => Role::Creator,
            RoleName::Admin => Role::Admin,
        }
    }
}

impl Me {
    pub fn of(account: &Account) -> Me {
        let email = account.email.as_ref().map(|own| OwnAddress {
            address: own.email.shown().to_owned(),
            verified_at: own.verified_at.map(|at| at.0),
        });
        let phone = account.phone.as_ref().map(|own| OwnAddress {
            address: own.phone.e164().to_owned(),
            verified_at: own.verified_at.map(|at| at.0),
        });
        Me {
            uid: account.uid.0,
            username: account.username.as_ref().map(|name| name.shown().to_owned()),
            email,
            phone,
            has_password: account.password_hash.is_some(),
            role: account.role.into(),
            display_name: account.profile.display_name.clone(),
            intro: account.profile.intro.clone(),
            avatar: account.profile.avatar.map(avatar_path),
            created_at: account.created_at.0,
            last_login_at: account.last_login_at.map(|at| at.0),
        }
    }
}

/// Who has just signed in, and what they show from now on.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// Goes into `Authorization: Bearer`.
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds for which the access token is good.
    expires_in: u64,
    /// Good once, for the next pair: `POST /v1/sessions/refresh`.
    refresh_token: String,
    /// Which of your devices this is.
    session: String,
    account: Me,
}

impl SignedIn {
    pub fn of(grant: &Grant) -> SignedIn {
        SignedIn {
            access_token: grant.access_token.reveal().to_owned(),
            token_type: "Bearer",
            expires_in: grant.access_lives.as_secs(),
            refresh_token: grant.refresh_token.reveal().to_owned(),
            session: grant.session.id.to_string(),
            account: Me::of(&grant.account),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Devices {
    pub sessions: Vec<Device>,
}

/// A signed-in device, as its owner sees it.
#[derive(Serialize, ToSchema)]
pub struct Device {
    id: String,
    /// Whether it is the one that asks.
    current: bool,
    device: Option<String>,
    /// What it says it is.
    agent: String,
    /// Where it was last seen.
    address: String,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
}

impl Device {
    pub fn of(session: &Session, current: SessionId) -> Device {
        Device {
            id: session.id.to_string(),
            current: session.id == current,
            device: session.origin.device.clone(),
            agent: session.origin.agent.clone(),
            address: session.origin.address.to_string(),
            created_at: session.created_at.0,
            last_seen_at: session.last_seen_at.0,
            expires_at: session.expires_at.0,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct HowMany {
    pub ended: usize,
}

/// What anybody who is signed in may see of somebody.
#[derive(Serialize, ToSchema)]
pub struct Person {
    uid: u64,
    username: Option<String>,
    display_name: String,
    intro: String,
    avatar: Option<String>,
    role: RoleName,
    created_at: i64,
}

impl Person {
    pub fn of(profile: PublicProfile) -> Person {
        Person {
            uid: profile.uid.0,
            username: profile.username.map(|name| name.shown().to_owned()),
            display_name: profile.display_name,
            intro: profile.intro,
            avatar: profile.avatar.map(avatar_path),
            role: profile.role.into(),
            created_at: profile.created_at.0,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct People {
    people: Vec<Person>,
    /// Asks for the next page, as `after`; null where there is none.
    next: Option<String>,
}

impl People {
    pub fn of<C: Serialize>(page: Page<PublicProfile, C>) -> People {
        People {
            next: page.next.as_ref().and_then(cursor),
            people: page.items.into_iter().map(Person::of).collect(),
        }
    }
}

/// Named by its content, so what is there never changes.
pub fn avatar_path(FileHash(hash): FileHash) -> String {
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/v1/avatars/{hash}")
}

/// The picture that a path names; only as [`avatar_path`] writes it.
pub fn avatar_of(hash: &str) -> Option<FileHash> {
    let is_ours = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let byte = |at: usize| u8::from_str_radix(hash.get(2 * at..2 * at + 2)?, 16).ok();
    let mut bytes = [0; 32];
    for (at, place) in bytes.iter_mut().enumerate() {
        *place = byte(at).filter(|_| is_ours)?;
    }
    Some(FileHash(bytes))
}
