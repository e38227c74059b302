use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::values::{ManualClock, SeededRandom};

fn clock() -> ManualClock {
    ManualClock::at(Millis(1_800_000_000_000))
}

fn captchas(clock: &ManualClock) -> Captchas {
    let settings = CaptchaSettings { lives: Duration::from_secs(300), open_max: 100 };
    Captchas::new(settings, Arc::new(clock.clone()), Arc::new(SeededRandom::new(7)))
}

/// The names of the pieces of a PNG file.
fn pieces(png: &[u8]) -> Vec<String> {
    let (mut rest, mut names) = (&png[8..], Vec::new());
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        names.push(String::from_utf8_lossy(&behind[..4]).into_owned());
        rest = &behind[4 + u32::from_be_bytes(*length) as usize + 4..];
    }
    names
}

#[test]
fn cap_01_an_answer_uses_the_captcha_up_right_or_wrong() {
    let captchas = captchas(&clock());
    let right = captchas.draw();
    assert_eq!(captchas.judge(right.id, right.answer.reveal()), Ok(()));
    assert_eq!(captchas.judge(right.id, right.answer.reveal()), Err(BadAnswer::Gone));

    let wrong = captchas.draw();
    assert_eq!(captchas.judge(wrong.id, "AAAAAA"), Err(BadAnswer::Wrong));
    assert_eq!(captchas.judge(wrong.id, wrong.answer.reveal()), Err(BadAnswer::Gone));
}

#[test]
fn cap_02_an_answer_counts_for_its_own_captcha_only() {
    let captchas = captchas(&clock());
    let (mine, yours) = (captchas.draw(), captchas.draw());
    assert_ne!(mine.answer, yours.answer);
    assert_eq!(captchas.judge(yours.id, mine.answer.reveal()), Err(BadAnswer::Wrong));
    let unknown = CaptchaId::new(clock().now(), &SeededRandom::new(99));
    assert_eq!(captchas.judge(unknown, mine.answer.reveal()), Err(BadAnswer::Gone));
    assert_eq!(captchas.judge(mine.id, mine.answer.reveal()), Ok(()));
}

#[test]
fn cap_04_an_old_captcha_is_told_from_a_wrong_answer() {
    let clock = clock();
    let captchas = captchas(&clock);
    let (in_time, late, forgotten) = (captchas.draw(), captchas.draw(), captchas.draw());
    clock.advance(Duration::from_secs(299));
    assert_eq!(captchas.judge(in_time.id, in_time.answer.reveal()), Ok(()));
    clock.advance(Duration::from_secs(1));
    captchas.forget_expired();
    assert_eq!(captchas.judge(late.id, late.answer.reveal()), Err(BadAnswer::Expired));
    clock.advance(Duration::from_secs(300));
    captchas.forget_expired();
    assert_eq!(captchas.judge(forgotten.id, forgotten.answer.reveal()), Err(BadAnswer::Gone));
}

#[test]
fn cap_05_case_and_width_do_not_matter_and_nothing_is_no_answer() {
    let captchas = captchas(&clock());
    let full_width = |text: &str| -> String {
        text.chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect()
    };
    for typed_as in [str::to_lowercase, full_width, |text: &str| format!(" {text}\n")] {
        let drawn = captchas.draw();
        assert_eq!(captchas.judge(drawn.id, &typed_as(drawn.answer.reveal())), Ok(()));
    }
    let drawn = captchas.draw();
    for nothing in ["", "  ", "\n"] {
        assert_eq!(captchas.judge(drawn.id, nothing), Err(BadAnswer::Empty));
    }
    assert_eq!(captchas.judge(drawn.id, drawn.answer.reveal()), Ok(()), "it was not used up");

    let drawn = captchas.draw();
    let longer = format!("{}{}", drawn.answer.reveal(), "x".repeat(1_000_000));
    assert_eq!(captchas.judge(drawn.id, &longer), Err(BadAnswer::Wrong));
}

#[test]
fn cap_07_only_so_many_are_kept_and_the_oldest_goes_first() {
    let clock = clock();
    let captchas = captchas(&clock);
    let mut drawn = Vec::new();
    for _ in 0..150 {
        drawn.push(captchas.draw());
        clock.advance(Duration::from_millis(1));
    }
    assert_eq!(captchas.lock().len(), 100);
    assert_eq!(captchas.judge(drawn[49].id, drawn[49].answer.reveal()), Err(BadAnswer::Gone));
    assert_eq!(captchas.judge(drawn[50].id, drawn[50].answer.reveal()), Ok(()));
}

#[test]
fn cap_07_the_file_holds_pixels_and_nothing_else() {
    let drawn = captchas(&clock()).draw();
    let mut pieces = pieces(&drawn.png);
    pieces.dedup();
    assert_eq!(pieces, ["IHDR", "IDAT", "IEND"]);
    assert!(drawn.png.len() < 10_000, "{}", drawn.png.len());
    let text = drawn.answer.reveal().as_bytes();
    assert!(!drawn.png.windows(text.len()).any(|window| window == text));
    assert!(!format!("{drawn:?}").contains(drawn.answer.reveal()));
    assert!(!drawn.id.to_string().contains(drawn.answer.reveal()));
}

#[test]
fn cap_08_of_many_right_answers_at_once_one_counts() {
    let captchas = captchas(&clock());
    for _ in 0..20 {
        let drawn = captchas.draw();
        let (passed, gone) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| match captchas.judge(drawn.id, drawn.answer.reveal()) {
                    Ok(()) => passed.fetch_add(1, Ordering::SeqCst),
                    Err(BadAnswer::Gone) => gone.fetch_add(1, Ordering::SeqCst),
                    Err(other) => panic!("{other}"),
                });
            }
        });
        assert_eq!((passed.into_inner(), gone.into_inner()), (1, 19));
    }
}

#[test]
fn every_letter_has_a_shape_of_its_own_and_turns_up() {
    let random = SeededRandom::new(1);
    let seen: std::collections::BTreeSet<char> = (0..2_000).map(|_| glyphs::any(&random)).collect();
    assert_eq!(seen.into_iter().collect::<String>(), "236ACEHJLMRTUWX");
    assert!("236ACEHJLMRTUWX".chars().all(|letter| !glyphs::strokes(letter).is_empty()));
    assert!("01457BDFGIKNOPQSVYZ".chars().all(|letter| glyphs::strokes(letter).is_empty()));
}

#[test]
fn a_text_looks_different_each_time_and_its_ink_stays_on_the_paper() {
    let random = SeededRandom::new(1);
    let (one, other) = (draw::png("WWWWW", &random), draw::png("WWWWW", &random));
    assert_ne!(one, other);
    assert_eq!(one, draw::png("WWWWW", &SeededRandom::new(1)), "the same draws, the same picture");
    for png in [one, other] {
        let picture = image::load_from_memory(&png).unwrap().to_luma8();
        let dark = picture.pixels().filter(|pixel| pixel.0[0] < 128).count();
        assert!((1_500..8_000).contains(&dark), "{dark} dark pixels");
        let rim = |at: u32| picture.get_pixel(at, 0).0[0].min(picture.get_pixel(at, 79).0[0]);
        assert!((0..260).all(|at| rim(at) > 128), "letters are not cut off");
    }
}
