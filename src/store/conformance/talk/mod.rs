//! Random talk in a few chats, answered by the store as by the simplest thing that could answer;
//! afterwards every reader sees what that thing says they see, and every log folds to the state
//! that is served.

mod files;
mod simplest;

use proptest::prelude::*;

use self::files::{CONTENTS, Pick};
use self::simplest::{Answer, Model};
use super::house::*;
use super::talkers::*;
use crate::store::chats::*;
use crate::store::*;
use crate::values::*;

const PEOPLE: [&str; 4] = ["ann", "bo", "cy", "di"];
const IDS: [&str; 4] = ["k1", "k2", "k3", "k4"];
const TEXTS: [&str; 3] = ["tea", "茶", "more tea"];
const EMOJI: [&str; 2] = ["👍", "🍵"];

/// Somebody does something somewhere.
#[derive(Clone, Debug)]
struct Act {
    who: usize,
    chat: usize,
    what: Doing,
}

#[derive(Clone, Debug)]
enum Doing {
    Send { id: usize, text: usize, reply_to: Option<u64>, calls: usize, files: Vec<Pick> },
    Edit { target: u64, text: usize, calls: usize },
    Delete { target: u64 },
    React { target: u64, emoji: usize, on: bool },
    Pin { target: u64, on: bool },
    Join,
    Leave,
    Invite { first: usize, second: usize },
    Kick { user: usize },
    Ban { user: usize },
    Unban { user: usize },
    Role { user: usize, role: usize },
    Topic { title: usize },
    Close,
    Block { user: usize },
    Unblock { user: usize },
    Read { upto: u64 },
    Index,
    Upload { content: usize },
    Wait,
    Sweep,
}

fn acts() -> impl Strategy<Value = Act> {
    (0..PEOPLE.len(), 0..4usize, doings()).prop_map(|(who, chat, what)| Act { who, chat, what })
}

fn doings() -> impl Strategy<Value = Doing> {
    use Doing::*;
    let (user, text, target, on) = (0..PEOPLE.len(), 0..TEXTS.len(), 1..12u64, any::<bool>());
    let reply_to = prop::option::weighted(0.2, 1..12u64);
    let send = (0..IDS.len(), text.clone(), reply_to, user.clone(), files::picks());
    prop_oneof![
        12 => send.prop_map(|(id, text, reply_to, calls, files)| {
            Send { id, text, reply_to, calls, files }
        }),
        3 => (target.clone(), text.clone(), user.clone())
            .prop_map(|(target, text, calls)| Edit { target, text, calls }),
        2 => target.clone().prop_map(|target| Delete { target }),
        4 => (target.clone(), 0..EMOJI.len(), on)
            .prop_map(|(target, emoji, on)| React { target, emoji, on }),
        2 => (target, on).prop_map(|(target, on)| Pin { target, on }),
        3 => Just(Join),
        2 => Just(Leave),
        3 => (user.clone(), user.clone()).prop_map(|(first, second)| Invite { first, second }),
        2 => user.clone().prop_map(|user| Kick { user }),
        2 => user.clone().prop_map(|user| Ban { user }),
        1 => user.clone().prop_map(|user| Unban { user }),
        3 => (user.clone(), 0..3usize).prop_map(|(user, role)| Role { user, role }),
        1 => text.prop_map(|title| Topic { title }),
        1 => prop::bool::weighted(0.1).prop_map(|close| if close { Close } else { Join }),
        1 => user.clone().prop_map(|user| Block { user }),
        1 => user.prop_map(|user| Unblock { user }),
        3 => (1..20u64).prop_map(|upto| Read { upto }),
        1 => Just(Index),
        7 => (0..CONTENTS.len()).prop_map(|content| Upload { content }),
        1 => Just(Wait),
        1 => Just(Sweep),
    ]
}

/// The house with its four chats: two direct ones, a public and a private room.
struct Talk {
    house: House,
    people: [Uid; 4],
    chats: [ChatId; 4],
    /// What was sent to us, by the numbers that the model gives.
    uploads: Vec<Upload>,
    at: Millis,
    model: Model,
}

impl Talk {
    async fn begin() -> Talk {
        let house = House::memory();
        let people = house.people(PEOPLE).await;
        let public = house.room(people[0], "public", true, &[people[1]]).await;
        let private = house.room(people[1], "private", false, &[people[2]]).await;
        let first = direct(people[0], people[1]);
        let chats = [first, direct(people[1], people[2]), public, private];
        let mut model = Model::default();
        model.begin_room(2, 0, "public", true, &[1]);
        model.begin_room(3, 1, "private", false, &[2]);
        Talk { house, people, chats, uploads: Vec::new(), at: NOON, model }
    }

    async fn act(&mut self, number: usize, act: &Act) {
        let attachments = self.attachments(act);
        let expected = self.model.answer(act);
        let (by, chat) = (self.people[act.who], self.chats[act.chat]);
        let user = |user: usize| self.people[user];
        let text = |text: usize| TEXTS[text].to_owned();
        let deed = match act.what.clone() {
            Doing::Send { id, text: said, reply_to, calls, .. } => Deed::Send {
                id: ClientId::parse(IDS[id]).unwrap(),
                text: text(said),
                mentions: vec![by, user(calls)],
                reply_to: reply_to.map(Seq),
                attachments,
            },
            Doing::Edit { target, text: said, calls } => {
                let (target, mentions) = (Seq(target), vec![user(calls)]);
                Deed::Edit { target, text: text(said), mentions }
            }
            Doing::Delete { target } => delete(target),
            Doing::React { target, emoji, on } => react(target, EMOJI[emoji], on),
            Doing::Pin { target, on } => pin(target, on),
            Doing::Join => Deed::Join,
            Doing::Leave => Deed::Leave,
            Doing::Invite { first, second } => {
                Deed::Invite { users: vec![user(first), user(second)] }
            }
            Doing::Kick { user: whom } => Deed::Kick { user: user(whom) },
            Doing::Ban { user: whom } => Deed::Ban { user: user(whom) },
            Doing::Unban { user: whom } => Deed::Unban { user: user(whom) },
            Doing::Role { user: whom, role } => Deed::Role { user: user(whom), role: ROLES[role] },
            Doing::Topic { title } => Deed::Topic { title: text(title) },
            Doing::Close => Deed::Close,
            other => return self.beside(by, chat, other, expected).await,
        };
        let quotas = Quotas::default();
        let append = Append { chat, author: by, deed, at: self.at, quotas, tag: None };
        let receipt = self.house.append(append).await.unwrap();
        let answer = receipt.ok().map(|receipt| (receipt.seq.0, receipt.duplicate));
        assert_eq!(answer, expected, "act {number}: {act:?}");
    }

    /// What is not written to a log.
    async fn beside(&mut self, by: Uid, chat: ChatId, what: Doing, expected: Answer) {
        let given = || Given::at(NOON);
        match what {
            Doing::Block { user } if self.people[user] != by => {
                self.house.tie(by, Tie::Block, self.people[user], 9, given()).await.unwrap();
            }
            Doing::Unblock { user } => {
                self.house.untie(by, Tie::Block, self.people[user], given()).await.unwrap();
            }
            Doing::Read { upto } => {
                let read = self.house.mark_read(by, chat, Seq(upto)).await.unwrap();
                assert_eq!(read.ok(), expected.map(|(_, news)| news));
            }
            Doing::Index => drop(self.house.index_some().await.unwrap()),
            Doing::Upload { content } => self.upload(by, content, expected).await,
            Doing::Wait => self.at = self.at + files::A_WHILE,
            Doing::Sweep => {
                let removed = self.house.sweep(self.at, usize::MAX).await.unwrap();
                assert_eq!(Some(removed as u64), expected.map(|(removed, _)| removed));
            }
            _ => {}
        }
    }

    /// Every reader of every chat sees what the model says.
    async fn compare(&self) {
        for (number, chat) in self.chats.iter().enumerate() {
            for (who, uid) in self.people.iter().enumerate() {
                let log = self.house.log(*uid, *chat).await.ok();
                assert_eq!(log, self.model.log(number, who), "{} in {chat}", PEOPLE[who]);
                let summary = self.house.chat(*uid, *chat).await.unwrap().ok();
                let unread = summary.as_ref().map(|summary| summary.unread);
                assert_eq!(unread, self.model.unread(number, who), "{} in {chat}", PEOPLE[who]);
                let told = summary.as_ref().map(|summary| (summary.mentions, summary.seen.0));
                assert_eq!(told, self.model.told(number, who), "{} in {chat}", PEOPLE[who]);
                if summary.is_some_and(|summary| summary.role.is_some()) {
                    self.compare_state(number, *chat, *uid).await;
                }
            }
        }
    }

    async fn compare_state(&self, number: usize, chat: ChatId, reader: Uid) {
        let members = self.house.members(reader, chat, None, 9).await.unwrap().unwrap();
        let members: Vec<_> =
            members.into_iter().map(|(person, role)| (person.name, role)).collect();
        assert_eq!(members, self.model.members(number));
        let pins = self.house.pins(reader, chat).await.unwrap().unwrap();
        assert_eq!(pins.iter().map(|seq| seq.0).collect::<Vec<_>>(), self.model.pins(number));
        let page = self.house.page(reader, chat, Range::Newest, 200).await.unwrap();
        for Entry { event, now } in page.entries {
            if let What::Message { words, .. } = event.what {
                let now = now.unwrap_or_default();
                let text = match (now.deleted, now.edited) {
                    (Some(_), _) => None,
                    (None, Some((_, words))) => Some(words.text),
                    (None, None) => Some(words.text),
                };
                let reactions = now.reactions.into_iter().map(|r| (r.emoji.to_string(), r.count));
                let mut reactions: Vec<_> = reactions.collect();
                reactions.sort();
                assert_eq!((text, reactions), self.model.message(number, event.seq.0));
            }
        }
    }
}

const ROLES: [ChatRole; 3] = [ChatRole::Member, ChatRole::Moderator, ChatRole::Owner];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..<_>::default() })]

    #[test]
    fn whatever_people_do_the_log_and_its_fold_stay_right(
        acts in prop::collection::vec(acts(), 1..120),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut talk = Talk::begin().await;
            for (number, act) in acts.iter().enumerate() {
                talk.act(number, act).await;
            }
            talk.compare().await;
            talk.compare_files().await;
            talk.house.is_sound();
        });
    }
}
