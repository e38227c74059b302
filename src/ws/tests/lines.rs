use crate::ws::frame::{From, Request};
use crate::ws::line::read;

fn send(chat: &str, text: &str) -> Request {
    let (chat, text) = (chat.to_owned(), text.to_owned());
    Request::Send { chat, text, reply_to: None, attachments: vec![] }
}

#[test]
fn names_and_rooms_are_written_to() {
    assert_eq!(read("@bob hi", None), Ok(send("@bob", "hi")));
    assert_eq!(read("#tea hello everyone\n", None), Ok(send("#tea", "hello everyone")));
    assert_eq!(read("d:17:42 hi", None), Ok(send("d:17:42", "hi")));
    assert_eq!(read("@茶客 你好", None), Ok(send("@茶客", "你好")));
}

#[test]
fn a_bare_line_goes_where_one_wrote_last() {
    assert_eq!(read("hello again", Some("#tea")), Ok(send("#tea", "hello again")));
    assert!(read("hello", None).is_err());
    assert_eq!(read("d: hm", Some("#tea")), Ok(send("#tea", "d: hm")));
    assert_eq!(read("@ home", Some("#tea")), Ok(send("#tea", "@ home")));
    assert_eq!(read("//etc/passwd", Some("#tea")), Ok(send("#tea", "/etc/passwd")));
}

#[test]
fn commands_are_frames_in_words() {
    let tea = || "#tea".to_owned();
    let bob = || "@bob".to_owned();
    let search = |chat: Option<&str>, text: &str| {
        let (chat, text) = (chat.map(str::to_owned), text.to_owned());
        Request::Search { text, chat, before: None, limit: 20 }
    };
    let newest = |limit| Request::History { chat: tea(), from: From::Newest, limit };
    for (line, request) in [
        ("/join #tea", Request::Join { chat: tea() }),
        ("/leave", Request::Leave { chat: tea() }),
        ("/history", newest(20)),
        ("/history #tea 5", newest(5)),
        ("/history 5", newest(5)),
        ("/who", Request::Members { chat: tea(), after: None }),
        ("/chats", Request::Chats { before: None, limit: 50 }),
        ("/search 上海", search(None, "上海")),
        ("/search #tea warm leaf", search(Some("#tea"), "warm leaf")),
        ("/search @bob", search(None, "@bob")),
        ("/rooms te", Request::Rooms { text: "te".into(), after: None, limit: 50 }),
        ("/watch @bob", Request::Watch { users: vec![bob()] }),
        ("/kick @bob", Request::Kick { chat: tea(), user: bob() }),
        ("/ban #tea @bob", Request::Ban { chat: tea(), user: bob() }),
        ("/invite #tea @bob", Request::Invite { chat: tea(), users: vec![bob()] }),
        (
            "/role @bob moderator",
            Request::Role { chat: tea(), user: bob(), role: "moderator".into() },
        ),
        ("/topic Green tea", Request::Topic { chat: tea(), title: "Green tea".into() }),
        ("/edit 12 no", Request::Edit { chat: tea(), target: 12, text: "no".into() }),
        ("/delete 12", Request::Delete { chat: tea(), target: 12 }),
        ("/react 12 +1", Request::React { chat: tea(), target: 12, emoji: "+1".into(), on: true }),
        ("/unpin 12", Request::Pin { chat: tea(), target: 12, on: false }),
        ("/read 12", Request::Read { chat: tea(), seq: 12 }),
        ("/help", Request::Help),
        ("/ping", Request::Ping),
    ] {
        assert_eq!(read(line, Some("#tea")), Ok(request), "{line}");
    }
    let create = read("/create #tea Tea and talk", None);
    let title = Some("Tea and talk".to_owned());
    assert_eq!(
        create,
        Ok(Request::Create { slug: "tea".into(), title, public: true, members: vec![] })
    );
}

#[test]
fn a_line_that_says_too_little_is_told_what_is_missing() {
    for line in ["@bob", "#tea  ", "/join", "/edit x", "/edit 12", "/kick", "/", "/nonsense"] {
        assert!(read(line, Some("#tea")).is_err(), "{line}");
    }
}
