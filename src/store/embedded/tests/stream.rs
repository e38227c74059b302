use proptest::collection::vec;
use proptest::prelude::*;

use crate::store::embedded::backup::stream::{Writer, read};

type Record = (Vec<u8>, Option<Vec<u8>>);

fn written(records: &[Record]) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new(), 7).unwrap();
    for (key, value) in records {
        writer.push(key, value.as_deref()).unwrap();
    }
    writer.finish().unwrap().0
}

fn read_back(stream: &[u8]) -> std::io::Result<Vec<Record>> {
    let mut records = Vec::new();
    let totals = read(stream, &mut |key, value| {
        records.push((key.to_vec(), value.map(<[u8]>::to_vec)));
        Ok(())
    })?;
    assert_eq!((totals.schema, totals.records), (7, records.len() as u64));
    Ok(records)
}

/// Does not shrink under compression, so that it fills blocks.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    use crate::values::{Random, SeededRandom};
    let mut noise = vec![0; bytes];
    SeededRandom::new(seed).fill(&mut noise);
    noise
}

proptest! {
    #[test]
    fn what_is_written_is_read(records in vec(
        (vec(any::<u8>(), 0..40), proptest::option::of(vec(any::<u8>(), 0..300))), 0..40)
    ) {
        prop_assert_eq!(read_back(&written(&records)).unwrap(), records);
    }
}

#[test]
fn blocks_can_be_neither_left_out_nor_moved() {
    let records: Vec<Record> =
        (0..200u8).map(|n| (vec![n], Some(noise(n.into(), 16 * 1024)))).collect();
    let stream = written(&records);
    assert_eq!(read_back(&stream).unwrap(), records);

    let (header, mut rest) = stream.split_at(13);
    let mut blocks = Vec::new();
    while !rest.is_empty() {
        let payload = u32::from_be_bytes(rest[1..5].try_into().unwrap()) as usize;
        let (block, behind) = rest.split_at(37 + payload);
        blocks.push(block);
        rest = behind;
    }
    assert!(blocks.len() >= 4, "{} blocks are too few for this test", blocks.len());
    let refused = |blocks: &[&[u8]], what| {
        let stream = [header, &blocks.concat()].concat();
        assert!(read_back(&stream).is_err(), "{what} was not noticed");
    };
    for at in 0..blocks.len() {
        let mut without = blocks.clone();
        without.remove(at);
        refused(&without, "a block that was left out");
        let mut doubled = blocks.clone();
        doubled.insert(at, blocks[at]);
        refused(&doubled, "a block that came twice");
    }
    blocks.swap(0, 1);
    refused(&blocks, "a block that was moved");
}

#[test]
fn a_size_that_nobody_wrote_takes_no_memory() {
    let mut stream = written(&[]);
    stream[14..18].copy_from_slice(&u32::MAX.to_be_bytes());
    assert!(read_back(&stream).unwrap_err().to_string().contains("too large"));
}
