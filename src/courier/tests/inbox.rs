use std::sync::Arc;

use super::double::{NOW, courier};
use crate::courier::{Carriers, Channel, Inbox, LetterKind};
use crate::values::{Address, Language};

#[tokio::test]
async fn the_inbox_shows_the_newest_first_and_forgets_the_oldest() {
    let inbox = Inbox::default();
    let mut courier = courier(&Arc::default(), &Arc::default());
    let carrier = Arc::new(inbox.clone());
    courier.carriers = Carriers { mail: carrier.clone(), sms: carrier };
    for number in 0..Inbox::MESSAGES_MAX + 5 {
        let to = match number % 2 {
            0 => Address::parse(&format!("reader{number}@mail.example")).unwrap(),
            _ => Address::parse("13800138000").unwrap(),
        };
        let letter = courier.post.letter(LetterKind::AccountExists, &to, Language::En, NOW);
        courier.send_now(&letter).await.unwrap();
    }
    let messages = inbox.newest_first();
    assert_eq!(messages.len(), Inbox::MESSAGES_MAX);
    let newest = &messages[0];
    assert_eq!((newest.channel, newest.to.as_str()), (Channel::Mail, "reader204@mail.example"));
    assert_eq!((newest.purpose, newest.at), ("account_exists", NOW));
    assert!(!newest.subject.is_empty() && newest.code.is_none());
    let before = &messages[1];
    assert_eq!((before.channel, before.to.as_str()), (Channel::Sms, "+8613800138000"));
    assert!(before.subject.is_empty());
}
