use std::collections::BTreeMap;
use std::time::Duration;

use crate::courier::settings::{Letters, Mail, MailTls, Sms, is_near};
use crate::courier::{SmsHttp, Smtp};
use crate::values::{Language, SecretText};

fn mail() -> Mail {
    Mail {
        host: "mail.example".to_owned(),
        port: 0,
        tls: MailTls::Starttls,
        user: "tea".to_owned(),
        password: SecretText::new("s3cret"),
        from: "tea@chat.example".to_owned(),
        hello_name: String::new(),
        root_certificates: String::new(),
        timeout_seconds: 10,
    }
}

fn sms() -> Sms {
    Sms {
        url: "https://sms.example/send".to_owned(),
        method: "POST".to_owned(),
        headers: BTreeMap::new(),
        content_type: "application/json".to_owned(),
        body: "{\"to\": \"{phone}\", \"text\": \"{text}\"}".to_owned(),
        success_contains: String::new(),
        root_certificates: String::new(),
        timeout_seconds: 10,
    }
}

#[test]
fn a_mail_server_is_reached_on_the_usual_port_by_the_senders_own_name() {
    for (tls, port) in [(MailTls::Implicit, 465), (MailTls::Starttls, 587)] {
        let smtp = Mail { tls, ..mail() }.smtp().unwrap().unwrap();
        assert_eq!((smtp.port, smtp.hello_name.as_str()), (port, "chat.example"));
        assert_eq!(smtp.timeout, Duration::from_secs(10));
        assert!(Smtp::new(smtp, "Teahouse").is_ok());
    }
    assert!(Mail { host: " ".to_owned(), ..mail() }.smtp().unwrap().is_none());
    let idn = Mail { from: "tea@茶馆.example".to_owned(), ..mail() }.smtp().unwrap().unwrap();
    assert_eq!(idn.hello_name, "xn--cl1ay07b.example");
}

#[test]
fn a_bad_mail_setting_is_named() {
    let owned = str::to_owned;
    for (key, settings) in [
        ("mail.from", Mail { from: owned("tea"), ..mail() }),
        ("mail.from", Mail { from: owned("tea@b.example\r\nBcc: x@y.example"), ..mail() }),
        ("mail.password", Mail { password: SecretText::new(""), ..mail() }),
        ("mail.user", Mail { user: String::new(), ..mail() }),
        ("mail.tls", Mail { tls: MailTls::None, ..mail() }),
        ("mail.hello_name", Mail { hello_name: owned("a\r\nMAIL FROM"), ..mail() }),
        ("mail.root_certificates", Mail { root_certificates: owned("/nowhere.pem"), ..mail() }),
        ("mail.root_certificates", Mail { root_certificates: owned("Cargo.toml"), ..mail() }),
        ("mail.timeout_seconds", Mail { timeout_seconds: 0, ..mail() }),
    ] {
        let bad = settings.smtp().unwrap_err();
        assert_eq!(bad.key, key, "{bad}");
        assert!(!bad.to_string().contains("s3cret"));
    }
    assert!(!format!("{:?}", mail()).contains("s3cret"));
}

#[test]
fn a_password_goes_in_clear_to_near_hosts_only() {
    for near in ["localhost", "127.0.0.1", "[::1]", "10.0.0.7", "192.168.1.2", "mailpit", "fd00::1"]
    {
        assert!(is_near(near), "{near}");
        let clear = Mail { host: near.to_owned(), tls: MailTls::None, ..mail() };
        assert!(clear.smtp().is_ok(), "{near}");
    }
    for far in ["mail.example", "93.184.216.34", "[2001:db8::1]", "localhost.example"] {
        assert!(!is_near(far), "{far}");
    }
}

#[test]
fn a_bad_sms_setting_is_named() {
    let owned = str::to_owned;
    let header = |name: &str, value| BTreeMap::from([(name.to_owned(), SecretText::new(value))]);
    for (key, settings) in [
        ("sms.url", Sms { url: owned("sms.example"), ..sms() }),
        ("sms.url", Sms { url: owned("http://sms.example/"), ..sms() }),
        ("sms.url", Sms { url: owned("https://{code}.example/"), ..sms() }),
        ("sms.url", Sms { url: owned("https://{code}@sms.example/"), ..sms() }),
        ("sms.url", Sms { url: owned("https://sms.example/?to={telephone}"), ..sms() }),
        ("sms.method", Sms { method: owned("DELETE"), ..sms() }),
        ("sms.content_type", Sms { content_type: owned("image/png"), ..sms() }),
        ("sms.body", Sms { body: owned("{\"to\": {phone}}"), ..sms() }),
        ("sms.body", Sms { body: owned("{\"to\": \"{who}\"}"), ..sms() }),
        ("sms.headers", Sms { headers: header("Authorization", "s3cret\r\nX: y"), ..sms() }),
        ("sms.headers", Sms { headers: header("X-Text", "{text}"), ..sms() }),
        ("sms.headers", Sms { headers: header("bad name", "1"), ..sms() }),
        ("sms.root_certificates", Sms { root_certificates: owned("Cargo.toml"), ..sms() }),
        ("sms.timeout_seconds", Sms { timeout_seconds: 500, ..sms() }),
    ] {
        let Err(bad) = SmsHttp::new(&settings) else { panic!("{key} was taken") };
        assert_eq!(bad.key, key, "{bad}");
        assert!(!bad.to_string().contains("s3cret"), "{bad}");
    }
    assert!(SmsHttp::new(&sms()).is_ok());
    let near = Sms { url: "http://127.0.0.1:8000/{national}?c={code}".to_owned(), ..sms() };
    assert!(SmsHttp::new(&near).is_ok());
}

#[test]
fn what_all_letters_share_is_checked() {
    let letters = |house: &str, public_url: &str| Letters {
        house: house.to_owned(),
        public_url: public_url.to_owned(),
        language: Language::En,
        give_up_after_hours: 24,
    };
    let house = letters(" 茶馆 ", "https://chat.example").house().unwrap();
    assert_eq!(house.name, "茶馆");
    assert_eq!(house.public_url.as_deref(), Some("https://chat.example/"));
    assert!(letters("Teahouse", "").house().unwrap().public_url.is_none());
    assert_eq!(letters("Teahouse", "").give_up_after(), Ok(Duration::from_secs(86_400)));

    for (house, url, key) in [
        ("", "", "letters.house"),
        ("a\r\nBcc: x", "", "letters.house"),
        ("a name that no screen can show", "", "letters.house"),
        ("Teahouse", "chat.example", "letters.public_url"),
        ("Teahouse", "javascript:alert(1)", "letters.public_url"),
        ("Teahouse", "https://user:pass@chat.example", "letters.public_url"),
    ] {
        assert_eq!(letters(house, url).house().unwrap_err().key, key, "{house:?} {url}");
    }
    let hurried = Letters { give_up_after_hours: 0, ..letters("Teahouse", "") };
    assert_eq!(hurried.give_up_after().unwrap_err().key, "letters.give_up_after_hours");
}
