use serde_json::json;

use super::talker::{PASSWORD, house, knock, person};
use crate::support::Server;

async fn alice_and_bob() -> (Server, super::talker::Person, super::talker::Person) {
    let server = house().open();
    let (alice, bob) = (person(&server, "alice").await, person(&server, "bob").await);
    (server, alice, bob)
}

#[tokio::test]
async fn two_people_talk_with_nothing_but_lines() {
    use base64::Engine as _;
    let (server, alice, bob) = alice_and_bob().await;
    let basic = |name: &str| {
        let pair = format!("{name}:{PASSWORD}");
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
    };
    let mut hers = knock(server.address(), "/ws", &[("authorization", &basic("alice"))]).unwrap();
    let mut his = knock(server.address(), "/ws", &[("authorization", &basic("bob"))]).unwrap();
    let welcome = hers.hears("welcome");
    assert_eq!((&welcome["uid"], &welcome["username"]), (&json!(alice.uid), &json!("alice")));
    his.hears("welcome");

    hers.line("@bob hi");
    let chat = format!("d:{}:{}", alice.uid, bob.uid);
    let ack = hers.hears("ack");
    assert_eq!((&ack["chat"], &ack["seq"]), (&json!(chat), &json!(1)));
    let message = his.hears("message");
    assert_eq!((&message["from"], &message["text"]), (&json!("alice"), &json!("hi")));
    assert_eq!((&message["chat"], &message["seq"]), (&json!(chat), &json!(1)));

    his.line("@alice hello");
    assert_eq!(his.hears("ack")["seq"], 2);
    assert_eq!(hers.hears("message")["text"], "hello");
    hers.line("how are you?\n");
    assert_eq!(hers.hears("ack")["seq"], 3);
    assert_eq!(his.hears("message")["text"], "how are you?");

    his.line("/history");
    let history = his.hears("history");
    let texts: Vec<_> = history["events"].as_array().unwrap().iter().map(|e| &e["text"]).collect();
    assert_eq!(texts, ["hi", "hello", "how are you?"]);
    his.line("/help");
    his.hears("help");
    his.line("/fly");
    assert_eq!(his.hears("error")["code"], "bad_frame");
}

#[tokio::test]
async fn lines_that_come_all_at_once_are_read_one_after_the_other() {
    let (server, alice, _) = alice_and_bob().await;
    let mut hers = alice.connect(&server);
    for line in ["bare", "/create #tea Tea", "hello", "/fly", "again"] {
        hers.line(line);
    }
    let heard: Vec<_> = (0..5).map(|_| hers.hear()).collect();
    // Acknowledgements stand where their entries stand in the log, whatever is answered meanwhile.
    let (acks, errors): (Vec<_>, Vec<_>) = heard.iter().partition(|frame| frame["type"] == "ack");
    assert!(errors.iter().all(|error| error["code"] == "bad_frame"), "{errors:?}");
    let [created, hello, again] = acks[..] else { panic!("{heard:?}") };
    assert_eq!((&hello["chat"], &again["chat"]), (&created["chat"], &created["chat"]));
    assert_eq!((&hello["seq"], &again["seq"]), (&json!(2), &json!(3)));
}

#[tokio::test]
async fn a_message_is_sent_once_whatever_the_client_repeats() {
    let (server, alice, bob) = alice_and_bob().await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    let send = json!({"type": "send", "id": "k1", "chat": "@bob", "text": "hi"});
    let ack = hers.ask(send.clone());
    assert_eq!((&ack["id"], &ack["seq"]), (&json!("k1"), &json!(1)));
    let again = hers.ask(send);
    assert_eq!((&again["seq"], &again["duplicate"]), (&json!(1), &json!(true)));
    let other = json!({"type": "send", "id": "k1", "chat": "@bob", "text": "ho"});
    assert_eq!(hers.ask(other)["code"], "conflict");
    assert_eq!(his.catch_up().len(), 1);
}

#[tokio::test]
async fn other_devices_of_the_sender_hear_the_message_itself() {
    let (server, alice, _bob) = alice_and_bob().await;
    let (mut phone, mut laptop) = (alice.connect(&server), alice.connect(&server));
    phone.line("@bob hi");
    phone.hears("ack");
    assert_eq!(laptop.hears("message")["text"], "hi");
    assert!(phone.catch_up().is_empty());
}

#[tokio::test]
async fn a_resume_gives_exactly_what_was_missed() {
    let (server, alice, bob) = alice_and_bob().await;
    let mut hers = alice.connect(&server);
    for n in 1..=250 {
        hers.say(json!({"type": "send", "chat": "@bob", "text": format!("m{n}")}));
        hers.hears("ack");
    }
    let chat = format!("d:{}:{}", alice.uid, bob.uid);
    let mut his = bob.connect_to(&server, "/ws?hold=1");
    hers.say(json!({"type": "send", "chat": "@bob", "text": "m251"}));
    hers.hears("ack");
    assert!(his.catch_up().is_empty(), "nothing before the resume");
    his.say(json!({"type": "resume", "id": "r", "since": {chat: 7}}));
    let mut seqs = Vec::new();
    loop {
        let frame = his.hear();
        if frame["type"] == "resumed" {
            assert_eq!(frame["id"], "r");
            break;
        }
        assert_eq!(frame["type"], "events", "{frame}");
        let events = frame["events"].as_array().unwrap();
        seqs.extend(events.iter().map(|event| event["seq"].as_u64().unwrap()));
    }
    assert_eq!(seqs, (8..=251).collect::<Vec<_>>());
    hers.say(json!({"type": "send", "chat": "@bob", "text": "live"}));
    assert_eq!(his.hears("message")["seq"], 252);
}

#[tokio::test]
async fn chats_that_are_not_named_in_a_resume_come_as_their_summary() {
    let (server, alice, bob) = alice_and_bob().await;
    let mut hers = alice.connect(&server);
    hers.line("@bob hi");
    hers.hears("ack");
    let mut his = bob.connect_to(&server, "/ws?hold=1");
    let beyond = format!("d:{}:{}", alice.uid, bob.uid);
    his.say(json!({"type": "resume", "since": {"r:99": 3, beyond: 17, "@nobody": 1}}));
    let chats = his.hears("chats");
    assert_eq!((&chats["chats"][0]["head"], &chats["chats"][0]["unread"]), (&json!(1), &json!(1)));
    his.hears("resumed");
    hers.line("again");
    assert_eq!(his.hears("message")["seq"], 2);
}

#[tokio::test]
async fn who_is_kicked_hears_of_it_and_of_nothing_after() {
    let (server, alice, bob) = alice_and_bob().await;
    let (mut hers, mut his) = (alice.connect(&server), bob.connect(&server));
    hers.line("/create #tea Tea");
    let ack = hers.hears("ack");
    his.line("/join #tea");
    assert_eq!(his.hears("ack")["chat"], ack["chat"]);
    assert_eq!(hers.hears("join")["from"], "bob");
    his.line("hello");
    his.hears("ack");
    hers.hears("message");
    hers.line("/kick #tea @bob");
    hers.hears("ack");
    hers.line("#tea gone");
    hers.hears("ack");
    assert_eq!(his.hears("kick")["user"]["username"], "bob");
    assert!(his.catch_up().is_empty());
    assert_eq!(
        his.ask(json!({"type": "send", "chat": "#tea", "text": "x"}))["code"],
        "not_a_member"
    );
    his.line("/join #tea");
    his.hears("ack");
    hers.hears("join");
    hers.line("welcome back");
    assert_eq!(his.hears("message")["text"], "welcome back");
}

#[tokio::test]
async fn presence_and_typing_are_told_and_not_kept() {
    let (server, alice, bob) = alice_and_bob().await;
    let mut hers = alice.connect(&server);
    hers.line("@bob hi");
    hers.hears("ack");
    hers.say(json!({"type": "watch", "users": ["bob"]}));
    assert_eq!(hers.hears("presence")["online"], false);
    let mut his = bob.connect(&server);
    let presence = hers.hears("presence");
    assert_eq!((&presence["username"], &presence["online"]), (&json!("bob"), &json!(true)));
    his.say(json!({"type": "typing", "chat": "@alice", "on": true, "id": "t"}));
    assert_eq!(his.hears("ok")["id"], "t");
    let typing = hers.hears("typing");
    assert_eq!((&typing["from"], &typing["on"]), (&json!("bob"), &json!(true)));
    his.say(json!({"type": "read", "chat": "@alice", "seq": 1}));
    assert_eq!(hers.hears("read")["upto"], 1);
    drop(his);
    let gone = hers.hears("presence");
    assert_eq!(gone["online"], false);
    assert!(gone["last_seen"].is_number());
}
