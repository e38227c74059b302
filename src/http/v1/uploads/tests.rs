use super::download::{Wanted, range};

#[test]
fn a_range_is_what_is_there_of_it() {
    for (asked, of, wanted) in [
        ("bytes=0-", 10, Some(Wanted::Range(0, 10))),
        ("bytes=3-4", 10, Some(Wanted::Range(3, 5))),
        ("bytes=3-99", 10, Some(Wanted::Range(3, 10))),
        ("bytes=-4", 10, Some(Wanted::Range(6, 10))),
        ("bytes=-99", 10, Some(Wanted::Range(0, 10))),
        ("bytes=9-9", 10, Some(Wanted::Range(9, 10))),
        ("bytes=10-", 10, None),
        ("bytes=-0", 10, None),
        ("bytes=18446744073709551615-", 10, None),
        ("bytes=0-18446744073709551615", 10, Some(Wanted::Range(0, 10))),
    ] {
        assert_eq!(range(asked, of), wanted, "{asked}");
    }
}

#[test]
fn a_range_that_cannot_be_read_is_passed_over() {
    for asked in ["bytes=5-2", "bytes=1-2,4-5", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=1"] {
        assert_eq!(range(asked, 10), Some(Wanted::Whole), "{asked}");
    }
}
