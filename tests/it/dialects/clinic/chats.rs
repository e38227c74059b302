//! A chat by single requests.

use serde_json::{Value, json};

use super::{PASSWORD, form, house, log_in, member, says};
use crate::socket::talker::knock;
use crate::support::Answer;

#[tokio::test]
async fn two_people_write_to_each_other() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let li = member(&client, "li").await;
    let uid = |shown: Value| shown["uid"].as_u64().unwrap();
    let (zhang_uid, li_uid) =
        (uid(zhang.get("/v1/me").await.json), uid(li.get("/v1/me").await.json));
    let jwt = log_in(&client, "li", PASSWORD).await.json["jwt"].as_str().unwrap().to_owned();
    let mut hers =
        knock(server.address(), "/ws", &[("authorization", &format!("Bearer {jwt}"))]).unwrap();
    hers.hears("welcome");

    let first = [("chat_sender", "zhang"), ("chat_receiver", "li"), ("msg", "你好")];
    let sent = form(&zhang, "/chat/send", &first).await;
    let message = sent.json["message"].clone();
    assert_eq!((sent.status, &sent.json["status"]), (200, &json!("success")));
    assert_eq!(message["sender"], "zhang");
    assert_eq!((&message["receiver"], &message["message"]), (&json!("li"), &json!("你好")));
    assert!(message["created_time"].as_str().unwrap().ends_with('Z'));
    let pushed = hers.hears("message");
    assert_eq!((&pushed["text"], &pushed["from"]), (&json!("你好"), &json!("zhang")));
    hers.say(json!({ "type": "send", "chat": "@zhang", "text": "hello" }));
    hers.hears("ack");

    let (mine, theirs) = (zhang_uid.to_string(), li_uid.to_string());
    let by_number =
        [("chat_sender", mine.as_str()), ("chat_receiver", theirs.as_str()), ("msg", "3")];
    assert_eq!(form(&zhang, "/chat/send", &by_number).await.json["status"], "success");
    let list = form(&li, "/chat/list", &[("user", "li"), ("chater", "zhang")]).await;
    assert_eq!(list.json["status"], "success");
    let texts = |list: &Answer| -> Vec<String> {
        let all = list.json["messageList"].as_array().unwrap();
        all.iter().map(|said| said["message"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(texts(&list), ["你好", "hello", "3"]);
    assert_eq!(list.json["messageList"][0], message);
    assert_eq!(list.json["messageList"][1]["sender"], "li");

    let chat = format!("/v1/chats/d:{zhang_uid}:{li_uid}");
    assert_eq!(zhang.get(&format!("{chat}/events")).await.json["head"], 3);
    let edit = zhang.patch(&format!("{chat}/messages/1"), json!({ "text": "您好" })).await;
    assert!((200..300).contains(&edit.status), "{}", edit.text);
    assert!((200..300).contains(&li.delete(&format!("{chat}/messages/2")).await.status));
    let list = form(&zhang, "/chat/list", &[("user", "zhang"), ("chater", "li")]).await;
    assert_eq!(texts(&list), ["您好", "3"]);
    let last = [("user", "zhang"), ("chater", "li"), ("limit", "1")];
    assert_eq!(texts(&form(&zhang, "/chat/list", &last).await), ["3"]);
    let file = zhang.post("/v1/uploads?name=tea.txt", json!("oolong")).await.json["id"].clone();
    let given = json!({ "text": "", "attachments": [file] });
    assert_eq!(zhang.post(&format!("{chat}/messages"), given).await.status, 201);
    assert_eq!(texts(&form(&zhang, "/chat/list", &last).await), ["tea.txt"]);
    let before = [("user", "zhang"), ("chater", "li"), ("before", "3")];
    assert_eq!(texts(&form(&zhang, "/chat/list", &before).await), ["您好"]);
}

/// IDOR-01, IDOR-02.
#[tokio::test]
async fn nobody_writes_or_reads_for_another() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let li = member(&client, "li").await;
    let mallory = member(&client, "mallory").await;
    let first = [("chat_sender", "zhang"), ("chat_receiver", "li"), ("msg", "secret")];
    assert_eq!(form(&zhang, "/chat/send", &first).await.json["status"], "success");
    let error = json!({ "status": false, "info": "error" });
    for who in [&mallory, &client, &li] {
        says(&form(who, "/chat/send", &first).await, &error);
        says(&form(who, "/chat/list", &[("user", "zhang"), ("chater", "li")]).await, &error);
    }
    let bad: [&[(&str, &str)]; 6] = [
        &[("chat_sender", "zhang"), ("chat_receiver", "nobody"), ("msg", "x")],
        &[("chat_sender", "zhang"), ("chat_receiver", "zhang"), ("msg", "x")],
        &[("chat_sender", "zhang"), ("chat_receiver", "li"), ("msg", "  ")],
        &[("chat_sender", "zhang"), ("chat_receiver", "li")],
        &[("chat_receiver", "li"), ("msg", "x")],
        &[("chat_sender", "zhang"), ("msg", "x")],
    ];
    for fields in bad {
        says(&form(&zhang, "/chat/send", fields).await, &error);
    }
    let list = form(&zhang, "/chat/list", &[("user", "zhang"), ("chater", "li")]).await;
    assert_eq!(list.json["messageList"].as_array().unwrap().len(), 1);
    let none = form(&zhang, "/chat/list", &[("user", "zhang"), ("chater", "mallory")]).await;
    says(&none, &json!({ "status": "success", "messageList": [] }));
    for odd in ["-1", "9223372036854775808", "1.5", "x"] {
        let fields = [("user", "zhang"), ("chater", "li"), ("limit", odd)];
        assert_eq!(form(&zhang, "/chat/list", &fields).await.status, 200);
    }
}
