//! The lines of README.md, as printed.

use std::process::Command;

use crate::support::House;

/// What `curl` is here: it fails where the answer is a refusal, and reads the inbox as a person
/// does, who looks again when the letter is not there yet.
const CURL: &str = r#"
set -euo pipefail
curl() {
  case "$*" in
    */dev/inbox) until command curl -s "$@" | grep -q '"code"'; do :; done ;;
  esac
  command curl --fail-with-body "$@"
}
"#;

fn lines_with_curl() -> String {
    let readme = include_str!("../../../README.md");
    let block = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    block.filter(|block| block.contains("curl ")).collect()
}

#[tokio::test]
async fn the_lines_of_the_readme_work_as_printed() {
    let server = House::default().open();
    let lines = lines_with_curl();
    assert!(lines.contains("127.0.0.1:8080"));
    let script = CURL.to_owned() + &lines.replace("127.0.0.1:8080", &server.address().to_string());
    let ran = Command::new("bash").arg("-c").arg(&script).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    for part in ["\"username\":\"alice\"", "\"laptop\"", "\"ended\":1", "bob@example.com"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
