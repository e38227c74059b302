//! What the endpoints ask of a request.

use warp::http::Method;

use super::super::body::Fields;
use super::words::{self, Sentence};
use super::{House, Visit};
use crate::http::call::Call;
use crate::http::json::Repeats;
use crate::store::Role;
use crate::values::{Address, Password, Phone, SecretText, Uid};

/// The fields of a request that changes something: a page of another site may not ask for that in
/// the name of whoever is signed in here.
pub async fn read(call: &Call, house: &House) -> Result<Asked, Sentence> {
    if !house.means.is_from_here(call) {
        return Err(words::from_elsewhere());
    }
    Fields::read(call, Repeats::Refused).await.map(Asked).map_err(words::bad_body)
}

/// The number in the path of a visit that sends a message. Browsers visit addresses before anybody
/// has asked for them, and pages embed them; neither is a person who waits for a code.
pub fn visited_phone(call: &Call, house: &House) -> Result<Option<(Phone, Visit)>, Sentence> {
    let is_prefetch = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| call.header(*name))
        .any(|purpose| purpose.contains("prefetch"));
    // Who only asks for the head of the answer checks a link.
    let is_check = call.method == Method::HEAD;
    if is_prefetch || is_check || !house.means.is_from_here(call) {
        return Err(words::from_elsewhere());
    }
    Ok(path_phone(call).map(|phone| (phone, house.visit(call))))
}

fn path_phone(call: &Call) -> Option<Phone> {
    Phone::parse(call.param("phone_number")).ok()
}

pub struct Asked(Fields);

impl Asked {
    /// A text that is there and is not blank.
    pub fn text(&self, name: &str) -> Option<String> {
        let typed = self.0.text_or_number(name).ok().flatten();
        typed.filter(|text| !text.trim().is_empty())
    }

    /// A text that may be left out or blank; not one of another type.
    pub fn optional_text(&self, name: &str) -> Option<String> {
        self.0.text_or_number(name).ok().map(Option::unwrap_or_default)
    }

    /// The number that the path and the body agree on.
    pub fn phone(&self, call: &Call) -> Option<Address> {
        let said = Phone::parse(&self.text("phone_number")?).ok();
        path_phone(call).filter(|phone| Some(phone) == said.as_ref()).map(Address::Phone)
    }

    pub fn code(&self, name: &str) -> Option<SecretText> {
        self.0.text_or_number(name).ok().flatten().map(SecretText::new)
    }

    /// Longer than any password can be is none.
    pub fn password(&self, name: &str) -> Option<Password> {
        let typed = self.0.text(name).ok().flatten()?;
        (typed.len() <= Password::BYTES_MAX).then(|| Password::new(typed))
    }

    pub fn uid(&self, name: &str) -> Option<Uid> {
        Uid::parse(&self.text(name)?)
    }

    /// The role that is asked for, an ordinary one if none is.
    pub fn role(&self) -> Option<Role> {
        match self.optional_text("role")?.as_str() {
            "" | "normal_user" => Some(Role::NormalUser),
            "vip_user" => Some(Role::VipUser),
            "creator" => Some(Role::Creator),
            "admin" => Some(Role::Admin),
            _ => None,
        }
    }
}
