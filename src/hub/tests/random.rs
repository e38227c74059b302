//! Deliveries late, lost and doubled, peers that stall, members who come and go, in any order:
//! each connection gets each entry once and in order.

use std::collections::VecDeque;
use std::sync::Arc;

use proptest::prelude::*;

use super::house::*;
use crate::hub::*;

#[derive(Clone, Debug)]
enum Step {
    /// Somebody writes; the connection named, if any, gets the ack in its place.
    Write {
        chat: u64,
        by: Option<usize>,
        settle_first: bool,
    },
    /// The oldest entries on their way arrive, in one turn.
    Deliver {
        count: usize,
    },
    /// They arrive, and will arrive again.
    DeliverTwice {
        count: usize,
    },
    /// They are lost, and the hub is told so or will see the hole.
    Lose {
        count: usize,
        told: bool,
    },
    Stall {
        link: usize,
    },
    Take {
        link: usize,
        bytes: usize,
    },
    Tend {
        link: usize,
        page: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let link = 0..3_usize;
    prop_oneof![
        4 => (1..3_u64, proptest::option::of(0..3_usize), any::<bool>())
            .prop_map(|(chat, by, settle_first)| Step::Write { chat, by, settle_first }),
        4 => (1..6_usize).prop_map(|count| Step::Deliver { count }),
        1 => (1..4_usize).prop_map(|count| Step::DeliverTwice { count }),
        1 => (1..4_usize, any::<bool>()).prop_map(|(count, told)| Step::Lose { count, told }),
        1 => link.clone().prop_map(|link| Step::Stall { link }),
        2 => (link.clone(), 1..300_usize).prop_map(|(link, bytes)| Step::Take { link, bytes }),
        4 => (link, 1..9_usize).prop_map(|(link, page)| Step::Tend { link, page }),
    ]
}

struct Run {
    house: House,
    links: Vec<(Registration, Peer)>,
    wishes: Vec<u64>,
    /// Written and not delivered yet.
    on_the_way: VecDeque<Entry>,
    /// Acknowledgements whose callers have not heard yet: the link, and the entry.
    unsettled: Vec<(usize, Entry)>,
    /// Who wrote each entry, to know where an ack stands.
    mine: Vec<(usize, String)>,
}

impl Run {
    fn new() -> Run {
        let house = House::new();
        let links: Vec<_> = (0..3).map(|n| house.hearing(10 + n, room(1))).collect();
        for (registration, _) in &links {
            house.hub.follow(registration.link(), room(2));
            house.hub.point(registration.link(), room(2), 0, 0);
        }
        Run {
            house,
            links,
            wishes: vec![0; 3],
            on_the_way: VecDeque::new(),
            unsettled: Vec::new(),
            mine: Vec::new(),
        }
    }

    fn link(&self, link: usize) -> &Arc<Link> {
        self.links[link].0.link()
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Write { chat, by, settle_first } => self.write(chat, by, settle_first),
            Step::Deliver { count } => {
                let entries = self.arriving(count);
                self.house.hub.deliver(entries);
            }
            Step::DeliverTwice { count } => {
                let entries = self.arriving(count);
                self.house.hub.deliver(entries.clone());
                self.house.hub.deliver(entries);
            }
            Step::Lose { count, told } => {
                self.arriving(count);
                if told {
                    self.house.hub.missed();
                }
            }
            Step::Stall { link } => self.links[link].1.takes(0),
            Step::Take { link, bytes } => self.links[link].1.takes(bytes),
            Step::Tend { link, page } => {
                // A connection's own task does one thing at a time: it hears of its own wish
                // before it reads on from the log.
                self.settle(link);
                self.house.tend(self.link(link), page);
            }
        }
    }

    fn write(&mut self, chat: u64, by: Option<usize>, settle_first: bool) {
        let Some(by) = by else {
            let entry = self.house.write(room(chat), What::Said, None);
            return self.on_the_way.push_back(entry);
        };
        self.settle(by);
        self.wishes[by] += 1;
        let wish = (self.link(by).id, Wish(self.wishes[by]));
        let entry = self.house.write(room(chat), What::Said, Some(wish));
        self.mine.push((by, format!("r{chat}:{}", entry.seq)));
        self.unsettled.push((by, entry.clone()));
        self.on_the_way.push_back(entry);
        if settle_first {
            self.settle(by);
        }
    }

    fn settle(&mut self, link: usize) {
        for (_, entry) in self.unsettled.extract_if(.., |(by, _)| *by == link) {
            let wish = entry.ack.unwrap().wish;
            let registration = self.links[link].0.link();
            self.house.hub.settle(registration, entry.chat, entry.seq, wish, || ack_of(&entry));
            registration.flush();
        }
    }

    fn arriving(&mut self, count: usize) -> Vec<Entry> {
        let count = count.min(self.on_the_way.len());
        self.on_the_way.drain(..count).collect()
    }

    fn check(mut self) {
        (0..3).for_each(|link| self.settle(link));
        // A hole at the end shows when something comes after it.
        (1..=2).for_each(|chat| self.write(chat, None, false));
        let rest = self.arriving(usize::MAX);
        self.house.hub.deliver(rest);
        for (link, (registration, peer)) in self.links.iter().enumerate() {
            self.house.settle_down(registration.link(), peer);
            for chat in [1, 2] {
                let prefix = format!("r{chat}:");
                let heard: Vec<String> =
                    peer.heard().into_iter().filter(|word| word.starts_with(&prefix)).collect();
                let expected: Vec<String> = (1..=self.house.head(room(chat)))
                    .map(|seq| format!("{prefix}{seq}"))
                    .map(|word| match self.mine.contains(&(link, word.clone())) {
                        true => format!("{word}!"),
                        false => word,
                    })
                    .collect();
                assert_eq!(heard, expected, "connection {link}, chat {chat}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_connection_gets_each_entry_once_and_in_order(
        steps in proptest::collection::vec(step(), 1..150),
    ) {
        let mut run = Run::new();
        steps.iter().for_each(|step| run.take(step));
        run.check();
    }
}
