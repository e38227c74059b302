//! Many people talk in chats that overlap and send files, each on several devices, while the server is
//! killed again and again. Every device knows what it has a right to expect of the next frame, and at
//! the end what the server has is held against everything that anybody was ever told.
//!
//! `TEAHOUSE_TEST_KILLS` says how often to kill, and `TEAHOUSE_TEST_SEED` repeats the choices of a
//! run, as far as they do not depend on who was quicker.

mod board;
mod copy;
mod deeds;
mod device;
mod files;
mod fold;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};
use teahouse::store::embedded::EngineKind;

use self::board::Board;
use self::device::Device;
use self::files::Upload;
use crate::socket::talker;
use crate::support::{Dice, House, Server, kills};

const PEOPLE: u64 = 6;
const DEVICES_EACH: u64 = 2;
const KILLS: u64 = 60;
/// A life of the server ends after fewer frames than this.
const FRAMES: u64 = 1_500;

#[test]
fn what_was_said_and_heard_outlives_kills_on_sled() {
    talk(EngineKind::Sled, kills(KILLS) * 5 / 6);
}

#[test]
fn what_was_said_and_heard_outlives_kills_on_redb() {
    talk(EngineKind::Redb, kills(KILLS) / 6);
}

#[derive(Clone)]
pub struct Somebody {
    pub uid: u64,
    pub name: String,
    pub token: String,
}

/// Who and what there is.
pub struct Cast {
    pub people: Vec<Somebody>,
    pub rooms: Mutex<BTreeSet<String>>,
    pub uploads: Mutex<BTreeMap<String, Upload>>,
}

impl Cast {
    /// As the server shows somebody.
    fn person(&self, uid: &Value) -> Value {
        let person = self.people.iter().find(|person| *uid == person.uid).unwrap();
        json!({ "uid": person.uid, "username": person.name })
    }
}

fn talk(engine: EngineKind, kills: u64) {
    let mut dice = Dice::of_this_run();
    let mut server = House::easygoing()
        .with("store.engine", engine.name())
        .with("sessions.access_minutes", 1440)
        .with("socket.queue_kibibytes", 16)
        .with("socket.connections_per_account_max", 1000)
        .open();
    let cast = gather(&server);
    let board = Arc::new(Board::default());
    let mut devices: Vec<Device> = (0..PEOPLE * DEVICES_EACH)
        .zip(cast.people.iter().cycle())
        .map(|(number, me)| Device::new(format!("d{number}"), me, &cast, &board, dice.split()))
        .collect();

    thread::scope(|scope| {
        for device in &mut devices {
            scope.spawn(|| device.talk());
        }
        let _over = board.over_at_the_end();
        for _ in 0..kills {
            live_and_die(&mut server, &board, &mut dice);
        }
    });
    settle(&mut devices, &server, &board);
    let logs = verdict::logs(&mut devices);
    for device in &mut devices {
        verdict::was_told_the_truth(device, &logs);
        verdict::sees_what_the_logs_say(device, &logs);
    }
    let held = files::are_where_they_should_be(&devices, &cast, &logs, server.address(), &mut dice);
    assert!(server.stop().success());
    finds_nothing(&server);
    files::nothing_else_outlives_a_day(&held, &server.data(), engine);
    let entries: usize = logs.values().map(Vec::len).sum();
    let said: usize = devices.iter().map(|device| device.said.len()).sum();
    println!("{kills} kills, {} chats, {entries} entries, {said} of them said", logs.len());
}

/// People, and rooms in which they are.
fn gather(server: &Server) -> Cast {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        let name = format!("p{number}");
        let talker::Person { uid, token } = runtime.block_on(talker::person(server, &name));
        people.push((talker::Person { uid, token: token.clone() }, Somebody { uid, name, token }));
    }
    let uids: Vec<u64> = people.iter().map(|(_, somebody)| somebody.uid).collect();
    let mut rooms = BTreeSet::new();
    for (number, (owner, _)) in (0..4).zip(&people) {
        let mut talker = owner.connect(server);
        let slug = format!("room{number}");
        talker.say(json!({
            "type": "create", "slug": slug, "title": slug, "public": number > 0, "members": uids,
            "id": format!("{slug}-0"),
        }));
        rooms.insert(talker.hears("ack")["chat"].as_str().unwrap().to_owned());
    }
    let people = people.into_iter().map(|(_, somebody)| somebody).collect();
    Cast { people, rooms: Mutex::new(rooms), uploads: Mutex::default() }
}

/// One life of the server, which ends in the middle of whatever it does; now and then as an
/// operator would end it.
fn live_and_die(server: &mut Server, board: &Board, dice: &mut Dice) {
    board.open(server.address());
    board.wait_until_heard(dice.below(FRAMES));
    board.close();
    if dice.once_in(10) {
        assert!(server.stop().success());
    } else {
        server.kill9();
    }
    if dice.once_in(10) {
        finds_nothing(server);
    }
    server.start_again();
}

/// Everybody comes back, repeats what was not answered, and then hears of all that was repeated.
fn settle(devices: &mut [Device], server: &Server, board: &Board) {
    let life = board.open(server.address());
    for _ in 0..2 {
        for device in devices.iter_mut() {
            device.hang_up();
            let came = device.connect(life).and_then(|()| device.listen());
            came.unwrap_or_else(|_| panic!("{} cannot come back", device.name));
        }
    }
}

fn finds_nothing(server: &Server) {
    let checked = server.command(&["check"]).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
