//! Whose the files are, and what becomes of them.

use std::collections::BTreeSet;

use super::super::Doing;
use super::super::files::{FILES_MAX, Pick, name_of};
use super::{Answer, Model};

/// A file waits for its message until people have waited so often.
const WAITS: usize = 3;

pub struct File {
    owner: usize,
    content: usize,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Waiting { until: usize },
    Held { chat: usize, seq: u64 },
    Gone,
}

/// The files that a message names.
pub struct Given {
    pub numbers: Vec<usize>,
    /// All of them wait for a message of who names them.
    pub are_there: bool,
}

impl Model {
    pub fn of_files(&mut self, who: usize, what: &Doing) -> Answer {
        match what {
            Doing::Upload { .. } if self.kept_for(who).len() == FILES_MAX => None,
            Doing::Upload { content } => {
                let place = Place::Waiting { until: self.now + WAITS };
                self.files.push(File { owner: who, content: *content, place });
                Some((self.files.len() as u64 - 1, false))
            }
            Doing::Sweep => {
                let now = self.now;
                let over = |file: &&mut File| matches!(file.place, Place::Waiting { until } if until <= now);
                let removed =
                    self.files.iter_mut().filter(over).map(|file| file.place = Place::Gone);
                Some((removed.count() as u64, false))
            }
            _ => {
                self.now += 1;
                None
            }
        }
    }

    /// The numbers of the files that are meant, each once; one beyond all where there is none.
    pub fn picked(&self, who: usize, picks: &[Pick]) -> Vec<usize> {
        let own = |number: &usize| self.files[*number].owner == who;
        let mut numbers = Vec::new();
        for pick in picks {
            let nth = match pick.own {
                true => (0..self.files.len()).filter(own).nth(pick.nth),
                false => Some(pick.nth).filter(|nth| *nth < self.files.len()),
            };
            let number = nth.unwrap_or(usize::MAX);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    pub fn given(&self, who: usize, what: &Doing) -> Given {
        let Doing::Send { files, .. } = what else {
            return Given { numbers: Vec::new(), are_there: true };
        };
        let numbers = self.picked(who, files);
        let waits = |number: &usize| {
            let file = self.files.get(*number).filter(|file| file.owner == who);
            file.is_some_and(|file| self.is_waiting(file))
        };
        Given { are_there: numbers.iter().all(waits), numbers }
    }

    fn is_waiting(&self, file: &File) -> bool {
        matches!(file.place, Place::Waiting { until } if self.now < until)
    }

    /// What has just been done takes files up, or lets them go.
    pub fn follow(&mut self, chat: usize, what: &Doing, seq: u64, given: &[usize]) {
        match *what {
            Doing::Send { .. } => {
                for number in given {
                    self.files[*number].place = Place::Held { chat, seq };
                }
            }
            Doing::Delete { target } => {
                let held = Place::Held { chat, seq: target };
                let of_it = self.files.iter_mut().filter(|file| file.place == held);
                of_it.for_each(|file| file.place = Place::Gone);
            }
            _ => {}
        }
    }

    /// What is in a file, for who may read it.
    pub fn content(&self, number: usize, who: usize) -> Option<usize> {
        let file = &self.files[number];
        let may_read = match file.place {
            Place::Waiting { .. } => file.owner == who && self.is_waiting(file),
            Place::Held { .. } if file.owner == who => true,
            Place::Held { chat, seq } => self.chats[&chat].reach(chat, who) >= Some(seq),
            Place::Gone => false,
        };
        may_read.then_some(file.content)
    }

    /// The files of one person, those too that wait to be swept.
    pub fn kept_for(&self, who: usize) -> Vec<usize> {
        let kept = |file: &File| file.owner == who && file.place != Place::Gone;
        (0..self.files.len()).filter(|number| kept(&self.files[*number])).collect()
    }

    /// What is alike is kept once.
    pub fn contents_kept(&self) -> usize {
        let kept = self.files.iter().filter(|file| file.place != Place::Gone);
        kept.map(|file| file.content).collect::<BTreeSet<_>>().len()
    }
}

/// As they stand behind a message.
pub fn spell(files: &[usize]) -> String {
    files.iter().map(|number| format!(" +{}", name_of(*number))).collect()
}
