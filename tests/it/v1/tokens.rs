//! What is no access token (JWT-01 to JWT-07, TOK-01).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hkdf, hmac};
use serde_json::{Value, json};

use crate::support::{House, PASSWORD, Person, Server};

/// The parts of a token of ours.
struct Parts {
    header: Value,
    claims: Value,
    signature: String,
}

fn parts(token: &str) -> Parts {
    let mut texts = token.split('.');
    let mut json = || {
        let bytes = URL_SAFE_NO_PAD.decode(texts.next().unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    let (header, claims) = (json(), json());
    Parts { header, claims, signature: texts.next().unwrap().to_owned() }
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn with(value: &Value, name: &str, other: Value) -> Value {
    let mut value = value.clone();
    value[name] = other;
    value
}

/// Signed with what somebody without our secret might try.
fn signed(header: &Value, claims: &Value, algorithm: hmac::Algorithm, key: &[u8]) -> String {
    let text = format!("{}.{}", encoded(header), encoded(claims));
    let tag = hmac::sign(&hmac::Key::new(algorithm, key), text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn forged(token: &str) -> Vec<String> {
    let Parts { header, claims, signature } = parts(token);
    let (own_header, own_claims) = (encoded(&header), encoded(&claims));
    let mut forged = Vec::new();
    // JWT-01: no signature at all.
    for none in ["none", "None", "nOnE", ""] {
        let header = encoded(&with(&header, "alg", json!(none)));
        forged.push(format!("{header}.{own_claims}."));
        forged.push(format!("{header}.{own_claims}.{signature}"));
    }
    // JWT-02: another algorithm, or a key that everybody knows.
    for other in ["HS384", "HS512", "RS256", "ES256", "EdDSA"] {
        let header = encoded(&with(&header, "alg", json!(other)));
        forged.push(format!("{header}.{own_claims}.{signature}"));
    }
    for key in [&b""[..], b"secret", b"teahouse", signature.as_bytes()] {
        forged.push(signed(&header, &claims, hmac::HMAC_SHA256, key));
        let header = with(&header, "alg", json!("HS512"));
        forged.push(signed(&header, &claims, hmac::HMAC_SHA512, key));
    }
    // JWT-03: a header that tells where to find the key.
    let key = json!({ "kty": "oct", "k": URL_SAFE_NO_PAD.encode(b"secret") });
    for (name, value) in [
        ("kid", json!("../../dev/null")),
        ("kid", json!("' OR 1=1")),
        ("jku", json!("http://127.0.0.1:1/")),
        ("x5u", json!("http://127.0.0.1:1/")),
        ("jwk", key),
        ("crit", json!(["x"])),
        ("typ", json!("JWT")),
    ] {
        let header = with(&header, name, value);
        forged.push(signed(&header, &claims, hmac::HMAC_SHA256, b"secret"));
        forged.push(format!("{}.{own_claims}.{signature}", encoded(&header)));
    }
    // JWT-04: other claims under the old signature.
    for (name, value) in [
        ("sub", json!("1")),
        ("exp", json!(9_999_999_999_u64)),
        ("exp", json!("never")),
        ("exp", Value::Null),
        ("aud", json!("elsewhere")),
        ("iss", json!("elsewhere")),
        ("sid", json!("00000000-0000-7000-8000-000000000000")),
    ] {
        let claims = encoded(&with(&claims, name, value));
        forged.push(format!("{own_header}.{claims}.{signature}"));
    }
    // JWT-07: the same token in another spelling.
    let last = signature.chars().last().unwrap();
    let alphabet: Vec<char> =
        ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']).collect();
    let place = alphabet.iter().position(|c| *c == last).unwrap();
    let stem = &signature[..signature.len() - 1];
    for bits in 1..4 {
        forged.push(format!("{own_header}.{own_claims}.{stem}{}", alphabet[place ^ bits]));
    }
    forged.extend([
        format!("{token}="),
        format!("{token}."),
        format!("{token}.{signature}"),
        format!("{own_header}.{own_claims}"),
        format!("{own_header} .{own_claims}.{signature}"),
        format!("{token}, {token}"),
        "..".to_owned(),
        "a".repeat(8 * 1024),
    ]);
    forged
}

#[tokio::test]
async fn no_other_token_than_ours_is_taken() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    assert!(alice.is_signed_in().await);
    for token in forged(&alice.access_token) {
        let answer = client.with_token(&token).get("/v1/me").await;
        let refused = (answer.status, answer.code());
        assert_eq!(refused, (401, "unauthenticated"), "{token}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let huge = client.with_token(&"a".repeat(100 * 1024)).get("/v1/me").await;
    assert!(matches!(huge.status, 401 | 431), "{}", huge.status);
}

/// The key of the access tokens, as a thief of the data directory would compute it.
fn stolen_key(server: &Server) -> Vec<u8> {
    let master = std::fs::read(server.data().join("secret.key")).unwrap();
    let house = hkdf::Salt::new(hkdf::HKDF_SHA256, b"teahouse").extract(&master);
    let key = house.expand(&[b"access tokens"], hkdf::HKDF_SHA256).unwrap();
    let mut bytes = vec![0; 32];
    key.fill(&mut bytes).unwrap();
    bytes
}

/// JWT-04: a right signature makes nothing true.
#[tokio::test]
async fn a_well_signed_token_with_a_wrong_claim_opens_nothing() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let bob = Person::registers(&client, "bob").await;
    let gone = Person::signs_in(&client, "alice").await;
    assert_eq!(gone.client.delete("/v1/sessions/current").await.status, 204);
    let key = stolen_key(&server);
    let Parts { header, claims, .. } = parts(&alice.access_token);
    let sign = |claims: &Value| signed(&header, claims, hmac::HMAC_SHA256, &key);
    let status = async |token: &str| client.with_token(token).get("/v1/me").await.status;
    assert_eq!(status(&sign(&claims)).await, 200, "the forger can forge");

    let now = claims["iat"].as_u64().unwrap();
    for (name, value) in [
        ("exp", json!(now - 60)),
        ("exp", json!((now + 900).to_string())),
        ("exp", json!(now as f64 + 900.5)),
        ("exp", Value::Null),
        ("iat", json!(now + 900)),
        ("nbf", json!(now + 900)),
        ("iss", json!("https://elsewhere.example")),
        ("aud", json!("elsewhere")),
        ("aud", json!(["teahouse", "elsewhere"])),
        ("sub", json!(bob.uid.to_string())),
        ("sub", json!("999")),
        ("sub", json!(alice.uid)),
        ("sid", json!(bob.session)),
        ("sid", json!(gone.session)),
        ("sid", json!("00000000-0000-7000-8000-000000000000")),
    ] {
        let token = sign(&with(&claims, name, value.clone()));
        assert_eq!(status(&token).await, 401, "{name}: {value}");
    }
    for name in ["exp", "iat", "iss", "aud", "sub", "sid"] {
        let mut without = claims.clone();
        without.as_object_mut().unwrap().remove(name);
        assert_eq!(status(&sign(&without)).await, 401, "without {name}");
    }
    let endless = claims.to_string().replace(&claims["exp"].to_string(), "1e400");
    let text = format!("{}.{}", encoded(&header), URL_SAFE_NO_PAD.encode(endless));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), text.as_bytes());
    assert_eq!(status(&format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))).await, 401);

    let body = json!({ "password": PASSWORD });
    let leave = alice.client.request(reqwest::Method::DELETE, "/v1/me").json(&body);
    assert_eq!(alice.client.send(leave).await.status, 204);
    assert_eq!(status(&sign(&claims)).await, 401, "who has left");
}

/// JWT-05: what is meant for something else opens nothing.
#[tokio::test]
async fn a_token_for_something_else_is_no_access_token() {
    let server = House::easygoing().open();
    let elsewhere = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let there = Person::registers(&elsewhere.client(), "alice").await;
    assert_eq!(there.session.len(), alice.session.len());
    for token in [&alice.refresh_token, &alice.session, &there.access_token] {
        assert_eq!(client.with_token(token).get("/v1/me").await.code(), "unauthenticated");
    }
    let body = json!({ "refresh_token": alice.access_token });
    assert_eq!(client.post("/v1/sessions/refresh", body).await.code(), "refresh_refused");
    let body = json!({ "refresh_token": there.refresh_token });
    assert_eq!(client.post("/v1/sessions/refresh", body).await.code(), "refresh_refused");
}

#[tokio::test]
async fn a_credential_of_another_kind_or_two_at_once_are_none() {
    let server = House::easygoing().open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let token = &alice.access_token;
    let with = async |values: &[String]| {
        let mut request = client.request(reqwest::Method::GET, "/v1/me");
        for value in values {
            request = request.header("authorization", value);
        }
        client.send(request).await.status
    };
    assert_eq!(with(&[format!("bearer {token}")]).await, 200);
    let bearer = format!("Bearer {token}");
    for values in [
        vec![format!("Token {token}")],
        vec![format!("Basic {token}")],
        vec![token.clone()],
        vec!["Bearer".to_owned()],
        vec!["Bearer ".to_owned()],
        vec![bearer.clone(), bearer.clone()],
    ] {
        assert_eq!(with(&values).await, 401, "{values:?}");
    }
}

/// TOK-01: a token in a URL opens nothing and is written nowhere.
#[tokio::test]
async fn a_token_in_a_url_is_neither_taken_nor_logged() {
    let mut server = House::easygoing().with("log.level", "trace").open();
    let client = server.client();
    let alice = Person::registers(&client, "alice").await;
    let token = &alice.access_token;
    for path in [
        format!("/v1/me?access_token={token}"),
        format!("/v1/me?token={token}"),
        format!("/v1/sessions/{token}"),
        format!("/ws?token={token}"),
        format!("/{token}"),
    ] {
        assert!(matches!(client.get(&path).await.status, 401 | 404 | 405 | 426), "{path}");
    }
    let metrics = client.get("/metrics").await.text;
    server.stop();
    assert!(!metrics.contains(token) && !server.log().contains(token));
}
