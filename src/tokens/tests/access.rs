//! Access tokens, as we write them and as somebody else might.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;
use ring::hmac;
use serde_json::{Value, json};

use super::*;

fn read(text: &str) -> Result<Claims, BadToken> {
    tokens().read_access(text, NOW)
}

/// The header and the claims of a token that we would accept.
fn good() -> (Value, Value) {
    let text = tokens().access(Uid(7), sid(), NOW).text;
    let mut parts = text.reveal().split('.').map(|part| {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap_or_default()
    });
    (parts.next().unwrap(), parts.next().unwrap())
}

/// A token signed with our own key, whatever it says: what only a second service with the same
/// secret, or a mistake of ours, could make.
fn signed(header: &str, claims: &str, algorithm: hmac::Algorithm) -> String {
    let key = hmac::Key::new(algorithm, &secrets().derive("access tokens"));
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = hmac::sign(&key, message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn with_header(name: &str, value: Value) -> String {
    let (mut header, claims) = good();
    header[name] = value;
    signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256)
}

fn with_claim(name: &str, value: Value) -> String {
    let (header, mut claims) = good();
    claims[name] = value;
    signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256)
}

#[test]
fn what_was_signed_is_read_back() {
    let access = tokens().access(Uid(7), sid(), NOW);
    assert_eq!(access.expires_in, Duration::from_secs(900));
    assert_eq!(read(access.text.reveal()), Ok(Claims { uid: Uid(7), sid: sid() }));
    // The forger of these tests can make a good one, so the refusals below mean something.
    let (header, claims) = good();
    let forged = signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256);
    assert_eq!(read(&forged), Ok(Claims { uid: Uid(7), sid: sid() }));
}

#[test]
fn the_header_names_the_type_and_the_key() {
    let (header, claims) = good();
    assert_eq!((&header["alg"], &header["typ"]), (&json!("HS256"), &json!("at+jwt")));
    assert_eq!(header["kid"].as_str().unwrap().len(), 8);
    assert_eq!(claims["sub"], json!("7"));
    assert_eq!(claims["exp"], json!(NOW.0 / 1000 + 900));
}

#[test]
fn jwt_01_a_token_without_a_signature_is_none() {
    for alg in ["none", "None", "nOnE", "NONE", ""] {
        let (mut header, claims) = good();
        header["alg"] = json!(alg);
        let signed = signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256);
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        assert_eq!(read(&signed), Err(BadToken::NotOurs), "{alg}");
        assert_eq!(read(&unsigned), Err(BadToken::NotOurs), "{alg}");
    }
    let (header, claims) = good();
    let signed = signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256);
    assert!(read(&format!("{}.", signed.rsplit_once('.').unwrap().0)).is_err());
}

#[test]
fn jwt_02_there_is_one_algorithm() {
    for (alg, algorithm) in [("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)] {
        let (mut header, claims) = good();
        assert!(read(&signed(&header.to_string(), &claims.to_string(), algorithm)).is_err());
        header["alg"] = json!(alg);
        assert!(read(&signed(&header.to_string(), &claims.to_string(), algorithm)).is_err());
    }
    for alg in ["RS256", "ES256", "EdDSA", "PS256", "hs256"] {
        assert_eq!(read(&with_header("alg", json!(alg))), Err(BadToken::NotOurs), "{alg}");
    }
}

#[test]
fn jwt_03_a_header_cannot_bring_its_own_key() {
    let key = json!({"kty": "oct", "k": "c2VjcmV0"});
    for (name, value) in [
        ("kid", json!("../../dev/null")),
        ("kid", json!("' OR 1=1")),
        ("kid", json!("")),
        ("kid", Value::Null),
        ("jku", json!("http://127.0.0.1:1/")),
        ("x5u", json!("http://127.0.0.1:1/")),
        ("x5c", json!(["AAAA"])),
        ("jwk", key),
        ("crit", json!(["x"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("cty", json!("JWT")),
    ] {
        let refused = read(&with_header(name, value.clone()));
        assert_eq!(refused, Err(BadToken::NotOurs), "{name}: {value}");
    }
}

#[test]
fn jwt_04_each_claim_must_be_there_and_right() {
    let later = json!(NOW.0 / 1000 + 60);
    for (name, value) in [
        ("exp", Value::Null),
        ("exp", json!("1900000000")),
        ("exp", json!(1_900_000_000.5)),
        ("exp", json!(-1)),
        ("nbf", later.clone()),
        ("nbf", json!("soon")),
        ("iat", later),
        ("iss", json!("https://mallory.example")),
        ("iss", json!(["https://tea.example"])),
        ("aud", json!("other.example")),
        ("aud", json!(["tea.example", "other.example"])),
        ("sub", json!(7)),
        ("sub", json!("0")),
        ("sub", json!("7 ")),
        ("sid", json!("mine")),
    ] {
        let refused = read(&with_claim(name, value.clone()));
        assert_eq!(refused, Err(BadToken::NotOurs), "{name}: {value}");
    }
    for name in ["exp", "iat", "iss", "aud", "sub", "sid"] {
        let (header, mut claims) = good();
        claims.as_object_mut().unwrap().remove(name);
        let without = signed(&header.to_string(), &claims.to_string(), hmac::HMAC_SHA256);
        assert_eq!(read(&without), Err(BadToken::NotOurs), "without {name}");
    }
    let (header, claims) = good();
    let exp = claims["exp"].to_string();
    for odd in ["1e400", "1.0", "18446744073709551616", "{}", "1900000000,\"exp\":1900000000"] {
        let claims = claims.to_string().replace(&exp, odd);
        let refused = read(&signed(&header.to_string(), &claims, hmac::HMAC_SHA256));
        assert_eq!(refused, Err(BadToken::NotOurs), "exp {odd}");
    }
}

#[test]
fn jwt_04_a_token_lives_as_long_as_it_says_and_the_leeway() {
    let text = tokens().access(Uid(7), sid(), NOW).text;
    let at = |seconds| tokens().read_access(text.reveal(), NOW + Duration::from_secs(seconds));
    assert!(at(899).is_ok());
    assert!(at(904).is_ok());
    assert_eq!(at(905), Err(BadToken::Expired));
    let early = |seconds| tokens().read_access(text.reveal(), NOW - Duration::from_secs(seconds));
    assert!(early(5).is_ok());
    assert_eq!(early(6), Err(BadToken::NotOurs));
}

#[test]
fn jwt_05_other_tokens_and_other_houses_are_refused() {
    for typ in [json!("JWT"), json!("AT+JWT"), json!("rt+jwt"), json!("logout+jwt"), Value::Null] {
        assert!(read(&with_header("typ", typ)).is_err());
    }
    let refresh = tokens().refresh(sid(), 1, &[0; 16]);
    assert_eq!(read(refresh.reveal()), Err(BadToken::NotOurs));

    let elsewhere = TokenSettings { audience: "other.example".to_owned(), ..settings() };
    let theirs = Tokens::new(&secrets(), elsewhere).access(Uid(7), sid(), NOW).text;
    assert_eq!(read(theirs.reveal()), Err(BadToken::NotOurs));

    let stranger = Secrets::from_bytes(b"another horse, another battery, 12345").unwrap();
    let forged = Tokens::new(&stranger, settings()).access(Uid(7), sid(), NOW).text;
    assert_eq!(read(forged.reveal()), Err(BadToken::NotOurs));
}

#[test]
fn jwt_07_a_token_has_one_spelling() {
    let text = tokens().access(Uid(7), sid(), NOW).text;
    let text = text.reveal();
    // 32 bytes leave two spare bits in the last of 43 characters; they must be zero.
    let (head, last) = text.split_at(text.len() - 1);
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = alphabet.chars().nth(alphabet.find(last).unwrap() + 1).unwrap();
    let (message, signature) = text.rsplit_once('.').unwrap();
    for other in [
        format!("{text}="),
        format!("{text}=="),
        format!("{head}{next}"),
        format!("{text}."),
        format!(".{text}"),
        format!("{text}.{signature}"),
        format!(" {text}"),
        format!("{text}\n"),
        format!("{message} .{signature}"),
        format!("{text}A"),
        text.replace('.', ".."),
        text[..text.len() - 1].to_owned(),
        message.to_owned(),
        text.to_uppercase(),
        "..".to_owned(),
        ".".to_owned(),
        String::new(),
        "\0".to_owned(),
        "A".repeat(100 * 1024),
        format!("{text}{}", "=".repeat(100 * 1024)),
        with_claim("pad", json!("x".repeat(100 * 1024))),
    ] {
        assert_eq!(read(&other), Err(BadToken::NotOurs), "{other:.400}");
    }
}

#[test]
fn no_key_is_seen_in_debug() {
    let tokens = tokens();
    let text = tokens.access(Uid(7), sid(), NOW).text;
    assert!(!format!("{text:?}").contains("ey"));
    let shown = format!("{tokens:?} {:?}", secrets());
    assert!(shown.ends_with("Secrets(***)"), "{shown}");
    assert!(!shown.to_lowercase().contains("secretorder"), "{shown}");
}

proptest! {
    #[test]
    fn no_changed_token_is_accepted(place in 0usize..500, byte in 0x20u8..0x7f) {
        let text = tokens().access(Uid(7), sid(), NOW).text;
        let mut changed = text.reveal().as_bytes().to_vec();
        let place = place % changed.len();
        prop_assume!(changed[place] != byte);
        changed[place] = byte;
        prop_assert_eq!(read(&String::from_utf8(changed).unwrap()), Err(BadToken::NotOurs));
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC{0,200}") {
        prop_assert_eq!(read(&text), Err(BadToken::NotOurs));
    }
}
