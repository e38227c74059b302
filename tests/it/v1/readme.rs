//! The lines of README.md, as printed.

use crate::support::{House, shell};

/// A refusal fails here, so that no line of the page is followed by its failure unseen.
const CURL: &str = "curl() { command curl --fail-with-body \"$@\"; }\n";

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
    let ran = shell::run(&(CURL.to_owned() + &lines), &server, server.home());
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    for part in ["\"username\":\"alice\"", "\"laptop\"", "\"ended\":1", "bob@example.com"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
