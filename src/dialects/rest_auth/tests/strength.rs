use super::super::strength::{weaknesses, weaknesses_for};
use super::super::words::{ALL_DIGITS, TOO_COMMON, TOO_SHORT, too_similar};
use crate::store::{Account, OwnedEmail, Profile, Role};
use crate::values::{Email, Millis, Uid, Username};

fn ada() -> Account {
    let email = Email::parse("countess@post.example").unwrap();
    let names = Profile {
        first_name: "Augusta".into(),
        last_name: "Lovelace".into(),
        ..Profile::default()
    };
    Account {
        uid: Uid(1),
        username: Some(Username::parse("enchantress").unwrap()),
        email: Some(OwnedEmail { email, verified_at: None }),
        phone: None,
        password_hash: None,
        password_epoch: 0,
        role: Role::NormalUser,
        active: true,
        profile: names,
        created_at: Millis(0),
        last_login_at: None,
        version: 0,
    }
}

#[test]
fn all_that_is_wrong_is_told_in_order() {
    for (password, told) in [
        ("Zq!tvw0lxYe", vec![]),
        ("aB3$xY", vec![TOO_SHORT]),
        ("iloveyou", vec![TOO_COMMON]),
        ("ILoveYou", vec![TOO_COMMON]),
        ("9182736455", vec![ALL_DIGITS]),
        ("12345678", vec![TOO_COMMON, ALL_DIGITS]),
        ("123456", vec![TOO_SHORT, TOO_COMMON, ALL_DIGITS]),
        ("一二三四五六七", vec![TOO_SHORT]),
        ("一二三四五六七八", vec![]),
    ] {
        assert_eq!(weaknesses(password), told, "{password}");
    }
}

#[test]
fn digits_are_digits_in_every_script_and_fractions_are_none() {
    for digits in ["١٢٣٤٥٦٧٨", "²³¹²³¹²³", "①②③④⑤⑥⑦⑧", "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "１２３４５６７８"]
    {
        assert_eq!(weaknesses(digits), [ALL_DIGITS], "{digits}");
    }
    for other in ["½½½½½½½½", "ⅧⅧⅧⅧⅧⅧⅧⅧ", "㊀㊁㊂㊃㊄㊅㊆㊇", "1234567a"]
    {
        assert!(!weaknesses(other).contains(&ALL_DIGITS.to_owned()), "{other}");
    }
}

#[test]
fn a_password_of_a_megabyte_is_judged_at_once() {
    assert_eq!(weaknesses(&"q".repeat(1 << 20)), Vec::<String>::new());
}

#[test]
fn what_is_too_much_like_oneself_is_told_first_and_once() {
    for (password, like) in [
        ("enchantress1", "username"),
        ("ENCHANTRESS", "username"),
        ("augusta99", "first name"),
        ("ecalevol", "last name"),
        ("countess@post.example", "email address"),
        ("countess1", "email address"),
    ] {
        assert_eq!(weaknesses_for(&ada(), password)[0], too_similar(like), "{password}");
    }
    assert_eq!(weaknesses_for(&ada(), "Zq!tvw0lxYe"), Vec::<String>::new());
    let all = [&too_similar("first name"), TOO_SHORT, TOO_COMMON];
    assert_eq!(weaknesses_for(&ada(), "augusta"), all);
}
