use crate::support::House;

/// Runs a command that must fail; what it says on standard error.
#[track_caller]
fn refused(house: House, arguments: &[&str], file: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), file).unwrap();
    let output = house.command(home.path(), arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!home.path().join("data").exists(), "nothing is begun before all is well");
    String::from_utf8(output.stderr).unwrap()
}

fn printed(house: House, arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = house.command(home.path(), arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn an_unknown_key_stops_the_start() {
    let said = refused(House::default(), &["serve"], "[server]\nlisen = \"127.0.0.1:0\"\n");
    for part in ["config.toml, line 2", "server.lisen", "`listen`"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_bad_value_stops_the_start() {
    let said = refused(House::default(), &[], "[store]\nengine = \"mysql\"\n");
    for part in ["line 2", "store.engine", "mysql", "`sled`"] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_bad_variable_stops_the_start_by_its_name() {
    let house = House::default().with("server.body_bytes_max", "lots");
    let said = refused(house, &["serve"], "");
    assert!(said.contains("TEAHOUSE_SERVER__BODY_BYTES_MAX"), "{said}");
    assert!(said.contains("allowed: a whole number"), "{said}");
}

#[test]
fn a_bad_option_stops_the_start_by_its_name() {
    let said = refused(House::default(), &["serve", "--listen", "everywhere"], "");
    assert!(said.contains("--listen") && said.contains("everywhere"), "{said}");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let said = refused(House::default(), &["serve", "--config", "nowhere.toml"], "");
    assert!(said.contains("nowhere.toml"), "{said}");
}

#[test]
fn no_error_shows_a_secret() {
    let said = refused(House::default(), &["serve"], "[mail]\npassword = hunter2\n");
    assert!(said.contains("line 2") && !said.contains("hunter2"), "{said}");
    let said = refused(House::default(), &["serve"], "[mail]\npassword = 4711\n");
    assert!(said.contains("mail.password") && !said.contains("4711"), "{said}");
}

#[test]
fn the_configuration_that_counts_is_printed_without_secrets() {
    let house = House::default().with("mail.password", "hunter2").with("log.format", "json");
    let printed = printed(house, &["config"]);
    assert!(printed.contains("format = \"json\""), "{printed}");
    assert!(printed.contains("password = \"***\"") && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn the_defaults_are_printed_as_a_file_to_begin_with() {
    assert_eq!(printed(House::default(), &["config", "--defaults"]), teahouse::config::DEFAULTS);
}

#[test]
fn every_example_for_operators_is_taken() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operating.md");
    let page = std::fs::read_to_string(page).unwrap();
    let examples: Vec<_> =
        page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 4);
    for example in examples {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("config.toml"), example).unwrap();
        let output = House::default().command(home.path(), &["config"]).output().unwrap();
        assert!(output.status.success(), "{example}\n{output:?}");
    }
}
