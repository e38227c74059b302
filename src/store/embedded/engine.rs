//! What the embedded store asks of an engine: an ordered tree of bytes that takes whole batches.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Keys from `from` (inside) to `to` (outside).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: Vec<u8>,
    pub to: Vec<u8>,
}

impl Span {
    /// All keys that begin with `prefix`.
    pub fn of(prefix: &[u8]) -> Span {
        let mut to = prefix.to_vec();
        // The next prefix of that length: the last byte that can grow does, those behind it go.
        while to.pop_if(|last| *last == u8::MAX).is_some() {}
        match to.last_mut() {
            Some(last) => *last += 1,
            None => to = vec![u8::MAX; MAX_KEY_BYTES + 1],
        }
        Span { from: prefix.to_vec(), to }
    }
}

/// Longer keys and values are refused before they reach an engine: sled keeps larger values in
/// files of their own that it never syncs. A message of 4,000 characters, each of four bytes, fits.
pub const MAX_KEY_BYTES: usize = 512;
pub const MAX_VALUE_BYTES: usize = 20 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

/// Called with each key and value until it breaks.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> ControlFlow<()>;

/// One moment of the tree: whatever is read through one view was true at one time.
pub trait View {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault>;
    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault>;
}

/// What one commit changes: `Some` puts, `None` removes.
pub type Batch = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

pub trait Engine: Send + Sync + 'static {
    fn name(&self) -> &'static str;

    /// Calls `look` with a view of the last *durable* state: a batch that is being committed is
    /// not in it until the disk has confirmed it, and no batch arrives while `look` runs.
    fn read(&self, look: &mut dyn FnMut(&dyn View) -> Result<(), Fault>) -> Result<(), Fault>;

    /// Applies the whole batch or nothing, and answers when it would survive a power cut. Called
    /// by one thread only. After a fault the outcome is unknown and the engine must be reopened.
    fn commit(&self, batch: &Batch) -> Result<(), Fault>;

    /// Leaves the files so that the next open is quick.
    fn checkpoint(&self) -> Result<(), Fault>;

    /// Can it still be read, even if a commit has failed?
    fn can_read(&self) -> bool {
        true
    }

    /// How often the disk was asked to confirm.
    fn syncs(&self) -> u64;

    /// Something that an operator should look at although all goes on.
    fn alarm(&self) -> Option<String> {
        None
    }
}

/// Why an engine or a decision could not go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("input or output failed: {0}")]
    Io(String),
    /// What was read is not what was written.
    #[error("damaged: {0}")]
    Damaged(String),
    /// A decision asked for more than a record may hold.
    #[error("too large: {0}")]
    TooLarge(String),
    /// A caller asked for what this call cannot do.
    #[error("refused: {0}")]
    Refused(String),
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        use std::io::ErrorKind::{InvalidData, UnexpectedEof};
        match error.kind() {
            InvalidData | UnexpectedEof => Fault::Damaged(error.to_string()),
            _ => Fault::Io(error.to_string()),
        }
    }
}
