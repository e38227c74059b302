//! What `/v1` says of things, in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{Account, AvatarId, Role};

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

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
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

/// Named by its content, so what is there never changes.
pub fn avatar_path(AvatarId(hash): AvatarId) -> String {
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("/v1/avatars/{hash}")
}
