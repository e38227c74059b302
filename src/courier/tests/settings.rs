use std::collections::BTreeMap;
use std::time::Duration;

use crate::courier::settings::{Mail, MailTls, Sms, is_near};
use crate::courier::{House, SmsHttp, Smtp};
use crate::values::SecretText;

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
        timeout: Duration::from_secs(10),
    }
}

fn sms() -> Sms {
    Sms {
        url: "https://sms.example/send".to_owned(),
        method: "POST".to_owned(),
        secret: SecretText::new("s3cret"),
        headers: BTreeMap::new(),
        content_type: "application/json".to_owned(),
        body: "{\"to\": \"{phone}\", \"text\": \"{text}\"}".to_owned(),
        success_contains: String::new(),
        root_certificates: String::new(),
        timeout: Duration::from_secs(10),
    }
}

#[test]
fn a_mail_server_is_reached_on_the_usual_port_by_the_senders_own_name() {
    for (tls, port) in [(MailTls::Implicit, 465), (MailTls::Starttls, 587)] {
        let smtp = Mail { tls, ..mail() }.smtp().unwrap().unwrap();
        assert_eq!((smtp.port, smtp.hello_name.as_str()), (port, "chat.example"));
        assert_eq!(smtp.timeout, Duration::from_secs(10));
        assert!(Smtp::new(smtp, &House::new("Teahouse", None).unwrap()).is_ok());
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
        (
            "sms.headers",
            Sms {
                headers: header("Authorization", "Bearer {secret}"),
                secret: SecretText::new("s3cret\n"),
                ..sms()
            },
        ),
        ("sms.root_certificates", Sms { root_certificates: owned("Cargo.toml"), ..sms() }),
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
fn a_house_has_a_name_that_fits_everywhere() {
    assert_eq!(House::new(" 茶馆 ", None).unwrap().name(), "茶馆");
    for bad in ["", " ", "a\r\nBcc: x", "a name that no screen can show"] {
        assert_eq!(House::new(bad, None).unwrap_err().key, "letters.house", "{bad:?}");
    }
}
