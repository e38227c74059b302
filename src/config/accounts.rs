//! `[accounts]`: what a registration must bring, and what names and ties there may be.

use serde::{Deserialize, Deserializer};

use super::kinds::{Within, refused};
use crate::accounts::Registration;
use crate::store::Role;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    pub registration_open: bool,
    pub email_code_required: bool,
    pub phone_code_required: bool,
    pub captcha_required: bool,
    pub password_required: bool,
    #[serde(deserialize_with = "open_roles")]
    pub roles: Vec<Role>,
    pub reserved_names: Vec<String>,
    pub username_held_days: Within<0, 3650>,
    pub ties_max: Within<0, 100_000>,
}

/// Roles that strangers may take. Nobody makes himself an admin, whoever configured it.
pub fn open_roles<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Role>, D::Error> {
    let roles = Vec::<Role>::deserialize(from)?;
    match roles.contains(&Role::Admin) {
        true => Err(refused("admin", "no role to be taken", "normal_user, vip_user, creator")),
        false => Ok(roles),
    }
}

impl Accounts {
    pub fn registration(&self) -> Registration {
        Registration {
            open: self.registration_open,
            email_code: self.email_code_required,
            phone_code: self.phone_code_required,
            captcha: self.captcha_required,
            password: self.password_required,
            roles: self.roles.clone(),
            confirm_by_link: None,
        }
    }
}
