//! Other people: finding, following, blocking, and the pages of lists (DOS-09).

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, House, Person};

/// All pages of a list, each as the usernames on it.
async fn pages(client: &Client, path: &str, limit: usize) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut after = String::new();
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let answer = client.get(&format!("{path}{sign}limit={limit}{after}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let name = |person: &Value| person["username"].as_str().unwrap().to_owned();
        pages.push(answer.json["people"].as_array().unwrap().iter().map(name).collect());
        match answer.json["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return pages,
        }
    }
}

async fn ties(person: &Person, method: Method, whom: impl std::fmt::Display, tie: &str) -> u16 {
    let request = person.client.request(method, &format!("/v1/users/{whom}/{tie}"));
    person.client.send(request).await.status
}

#[tokio::test]
async fn lists_come_page_by_page_and_miss_nobody() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    for name in ["bob1", "bob2", "bob3", "bob4", "bob5"] {
        let bob = Person::registers(&client, name).await;
        assert_eq!(ties(&bob, Method::PUT, "@alice", "follow").await, 204);
        assert_eq!(ties(&bob, Method::PUT, alice.uid, "follow").await, 204, "again");
    }
    let expected = [vec!["bob1", "bob2"], vec!["bob3", "bob4"], vec!["bob5"]];
    assert_eq!(pages(&alice.client, "/v1/users/@alice/followers", 2).await, expected);
    assert_eq!(pages(&alice.client, "/v1/users/@bob1/following", 2).await, [["alice"]]);
    let found = pages(&alice.client, "/v1/users?q=BOB", 2).await.concat();
    assert_eq!(found, ["bob1", "bob2", "bob3", "bob4", "bob5"]);
}

#[tokio::test]
async fn whom_one_blocks_follows_no_longer_and_learns_nothing_of_it() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let bob = Person::registers(&client, "bob").await;
    ties(&bob, Method::PUT, "@alice", "follow").await;
    assert_eq!(ties(&alice, Method::PUT, "@bob", "block").await, 204);
    let followers = async || pages(&alice.client, "/v1/users/@alice/followers", 50).await.concat();
    assert_eq!(followers().await, [""; 0]);
    assert_eq!(ties(&bob, Method::PUT, "@alice", "follow").await, 204);
    assert_eq!(followers().await, [""; 0]);
    assert_eq!(pages(&alice.client, "/v1/me/blocks", 50).await.concat(), ["bob"]);
    assert_eq!(pages(&bob.client, "/v1/me/blocks", 50).await.concat(), [""; 0]);

    assert_eq!(ties(&alice, Method::DELETE, "@bob", "block").await, 204);
    ties(&bob, Method::PUT, "@alice", "follow").await;
    assert_eq!(followers().await, ["bob"]);
    assert_eq!(ties(&bob, Method::DELETE, "@alice", "follow").await, 204);
    assert_eq!(followers().await, [""; 0]);
}

#[tokio::test]
async fn one_is_not_tied_to_oneself_or_to_nobody_or_to_everybody() {
    let server = House::easygoing().with("accounts.ties_max", 1).open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    for name in ["bob", "carol"] {
        Person::registers(&client, name).await;
    }
    for tie in ["follow", "block"] {
        assert_eq!(ties(&alice, Method::PUT, "@alice", tie).await, 409);
        for nobody in ["@nobody", "99999", "0", "-1", "9007199254740992", "1e400", "@", "alice"] {
            assert_eq!(ties(&alice, Method::PUT, nobody, tie).await, 404, "{nobody}");
        }
        assert_eq!(ties(&alice, Method::PUT, "@bob", tie).await, 204);
        assert_eq!(ties(&alice, Method::PUT, "@carol", tie).await, 409);
    }
}

/// What strangers see holds no address.
#[tokio::test]
async fn a_public_profile_shows_no_address() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers_with_email(&client, "alice@example.com").await;
    let bob = Person::registers(&client, "bob").await;
    let answer = bob.client.get(&format!("/v1/users/{}", alice.uid)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text.contains("example.com"), "{}", answer.text);
    let tag = answer.header("etag").to_owned();
    let request = bob.client.request(Method::GET, &format!("/v1/users/{}", alice.uid));
    assert_eq!(bob.client.send(request.header("if-none-match", tag)).await.status, 304);
}

/// DOS-09: a page is at most so long, and a place in a list is one that we gave.
#[tokio::test]
async fn a_page_that_makes_no_sense_is_refused() {
    let server = House::easygoing().open();
    let alice = Person::registers(&server.client(), "alice").await;
    let huge = "A".repeat(4000);
    let limits = ["0", "-1", "201", "1000000000", "9223372036854775808", "18446744073709551616"];
    let limits = limits.into_iter().chain(["1e400", "NaN", "", "1.5", "+5", "%00", "٣"]);
    let limits = limits.map(|limit| format!("limit={limit}"));
    let cursors = ["x", "-1", "LTE", "bnVsbA", "MTg0NDY3NDQwNzM3MDk1NTE2MTY", "W10", "", &huge];
    let cursors = cursors.into_iter().map(|cursor| format!("after={cursor}"));
    let doubled = ["limit=1&limit=2", "limit=%zz", "after=%ff"].map(str::to_owned);
    for query in limits.chain(cursors).chain(doubled) {
        for path in ["/v1/users/@alice/followers?", "/v1/me/blocks?", "/v1/users?q=a&"] {
            let answer = alice.client.get(&format!("{path}{query}")).await;
            assert_eq!((answer.status, answer.code()), (400, "invalid_fields"), "{path}{query}");
        }
    }
    let find = alice.client.get("/v1/users").await;
    assert_eq!(
        find.json["errors"][0],
        json!({ "field": "q", "code": "required", "message": "is missing" })
    );
}
