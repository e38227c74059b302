use std::collections::HashSet;

use super::*;

#[test]
fn look_alikes_of_a_name_share_its_key_or_its_skeleton() {
    let admin = Username::parse("admin").unwrap();
    for same in ["ADMIN", "ａｄｍｉｎ", "Admin"] {
        assert_eq!(Username::parse(same).unwrap().key(), admin.key(), "{same}");
    }
    let cyrillic = Username::parse("аdmin").unwrap();
    assert_ne!(cyrillic.key(), admin.key());
    assert_eq!(cyrillic.skeleton(), admin.skeleton());
}

#[test]
fn characters_that_cannot_be_seen_are_no_part_of_a_name() {
    for bad in ["admin\u{200b}", "admin\u{202e}", "ad\u{ad}min", "a b", "a\u{0}b", "a\nb", "a/b"] {
        assert_eq!(Username::parse(bad), Err(BadName::BadCharacter), "{bad:?}");
    }
    assert_eq!(Username::parse("\u{a0}"), Err(BadName::Empty));
}

#[test]
fn chinese_names_are_welcome_and_mixed_alphabets_are_not() {
    for good in ["alice", "小明", "小明Tom", "さくら", "張偉_88"] {
        assert!(Username::parse_new(good).is_ok(), "{good}");
    }
    for (bad, why) in [
        ("аlice", BadName::MixedScripts),
        ("13800138000", BadName::BadForm),
        ("a@b.c", BadName::BadCharacter),
        ("abcdefghijklmnopqrstuvwxyzabcdefg", BadName::TooLong),
    ] {
        assert_eq!(Username::parse_new(bad), Err(why), "{bad}");
    }
}

#[test]
fn folding_knows_no_locale() {
    let key = |name| Username::parse(name).unwrap().key();
    assert_eq!(key("STRASSE"), key("straße"));
    assert_eq!(key("ΟΔΟΣ"), key("οδος"));
    assert_eq!(key("ISTANBUL"), key("istanbul"));
}

#[test]
fn an_address_that_could_break_out_of_a_header_is_no_address() {
    let bad = [
        "a@b.c\r\nBcc: v@x.example",
        "\"a\nb\"@x.example",
        "a@b",
        "a@@b.c",
        "a@b.c,d@e.f",
        "@b.c",
        "a@.c",
        "a@127.0.0.1",
        "a@-b.c",
        "a b@c.d",
        "<a@b.c>",
    ];
    for typed in bad {
        assert!(Email::parse(typed).is_err(), "{typed:?}");
    }
    assert!(Email::parse(&format!("{}@b.example", "a".repeat(300))).is_err());
    assert_eq!(Email::parse(" A+x@Mail.Example ").unwrap().key(), "a+x@mail.example");
}

#[test]
fn a_bare_mainland_number_is_one_of_china() {
    for typed in ["13800138000", "+86 138 0013 8000", "0086 13800138000", "１３８００１３８０００"]
    {
        assert_eq!(Phone::parse(typed).unwrap().e164(), "+8613800138000", "{typed}");
    }
    for typed in ["12345678901", "110", "alice", "+1 900 555 0100", ""] {
        assert!(Phone::parse(typed).is_err(), "{typed}");
    }
    assert_eq!(Phone::parse("13800138000").unwrap().national(), "13800138000");
}

#[test]
fn a_proven_address_comes_before_a_username_that_looks_like_it() {
    let kinds =
        |typed| -> Vec<_> { LoginName::candidates(typed).iter().map(|name| name.kind()).collect() };
    assert_eq!(kinds("a@b.example"), [LoginKind::Email, LoginKind::Username]);
    assert_eq!(kinds("13800138000"), [LoginKind::Phone, LoginKind::Username]);
    assert_eq!(kinds("alice"), [LoginKind::Username]);
}

#[test]
fn one_password_typed_in_two_unicode_forms_is_one_password() {
    assert_eq!(Password::new("ｐａｓｓ é"), Password::new("pass e\u{301}"));
    assert_eq!(format!("{:?}", Password::new("secret")), "Password(***)");
}

#[test]
fn uids_are_plain_numbers_that_javascript_can_hold() {
    assert_eq!(Uid::parse("17"), Some(Uid(17)));
    for bad in ["", "0", "-1", "+1", " 1", "9007199254740992", "1e3", "99999999999999999999"] {
        assert_eq!(Uid::parse(bad), None, "{bad}");
    }
}

#[test]
fn the_clock_never_goes_back_and_does_not_stand_still() {
    let clock = SystemClock::start();
    let first = clock.now();
    let mut last = first;
    while last == first {
        let now = clock.now();
        assert!(now >= last);
        last = now;
    }
}

#[test]
fn draws_are_repeatable_and_cover_the_whole_range() {
    let random: &dyn Random = &SeededRandom::new(7);
    let seen: HashSet<u32> = (0..1_000).map(|_| random.below(10)).collect();
    assert_eq!(seen, (0..10).collect());
    assert_eq!(
        SessionId::new(Millis(1_000), &SeededRandom::new(1)),
        SessionId::new(Millis(1_000), &SeededRandom::new(1))
    );
}

#[test]
fn an_address_in_a_log_is_masked() {
    let masked = |typed| Address::parse(typed).unwrap().masked();
    assert_eq!(masked("alice.w@mail.example"), "a***@mail.example");
    assert_eq!(masked("a@mail.example"), "a***@mail.example");
    assert_eq!(masked("13800138000"), "+86138****8000");
    assert_eq!(masked("+65 9123 4567"), "+65****4567");
}

#[test]
fn the_language_most_wanted_of_ours_is_taken() {
    for (header, wanted) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", Some(Language::Zh)),
        ("en-GB", Some(Language::En)),
        ("fr, en;q=0.3, zh_TW;q=0.7", Some(Language::Zh)),
        ("ZH;q=0.5,EN;q=0.5", Some(Language::Zh)),
        ("zh;q=0, en;q=0.1", Some(Language::En)),
        ("zh;q=2, fr", None),
        ("zh;q=NaN", None),
        ("*", None),
        ("", None),
        ("enormous", None),
    ] {
        assert_eq!(Language::from_accept_language(header), wanted, "{header}");
    }
}

#[test]
fn a_chat_is_written_in_one_way() {
    let pair = Pair::of(Uid(42), Uid(17)).unwrap();
    assert_eq!(ChatId::Direct(pair).to_string(), "d:17:42");
    assert_eq!((pair.other(Uid(17)), pair.other(Uid(3))), (Some(Uid(42)), None));
    assert_eq!(Pair::of(Uid(1), Uid(1)), None);
    for good in ["d:17:42", "r:5", "r:9007199254740991"] {
        assert_eq!(ChatId::parse(good).map(|chat| chat.to_string()).as_deref(), Some(good));
    }
    for bad in [
        "",
        "d:42:17",
        "d:17:17",
        "d:17",
        "r:0",
        "r:-5",
        "r:05x",
        "r:9007199254740992",
        "R:5",
        " r:5",
    ] {
        assert_eq!(ChatId::parse(bad), None, "{bad:?}");
    }
}

#[test]
fn slugs_that_read_alike_are_one_and_look_alikes_are_none() {
    for same in ["tea", "#Tea", "ＴＥＡ"] {
        assert_eq!(Slug::parse(same).unwrap().as_str(), "tea", "{same}");
    }
    assert!(Slug::parse("上海-2026").is_ok());
    for bad in ["", "#", "-tea", "te a", "tea!", "теа1a", "a\u{200b}", &"x".repeat(33)] {
        assert!(Slug::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn ids_of_clients_are_short_and_visible() {
    assert!(ClientId::parse(&"茶".repeat(64)).is_ok());
    for bad in ["", "a\0", "a\n", &"x".repeat(65), &"x".repeat(65_536)] {
        assert!(ClientId::parse(bad).is_err(), "{} bytes", bad.len());
    }
    assert!(Emoji::parse("👨‍👩‍👧‍👦").is_ok() && Emoji::parse("👍 ").is_err());
}

#[test]
fn a_contract_may_take_more_addresses_than_are_usual() {
    let long = format!("{}@mail.example", "a".repeat(100));
    for typed in ["a@localhost", "\"a\\ b\"@x.com", "a@[127.0.0.1]", "a@[::1]", "a@x.123", &long] {
        assert!(Email::parse(typed).is_err(), "{typed}");
        assert_eq!(Email::parse_any(typed).unwrap().shown(), typed);
    }
    assert!(Email::parse_any("a@例え.jp").is_ok());
    let bad = [
        "a@b.c\r\nBcc: v@x.example",
        "\"a\nb\"@x.example",
        "\"a\\\nb\"@x.example",
        "\"a\"b\"@x.example",
        "\"a b\"@x.example",
        "\"@x.example",
        "\"\\\"@x.example",
        "a@b",
        "a@x.c",
        "a@x.co-",
        "a@-x.com",
        "a@x..com",
        "a@[999.1.1.1]",
        "a@[IPv6:::1]",
        "a@b.c,d@e.fg",
        "a..b@x.com",
        "é@x.com",
        "",
    ];
    for typed in bad {
        assert!(Email::parse_any(typed).is_err(), "{typed:?}");
    }
    assert_eq!(Email::parse_any(&"a".repeat(2000)), Err(BadName::TooLong));
}

#[test]
fn a_file_is_called_by_one_line_that_is_no_path() {
    for (typed, name) in [
        ("tea.png", "tea.png"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("../..", "file"),
        (".bashrc", "bashrc"),
        ("", "file"),
        ("  \t ", "file"),
        ("a\r\nSet-Cookie: b", "aSet-Cookie: b"),
        ("say \"hi\".txt", "say \"hi\".txt"),
        // Shown as `photo_exe.png` where direction is heeded.
        ("photo_\u{202e}gnp.exe", "photo_gnp.exe"),
        ("\u{2066}a\u{2069}\u{feff}", "a"),
        ("茶 🍵.jpeg", "茶 🍵.jpeg"),
    ] {
        assert_eq!(FileName::of(typed).as_str(), name, "{typed:?}");
    }
}

#[test]
fn a_long_name_keeps_its_ending() {
    let long = FileName::of(&format!("{}.jpeg", "茶".repeat(100)));
    assert!(long.as_str().len() <= FileName::BYTES_MAX && long.as_str().ends_with("茶.jpeg"));
    let long = FileName::of(&format!("a.{}", "茶".repeat(100)));
    assert!((FileName::BYTES_MAX - 2..=FileName::BYTES_MAX).contains(&long.as_str().len()));
}

#[test]
fn a_media_type_is_two_words_in_small_letters() {
    let parsed = |text: &str| MediaType::parse(text).map(|media| media.to_string());
    assert_eq!(parsed("Text/Plain; charset=utf-8").as_deref(), Some("text/plain"));
    for wrong in ["", "text", "text/", "/plain", "a/b/c", "te xt/plain", "text/pl\nain", "é/x"] {
        assert_eq!(parsed(wrong), None, "{wrong:?}");
    }
    assert_eq!(parsed(&format!("a/{}", "x".repeat(MediaType::BYTES_MAX))), None);
    let png = MediaType::parse("image/png").unwrap();
    for (pattern, is_among) in [
        ("*/*", true),
        ("image/*", true),
        ("image/png", true),
        ("imag/*", false),
        ("image/p*", false),
    ] {
        assert_eq!(png.is_among(pattern), is_among, "{pattern}");
    }
}
