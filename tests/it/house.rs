//! The rules of the house, held by reading the source: who may import whom, and how long things
//! may grow. See `docs/ARCHITECTURE.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first. A room takes names from its own floor only where [`NEIGHBOURS`] says
/// so, and from every floor below.
const FLOORS: [(&str, &[&str]); 5] = [
    ("words", &["values"]),
    ("means", &["store", "hub", "courier", "tokens", "captcha", "limits"]),
    ("rules", &["accounts", "chat"]),
    ("edges", &["http", "ws", "dialects", "control"]),
    ("main", &["server", "shutdown", "config", "cli"]),
];

/// Who may know a room of the same floor, and why.
const NEIGHBOURS: [(&str, &str, &str); 8] = [
    ("dialects", "http", "a contract's endpoints are mounted, and read bodies, as all others are"),
    ("courier", "store", "letters come out of the durable outbox"),
    ("ws", "http", "a socket begins as a request, and shows chats as REST does"),
    ("cli", "config", "every command begins by reading the configuration"),
    ("cli", "server", "`serve` runs it; the others talk to it or stand in for it"),
    ("cli", "shutdown", "`serve` turns signals into the steps of stopping"),
    ("server", "config", "the composition root turns settings into rooms"),
    ("server", "shutdown", "the composition root says what stops in which order"),
];

const FILE_LINES_MAX: usize = 800;
const FILE_LINES_MOSTLY: usize = 400;
const FILE_LINES_MEDIAN: usize = 150;
const FUNCTION_LINES_MOSTLY: usize = 40;
const FUNCTION_LINES_MAX: usize = 100;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The room that a file stands in: the first part of its path below `src`.
    fn room(&self) -> String {
        let below_src = self.path.strip_prefix(src()).unwrap();
        let first = below_src.components().next().unwrap().as_os_str().to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    }

    fn is_test(&self) -> bool {
        let here = self.path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        here.ends_with("tests.rs") || here.components().any(|part| part.as_os_str() == "tests")
    }
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    sources_in(&src())
}

fn sources_in(folder: &Path) -> Vec<Source> {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(sources_in(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push(Source { path, text });
        }
    }
    found
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|(_, rooms)| rooms.contains(&room))
}

/// The rooms that a line of code names: whatever stands behind `crate::`.
fn rooms_named(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let ends = |c: char| !(c.is_alphanumeric() || c == '_');
    let names = code.split("crate::").skip(1).filter_map(|rest| rest.split(ends).next());
    names.filter(|name| !name.is_empty()).collect()
}

fn may_name(from: &str, to: &str) -> bool {
    let neighbours = NEIGHBOURS.iter().any(|(one, other, _)| *one == from && *other == to);
    let lower = floor_of(to).zip(floor_of(from)).is_some_and(|(to, from)| to < from);
    from == to || lower || neighbours
}

#[test]
fn names_are_taken_only_from_lower_floors() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&&*source.room())) {
        let room = source.room();
        assert!(
            floor_of(&room).is_some(),
            "the room `{room}` stands on no floor: add it to FLOORS"
        );
        for (at, line) in source.text.lines().enumerate() {
            for named in rooms_named(line).into_iter().filter(|named| floor_of(named).is_some()) {
                // A test may build what it needs; the rule is for the house, not its scaffolding.
                if !may_name(&room, named) && !source.is_test() {
                    wrong.push(format!(
                        "{}:{} {room} names {named}",
                        source.path.display(),
                        at + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_rule_and_no_means_speaks_http() {
    let mut wrong = Vec::new();
    for source in sources() {
        let floor = floor_of(&source.room());
        let below_the_edges = floor.is_some_and(|floor| FLOORS[floor].0 != "edges" && floor < 3);
        let speaks = ["warp::", "hyper::", "use warp", "use hyper"];
        if below_the_edges && speaks.iter().any(|word| source.text.contains(word)) {
            wrong.push(source.path.display().to_string());
        }
        if source.room() == "accounts" && source.text.contains("serde_json") && !source.is_test() {
            wrong.push(format!("{} speaks JSON", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<_> = sources()
        .into_iter()
        .filter(|source| !source.text.starts_with("//!") && !source.is_test())
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top of:\n{}", silent.join("\n"));
}

#[test]
fn files_stay_small() {
    let mut lengths: Vec<(usize, String)> = sources()
        .iter()
        .filter(|source| !source.is_test())
        .map(|source| (source.text.lines().count(), source.path.display().to_string()))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > FILE_LINES_MAX).collect();
    assert!(long.is_empty(), "over {FILE_LINES_MAX} lines: {long:?}");
    let (median, _) = &lengths[lengths.len() / 2];
    assert!(*median <= FILE_LINES_MEDIAN, "the median file has {median} lines");
    let (most, path) = &lengths[lengths.len() * 9 / 10];
    assert!(
        *most <= FILE_LINES_MOSTLY,
        "a tenth of the files is longer than {most} lines ({path})"
    );
}

#[test]
fn functions_stay_small() {
    let mut lengths: Vec<(usize, String)> = sources()
        .iter()
        .filter(|source| !source.is_test())
        .flat_map(|source| function_lengths(&source.text, &source.path))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > FUNCTION_LINES_MAX).collect();
    assert!(long.is_empty(), "over {FUNCTION_LINES_MAX} lines: {long:?}");
    let (most, name) = &lengths[lengths.len() * 9 / 10];
    assert!(*most <= FUNCTION_LINES_MOSTLY, "a tenth of the functions is longer: {most} ({name})");
}

/// Lengths by the formatter's own layout: a function ends at the brace in the column of its `fn`.
fn function_lengths(text: &str, path: &Path) -> Vec<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let starts =
            ["fn ", "pub fn ", "async fn ", "pub async fn ", "pub(crate) fn ", "pub(super) fn "];
        let signature_ends = |line: &&&str| line.ends_with(';') || line.ends_with(['{', '}']);
        let promised_only =
            lines[start..].iter().find(signature_ends).is_some_and(|l| l.ends_with(';'));
        if !starts.iter().any(|start| code.starts_with(start)) || promised_only {
            continue;
        }
        let indent = line.len() - code.len();
        let closing = format!("{}}}", " ".repeat(indent));
        let end = lines[start..].iter().position(|line| *line == closing);
        if let Some(lines_long) = end {
            found.push((lines_long + 1, format!("{}:{}", path.display(), start + 1)));
        }
    }
    found
}

#[test]
fn nothing_is_left_open() {
    let forbidden = BTreeMap::from([
        ("todo!", "finish it"),
        ("unimplemented!", "finish it"),
        ("FIXME", "mend it or write an issue"),
        ("#[ignore", "a test that does not run is no test"),
    ]);
    let in_tests = BTreeMap::from([("thread::sleep", "wait for the thing itself, not for time")]);
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut wrong = Vec::new();
    let own_file = tests.join("house.rs");
    let others = sources_in(&tests).into_iter().filter(|source| source.path != own_file);
    for source in sources().into_iter().chain(others) {
        let more = in_tests.iter().filter(|_| source.is_test());
        for (word, instead) in forbidden.iter().chain(more) {
            if source.text.contains(word) {
                wrong.push(format!("{}: `{word}`: {instead}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same list as in `deny.toml`, held without a tool that has to be installed.
#[test]
fn no_second_crypto_library_comes_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let deny = fs::read_to_string(root.join("deny.toml")).unwrap();
    for banned in ["openssl-sys", "native-tls", "aws-lc-sys", "rsa"] {
        assert!(deny.contains(&format!("crate = \"{banned}\"")), "deny.toml does not ban {banned}");
        assert!(!lock.contains(&format!("name = \"{banned}\"\n")), "{banned} is in the tree");
    }
}

/// SUP-01, as far as it can be asked without a network: every crate is the one that was locked, and
/// none of our own code can be unsafe.
#[test]
fn every_crate_is_locked_and_from_the_registry() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name| fs::read_to_string(root.join(name)).unwrap().parse::<toml::Table>().unwrap();
    let lock = read("Cargo.lock");
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages.iter().filter(|package| package["name"].as_str() != Some("teahouse")) {
        let registry = "registry+https://github.com/rust-lang/crates.io-index";
        let source = package.get("source").and_then(toml::Value::as_str);
        assert_eq!(source, Some(registry), "{package}");
        assert!(package.get("checksum").is_some(), "{package}");
    }
    assert_eq!(read("Cargo.toml")["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
}

/// What a table of `docs/DEPENDENCIES.md` lists under `crate`, in the parts about what is used.
fn crates_described() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/DEPENDENCIES.md")).unwrap();
    let (used, _) = page.split_once("## In `static/`").unwrap();
    let first_cells = used.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next());
    let names = first_cells.flat_map(|cell| cell.split(", "));
    // What comes from elsewhere says so; a version may stand behind a name.
    let ours = names.filter(|name| !name.starts_with("PyPI ") && !name.starts_with("npm "));
    let bare = ours.map(|name| name.split(' ').next().unwrap_or_default().to_owned());
    bare.filter(|name| !["crate", "what", "---|---|", "---|---|---|"].contains(&&**name)).collect()
}

#[test]
fn every_crate_is_described_and_every_described_crate_is_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let named = ["dependencies", "dev-dependencies"]
        .iter()
        .filter_map(|section| manifest.get(*section)?.as_table())
        .flat_map(|crates| crates.keys().cloned())
        .collect::<BTreeSet<_>>();
    let described = crates_described();
    let silent: Vec<_> = named.difference(&described).collect();
    assert!(silent.is_empty(), "not in docs/DEPENDENCIES.md: {silent:?}");
    let gone: Vec<_> = described.difference(&named).collect();
    assert!(gone.is_empty(), "described, but not in Cargo.toml: {gone:?}");

    let folders = ["src", "tests/it", "benches"];
    let source = folders.map(|folder| text_of(&root.join(folder))).concat();
    let unused: Vec<_> =
        named.iter().filter(|name| !source.contains(&name.replace('-', "_"))).collect();
    assert!(unused.is_empty(), "in Cargo.toml and used nowhere: {unused:?}");
}

/// What the page for operators tells them to look at must be there to be looked at.
#[test]
fn every_number_that_operators_are_told_of_is_counted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/operating.md")).unwrap();
    let source = text_of(&src());
    let is_part = |c: char| c.is_ascii_lowercase() || c == '_';
    let told: BTreeSet<_> = page
        .split("teahouse_")
        .skip(1)
        .filter_map(|rest| rest.split(|c| !is_part(c)).next())
        .map(|name| name.strip_suffix("_total").unwrap_or(name))
        .collect();
    assert!(told.len() > 20, "{told:?}");
    let missing: Vec<_> =
        told.into_iter().filter(|name| !source.contains(&format!("\"{name}\""))).collect();
    assert!(missing.is_empty(), "docs/operating.md tells of {missing:?}");
}

fn text_of(folder: &Path) -> String {
    sources_in(folder).into_iter().map(|source| source.text).collect()
}

/// The checks above are only worth something if they can fail.
#[test]
fn the_checks_see_what_they_look_for() {
    assert_eq!(rooms_named("use crate::store::Account; // crate::http"), ["store"]);
    assert_eq!(rooms_named("let x = crate::http::v1();"), ["http"]);
    assert!(may_name("accounts", "store") && may_name("courier", "store"));
    assert!(!may_name("store", "accounts") && !may_name("limits", "store"));
    assert!(!may_name("values", "store") && !may_name("http", "server"));
    let text =
        "trait T {\n    fn t(\n    ) -> u8;\n    fn a() {\n        1\n    }\n}\nfn b() {\n}\n";
    let lengths: Vec<_> =
        function_lengths(text, Path::new("x")).into_iter().map(|(n, _)| n).collect();
    assert_eq!(lengths, [3, 2]);
}
