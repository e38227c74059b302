//! The simplest thing that could answer the calls.

use std::collections::BTreeMap;

use super::{Call, GRACE_S, Mail, NAMES, SESSIONS_MAX};
use crate::values::Username;

/// What the store should be. Names lie under what they look like, which here says all.
#[derive(Default)]
pub struct Model {
    pub now: i64,
    pub last_uid: u64,
    pub people: BTreeMap<u64, Person>,
    /// How often a claim gave way.
    pub displaced: usize,
    reserved: BTreeMap<String, i64>,
    pub sessions: Vec<Device>,
    codes: BTreeMap<usize, (u8, i64)>,
}

#[derive(Clone)]
pub struct Person {
    pub name: Option<String>,
    pub mail: Option<Mail>,
    active: bool,
    epoch: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    who: u64,
    there: bool,
    generation: u32,
    rotated: i64,
    seen: i64,
    expires: i64,
}

fn look_of(name: &str) -> String {
    Username::parse(name).unwrap().skeleton()
}

impl Model {
    pub fn is_live(&self, which: usize) -> bool {
        self.sessions.get(which).is_some_and(|one| one.there && one.expires > self.now)
    }

    fn end_all(&mut self, who: u64, but: Option<usize>) -> usize {
        let ending = |(number, one): &(usize, &mut Device)| one.who == who && Some(*number) != but;
        let now = self.now;
        let all = self.sessions.iter_mut().enumerate().filter(ending);
        let were = all.filter_map(|(_, one)| std::mem::take(&mut one.there).then_some(one.expires));
        were.filter(|expires| *expires > now).count()
    }

    fn taken(&self, who: Option<u64>, look: &str) -> bool {
        let held = self
            .people
            .iter()
            .any(|(uid, one)| Some(*uid) != who && one.name.as_deref() == Some(look));
        held || self.reserved.get(look).is_some_and(|until| *until > self.now)
    }

    /// What a guess comes to; the code is spent by the caller.
    fn weigh(&mut self, mail: usize, right: bool) -> Result<(), String> {
        let Some((tries, _)) = self.codes.get_mut(&mail).filter(|(_, end)| *end > self.now) else {
            return Err("no code".into());
        };
        if right {
            return Ok(());
        }
        *tries -= 1;
        let left = *tries;
        if left == 0 {
            self.codes.remove(&mail);
        }
        Err(format!("wrong {left}"))
    }

    /// Who else holds the address; whether they keep it from who comes with `mail`.
    fn holder(&self, who: Option<u64>, mail: Mail) -> Option<(u64, bool)> {
        let others = self.people.iter().filter(|(uid, _)| Some(**uid) != who);
        let held = others.filter_map(|(uid, one)| one.mail.map(|own| (*uid, own)));
        let (uid, (_, proven)) = held.into_iter().find(|(_, own)| own.0 == mail.0)?;
        Some((uid, proven || !mail.1))
    }

    /// The name that comes next must not be the one that is wanted.
    fn displace(&mut self, holder: u64, wanted: Option<&str>) {
        self.displaced += 1;
        let mut name = self.people[&holder].name.clone();
        for number in 1.. {
            if name.is_some() {
                break;
            }
            let spare = match number {
                1 => format!("user{holder}"),
                _ => format!("user{holder}-{number}"),
            };
            let look = look_of(&spare);
            name = Some(look).filter(|look| !self.taken(None, look) && wanted != Some(look));
        }
        self.people.entry(holder).and_modify(|one| (one.name, one.mail) = (name, None));
    }

    fn create(&mut self, name: Option<usize>, mail: Option<Mail>, guess: Option<bool>) -> String {
        if let Some(right) = guess
            && let Err(refused) = self.weigh(0, right)
        {
            return refused;
        }
        let look = name.map(|name| look_of(NAMES[name]));
        if look.as_ref().is_some_and(|look| self.taken(None, look)) {
            return "taken".into();
        }
        match mail.and_then(|mail| self.holder(None, mail)) {
            Some((_, true)) => return "taken".into(),
            Some((holder, false)) => self.displace(holder, look.as_deref()),
            None => {}
        }
        if guess.is_some() {
            self.codes.remove(&0);
        }
        self.last_uid += 1;
        let person = Person { name: look, mail, active: true, epoch: 0 };
        self.people.insert(self.last_uid, person);
        format!("created {}", self.last_uid)
    }

    fn rename(&mut self, who: u64, name: usize) -> String {
        let look = look_of(NAMES[name]);
        if !self.people.contains_key(&who) {
            return "nobody".into();
        }
        if self.taken(Some(who), &look) {
            return "taken".into();
        }
        self.people.entry(who).and_modify(|one| one.name = Some(look));
        "changed 0".into()
    }

    fn address(&mut self, who: u64, mail: Mail) -> String {
        let Some(person) = self.people.get(&who) else { return "nobody".into() };
        let own = person.name.clone();
        match self.holder(Some(who), mail) {
            Some((_, true)) => return "taken".into(),
            Some((holder, false)) => self.displace(holder, own.as_deref()),
            None => {}
        }
        self.people.entry(who).and_modify(|one| one.mail = Some(mail));
        let ended = if self.people[&who].active { 0 } else { self.end_all(who, None) };
        format!("changed {ended}")
    }

    fn delete(&mut self, who: u64, kept_s: i64) -> String {
        let Some(person) = self.people.remove(&who) else { return "nobody".into() };
        if let Some(name) = person.name {
            self.reserved.insert(name, self.now + kept_s);
        }
        if let Some((mail, _)) = person.mail {
            self.codes.remove(&mail);
        }
        format!("deleted {}", self.end_all(who, None))
    }

    fn switch(&mut self, who: u64, active: bool) -> String {
        let Some(person) = self.people.get_mut(&who) else { return "nobody".into() };
        person.active = active;
        let ended = if active { 0 } else { self.end_all(who, None) };
        format!("changed {ended}")
    }

    fn password(&mut self, who: u64, epoch: Option<u64>, keep: usize) -> String {
        let Some(person) = self.people.get_mut(&who) else { return "nobody".into() };
        if epoch.is_some_and(|epoch| epoch != person.epoch) {
            return "stale".into();
        }
        person.epoch += 1;
        format!("changed {}", self.end_all(who, Some(keep)))
    }

    fn open(&mut self, who: u64, epoch: u64) -> String {
        let proven = |one: &&Person| one.active && one.epoch == epoch;
        let now = self.now;
        // One that was not opened has its number all the same.
        let mut device =
            Device { who, there: false, generation: 0, rotated: now, seen: now, expires: now + 60 };
        let opened = self.people.get(&who).filter(proven).is_some();
        let mut ended = 0;
        if opened {
            let own = |one: &&mut Device| one.who == who && one.there && one.expires > now;
            let mut live: Vec<&mut Device> = self.sessions.iter_mut().filter(own).collect();
            live.sort_by_key(|one| one.seen);
            ended = (live.len() + 1).saturating_sub(SESSIONS_MAX);
            live.into_iter().take(ended).for_each(|one| one.there = false);
            device.there = true;
        }
        self.sessions.push(device);
        if opened { format!("opened, ended {ended}") } else { "not proven".into() }
    }

    fn rotate(&mut self, which: usize, generation: u32) -> String {
        let now = self.now;
        if !self.is_live(which) {
            return "gone".into();
        }
        let session = &mut self.sessions[which];
        let current = session.generation;
        if generation > current {
            "gone".into()
        } else if generation == current {
            let (rotated, seen, expires) = (now, now, now + 60);
            let generation = generation + 1;
            *session = Device { generation, rotated, seen, expires, ..session.clone() };
            format!("rotated to {generation}")
        } else if generation + 1 == current && now - session.rotated <= GRACE_S {
            format!("repeated {current}")
        } else {
            session.there = false;
            format!("reused {}", session.who)
        }
    }

    pub fn answer(&mut self, call: &Call) -> String {
        match *call {
            Call::Create { name, mail, guess } => self.create(name, mail, guess),
            Call::Address { who, mail } => self.address(who, mail),
            Call::Rename { who, name } => self.rename(who, name),
            Call::Delete { who, kept_s } => self.delete(who, kept_s),
            Call::Switch { who, active } => self.switch(who, active),
            Call::Password { who, epoch, keep } => self.password(who, epoch, keep),
            Call::Open { who, epoch } => self.open(who, epoch),
            Call::Rotate { which, generation } => self.rotate(which, generation),
            Call::End { who, which } => {
                let own = self.is_live(which) && self.sessions[which].who == who;
                if own {
                    self.sessions[which].there = false;
                }
                format!("{own}")
            }
            Call::EndAll { who, but } => format!("ended {}", self.end_all(who, Some(but))),
            Call::Issue { mail } => {
                self.codes.insert(mail, (3, self.now + 20));
                "issued".into()
            }
            Call::Guess { mail, right } => match self.weigh(mail, right) {
                Ok(()) => {
                    self.codes.remove(&mail);
                    "used".into()
                }
                Err(refused) => refused,
            },
            Call::Wait { seconds } => {
                self.now += seconds;
                String::new()
            }
            Call::Sweep { .. } => String::new(),
        }
    }
}
