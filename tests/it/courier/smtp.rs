use std::time::Duration;

use serde_json::{Value, json};
use teahouse::courier::settings::{Mail as Settings, MailTls};
use teahouse::courier::{DeliveryError, House, Mail, Smtp, Transport};
use teahouse::values::{Email, MailId, Millis, SecretText, SystemRandom};
use tokio::net::TcpListener;

use super::other_side::{Certificate, OtherSide};

const WRITTEN_AT: Millis = Millis(1_700_000_000_000);
const TIMEOUT: Duration = Duration::from_secs(10);

fn settings(port: u16, tls: MailTls) -> Settings {
    Settings {
        host: "localhost".to_owned(),
        port,
        tls,
        user: String::new(),
        password: SecretText::new(""),
        from: "tea@茶馆.example".to_owned(),
        hello_name: String::new(),
        root_certificates: String::new(),
        timeout: TIMEOUT,
    }
}

fn login(settings: Settings, user: &str, password: &str) -> Settings {
    Settings { user: user.to_owned(), password: SecretText::new(password), ..settings }
}

fn trusting(settings: Settings, certificate: &Certificate) -> Settings {
    Settings { root_certificates: certificate.certificate(), ..settings }
}

fn smtp(settings: &Settings) -> Smtp {
    called(settings, "茶馆 Teahouse")
}

fn called(settings: &Settings, house: &str) -> Smtp {
    let house = House::new(house, None).unwrap();
    Smtp::new(settings.smtp().unwrap().unwrap(), &house).unwrap()
}

fn mail(to: &str) -> Mail {
    Mail {
        id: MailId::new(WRITTEN_AT, &SystemRandom::new()),
        to: Email::parse(to).unwrap(),
        purpose: "reset",
        code: Some(SecretText::new("123456")),
        subject: "Teahouse 重置密码验证码".to_owned(),
        text: "验证码 123456\n.\nthe end".to_owned(),
        html: "<p>验证码 <b>123456</b></p>".to_owned(),
        written_at: WRITTEN_AT,
    }
}

async fn plain() -> (OtherSide, Smtp) {
    let sink = OtherSide::start("smtp_sink.py", &[]).await;
    let smtp = smtp(&settings(sink.port, MailTls::None));
    (sink, smtp)
}

/// A sink that speaks TLS and wants `tea` to log in.
async fn secure(tls: &str, certificate: &Certificate) -> OtherSide {
    let (certificate, key) = (certificate.certificate(), certificate.key());
    let files = ["--certificate", &certificate, "--key", &key];
    let arguments = [&["--tls", tls, "--login", "tea:pass word"], &files[..]].concat();
    OtherSide::start("smtp_sink.py", &arguments).await
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let (mut sink, smtp) = plain().await;
    let mail = mail("alice@例子.example");
    assert_eq!(smtp.deliver(&mail).await, Ok(()));

    let taken = sink.says().await;
    assert_eq!(taken["hello"], "xn--cl1ay07b.example");
    assert_eq!(taken["from"], "tea@xn--cl1ay07b.example");
    assert_eq!(taken["to"], json!(["alice@xn--fsqu00a.example"]));
    let headers = &taken["headers"];
    assert_eq!(headers["subject"], "Teahouse 重置密码验证码");
    assert_eq!(headers["from"], "茶馆 Teahouse <tea@xn--cl1ay07b.example>");
    assert_eq!(headers["to"], "alice@xn--fsqu00a.example");
    assert_eq!(headers["message-id"], format!("<{}@xn--cl1ay07b.example>", mail.id));
    assert_eq!(headers["date"], "Tue, 14 Nov 2023 22:13:20 +0000");
    assert_eq!(headers["auto-submitted"], "auto-generated");
    let said = |part: &str| taken["parts"][part].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(said("text/plain").trim_end(), "验证码 123456\n.\nthe end");
    assert_eq!(said("text/html").trim_end(), "<p>验证码 <b>123456</b></p>");
    assert_eq!(taken["ascii"], true);
}

#[tokio::test]
async fn a_repeated_letter_is_recognised_by_its_message_id() {
    let (mut sink, smtp) = plain().await;
    let mail = mail("alice@mail.example");
    smtp.deliver(&mail).await.unwrap();
    smtp.deliver(&mail).await.unwrap();
    let (first, second) = (sink.says().await, sink.says().await);
    assert_eq!(first["headers"]["message-id"], second["headers"]["message-id"]);
    assert_eq!(first["headers"]["date"], second["headers"]["date"]);
}

#[tokio::test]
async fn mail_goes_over_tls_with_a_login_from_the_first_byte_or_after_starttls() {
    let certificate = Certificate::make();
    for (tls, how) in [("implicit", MailTls::Implicit), ("starttls", MailTls::Starttls)] {
        let mut sink = secure(tls, &certificate).await;
        let settings = trusting(login(settings(sink.port, how), "tea", "pass word"), &certificate);
        assert_eq!(smtp(&settings).deliver(&mail("alice@mail.example")).await, Ok(()), "{tls}");
        let taken = sink.says().await;
        assert_eq!((&taken["tls"], &taken["login"]), (&json!(true), &json!(true)), "{tls}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_one_are_told_as_such() {
    let certificate = Certificate::make();
    let sink = secure("implicit", &certificate).await;
    let base = || trusting(settings(sink.port, MailTls::Implicit), &certificate);
    for settings in [login(base(), "tea", "guess"), login(base(), "coffee", "pass word"), base()] {
        let outcome = smtp(&settings).deliver(&mail("alice@mail.example")).await;
        assert_eq!(outcome, Err(DeliveryError::Auth), "{:?}", settings.user);
    }
    assert_eq!(sink.ends().await, Vec::<Value>::new());

    // A server that offers no login at all.
    let (sink, _) = plain().await;
    let settings = login(settings(sink.port, MailTls::None), "tea", "pass word");
    let outcome = smtp(&settings).deliver(&mail("alice@mail.example")).await;
    assert_eq!(outcome, Err(DeliveryError::Auth));
}

#[tokio::test]
async fn no_mail_and_no_password_go_to_a_server_whose_certificate_is_wrong() {
    let (ours, other) = (Certificate::make(), Certificate::for_names("DNS:mail.example"));
    for (tls, how) in [("implicit", MailTls::Implicit), ("starttls", MailTls::Starttls)] {
        // One that nobody vouches for; one that is not the one we know; one for another name.
        for (theirs, trusted) in [(&ours, None), (&ours, Some(&other)), (&other, Some(&other))] {
            let sink = secure(tls, theirs).await;
            let mut settings = login(settings(sink.port, how), "tea", "pass word");
            if let Some(certificate) = trusted {
                settings = trusting(settings, certificate);
            }
            let outcome = smtp(&settings).deliver(&mail("alice@mail.example")).await;
            assert_eq!(outcome, Err(DeliveryError::Tls), "{tls}");
            assert_eq!(sink.ends().await, Vec::<Value>::new());
        }
    }
}

#[tokio::test]
async fn where_starttls_is_not_offered_nothing_is_sent_in_clear() {
    let (sink, _) = plain().await;
    let outcome = smtp(&settings(sink.port, MailTls::Starttls)).deliver(&mail("a@b.example")).await;
    assert_eq!(outcome, Err(DeliveryError::Tls));
    assert_eq!(sink.ends().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_a_refused_sender_is_our_own_fault() {
    let (sink, smtp) = plain().await;
    for (to, error) in [
        ("reject@mail.example", DeliveryError::Refused),
        ("later@mail.example", DeliveryError::Deferred),
    ] {
        assert_eq!(smtp.deliver(&mail(to)).await, Err(error), "{to}");
    }
    let nobody =
        Settings { from: "nobody@chat.example".to_owned(), ..settings(sink.port, MailTls::None) };
    let outcome = self::smtp(&nobody).deliver(&mail("alice@mail.example")).await;
    assert_eq!(outcome, Err(DeliveryError::Rejected));
    assert_eq!(sink.ends().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = smtp(&settings(port, MailTls::None)).deliver(&mail("alice@mail.example")).await;
    assert_eq!(outcome, Err(DeliveryError::Unreachable));
    let nowhere = Settings { host: "nowhere.invalid".to_owned(), ..settings(25, MailTls::None) };
    let outcome = smtp(&nowhere).deliver(&mail("alice@mail.example")).await;
    assert_eq!(outcome, Err(DeliveryError::Unreachable));
}

#[tokio::test]
async fn a_server_that_takes_the_connection_and_is_silent_is_left_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for how in [MailTls::None, MailTls::Implicit, MailTls::Starttls] {
        let mut settings = settings(port, how);
        settings.host = "127.0.0.1".to_owned();
        let delivery =
            tokio::spawn(async move { smtp(&settings).deliver(&mail("alice@mail.example")).await });
        let _silent = listener.accept().await.unwrap();
        pass(TIMEOUT).await;
        assert_eq!(delivery.await.unwrap(), Err(DeliveryError::TimedOut), "{how:?}");
    }
}

/// Moves tokio's time by hand, so that a deadline passes without any waiting.
async fn pass(span: Duration) {
    tokio::time::pause();
    tokio::time::advance(span).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_connection_is_used_again_unless_its_last_delivery_was_cut_short() {
    let (mut sink, smtp) = plain().await;
    let smtp = std::sync::Arc::new(smtp);
    for to in ["alice@mail.example", "bob@mail.example"] {
        smtp.deliver(&mail(to)).await.unwrap();
        assert_eq!(sink.says().await["session"], 0, "{to}");
    }
    let held = smtp.clone();
    let held = tokio::spawn(async move { held.deliver(&mail("hold@mail.example")).await });
    assert_eq!(sink.says().await["holding"], json!(["hold@mail.example"]));
    pass(TIMEOUT).await;
    assert_eq!(held.await.unwrap(), Err(DeliveryError::TimedOut));

    // The held connection still owes us a reply; read on it, `reject` would look accepted.
    let refused = smtp.deliver(&mail("reject@mail.example")).await;
    assert_eq!(refused, Err(DeliveryError::Refused));
    smtp.deliver(&mail("carol@mail.example")).await.unwrap();
    assert_eq!(sink.says().await["session"], 1);
}

#[tokio::test]
async fn nothing_in_a_letter_becomes_a_header_or_a_recipient() {
    let (mut sink, _) = plain().await;
    let smtp = called(&settings(sink.port, MailTls::None), "\"Tea\" <e@v.example>,");
    let hostile = Mail {
        subject: "Hello\r\nBcc: eve@evil.example\r\n\r\n<script>".to_owned(),
        text: "\r\n.\r\nRCPT TO:<eve@evil.example>\r\n".to_owned(),
        ..mail("alice@mail.example")
    };
    smtp.deliver(&hostile).await.unwrap();

    let taken = sink.says().await;
    assert_eq!(taken["to"], json!(["alice@mail.example"]));
    let names: Vec<&String> = taken["headers"].as_object().unwrap().keys().collect();
    let expected = [
        "auto-submitted",
        "content-type",
        "date",
        "from",
        "message-id",
        "mime-version",
        "subject",
        "to",
    ];
    assert_eq!(names, expected);
    let from = taken["headers"]["from"].as_str().unwrap();
    assert!(from.ends_with("<tea@xn--cl1ay07b.example>"), "{from}");
    assert!(taken["parts"]["text/plain"].as_str().unwrap().contains("RCPT TO:<eve@evil.example>"));
    assert_eq!(sink.ends().await, Vec::<Value>::new());
}
