//! What answers say besides their bodies (CORS-01, XSS-02, XSS-03, LEAK-02).

use reqwest::Method;

use crate::support::House;

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful_and_none_tells_who_we_are() {
    let server = House::default().open();
    for path in ["/", "/docs", "/healthz", "/nothing", "/static/style.css", "/v1/nothing"] {
        let answer = server.client().get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(!answer.header("x-request-id").is_empty());
        assert_eq!(answer.header("server"), "");
    }
    let page = server.client().get("/").await;
    assert!(!page.header("content-security-policy").contains("unsafe-inline"));
}

#[tokio::test]
async fn who_came_over_tls_is_told_to_come_so_again() {
    let proxied = House::default().with("server.trusted_proxies", "127.0.0.1").open();
    let direct = House::default().open();
    for (server, proto, told) in
        [(&proxied, "https", "max-age=31536000"), (&proxied, "http", ""), (&direct, "https", "")]
    {
        let client = server.client();
        let request = client.request(Method::GET, "/").header("x-forwarded-proto", proto);
        let answer = client.send(request).await;
        assert_eq!(answer.header("strict-transport-security"), told, "{proto}");
    }
}

#[tokio::test]
async fn other_origins_get_nothing_unless_they_are_listed() {
    let server = House::default().with("server.allowed_origins", "https://app.example.org").open();
    let client = server.client();
    let allowed = async |method: Method, origin: &str| {
        let request = client.request(method, "/healthz").header("origin", origin);
        client.send(request).await
    };
    for origin in ["https://evil.example", "null", "https://app.example.org.evil.example"] {
        for method in [Method::GET, Method::OPTIONS] {
            let answer = allowed(method, origin).await;
            assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
        }
    }
    let preflight = allowed(Method::OPTIONS, "https://app.example.org").await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), "https://app.example.org");
    assert_eq!(preflight.header("access-control-allow-credentials"), "");
    assert!(preflight.header("access-control-allow-methods").contains("GET"));
    assert!(preflight.header("access-control-allow-headers").contains("Authorization"));
    let get = allowed(Method::GET, "https://app.example.org").await;
    assert_eq!(get.header("access-control-allow-origin"), "https://app.example.org");
    assert_eq!(get.header("vary"), "Origin");
}

#[tokio::test]
async fn files_are_asked_for_again_only_when_they_have_changed() {
    let server = House::default().open();
    let client = server.client();
    let first = client.get("/static/vendor/rapidoc-min.js").await;
    let request = client.request(Method::GET, "/static/vendor/rapidoc-min.js");
    let again = client.send(request.header("if-none-match", first.header("etag"))).await;
    assert_eq!((again.status, again.text.len()), (304, 0));
    let request = client.request(Method::GET, "/static/vendor/rapidoc-min.js");
    let packed = client.send(request.header("accept-encoding", "br, gzip;q=0.5")).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let request = client.request(Method::GET, "/static/vendor/rapidoc-min.js");
    let plain = client.send(request.header("accept-encoding", "gzip;q=0, br")).await;
    assert_eq!((plain.header("content-encoding"), plain.text.len()), ("", first.text.len()));
}

#[tokio::test]
async fn the_inbox_is_for_who_sits_at_the_machine() {
    let server = House::default().open();
    let client = server.client();
    assert!(client.inbox().await.is_empty());
    for (name, value) in [
        ("x-forwarded-for", "127.0.0.1"),
        ("forwarded", "for=127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("host", "evil.example"),
    ] {
        let request = client.request(Method::GET, "/dev/inbox").header(name, value);
        assert_eq!(client.send(request).await.code(), "not_found", "{name}");
    }
    let closed = House::default().with("inbox.serve", false).open();
    assert_eq!(closed.client().get("/dev/inbox").await.code(), "not_found");
}

#[tokio::test]
async fn the_numbers_name_routes_and_never_paths() {
    let server = House::default().open();
    server.client().get("/secret-path?token=hunter2").await;
    server.client().get("/healthz").await;
    let page = server.client().get("/metrics").await.text;
    assert!(
        page.contains(r#"teahouse_http_requests_total{route="/healthz",status="2xx"} 1"#),
        "{page}"
    );
    assert!(page.contains(r#"route="-",status="4xx""#), "{page}");
    for name in
        ["teahouse_connections ", "teahouse_store_commits_total ", "teahouse_store_free_bytes "]
    {
        assert!(page.contains(name), "{name}");
    }
    assert!(!page.contains("secret-path") && page.ends_with("# EOF\n"), "{page}");
}
