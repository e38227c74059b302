use std::fs;
use std::os::unix::fs::PermissionsExt;

use rustix::process::Signal;

use crate::support::House;

#[tokio::test]
async fn a_server_without_any_configuration_works_and_says_where() {
    let server = House::default().open();
    assert!(server.greeting().contains("/dev/inbox"), "{}", server.greeting());
    assert_eq!(server.client().get("/healthz").await.status, 200);
    assert_eq!(server.client().get("/readyz").await.status, 200);
}

#[test]
fn what_it_keeps_is_for_its_owner_only() {
    let server = House::default().open();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(server.data()), 0o700);
    for entry in fs::read_dir(server.data()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(path.clone()) & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn there_are_no_core_files() {
    let server = House::default().open();
    let limits = fs::read_to_string(format!("/proc/{}/limits", server.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}

#[test]
fn a_stop_ends_it_well_and_idle_connections_do_not_hold_it_up() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut server = House::default().with("server.stop_timeout_seconds", 600).open();
        let mut idle = server.raw();
        idle.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assert_eq!(idle.status(), 200);
        server.signal(signal);
        assert_eq!(server.ended().code(), Some(0));
    }
}

#[test]
fn a_stop_does_not_wait_for_ever() {
    let mut server = House::default().with("server.stop_timeout_seconds", 1).open();
    let mut half = server.raw();
    half.send("GET / HTTP/1.1\r\nHost:");
    assert_eq!(server.stop().code(), Some(0));
    assert_eq!(half.until_closed(), "");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = House::default().with("server.stop_timeout_seconds", 600).open();
    let mut half = server.raw();
    half.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n");
    assert_eq!(half.status(), 200);
    server.signal(Signal::TERM);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().code(), Some(0));
}

#[test]
fn an_address_that_is_in_use_is_an_exit_code_of_its_own() {
    let server = House::default().open();
    let other = tempfile::tempdir().unwrap();
    let address = server.address().to_string();
    let output =
        House::default().command(other.path(), &["serve", "--listen", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(String::from_utf8(output.stderr).unwrap().contains(&address));
}

#[test]
fn a_second_server_in_the_same_directory_is_refused() {
    let server = House::default().open();
    let data = server.data();
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()];
    let output = House::default().command(server.home(), &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{output:?}");
}

#[tokio::test]
async fn it_starts_again_after_a_stop_and_after_a_kill() {
    let mut server = House::default().open();
    server.restart();
    assert_eq!(server.client().get("/readyz").await.status, 200);
    server.kill9();
    server.start_again();
    assert_eq!(server.client().get("/readyz").await.status, 200);
}
