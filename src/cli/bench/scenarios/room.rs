//! A room and who is in it.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::cli::bench::Yard;
use crate::cli::bench::frames;
use crate::cli::bench::people::Person;
use crate::cli::bench::progress::Progress;
use crate::cli::bench::talker::{Place, Talker};
use crate::cli::bench::trouble::Trouble;

/// So many are let in with one frame.
const INVITED_AT_ONCE: usize = 100;
/// As many as a server reads ahead of what it does.
const IN_FLIGHT: usize = 16;

/// Makes a private room in which all these people are; the first owns it. Says what it is called.
pub async fn make(yard: &Yard<'_>, slug: &str, people: &[Person]) -> Result<String, Trouble> {
    let Some((owner, others)) = people.split_first() else { return Ok(String::new()) };
    let mut talker = Talker::connect(Place::new(yard.target, 0), owner).await?;
    let slug = format!("{}-{slug}", owner.name);
    let create = json!({"type": "create", "id": "create", "slug": slug, "title": "a bench"});
    let room = chat_in(&talker.ask(create).await?)?;
    for some in others.chunks(INVITED_AT_ONCE) {
        let names: Vec<&str> = some.iter().map(|person| person.name.as_str()).collect();
        let id = format!("invite {}", names[0]);
        talker.ask(json!({"type": "invite", "id": id, "chat": room, "users": names})).await?;
    }
    Ok(room)
}

fn chat_in(ack: &Value) -> Result<String, Trouble> {
    let chat = ack["chat"].as_str().map(str::to_owned);
    chat.ok_or_else(|| Trouble::Said(ack.to_string()))
}

/// Says so many messages one after another, without waiting for the answer to each.
pub async fn fill(
    mut talker: Talker,
    room: String,
    count: usize,
    progress: Arc<Progress>,
) -> Result<(), Trouble> {
    let message =
        format!(r#"{{"type":"send","chat":"{room}","text":"the kettle is on, come over"}}"#);
    let (mut said, mut acks) = (0, 0);
    while acks < count {
        while said < count && said < acks + IN_FLIGHT {
            talker.say(&message).await?;
            said += 1;
        }
        let mut hear = |text: &[u8]| {
            if frames::kind(text) == b"ack" {
                acks += 1;
                progress.step();
            }
        };
        talker.listen(&mut hear).await?;
    }
    Ok(())
}
