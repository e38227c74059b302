//! `POST /user/updatemyinfo`: what one says of oneself, a picture and a password, all or nothing.
//!
//! Only the fields of the contract's list can be changed. One that is left out stays as it is. The
//! old password is not among them, so a new one is taken only from who has just signed in.

use bytes::Bytes;

use super::House;
use super::fields::{self, Asked, Nonsense};
use super::words::{self, Sentence};
use crate::accounts::{AddressChange, Ends, ProfileChange, picture};
use crate::http::call::Call;
use crate::store::{Account, DetailsChange};
use crate::values::{Address, Email, LoginKind, Password, Username};

/// The picture, and the other fields around it.
pub const BODY_BYTES_MAX: usize = picture::UPLOAD_BYTES_MAX + 64 * 1024;

/// What stands in the place of a password that nobody wants to change.
const SAME_PASSWORD: &str = "******";

const AGE_MAX: u8 = 150;

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let failed = |_| words::update_failed();
    let caller = house.caller(&call, words::update_failed).await?;
    let asked = fields::read(&call, words::update_failed).await?;
    let mut change = change(&asked, caller.account()).map_err(failed)?;
    let password = new_password(&asked).map_err(failed)?;
    let policy = house.settings.password();
    let (accounts, visit) = (&house.means.accounts, house.visit(&call));
    let replaces = match &password {
        Some(password) => {
            policy.judge(password, []).map_err(|_| words::update_failed())?;
            let owner = accounts.has_just_signed_in(&caller).ok_or_else(words::update_failed)?;
            Some((owner, password))
        }
        None => None,
    };
    if let Some(upload) = new_picture(&asked).map_err(failed)? {
        let picture = accounts.keep_picture(upload).await;
        change.avatar = Some(picture.map_err(words::picture_refused)?);
    }
    let changed = accounts.change_profile(&caller, change, None, &visit).await;
    changed.map_err(words::change_refused)?;
    if let Some((owner, password)) = replaces {
        let set = accounts.replace_password(owner, password, &policy, Ends::Others, &visit).await;
        set.map_err(words::password_refused)?;
    }
    Ok(words::updated(&caller))
}

fn change(asked: &Asked, account: &Account) -> Result<ProfileChange, Nonsense> {
    let username = asked.optional("username")?.map(|name| Username::parse(&name));
    let username = username.transpose().map_err(|_| Nonsense)?;
    let is_own = |name: &Username| account.username.as_ref() == Some(name);
    let (claims, address) = email_change(asked, account)?;
    let details = DetailsChange {
        age: asked.optional("age")?.map(|age| age_of(&age)).transpose()?,
        gender: asked.optional("sex")?.map(|sex| fields::gender(&sex)).transpose()?,
        wechat_uid: asked.optional("uid")?,
        ..DetailsChange::default()
    };
    Ok(ProfileChange {
        username: username.filter(|name| !is_own(name)),
        intro: asked.optional("description")?,
        details,
        address,
        claims,
        ..ProfileChange::default()
    })
}

type EmailChange = (Vec<Address>, Option<AddressChange>);

/// An address that is taken on trust, or taken away where the field was emptied.
fn email_change(asked: &Asked, account: &Account) -> Result<EmailChange, Nonsense> {
    let Some(typed) = asked.optional("email")? else { return Ok((Vec::new(), None)) };
    if typed.trim().is_empty() {
        let had_one = account.email.is_some();
        return Ok((Vec::new(), had_one.then_some(AddressChange::Remove(LoginKind::Email))));
    }
    let email = Email::parse(&typed).map_err(|_| Nonsense)?;
    let is_own = account.email.as_ref().is_some_and(|own| own.email == email);
    Ok((if is_own { Vec::new() } else { vec![Address::Email(email)] }, None))
}

fn age_of(typed: &str) -> Result<Option<u8>, Nonsense> {
    match typed.trim() {
        "" => Ok(None),
        number => match number.parse() {
            Ok(age) if age <= AGE_MAX => Ok(Some(age)),
            _ => Err(Nonsense),
        },
    }
}

fn new_password(asked: &Asked) -> Result<Option<Password>, Nonsense> {
    match asked.0.text("password").map_err(|_| Nonsense)? {
        None | Some("" | SAME_PASSWORD) => Ok(None),
        Some(typed) => fields::password(typed).ok_or(Nonsense).map(Some),
    }
}

fn new_picture(asked: &Asked) -> Result<Option<Bytes>, Nonsense> {
    let upload = asked.0.file("image").cloned();
    match asked.optional("ifChangeImage")?.as_deref().map(str::trim) {
        Some("1") => upload.ok_or(Nonsense).map(Some),
        None => Ok(upload),
        Some("0" | "") => Ok(None),
        Some(_) => Err(Nonsense),
    }
}
