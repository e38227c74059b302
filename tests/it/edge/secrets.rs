//! What opens doors, and who may read it (FILE-02, JWT-08).

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::{House, PATIENCE, holds, stands_below};

/// FILE-02: the secrets of an operator, while they are used and fail.
#[tokio::test]
async fn no_secret_of_the_operator_is_in_an_argument_a_log_or_the_store() {
    let secrets = ["hunter2-of-the-mail", "hunter2-of-the-gateway"];
    let mut server = House::easygoing()
        .with("log.level", "trace")
        .with("mail.host", "127.0.0.1")
        .with("mail.port", 9)
        .with("mail.tls", "none")
        .with("mail.user", "teahouse")
        .with("mail.password", secrets[0])
        .with("mail.from", "tea@example.com")
        .with("sms.url", "http://127.0.0.1:9/send?key={secret}")
        .with("sms.secret", secrets[1])
        .open();
    let client = server.client();
    for to in ["alice@example.com", "13800138000"] {
        let asked = json!({ "purpose": "register", "to": to });
        assert_eq!(client.post("/v1/codes", asked).await.status, 202);
    }
    let both_are_tried = async {
        loop {
            let page = client.get("/metrics").await.text;
            let failed = |channel: &str| {
                let sample = format!("letter_deliveries_total{{channel=\"{channel}\"");
                page.lines().any(|l| l.contains(&sample) && l.contains("unreachable"))
            };
            if failed("mail") && failed("sms") {
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let metrics = tokio::time::timeout(PATIENCE, both_are_tried).await.unwrap();
    let arguments = fs::read(format!("/proc/{}/cmdline", server.pid())).unwrap();
    let letters = server.command(&["admin", "letters"]).output().unwrap();
    assert!(letters.status.success());
    server.stop();
    let log = server.log();
    for secret in secrets {
        for (place, bytes) in [
            ("an argument", &arguments[..]),
            ("the log", log.as_bytes()),
            ("the metrics", metrics.as_bytes()),
            ("the list of letters", &letters.stdout),
        ] {
            assert!(!holds(bytes, secret), "{secret} is in {place}");
        }
        assert!(!stands_below(&server.data(), secret), "{secret} is in the data");
    }
}

/// JWT-08: a secret that can be guessed signs nothing.
#[test]
fn a_weak_or_readable_secret_stops_the_start() {
    let mut server = House::default().open();
    assert!(server.stop().success());
    let file = server.data().join("secret.key");
    let good = fs::read(&file).unwrap();
    assert!(good.len() >= 32);
    for weak in [&b""[..], b"secret", b"8 bytes.", &[b'x'; 31]] {
        fs::write(&file, weak).unwrap();
        let refused = server.try_start_again().unwrap_err();
        assert_eq!(refused.exit, Some(1), "{}", refused.said);
        assert!(refused.said.contains("secret"), "{}", refused.said);
        assert_eq!(fs::read(&file).unwrap(), weak, "it is the operator's to replace");
    }
    fs::write(&file, good).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    let refused = server.try_start_again().unwrap_err();
    assert!(refused.said.contains("chmod"), "{}", refused.said);
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    server.try_start_again().unwrap();
}
