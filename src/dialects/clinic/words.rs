//! What this contract says, to the letter. No other file of the dialect holds a sentence or a
//! status. The status is 200 throughout, but for what is no fault of who asks.

use serde_json::{Value, json};

use super::super::caller::NoCaller;
use super::super::say;
use super::super::trouble::Trouble;
use super::receive::Said;
use crate::accounts::{
    AvatarError, Caller, ChangePasswordError, LoginError, ProfileError, PublicProfile,
    RegisterError,
};
use crate::chat::{ReadError, WriteError};
use crate::http::refusal::Refusal;
use crate::http::reply::{Answer, Response};
use crate::http::v1::avatar_path;
use crate::store::chats::Receipt;
use crate::store::{Account, FileHash, Gender, Identity, StoreError};
use crate::values::Millis;

/// An answer that is not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    body: Value,
    trouble: Option<Trouble>,
}

impl Answer for Sentence {
    fn into_answer(self) -> Response {
        match self.trouble {
            Some(trouble) => trouble.wait(say(trouble.status(), &self.body)),
            None => say(200, &self.body),
        }
    }
}

fn answer(body: Value) -> Sentence {
    Sentence { body, trouble: None }
}

/// Says the same, but that it helps to come back.
fn for_now(sentence: Sentence, trouble: impl Into<Trouble>) -> Sentence {
    Sentence { trouble: Some(trouble.into()), ..sentence }
}

pub fn registered() -> Sentence {
    answer(json!({ "status": "success" }))
}

pub fn not_done() -> Sentence {
    answer(json!({ "status": "error" }))
}

pub fn logged_in(jwt: &str, account: &Account) -> Sentence {
    let image = picture(account.profile.avatar);
    answer(json!({ "status": "success", "jwt": jwt, "image": image }))
}

fn nobody() -> Sentence {
    answer(json!({ "status": "user not found" }))
}

pub fn wrong_password() -> Sentence {
    answer(json!({ "status": "invalid password" }))
}

/// Spelt as the contract spells it.
pub fn no_homepage() -> Sentence {
    answer(json!({ "status": false, "info": "errror" }))
}

pub fn info_failed() -> Sentence {
    answer(json!({ "status": false, "info": "error" }))
}

pub fn chat_failed() -> Sentence {
    info_failed()
}

pub fn update_failed() -> Sentence {
    answer(json!({ "status": false, "id": "update failed" }))
}

pub fn homepage(caller: &Caller, follows: usize, pictures: Vec<FileHash>) -> Sentence {
    let profile = &caller.account().profile;
    let pictures: Vec<String> = pictures.into_iter().map(avatar_path).collect();
    let info = json!({
        "name": caller.name(),
        "age": profile.age.unwrap_or_default(),
        "sex": sex(profile.gender),
        "identity": identity(profile.identity),
        "description": profile.intro,
        "image": picture(profile.avatar),
        "follow_num": follows,
        "follow_images": pictures,
    });
    answer(json!({ "status": true, "info": info }))
}

pub fn my_info(account: &Account) -> Sentence {
    let profile = &account.profile;
    let info = json!({
        "username": account.username.as_ref().map_or("", |name| name.shown()),
        "password": "******",
        "age": profile.age.unwrap_or_default(),
        "sex": sex(profile.gender),
        "email": account.email.as_ref().map_or("", |own| own.email.shown()),
        "uid": profile.wechat_uid,
        "description": profile.intro,
        "image": picture(profile.avatar),
    });
    answer(json!({ "status": true, "info": info }))
}

pub fn updated(caller: &Caller) -> Sentence {
    answer(json!({ "status": true, "id": caller.uid().0 }))
}

pub fn sent(caller: &Caller, other: &PublicProfile, receipt: Receipt, text: &str) -> Sentence {
    let message = message(receipt.seq.0, [caller.name(), name(other)], text, receipt.at);
    answer(json!({ "status": "success", "message": message }))
}

pub fn messages(caller: &Caller, other: &PublicProfile, messages: &[Said]) -> Sentence {
    let (one, two) = (caller.name(), name(other));
    let message = |said: &Said| {
        let is_own = said.event.by.uid == caller.uid();
        let names = if is_own { [one, two] } else { [two, one] };
        message(said.event.seq.0, names, &said.text, said.event.at)
    };
    let list: Vec<Value> = messages.iter().map(message).collect();
    answer(json!({ "status": "success", "messageList": list }))
}

/// The `id` is not in the contract: by it a client asks for what was said before.
fn message(id: u64, [sender, receiver]: [&str; 2], text: &str, at: Millis) -> Value {
    let created = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
    json!({
        "id": id,
        "sender": sender,
        "receiver": receiver,
        "message": text,
        "created_time": created.to_string(),
    })
}

/// What others see them called.
fn name(person: &PublicProfile) -> &str {
    person.username.as_ref().map_or(&*person.display_name, |name| name.shown())
}

fn picture(avatar: Option<FileHash>) -> String {
    avatar.map_or_else(String::new, avatar_path)
}

fn sex(gender: Gender) -> &'static str {
    match gender {
        Gender::Unset => "",
        Gender::Male => "男",
        Gender::Female => "女",
    }
}

fn identity(identity: Identity) -> &'static str {
    match identity {
        Identity::Patient => "患者",
        Identity::Doctor => "医生",
    }
}

pub fn not_signed_in(error: NoCaller, unknown: fn() -> Sentence) -> Sentence {
    match error {
        NoCaller::Trouble(trouble) => for_now(unknown(), trouble),
        NoCaller::NotSignedIn | NoCaller::FromElsewhere => unknown(),
    }
}

pub fn registration_refused(error: RegisterError) -> Sentence {
    match error {
        RegisterError::TooMany(too_many) => for_now(not_done(), too_many),
        RegisterError::Busy(busy) => for_now(not_done(), busy),
        RegisterError::Unavailable(error) => for_now(not_done(), error),
        _ => not_done(),
    }
}

pub fn login_refused(error: LoginError) -> Sentence {
    match error {
        LoginError::NoSuchAccount => nobody(),
        LoginError::WrongPassword => wrong_password(),
        LoginError::Disabled => not_done(),
        LoginError::TooMany(too_many) => for_now(not_done(), too_many),
        LoginError::Busy(busy) => for_now(not_done(), busy),
        LoginError::Unavailable(error) => for_now(not_done(), error),
    }
}

pub fn no_homepage_now(error: StoreError) -> Sentence {
    for_now(no_homepage(), error)
}

pub fn picture_refused(error: AvatarError) -> Sentence {
    match error {
        AvatarError::Bad(_) => update_failed(),
        AvatarError::Busy(busy) => for_now(update_failed(), busy),
        AvatarError::Unavailable(error) => for_now(update_failed(), error),
    }
}

pub fn change_refused(error: ProfileError) -> Sentence {
    match error {
        ProfileError::Unavailable(error) => for_now(update_failed(), error),
        _ => update_failed(),
    }
}

pub fn password_refused(error: ChangePasswordError) -> Sentence {
    match error {
        ChangePasswordError::TooMany(too_many) => for_now(update_failed(), too_many),
        ChangePasswordError::Busy(busy) => for_now(update_failed(), busy),
        ChangePasswordError::Unavailable(error) => for_now(update_failed(), error),
        _ => update_failed(),
    }
}

pub fn sending_refused(error: WriteError) -> Sentence {
    match error {
        WriteError::Unavailable(error) => for_now(chat_failed(), error),
        _ => chat_failed(),
    }
}

pub fn reading_refused(error: ReadError) -> Sentence {
    match error {
        ReadError::Unavailable(error) => for_now(chat_failed(), error),
        _ => chat_failed(),
    }
}

pub fn chat_trouble(trouble: impl Into<Trouble>) -> Sentence {
    for_now(chat_failed(), trouble)
}

pub fn refused(refusal: &Refusal) -> Response {
    let sentence = match Trouble::of(refusal) {
        Some(trouble) => for_now(info_failed(), trouble),
        None => info_failed(),
    };
    sentence.into_answer()
}
