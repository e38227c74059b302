//! What the text says of accounts, sentence by sentence.

use reqwest::Method;
use serde_json::json;

use super::super::talk::{file, part};
use super::{PASSWORD, form, house, log_in, member, picture, register, says, update};
use crate::support::Person;

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
