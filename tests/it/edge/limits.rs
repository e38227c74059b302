//! Who is counted as whom (BRUTE-03, BRUTE-04).

use reqwest::Method;

use crate::support::{Client, House};

/// One request that says it was forwarded for somebody; its status.
async fn ask(client: &Client, forwarded_for: &str) -> u16 {
    let request = client.request(Method::GET, "/v1/me").header("x-forwarded-for", forwarded_for);
    client.send(request).await.status
}

fn strict() -> House {
    House::default().with("limits.anonymous_requests", "3/h")
}

#[tokio::test]
async fn a_new_forwarded_address_each_time_does_not_help_a_stranger() {
    let server = strict().open();
    let client = server.client();
    for last in 1..=3 {
        assert_eq!(ask(&client, &format!("203.0.113.{last}")).await, 401);
    }
    assert_eq!(ask(&client, "203.0.113.4").await, 429);
    let answer = client.get("/v1/me").await;
    assert_eq!((answer.status, answer.code()), (429, "rate_limited"));
    assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
    assert_eq!(client.get("/healthz").await.status, 200, "the server's own pages are not counted");
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_a_count_of_their_own() {
    let mut server = strict().with("server.trusted_proxies", "127.0.0.0/8").open();
    let client = server.client();
    for made_up in ["1.1.1.1", "2.2.2.2", "3.3.3.3"] {
        assert_eq!(ask(&client, &format!("{made_up}, 203.0.113.9")).await, 401);
    }
    assert_eq!(ask(&client, "4.4.4.4, 203.0.113.9").await, 429, "the right-most hop counts");
    assert_eq!(ask(&client, "203.0.113.9, 203.0.113.10").await, 401, "another client");
    server.stop();
    let log = server.log();
    assert!(log.contains("client=203.0.113.x") && !log.contains("1.1.1.x"), "{log}");
}
