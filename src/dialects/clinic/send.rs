//! `POST /chat/send`: saying something to somebody. It is durable before the answer, and reaches
//! whatever sockets the other has open.

use super::House;
use super::fields::{self, Asked};
use super::words::{self, Sentence};
use crate::accounts::{Caller, PublicProfile, Who};
use crate::chat::NewMessage;
use crate::http::call::Call;
use crate::store::chats::Refusal;
use crate::values::{ChatId, Pair, Uid, Username};

pub async fn answer(call: Call, house: House) -> Result<Sentence, Sentence> {
    let caller = house.caller(&call, words::chat_failed).await?;
    house.means.limits.chat_request_of(caller.uid()).map_err(words::chat_trouble)?;
    let asked = fields::read(&call, words::chat_failed).await?;
    let (chat, other) = talk(&asked, ["chat_sender", "chat_receiver"], &caller, &house).await?;
    let text = asked.0.text_or_number("msg").ok().flatten().ok_or_else(words::chat_failed)?;
    let message = NewMessage { text: text.clone(), ..NewMessage::default() };
    let sent = house.means.chat.send(caller.uid().into(), chat, message).await;
    let receipt = sent.map_err(words::sending_refused)?;
    Ok(words::sent(&caller, &other, receipt, &text))
}

/// The chat of the two whom the fields name, the first of whom must be the caller.
pub async fn talk(
    asked: &Asked,
    [oneself, other]: [&str; 2],
    caller: &Caller,
    house: &House,
) -> Result<(ChatId, PublicProfile), Sentence> {
    let (one, two) = (asked.text(oneself), asked.text(other));
    let named = one.as_deref().ok_or_else(words::chat_failed)?;
    if person(named, house).await?.uid != caller.uid() {
        return Err(words::chat_failed());
    }
    let other = person(two.as_deref().ok_or_else(words::chat_failed)?, house).await?;
    let pair = Pair::of(caller.uid(), other.uid).ok_or(Refusal::UnknownChat);
    let pair = pair.map_err(|_| words::chat_failed())?;
    Ok((ChatId::Direct(pair), other))
}

/// By username, or by uid. A name of digits alone is a name first: it was there to be chosen.
async fn person(named: &str, house: &House) -> Result<PublicProfile, Sentence> {
    let by_name = Username::parse(named).ok().map(Who::Username);
    let by_uid = Uid::parse(named).map(Who::Uid);
    for who in by_name.into_iter().chain(by_uid) {
        let found = house.means.accounts.person(&who).await;
        if let Some(person) = found.map_err(words::chat_trouble)? {
            return Ok(person);
        }
    }
    Err(words::chat_failed())
}
