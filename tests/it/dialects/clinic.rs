//! `clinic` (S3): every sentence and case of its text, and what strangers will try.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use reqwest::Method;
use serde_json::{Value, json};

use super::talk::{file, multipart, part};
use crate::socket::talker::knock;
use crate::support::{Answer, Client, House, Person, Server};

const PASSWORD: &str = "admin";

fn house() -> Server {
    House::easygoing().open()
}

/// Always with status 200.
#[track_caller]
fn says(answer: &Answer, body: &Value) {
    assert_eq!((answer.status, &answer.json), (200, body), "{}", answer.text);
}

async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Answer {
    client.send(client.request(Method::POST, path).form(fields)).await
}

async fn register(client: &Client, name: &str) -> Answer {
    form(client, "/user/register", &[("username", name), ("password", PASSWORD)]).await
}

async fn log_in(client: &Client, name: &str, password: &str) -> Answer {
    client.get(&format!("/user/login?username={name}&password={password}")).await
}

/// Somebody who is signed in by this contract.
async fn member(client: &Client, name: &str) -> Client {
    says(&register(client, name).await, &json!({ "status": "success" }));
    client.with_token(log_in(client, name, PASSWORD).await.json["jwt"].as_str().unwrap())
}

async fn update(client: &Client, parts: &[Vec<u8>]) -> Answer {
    client.send(multipart(client.request(Method::POST, "/user/updatemyinfo"), parts)).await
}

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(40, 30).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn one_registers_by_a_form_and_logs_in_by_a_visit() {
    let server = house();
    let client = server.client();
    says(&register(&client, "admin122121").await, &json!({ "status": "success" }));
    let error = json!({ "status": "error" });
    says(&register(&client, "admin122121").await, &error);
    says(&register(&client, "ADMIN122121").await, &error);
    says(&form(&client, "/user/register", &[("username", "li")]).await, &error);
    says(
        &form(&client, "/user/register", &[("username", "li"), ("password", "1234")]).await,
        &error,
    );
    says(
        &form(&client, "/user/register", &[("username", "l i"), ("password", "admin")]).await,
        &error,
    );

    let login = log_in(&client, "admin122121", PASSWORD).await;
    let jwt = login.json["jwt"].as_str().unwrap();
    says(&login, &json!({ "status": "success", "jwt": jwt, "image": "" }));
    assert_eq!(login.header("cache-control"), "no-store");
    assert_eq!(login.header("referrer-policy"), "no-referrer");
    says(&log_in(&client, "nobody", PASSWORD).await, &json!({ "status": "user not found" }));
    says(&log_in(&client, "admin122121", "wrong").await, &json!({ "status": "invalid password" }));
    says(&client.get("/user/login?username=admin122121").await, &error);
    says(&client.get("/user/login?username=admin122121&password=%zz").await, &error);
}

#[tokio::test]
async fn a_token_is_taken_in_each_of_its_spellings_and_no_other() {
    let server = house();
    let client = server.client();
    register(&client, "zhang").await;
    let jwt = log_in(&client, "zhang", PASSWORD).await.json["jwt"].as_str().unwrap().to_owned();
    let visit = async |shown: String| {
        let request = client.request(Method::GET, "/user/homepage");
        client.send(request.header("authorization", shown)).await
    };
    for shown in
        [format!("Bearer {jwt}"), format!("JWT {jwt}"), format!("Token {jwt}"), jwt.clone()]
    {
        assert_eq!(visit(shown.clone()).await.json["status"], true, "{shown}");
    }
    let refused = json!({ "status": false, "info": "errror" });
    let mut bent = jwt.clone();
    bent.truncate(jwt.len() - 2);
    for shown in [String::new(), "Bearer".into(), bent, format!("{jwt}="), format!("Basic {jwt}")] {
        says(&visit(shown).await, &refused);
    }
    says(&client.get("/user/homepage").await, &refused);
    says(&client.get("/user/tobeupdated").await, &json!({ "status": false, "info": "error" }));
}

#[tokio::test]
async fn a_homepage_shows_who_one_is_and_whom_one_follows() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let empty = json!({
        "name": "zhang", "age": 0, "sex": "", "identity": "患者", "description": "",
        "image": "", "follow_num": 0, "follow_images": [],
    });
    says(&zhang.get("/user/homepage").await, &json!({ "status": true, "info": empty }));
    for name in ["one", "two", "three", "four", "five"] {
        let other = member(&client, name).await;
        if name != "two" {
            let parts = [part("ifChangeImage", b"1"), file("image", "../../x.svg", &picture())];
            assert_eq!(update(&other, &parts).await.json["status"], true);
        }
        assert_eq!(zhang.put(&format!("/v1/users/@{name}/follow"), json!({})).await.status, 204);
    }
    let info = zhang.get("/user/homepage").await.json["info"].clone();
    assert_eq!(info["follow_num"], 5);
    let pictures = info["follow_images"].as_array().unwrap();
    assert_eq!(pictures.len(), 3);
    for path in pictures {
        let shown = client.get(path.as_str().unwrap()).await;
        assert!(shown.header("content-type").starts_with("image/"), "{}", shown.status);
    }
}

#[tokio::test]
async fn one_changes_what_one_says_of_oneself() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let before = json!({
        "username": "zhang", "password": "******", "age": 0, "sex": "", "email": "", "uid": "",
        "description": "", "image": "",
    });
    says(&zhang.get("/user/tobeupdated").await, &json!({ "status": true, "info": before }));
    let fields = [
        ("username", "zhangsan"),
        ("password", "******"),
        ("age", "42"),
        ("sex", "男"),
        ("email", "zhang@example.com"),
        ("uid", "wx_1"),
        ("description", "你好"),
        ("ifChangeImage", "0"),
    ];
    let uid = zhang.get("/v1/me").await.json["uid"].clone();
    let done = form(&zhang, "/user/updatemyinfo", &fields).await;
    says(&done, &json!({ "status": true, "id": uid }));
    let after = json!({
        "username": "zhangsan", "password": "******", "age": 42, "sex": "男",
        "email": "zhang@example.com", "uid": "wx_1", "description": "你好", "image": "",
    });
    says(&zhang.get("/user/tobeupdated").await, &json!({ "status": true, "info": after.clone() }));
    // The same once more changes nothing and is no conflict with oneself.
    says(&form(&zhang, "/user/updatemyinfo", &fields).await, &json!({ "status": true, "id": uid }));
    assert_eq!(log_in(&client, "zhangsan", PASSWORD).await.json["status"], "success");
    assert_eq!(zhang.get("/v1/me").await.json["intro"], "你好");

    let with_picture = [
        part("username", b"zhangsan"),
        part("ifChangeImage", b"1"),
        file("image", "a.png", &picture()),
    ];
    says(&update(&zhang, &with_picture).await, &json!({ "status": true, "id": uid }));
    let shown = zhang.get("/user/tobeupdated").await.json["info"]["image"].clone();
    assert_eq!(client.get(shown.as_str().unwrap()).await.status, 200);
    assert_eq!(log_in(&client, "zhangsan", PASSWORD).await.json["image"], shown);
}

/// A name that is taken, a field that makes no sense: nothing of the form is taken.
#[tokio::test]
async fn a_change_is_whole_or_not_at_all() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let li = member(&client, "li").await;
    let own = [("email", "li@example.com")];
    assert_eq!(form(&li, "/user/updatemyinfo", &own).await.json["status"], true);
    let before = zhang.get("/user/tobeupdated").await.text;
    let failed = json!({ "status": false, "id": "update failed" });
    let bad: [&[(&str, &str)]; 9] = [
        &[("username", "LI"), ("age", "30")],
        &[("email", "LI@example.com"), ("age", "30")],
        &[("username", "zh ang"), ("age", "30")],
        &[("age", "-1"), ("description", "x")],
        &[("age", "151"), ("description", "x")],
        &[("sex", "maybe"), ("description", "x")],
        &[("email", "a@b\r\nBcc: c@d.e"), ("description", "x")],
        &[("password", "1234"), ("description", "x")],
        &[("ifChangeImage", "1"), ("description", "x")],
    ];
    for fields in bad {
        says(&form(&zhang, "/user/updatemyinfo", fields).await, &failed);
    }
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    let parts = [part("age", b"30"), part("ifChangeImage", b"1"), file("image", "a.png", svg)];
    says(&update(&zhang, &parts).await, &failed);
    assert_eq!(zhang.get("/user/tobeupdated").await.text, before);
}

/// MASS-01, ROLE-02.
#[tokio::test]
async fn what_is_not_in_the_list_is_not_changed() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let fields = [
        ("id", "1"),
        ("user_id", "1"),
        ("identity", "医生"),
        ("role", "admin"),
        ("is_admin", "1"),
        ("is_staff", "1"),
        ("follow_num", "99"),
        ("is_active", "0"),
        ("token_epoch", "9"),
    ];
    assert_eq!(form(&zhang, "/user/updatemyinfo", &fields).await.json["status"], true);
    let info = zhang.get("/user/homepage").await.json["info"].clone();
    assert_eq!((&info["identity"], &info["follow_num"]), (&json!("患者"), &json!(0)));
    assert_eq!(zhang.get("/v1/me").await.json["role"], "normal_user");
}

/// JWT-06.
#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let other =
        client.with_token(log_in(&client, "zhang", PASSWORD).await.json["jwt"].as_str().unwrap());
    let new = [("password", "longer than before")];
    assert_eq!(form(&zhang, "/user/updatemyinfo", &new).await.json["status"], true);
    assert_eq!(zhang.get("/user/homepage").await.json["status"], true);
    assert_eq!(other.get("/user/homepage").await.json["status"], false);
    says(&log_in(&client, "zhang", PASSWORD).await, &json!({ "status": "invalid password" }));
}

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

/// URLPW-01: the password in the address reaches nothing that is written down.
#[tokio::test]
async fn the_password_in_the_address_is_in_no_log() {
    let secret = "SECRETxyz";
    let mut server = House::easygoing().with("log.level", "trace").open();
    let client = server.client();
    register(&client, "zhang").await;
    let long = secret.repeat(900);
    let queries = [
        format!("username=zhang&password={secret}"),
        format!("username=nobody&password={secret}"),
        format!("username=zhang&password={secret}%zz"),
        format!("username=zhang&password={long}"),
        format!("username=zhang&password={secret}&password={secret}"),
    ];
    for query in queries {
        let answer = client.get(&format!("/user/login?{query}")).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.text);
        assert!(!answer.text.contains(secret));
    }
    assert!(server.stop().success());
    assert!(server.log().contains("/user/login"));
    assert!(!server.log().contains(secret));
    assert!(!stands_below(server.home(), secret));
}

fn stands_below(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return stands_below(&path, text);
        }
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// One account behind all contracts.
#[tokio::test]
async fn who_registers_here_is_known_everywhere() {
    let server = house();
    let client = server.client();
    let zhang = member(&client, "zhang").await;
    let credentials = json!({ "account": "zhang", "password": PASSWORD });
    assert_eq!(client.post("/user/login", credentials).await.json["msg"], "login successful");
    let session = json!({ "login": "zhang", "password": PASSWORD });
    let everywhere = Person::of(&client, &client.post("/v1/sessions", session).await);
    let devices = everywhere.client.get("/v1/sessions").await;
    assert_eq!(devices.json["sessions"].as_array().map(Vec::len), Some(3), "{}", devices.text);
    assert_eq!(everywhere.client.delete("/v1/sessions").await.status, 200);
    assert_eq!(zhang.get("/user/homepage").await.json["status"], false);
}
