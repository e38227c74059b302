//! Finding what was said.

use reqwest::Url;
use serde_json::Value;

use super::people;
use crate::support::Person;

async fn finds(person: &Person, text: &str, more: &str) -> Value {
    let mut url = Url::parse("http://x/v1/search").unwrap();
    url.query_pairs_mut().append_pair("q", text);
    let path = format!("{}?{}{more}", url.path(), url.query().unwrap());
    let answer = person.client.get(&path).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

fn texts(found: &Value) -> Vec<&str> {
    found["hits"].as_array().unwrap().iter().map(|hit| hit["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn chinese_is_found_by_its_characters_and_latin_by_its_words() {
    let (_server, [alice, bob, eve]) = people(["alice", "bob", "eve"]).await;
    alice.says("@bob", "我家在上海东边").await;
    alice.says("@bob", "Warm jasmine, at noon").await;
    bob.says("@alice", "上班在海边").await;
    assert_eq!(texts(&finds(&bob, "上海", "").await), ["我家在上海东边"]);
    assert_eq!(texts(&finds(&bob, "海", "").await).len(), 2);
    assert_eq!(texts(&finds(&bob, "JASMINE noon", "").await), ["Warm jasmine, at noon"]);
    assert_eq!(texts(&finds(&bob, "asmin", "").await), [""; 0]);
    assert_eq!(texts(&finds(&eve, "上海", "").await), [""; 0], "it is not hers");
}

#[tokio::test]
async fn what_was_edited_is_found_as_it_reads_now_and_what_was_deleted_is_not() {
    let (_server, [alice, _bob]) = people(["alice", "bob"]).await;
    alice.says("@bob", "first coffee").await;
    alice.says("@bob", "second coffee").await;
    let path = |seq| format!("/v1/chats/@bob/messages/{seq}");
    alice.client.patch(&path(1), serde_json::json!({ "text": "first tea" })).await;
    alice.client.delete(&path(2)).await;
    assert_eq!(texts(&finds(&alice, "coffee", "").await), [""; 0]);
    assert_eq!(texts(&finds(&alice, "tea", "").await), ["first tea"]);
}

#[tokio::test]
async fn what_is_found_comes_page_by_page_and_from_one_chat_if_wanted() {
    let (_server, [alice, _bob, _carol]) = people(["alice", "bob", "carol"]).await;
    for number in 1..=5 {
        let name = if number == 3 { "@carol" } else { "@bob" };
        alice.says(name, &format!("cup {number}")).await;
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = finds(&alice, "cup", &format!("&limit=2{after}")).await;
        seen.extend(texts(&page).into_iter().map(str::to_owned));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ["cup 5", "cup 4", "cup 3", "cup 2", "cup 1"]);
    assert_eq!(texts(&finds(&alice, "cup", "&chat=@carol").await), ["cup 3"]);
    for bad in ["q=", "q=%00", "q=!!!", "", "q=x&limit=0", "q=x&after=x", &"q=x".repeat(80)] {
        let answer = alice.client.get(&format!("/v1/search?{bad}")).await;
        assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{bad}");
    }
}
