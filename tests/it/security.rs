//! `docs/security.md`: every test that it names is there, and no row is left out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A row of one of the tables: its id, and what its last cell names.
struct Row {
    id: String,
    tests: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `WS-07` as its kind and number.
fn parts_of(id: &str) -> Option<(&str, u32)> {
    let (kind, number) = id.split_once('-')?;
    let is_kind = !kind.is_empty() && kind.bytes().all(|letter| letter.is_ascii_uppercase());
    (is_kind && number.len() == 2).then_some((kind, number.parse().ok()?))
}

fn rows(page: &str) -> Vec<Row> {
    let cells = |line: &str| -> Option<Row> {
        let inside = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<&str> = inside.split(" | ").collect();
        parts_of(cells[0])?;
        assert_eq!(cells.len(), 4, "{line}");
        let quoted = cells[3].split('`').skip(1).step_by(2).map(str::to_owned);
        Some(Row { id: cells[0].to_owned(), tests: quoted.collect() })
    };
    page.lines().filter_map(cells).collect()
}

/// Whether there is such a test: `group::module::name` below `tests/it` or `src`, a promise that
/// every engine of the store is held to, a test of the browser by its title, or a file.
fn is_there(test: &str) -> bool {
    if let Some(title) = test.strip_prefix("tests/browser: ") {
        return browser_tests().contains(&format!("test(\"{title}\""));
    }
    let Some((module, name)) = test.rsplit_once("::") else { return root().join(test).is_file() };
    let is_promise = |noun| has_promise(noun, name);
    if module.strip_prefix("store::conformance::").is_some_and(is_promise) {
        return true;
    }
    let module = module.replace("::", "/");
    let files = ["tests/it", "src"]
        .into_iter()
        .flat_map(|folder| [format!("{folder}/{module}.rs"), format!("{folder}/{module}/mod.rs")]);
    files.filter_map(|file| fs::read_to_string(root().join(file)).ok()).any(|text| has(&text, name))
}

fn has(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    let attributes = before.rsplit("\n\n").next().unwrap_or_default();
    attributes.contains("#[test]") || attributes.contains("#[tokio::test")
}

/// The promises are listed, by what they are about, where they are made into tests.
fn has_promise(noun: &str, name: &str) -> bool {
    let list = fs::read_to_string(root().join("src/store/conformance/mod.rs")).unwrap();
    let Some((_, about)) = list.split_once(&format!("\n    {noun}:\n")) else { return false };
    let promises = about.split(';').next().unwrap_or_default();
    promises.split(',').any(|promise| promise.trim() == name)
}

fn browser_tests() -> String {
    let folders = ["client", "pages"].map(|folder| root().join("tests/browser").join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let paths = files.map(|entry| entry.unwrap().path());
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    paths.filter(is_test).map(|path| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 140, "{}", rows.len());
    let mut wrong = Vec::new();
    for Row { id, tests } in &rows {
        if tests.is_empty() {
            wrong.push(format!("{id} names no test"));
        }
        let gone = tests.iter().filter(|test| !is_there(test));
        wrong.extend(gone.map(|test| format!("{id}: there is no {test}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_row_of_the_page_is_missing_or_there_twice() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let mut kinds: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for row in rows(&page) {
        let (kind, number) = parts_of(&row.id).unwrap();
        kinds.entry(kind.to_owned()).or_default().push(number);
    }
    assert_eq!(kinds.len(), 26, "{:?}", kinds.keys());
    for (kind, numbers) in kinds {
        let all: Vec<u32> = (1..=u32::try_from(numbers.len()).unwrap()).collect();
        assert_eq!(numbers, all, "{kind}");
    }
}

/// The checks above are only worth something if they can fail.
#[test]
fn a_test_that_is_not_there_is_noticed() {
    assert!(is_there("security::a_test_that_is_not_there_is_noticed"));
    assert!(is_there("tests/it/security.rs"));
    assert!(is_there("store::conformance::lists::quotas_hold"));
    for gone in [
        "security::parts_of",
        "security::a_test_that_was_never_written",
        "store::conformance::codes::quotas_hold",
        "nowhere::a_test_that_is_not_there_is_noticed",
        "tests/browser: a page that nobody has",
        "tests/nothing",
    ] {
        assert!(!is_there(gone), "{gone}");
    }
    let row = &rows("| WS-07 | a | b | `x::y`, `z` |\n| not | a | row | `x` |")[0];
    assert_eq!((row.id.as_str(), row.tests.len()), ("WS-07", 2));
}
