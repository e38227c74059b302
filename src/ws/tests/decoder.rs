use proptest::prelude::*;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::ws::decoder::*;

const LIMITS: DecoderLimits = DecoderLimits { message_bytes: 1000, fragments: 8 };

/// What was understood, in words.
fn fed(chunks: &[&[u8]]) -> (Vec<String>, Option<Broken>) {
    let mut decoder = Decoder::new(LIMITS);
    let mut said = Vec::new();
    for chunk in chunks {
        let fed = decoder.feed(&mut chunk.to_vec(), &mut |incoming| {
            said.push(match incoming {
                Incoming::Text(text) => format!("text {text}"),
                Incoming::Binary(bytes) => format!("binary {}", bytes.len()),
                Incoming::Ping(payload) => format!("ping {}", payload.len()),
                Incoming::Pong => "pong".to_owned(),
                Incoming::Close(code) => format!("close {code:?}"),
            });
        });
        if let Err(broken) = fed {
            return (said, Some(broken));
        }
    }
    (said, None)
}

/// A frame as a client sends it.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..=125 => bytes.push(0x80 | short as u8),
        long => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&(long as u16).to_be_bytes());
        }
    }
    bytes.extend_from_slice(&mask);
    bytes.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key));
    bytes
}

fn one(first: u8, payload: &[u8]) -> (Vec<String>, Option<Broken>) {
    fed(&[&frame(first, payload)])
}

fn said(words: &[&str]) -> (Vec<String>, Option<Broken>) {
    (words.iter().map(|word| (*word).to_owned()).collect(), None)
}

fn broken(broken: Broken) -> (Vec<String>, Option<Broken>) {
    (Vec::new(), Some(broken))
}

#[test]
fn a_message_is_read_whatever_its_pieces() {
    assert_eq!(one(0x81, "茶馆".as_bytes()), said(&["text 茶馆"]));
    let bytes = frame(0x81, "茶馆".as_bytes());
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    assert_eq!(fed(&single), said(&["text 茶馆"]));
}

#[test]
fn fragments_are_put_together_around_control_frames_and_within_a_character() {
    let tea = "茶".as_bytes();
    let frames =
        [frame(0x01, &tea[..1]), frame(0x89, b"hm"), frame(0x00, b""), frame(0x80, &tea[1..])];
    assert_eq!(fed(&[&frames.concat()]), said(&["ping 2", "text 茶"]));
}

#[test]
fn what_breaks_the_protocol_ends_it() {
    let mut unmasked = vec![0x81, 0x02];
    unmasked.extend_from_slice(b"hi");
    assert_eq!(fed(&[&unmasked]), broken(Broken::Protocol));
    for first in [0xc1, 0xa1, 0x91, 0x83, 0x8b, 0x09, 0x08, 0x80, 0x00] {
        assert_eq!(one(first, b"hi"), broken(Broken::Protocol), "{first:#x}");
    }
    assert_eq!(one(0x89, &[0; 126]), broken(Broken::Protocol));
    let two_beginnings = [frame(0x01, b"a"), frame(0x81, b"b")].concat();
    assert_eq!(fed(&[&two_beginnings]), broken(Broken::Protocol));
}

#[test]
fn text_that_is_not_utf8_is_refused_at_the_fragment_that_spoils_it() {
    assert_eq!(one(0x81, &[0xff]), broken(Broken::NotUtf8));
    assert_eq!(one(0x81, &[0xe8, 0x8c]), broken(Broken::NotUtf8));
    assert_eq!(one(0x01, &[0xed, 0xa0, 0x80]), broken(Broken::NotUtf8));
    let cut = [frame(0x01, &[0xe8]), frame(0x00, &[0x41])].concat();
    assert_eq!(fed(&[&cut]), broken(Broken::NotUtf8));
}

#[test]
fn what_is_too_long_is_refused_before_it_has_come() {
    assert_eq!(fed(&[&[0x81, 0xff, 0x3f, 0, 0, 0, 0, 0, 0, 0]]), (vec![], None));
    for announced in [1_u64 << 62, (1 << 63) + 5, u64::MAX, 1001] {
        let mut header = vec![0x81, 0xff];
        header.extend_from_slice(&announced.to_be_bytes());
        header.extend_from_slice(&[0; 4]);
        assert_eq!(fed(&[&header]), broken(Broken::TooBig), "{announced}");
    }
    assert_eq!(one(0x81, &[b'x'; 1000]).1, None);
    let pieces = [frame(0x01, &[b'x'; 600]), frame(0x80, &[b'x'; 401])].concat();
    assert_eq!(fed(&[&pieces]), broken(Broken::TooBig));
}

#[test]
fn a_flood_of_fragments_is_no_message() {
    let mut flood = frame(0x01, b"");
    for _ in 0..7 {
        flood.extend(frame(0x00, b""));
    }
    assert_eq!(fed(&[&flood]), broken(Broken::TooBig));
}

#[test]
fn close_codes_are_taken_only_as_they_may_stand_on_the_wire() {
    assert_eq!(one(0x88, b""), said(&["close None"]));
    assert_eq!(one(0x88, &1000_u16.to_be_bytes()), said(&["close Some(1000)"]));
    assert_eq!(one(0x88, &4501_u16.to_be_bytes()), said(&["close Some(4501)"]));
    for code in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
        assert_eq!(one(0x88, &code.to_be_bytes()), broken(Broken::Protocol), "{code}");
    }
    assert_eq!(one(0x88, &[3]), broken(Broken::Protocol));
    assert_eq!(one(0x88, &[0x03, 0xe8, 0xff]), broken(Broken::NotUtf8));
}

#[test]
fn after_a_close_nothing_is_heard() {
    let frames = [frame(0x88, b""), frame(0x81, b"more"), vec![0xff; 3]].concat();
    assert_eq!(fed(&[&frames, b"\xff\xff"]), said(&["close None"]));
}

#[test]
fn an_idle_decoder_holds_nothing() {
    let mut decoder = Decoder::new(LIMITS);
    let bytes = [frame(0x01, &[b'x'; 400]), frame(0x80, &[b'y'; 400])].concat();
    for chunk in bytes.chunks(13) {
        decoder.feed(&mut chunk.to_vec(), &mut |_| ()).unwrap();
    }
    assert_eq!(decoder.memory(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Another implementation writes, in any pieces; we read the same.
    #[test]
    fn what_another_implementation_writes_is_read(
        texts in proptest::collection::vec("\\PC{0,80}", 1..6),
        mask in any::<[u8; 4]>(),
        cut in 1..40_usize,
    ) {
        let mut wire = Vec::new();
        for text in &texts {
            let mut frame = Frame::message(text.clone(), OpCode::Data(Data::Text), true);
            frame.header_mut().mask = Some(mask);
            frame.format(&mut wire).unwrap();
        }
        let chunks: Vec<&[u8]> = wire.chunks(cut).collect();
        let expected: Vec<String> = texts.iter().map(|text| format!("text {text}")).collect();
        prop_assert_eq!(fed(&chunks), (expected, None));
    }

    #[test]
    fn no_bytes_make_it_panic_or_hold_much(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let mut decoder = Decoder::new(LIMITS);
        for chunk in bytes.chunks(100) {
            let _ = decoder.feed(&mut chunk.to_vec(), &mut |_| ());
            prop_assert!(decoder.memory() <= 4 * LIMITS.message_bytes);
        }
    }
}
