//! The store, asked the same.

use super::super::house::*;
use super::{Call, GRACE_S, MAILS, Mail, NAMES, SESSIONS_MAX, at, id_of};
use crate::store::CodePurpose::Register;
use crate::store::*;
use crate::values::*;

fn guessed(mail: usize, right: bool, at: Millis) -> Given {
    let hash = if right { crate::store::conformance::house::right() } else { wrong() };
    proven(Register, &email(MAILS[mail]), hash, at)
}

fn owned_or_claimed((mail, proven): Mail) -> OwnedEmail {
    let own = owned_email(MAILS[mail]);
    OwnedEmail { verified_at: own.verified_at.filter(|_| proven), ..own }
}

/// The store's answer, in the model's words.
pub async fn ask(store: &House, call: &Call, now: i64, opened: usize) -> String {
    let given = Given::at(at(now));
    match *call {
        Call::Create { name, mail, guess } => {
            let username = name.map(|name| Username::parse(NAMES[name]).unwrap());
            let new =
                NewAccount { username, email: mail.map(owned_or_claimed), ..new_account("ann") };
            let given = guess.map_or(given, |right| guessed(0, right, at(now)));
            match store.create_account(new, given).await.unwrap() {
                Created::Created(account) => format!("created {}", account.uid),
                Created::Taken(_) => "taken".into(),
                Created::WrongCode { left } => format!("wrong {left}"),
                Created::NoCode => "no code".into(),
                other => panic!("{other:?}"),
            }
        }
        Call::Rename { who, name } => {
            let username = Some(Username::parse(NAMES[name]).unwrap());
            let change = AccountChange { username, ..AccountChange::default() };
            in_words(store.change_account(Uid(who), change, None, given).await)
        }
        Call::Address { who, mail } => {
            let email = Some(Some(owned_or_claimed(mail)));
            let change = AccountChange { email, ..AccountChange::default() };
            in_words(store.change_account(Uid(who), change, None, given).await)
        }
        Call::Switch { who, active } => {
            let change = AccountChange { active: Some(active), ..AccountChange::default() };
            in_words(store.change_account(Uid(who), change, None, given).await)
        }
        Call::Password { who, epoch, keep } => {
            let keep = Some(id_of(keep));
            let new = NewPassword { hash: "new".into(), if_epoch: epoch, keep };
            in_words(store.replace_password(Uid(who), new, given).await)
        }
        Call::Delete { who, kept_s } => {
            match store.delete_account(Uid(who), at(now + kept_s), given).await.unwrap() {
                Deleted::Deleted { ended } => format!("deleted {}", ended.len()),
                Deleted::NoAccount => "nobody".into(),
            }
        }
        Call::Open { who, epoch } => {
            let new = NewSession {
                id: id_of(opened),
                uid: Uid(who),
                if_epoch: epoch,
                origin: origin("10.0.0.1"),
                nonce: [0; 16],
                kind: SessionKind::Refreshed,
                secret: None,
                expires_at: at(now + 60),
                sessions_max: SESSIONS_MAX,
            };
            match store.open_session(new, given).await.unwrap() {
                Opened::Opened { ended, .. } => format!("opened, ended {}", ended.len()),
                Opened::NotProven => "not proven".into(),
                other => panic!("{other:?}"),
            }
        }
        Call::Rotate { which, generation } => {
            let (id, grace, end) = (id_of(which), SECOND * GRACE_S as u32, at(now + 60));
            let from = origin("10.0.0.2");
            match store.rotate_session(id, generation, grace, end, &from, given).await.unwrap() {
                Rotation::Rotated { session, .. } => format!("rotated to {}", session.generation),
                Rotation::Repeated { session, .. } => format!("repeated {}", session.generation),
                Rotation::Reused { uid } => format!("reused {uid}"),
                Rotation::Gone => "gone".into(),
            }
        }
        Call::End { who, which } => {
            store.end_session(Uid(who), id_of(which), given).await.unwrap().to_string()
        }
        Call::EndAll { who, but } => {
            let ended = store.end_sessions(Uid(who), Some(id_of(but)), given).await.unwrap();
            format!("ended {}", ended.len())
        }
        Call::Issue { mail } => {
            let mut new = new_code(Register, &email(MAILS[mail]), 3);
            new.expires_at = at(now + 20);
            assert_eq!(store.issue_code(new, free_pace(), given).await, Ok(Issued::Issued));
            "issued".into()
        }
        Call::Guess { mail, right } => {
            match store.use_code(guessed(mail, right, at(now))).await.unwrap() {
                CodeUse::Used => "used".into(),
                CodeUse::Wrong { left } => format!("wrong {left}"),
                CodeUse::Gone => "no code".into(),
            }
        }
        Call::Wait { .. } => String::new(),
        Call::Sweep { limit } => {
            assert!(store.sweep(at(now), limit).await.unwrap() <= limit);
            String::new()
        }
    }
}

fn in_words(answer: Answer<Changed>) -> String {
    match answer.unwrap() {
        Changed::Changed { ended, .. } => format!("changed {}", ended.len()),
        Changed::Taken(_) => "taken".into(),
        Changed::Stale => "stale".into(),
        Changed::NoAccount => "nobody".into(),
        other => panic!("{other:?}"),
    }
}
