//! The stream: a header, blocks of records, a last block that counts them.
//!
//! ```text
//! header   "TEAHOUSE"  version: u8  schema: u32
//! block    kind: u8  bytes: u32  hash: 32 bytes  payload (zstd)
//! record   key bytes: u16  value bytes: u32, or all ones for "removed"  key  value
//! ```
//! Numbers are big-endian. Each hash covers the hash before it (the first one the header's), the
//! kind and the payload, so that a block can be neither changed nor left out, doubled or moved.
//! A later record of a key replaces an earlier one.

use std::io::{self, Read, Write};

use ring::digest::{Context, SHA256};

const MAGIC: &[u8; 8] = b"TEAHOUSE";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 13;
const RECORDS: u8 = 1;
const END: u8 = 2;

/// Payloads are closed when they have grown to this.
const BLOCK_BYTES: usize = 1024 * 1024;
/// No payload is larger: one record beyond [`BLOCK_BYTES`].
const BLOCK_BYTES_MAX: usize = BLOCK_BYTES + 64 * 1024;
const ZSTD_LEVEL: i32 = 3;
const REMOVED: u32 = u32::MAX;

type Hash = [u8; 32];

/// What a stream holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub schema: u32,
    pub blocks: u64,
    pub records: u64,
}

pub struct Writer<W> {
    out: W,
    before: Hash,
    block: Vec<u8>,
    totals: Totals,
}

impl<W: Write> Writer<W> {
    pub fn begin(mut out: W, schema: u32) -> io::Result<Writer<W>> {
        let header = [MAGIC.as_slice(), &[VERSION], &schema.to_be_bytes()].concat();
        out.write_all(&header)?;
        let totals = Totals { schema, ..Totals::default() };
        Ok(Writer { out, before: hash(&[&header]), block: Vec::new(), totals })
    }

    /// The value that a key has from here on, or that it has none.
    pub fn push(&mut self, key: &[u8], value: Option<&[u8]>) -> io::Result<()> {
        let key_bytes = u16::try_from(key.len()).map_err(io::Error::other)?;
        let value_bytes = match value {
            Some(value) => u32::try_from(value.len()).map_err(io::Error::other)?,
            None => REMOVED,
        };
        self.block.extend(key_bytes.to_be_bytes());
        self.block.extend(value_bytes.to_be_bytes());
        self.block.extend(key);
        self.block.extend(value.unwrap_or_default());
        self.totals.records += 1;
        if self.block.len() < BLOCK_BYTES { Ok(()) } else { self.close_block() }
    }

    pub fn finish(mut self) -> io::Result<(W, Totals)> {
        if !self.block.is_empty() {
            self.close_block()?;
        }
        let Totals { blocks, records, .. } = self.totals;
        let counts = [blocks.to_be_bytes(), records.to_be_bytes()].concat();
        self.write_block(END, &counts)?;
        self.out.flush()?;
        Ok((self.out, self.totals))
    }

    fn close_block(&mut self) -> io::Result<()> {
        let block = std::mem::take(&mut self.block);
        self.totals.blocks += 1;
        self.write_block(RECORDS, &zstd::bulk::compress(&block, ZSTD_LEVEL)?)
    }

    fn write_block(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        self.before = hash(&[&self.before, &[kind], payload]);
        let bytes = u32::try_from(payload.len()).map_err(io::Error::other)?;
        self.out.write_all(&[kind])?;
        self.out.write_all(&bytes.to_be_bytes())?;
        self.out.write_all(&self.before)?;
        self.out.write_all(payload)
    }
}

/// Called with each key and its value from there on, or `None` if it has none.
pub type VisitRecord<'a> = &'a mut dyn FnMut(&[u8], Option<&[u8]>) -> io::Result<()>;

/// Reads a whole stream. An error of kind `InvalidData` or `UnexpectedEof` says that it is not
/// what was written; everything visited before may be part of it, so read it once for that alone.
pub fn read(mut from: impl Read, visit: VisitRecord<'_>) -> io::Result<Totals> {
    let mut header = [0; HEADER_BYTES];
    from.read_exact(&mut header)?;
    let mut totals = Totals { schema: schema_of(&header)?, ..Totals::default() };
    let mut before = hash(&[&header]);
    loop {
        let (kind, payload) = read_block(&mut from, &mut before)?;
        if kind == END {
            let counts = [totals.blocks.to_be_bytes(), totals.records.to_be_bytes()].concat();
            let nothing_follows = from.read(&mut [0])? == 0;
            let whole = payload == counts && nothing_follows;
            return if whole { Ok(totals) } else { Err(wrong("its last block does not fit")) };
        }
        let block = zstd::bulk::decompress(&payload, BLOCK_BYTES_MAX)?;
        totals.blocks += 1;
        let mut rest = block.as_slice();
        while !rest.is_empty() {
            rest = read_record(rest, visit)?;
            totals.records += 1;
        }
    }
}

fn schema_of(header: &[u8; HEADER_BYTES]) -> io::Result<u32> {
    match header {
        [magic @ .., version, a, b, c, d] if magic == MAGIC => match *version {
            VERSION => Ok(u32::from_be_bytes([*a, *b, *c, *d])),
            newer => Err(io::Error::other(format!("it has the unknown version {newer}"))),
        },
        _ => Err(wrong("it is no backup of Teahouse")),
    }
}

fn read_block(from: &mut impl Read, before: &mut Hash) -> io::Result<(u8, Vec<u8>)> {
    let (mut kind, mut bytes, mut expected) = ([0], [0; 4], Hash::default());
    from.read_exact(&mut kind)?;
    from.read_exact(&mut bytes)?;
    from.read_exact(&mut expected)?;
    let bytes = u32::from_be_bytes(bytes) as usize;
    if bytes > zstd::zstd_safe::compress_bound(BLOCK_BYTES_MAX) {
        return Err(wrong("a block is too large"));
    }
    let mut payload = vec![0; bytes];
    from.read_exact(&mut payload)?;
    *before = hash(&[before, &kind, &payload]);
    if *before != expected {
        return Err(wrong("a block's hash is another"));
    }
    if ![RECORDS, END].contains(&kind[0]) {
        return Err(wrong("a block is of an unknown kind"));
    }
    Ok((kind[0], payload))
}

fn read_record<'b>(block: &'b [u8], visit: VisitRecord<'_>) -> io::Result<&'b [u8]> {
    let cut = || wrong("a record is cut off");
    let (key_bytes, rest) = block.split_first_chunk().ok_or_else(cut)?;
    let (value_bytes, rest) = rest.split_first_chunk().ok_or_else(cut)?;
    let key_bytes = usize::from(u16::from_be_bytes(*key_bytes));
    let (key, rest) = rest.split_at_checked(key_bytes).ok_or_else(cut)?;
    match u32::from_be_bytes(*value_bytes) {
        REMOVED => {
            visit(key, None)?;
            Ok(rest)
        }
        value_bytes => {
            let (value, rest) = rest.split_at_checked(value_bytes as usize).ok_or_else(cut)?;
            visit(key, Some(value))?;
            Ok(rest)
        }
    }
}

fn hash(parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    parts.iter().for_each(|part| context.update(part));
    let mut hash = Hash::default();
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
