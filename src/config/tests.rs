use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::layers::{Setting, open_secrets};
use super::{Config, DEFAULTS, EngineName, Loaded, LogFormat, Sources, masked};

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Loaded, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, file).unwrap();
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let sources = Sources {
        file: Some(path),
        environment: environment.iter().map(own).collect(),
        options: Vec::new(),
    };
    Config::load(&sources).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(file: &str, environment: &[(&str, &str)], expected: &[&str]) {
    let said = load(file, environment).map(|loaded| loaded.printed).unwrap_err();
    for part in expected {
        assert!(said.contains(part), "{part:?} is missing in {said:?}");
    }
}

#[test]
fn the_shipped_file_is_the_defaults() {
    let loaded = load(DEFAULTS, &[]).unwrap();
    assert_eq!(loaded.config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(loaded.config.log.format, LogFormat::Human);
    assert_eq!(loaded.printed, load("", &[]).unwrap().printed);
}

#[test]
fn a_file_names_only_what_it_changes_and_the_environment_wins_over_it() {
    let file = "[server]\nlisten = \"0.0.0.0:9000\"\n[store]\nengine = \"redb\"\n";
    let config = load(file, &[("TEAHOUSE_SERVER__LISTEN", "[::1]:7000")]).unwrap().config;
    assert_eq!(config.server.listen.to_string(), "[::1]:7000");
    assert_eq!(config.store.engine, EngineName::Redb);
    assert_eq!(config.server.body_timeout_seconds.get(), 30);
}

#[test]
fn an_option_wins_over_all() {
    let sources = Sources {
        environment: vec![("TEAHOUSE_SERVER__DATA".to_owned(), "one".to_owned())],
        options: vec![("--data", "server.data", "two".to_owned())],
        ..Sources::default()
    };
    assert_eq!(Config::load(&sources).unwrap().config.server.data.to_str(), Some("two"));
}

#[test]
fn a_list_in_the_environment_may_be_written_with_commas_or_as_toml() {
    for list in ["10.0.0.0/8, ::1", r#"["10.0.0.0/8", "::1"]"#] {
        let config = load("", &[("TEAHOUSE_SERVER__TRUSTED_PROXIES", list)]).unwrap().config;
        let proxies: Vec<_> =
            config.server.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    }
}

#[test]
fn variables_that_a_container_platform_puts_there_are_not_ours() {
    load("", &[("TEAHOUSE_PORT", "tcp://10.0.0.1:80"), ("TEAHOUSE_SERVICE_HOST", "x")]).unwrap();
}

#[test]
fn an_error_in_the_file_names_line_key_problem_and_what_is_allowed() {
    refused(
        "[server]\n\nlisten = \"nonsense\"\n",
        &[],
        &["line 3", "server.listen", "nonsense", "127.0.0.1:8080"],
    );
    refused(
        "[server]\nlisen = \"x\"\n",
        &[],
        &["line 2", "server.lisen", "unknown field", "`listen`"],
    );
    refused("[sever]\nlisten = \"x\"\n", &[], &["sever", "unknown field", "`server`"]);
    refused("[sever]\n", &[], &["line 1", "sever", "unknown field", "`server`"]);
    refused("server = 1\n", &[], &["`server` is a section"]);
    refused("[store]\nengine = \"mysql\"\n", &[], &["store.engine", "mysql", "`sled`", "`redb`"]);
    refused(
        "[server]\nconnections_max = 0\n",
        &[],
        &["connections_max", "0 is out of range", "from 1 to"],
    );
    refused(
        "[server]\nconnections_max = \"many\"\n",
        &[],
        &["connections_max", "not a whole number"],
    );
    refused(
        "[server]\nallowed_origins = [\"https://a.example/path\"]\n",
        &[],
        &["allowed_origins", "a.example/path", "not an origin"],
    );
    refused("[log]\nlevel = \"loud\"\n", &[], &["log.level", "loud", "debug"]);
}

#[test]
fn an_error_in_the_environment_names_the_variable() {
    let variable = "TEAHOUSE_SERVER__CONNECTIONS_MAX";
    refused("", &[(variable, "0")], &[variable, "out of range", "from 1 to"]);
    refused("", &[(variable, "abc")], &[variable, "not a whole number"]);
    refused("", &[("TEAHOUSE_SERVER__LISEN", "x")], &["TEAHOUSE_SERVER__LISEN", "unknown field"]);
    refused(
        "",
        &[("TEAHOUSE_DEBUG__CAPTCHA_ANSWER", "yes")],
        &["TEAHOUSE_DEBUG__CAPTCHA_ANSWER", "boolean"],
    );
}

#[test]
fn broken_toml_is_refused_without_showing_the_line() {
    let said = load("[server]\npassword = hunter2\n", &[]).map(|_| ()).unwrap_err();
    assert!(said.contains("line 2"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn giving_captchas_away_is_refused_where_strangers_can_listen() {
    let debug = ("TEAHOUSE_DEBUG__CAPTCHA_ANSWER", "true");
    assert!(load("", &[debug]).unwrap().config.debug.captcha_answer);
    refused(
        "",
        &[debug, ("TEAHOUSE_SERVER__LISTEN", "0.0.0.0:80")],
        &["debug.captcha_answer", "loopback"],
    );
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let sources = Sources { file: Some("/nowhere/config.toml".into()), ..Sources::default() };
    assert!(Config::load(&sources).unwrap_err().to_string().contains("/nowhere/config.toml"));
}

#[test]
fn secrets_are_masked_when_printed() {
    let table = "[mail]\npassword = 'hunter2'\n[mail.headers]\nX = 'abc'\n[sms]\ntoken = ''\n";
    let printed = masked::printed(&table.parse().unwrap());
    assert!(!printed.contains("hunter2") && !printed.contains("abc"), "{printed}");
    assert!(printed.contains("token = \"\""), "whether a secret is set may be seen: {printed}");
}

#[test]
fn a_file_with_a_secret_that_others_can_read_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let setting = Setting {
        place: String::new(),
        path: vec!["mail".to_owned(), "password".to_owned()],
        value: "hunter2".into(),
    };
    for (mode, warned) in [(0o644, true), (0o600, false)] {
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let warning = open_secrets(&path, std::slice::from_ref(&setting));
        assert_eq!(warning.is_some(), warned);
        assert!(!warning.unwrap_or_default().contains("hunter2"));
    }
}

#[test]
fn mail_and_sms_are_described_in_the_file_and_their_secrets_in_the_environment() {
    let file = r#"
        [mail]
        host = "mail.example"
        user = "tea"
        from = "tea@chat.example"
        [sms]
        url = "https://sms.example/send"
        headers = { Authorization = "Bearer {secret}" }
    "#;
    let secrets = [("TEAHOUSE_MAIL__PASSWORD", "0123"), ("TEAHOUSE_SMS__SECRET", "true")];
    let loaded = load(file, &secrets).unwrap();
    let smtp = loaded.config.mail.settings().smtp().unwrap().unwrap();
    assert_eq!((smtp.port, smtp.credentials.unwrap().1.reveal()), (465, "0123"));
    let sms = loaded.config.sms.settings();
    assert_eq!((sms.secret.reveal(), sms.headers.len()), ("true", 1));
    for hidden in ["0123", "Bearer"] {
        assert!(!loaded.printed.contains(hidden), "{}", loaded.printed);
    }
}

#[test]
fn mail_and_sms_that_cannot_work_stop_the_start_with_the_keys_name() {
    refused("[mail]\nhost = \"mail.example\"\n", &[], &["mail.from", "tea@chat.example"]);
    refused("[mail]\ntls = \"ssl\"\n", &[], &["mail.tls", "implicit", "starttls", "none"]);
    refused("[mail]\nport = 70000\n", &[], &["mail.port", "65535"]);
    refused("[sms]\nurl = \"http://sms.example/\"\n", &[], &["sms.url", "https"]);
    refused("[sms]\nheaders = { a = 1 }\n", &[], &["sms.headers.a", "secret"]);
    refused("[letters]\nhouse = \"\"\n", &[], &["letters.house", "1 to 20"]);
    refused("[letters]\nlanguage = \"fr\"\n", &[], &["letters.language", "`en`", "`zh`"]);
}

#[test]
fn the_shipped_file_says_what_the_rules_hold_for_usual() {
    let config = load(DEFAULTS, &[]).unwrap().config;
    let usual = crate::accounts::Settings::default();
    assert_eq!(format!("{:#?}", config.accounts()), format!("{usual:#?}"));
    let usual = crate::limits::LimitSettings::for_tests();
    assert_eq!(format!("{:#?}", config.limits.settings(&config.socket)), format!("{usual:#?}"));
}

#[test]
fn rates_and_scales_say_what_is_allowed() {
    refused("[limits]\nlogins = \"often\"\n", &[], &["limits.logins", "often", "30/min"]);
    refused("[limits]\nscale = 0\n", &[], &["limits.scale", "from 0.001"]);
    let config = load("", &[("TEAHOUSE_LIMITS__SCALE", "1000")]).unwrap().config;
    assert_eq!(config.limits.scale, 1000.0);
    refused("[codes]\ntext_prefixes = [\"86\"]\n", &[], &["text_prefixes", "such as +86"]);
}
