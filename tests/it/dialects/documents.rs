//! The pages of `docs/contracts`: every line of a shell in them is run, and what it prints is
//! compared with what the page says it prints.

use std::fs;

use crate::support::{House, Server, shell};

/// Runs a page, and says how many answers were compared. `…` in an answer stands for anything.
fn works_as_printed(page: &str, server: &Server) -> usize {
    let (mut script, mut expected) = (String::new(), Vec::new());
    let blocks: Vec<_> = page.split("```").skip(1).step_by(2).collect();
    for (number, block) in blocks.iter().enumerate() {
        if let Some(lines) = block.strip_prefix("sh\n") {
            script.push_str(&format!("{{\n{lines}\n}} > out.{number}\n"));
            if let Some(answer) =
                blocks.get(number + 1).and_then(|next| next.strip_prefix("json\n"))
            {
                expected.push((number, lines, answer.trim()));
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let ran = shell::run(&script, server, folder.path());
    for (number, lines, answer) in &expected {
        let printed = fs::read_to_string(folder.path().join(format!("out.{number}")));
        let printed = printed.unwrap_or_default();
        assert!(is_like(printed.trim(), answer), "{lines}\nprints\n{printed}\nnot\n{answer}");
    }
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    expected.len()
}

fn is_like(printed: &str, answer: &str) -> bool {
    let mut parts = answer.split('…');
    let Some(mut rest) = parts.next().and_then(|first| printed.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<_> = parts.collect();
    for (number, part) in parts.iter().enumerate() {
        let found = match number + 1 == parts.len() {
            true if rest.ends_with(part) => rest.len() - part.len(),
            true => return false,
            false => match rest.find(part) {
                Some(at) => at,
                None => return false,
            },
        };
        rest = &rest[found + part.len()..];
    }
    rest.is_empty()
}

#[test]
fn an_ellipsis_stands_for_anything() {
    for (printed, answer, alike) in [
        ("abc", "abc", true),
        ("abc", "ab", false),
        ("abc", "a…", true),
        ("abc", "…c", true),
        ("abc", "a…b…c", true),
        ("abc", "a…x…c", false),
        ("", "…", true),
    ] {
        assert_eq!(is_like(printed, answer), alike, "{printed} {answer}");
    }
}

#[tokio::test]
async fn the_page_of_codes_works_as_printed() {
    let server = House::easygoing().open();
    let page = include_str!("../../../docs/contracts/codes.md");
    assert!(works_as_printed(page, &server) >= 8);
}

#[tokio::test]
async fn the_page_of_captcha_session_works_as_printed() {
    let server = House::easygoing().with("debug.captcha_answer", true).open();
    let page = include_str!("../../../docs/contracts/captcha_session.md");
    assert!(works_as_printed(page, &server) >= 10);
}

#[tokio::test]
async fn the_page_of_phone_works_as_printed() {
    let server = House::easygoing().open();
    let page = include_str!("../../../docs/contracts/phone.md");
    assert!(works_as_printed(page, &server) >= 19);
}

#[tokio::test]
async fn the_page_of_clinic_works_as_printed() {
    let server = House::easygoing().open();
    let page = include_str!("../../../docs/contracts/clinic.md");
    assert!(works_as_printed(page, &server) >= 17);
}

#[tokio::test]
async fn the_page_of_rest_auth_works_as_printed() {
    let server = House::easygoing().open();
    let page = include_str!("../../../docs/contracts/rest_auth.md");
    assert!(works_as_printed(page, &server) >= 14);
}
