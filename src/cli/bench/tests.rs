use std::time::Duration;

use super::frames::{Heard, first, kind, number_after, text};
use super::latency::Latency;

/// What a server that unmasks it would read.
fn unmasked(frame: &[u8], head: usize) -> Vec<u8> {
    let (mask, payload) = frame[head..].split_first_chunk::<4>().unwrap();
    payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect()
}

#[test]
fn a_text_is_masked_and_its_length_written_in_the_shortest_way() {
    for (length, head) in [(0, 2), (125, 2), (126, 4), (0xffff, 4), (0x1_0000, 10)] {
        let payload = vec![b't'; length];
        let frame = text(&payload);
        assert_eq!(frame.len(), head + 4 + length);
        assert_eq!((frame[0], frame[1] & 0x80), (0x81, 0x80));
        assert_eq!(unmasked(&frame, head), payload);
    }
}

#[test]
fn a_frame_is_taken_once_it_is_whole() {
    let long = [&[0x81, 126, 0, 200][..], &[b'x'; 200]].concat();
    for end in 0..long.len() {
        assert_eq!(first(&long[..end]), None);
    }
    assert_eq!(first(&long), Some((Heard::Text(&[b'x'; 200]), 204)));
    let two = [&[0x89, 1, b'p', 0x88, 2, 0x03, 0xe9][..]].concat();
    assert_eq!(first(&two), Some((Heard::Ping(b"p"), 3)));
    assert_eq!(first(&two[3..]), Some((Heard::Close(1001), 4)));
}

#[test]
fn what_a_frame_says_is_read_without_reading_all_of_it() {
    let message = br#"{"type":"message","chat":"r:1","seq":12,"text":"345 hi"}"#;
    assert_eq!(kind(message), b"message");
    assert_eq!(number_after(message, br#","seq":"#), Some(12));
    assert_eq!(number_after(message, br#""text":""#), Some(345));
    assert_eq!((kind(b"[]"), number_after(b"[]", b"seq")), (&b""[..], None));
}

#[test]
fn latencies_are_known_to_three_percent_over_all_magnitudes() {
    for micros in [0, 1, 63, 64, 65, 1_000, 12_345, 1_000_000, 3_600_000_000] {
        let latency = Latency::new();
        latency.add(Duration::from_micros(micros));
        let found = latency.percentiles().unwrap().p50 * 1e3;
        let exact = micros as f64;
        assert!(found >= exact && found <= exact * 1.032 + 1e-6, "{micros}: {found}");
    }
}

#[test]
fn percentiles_say_below_what_that_share_lies() {
    let latency = Latency::new();
    assert!(latency.percentiles().is_none());
    for millis in 1..=1_000 {
        latency.add(Duration::from_millis(millis));
    }
    let found = latency.percentiles().unwrap();
    assert!((500.0..516.0).contains(&found.p50), "{found:?}");
    assert!((990.0..1022.0).contains(&found.p99), "{found:?}");
    assert!((999.0..1031.0).contains(&found.p99_9), "{found:?}");
    latency.forget();
    assert!(latency.percentiles().is_none());
}
