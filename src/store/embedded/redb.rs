//! redb 4: one file, copy on write, a stable format. What it promises is what we need; there is
//! nothing to guard but its opening.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use ::redb::{
    Builder, Database, Durability, ReadOnlyTable, ReadableDatabase, TableDefinition, TableError,
};

use super::engine::{Batch, Engine, Fault, Order, Span, View, Visit};

const TREE: TableDefinition<'_, &[u8], &[u8]> = TableDefinition::new("tree");

pub struct Redb {
    db: Database,
    failed: AtomicBool,
    syncs: AtomicU64,
}

impl Redb {
    pub fn open(dir: &Path, cache_bytes: u64) -> Result<Redb, Fault> {
        std::fs::create_dir_all(dir)?;
        let cache_bytes = usize::try_from(cache_bytes).unwrap_or(usize::MAX);
        let db = Builder::new().set_cache_size(cache_bytes).create(dir.join("db"))?;
        let redb = Redb { db, failed: AtomicBool::new(false), syncs: AtomicU64::new(0) };
        // Reading need not know of a time before the table. Where it is there nothing is written:
        // a full disk must not keep anybody from reading.
        match redb.db.begin_read()?.open_table(TREE) {
            Err(TableError::TableDoesNotExist(_)) => redb.apply(&Batch::new())?,
            opened => drop(opened?),
        }
        std::fs::File::open(dir)?.sync_all()?;
        Ok(redb)
    }

    fn apply(&self, batch: &Batch) -> Result<(), Fault> {
        let mut transaction = self.db.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        let mut tree = transaction.open_table(TREE)?;
        for (key, value) in batch {
            match value {
                Some(value) => tree.insert(key.as_slice(), value.as_slice())?,
                None => tree.remove(key.as_slice())?,
            };
        }
        drop(tree);
        self.syncs.fetch_add(1, Ordering::Relaxed);
        Ok(transaction.commit()?)
    }
}

impl Engine for Redb {
    fn name(&self) -> &'static str {
        "redb"
    }

    fn read(&self, look: &mut dyn FnMut(&dyn View) -> Result<(), Fault>) -> Result<(), Fault> {
        look(&Tree(self.db.begin_read()?.open_table(TREE)?))
    }

    fn commit(&self, batch: &Batch) -> Result<(), Fault> {
        // Set until all has gone well, so that a panic leaves it set too.
        if self.failed.swap(true, Ordering::SeqCst) {
            return Err(Fault::Io("an earlier commit failed".into()));
        }
        self.apply(batch)?;
        self.failed.store(false, Ordering::SeqCst);
        Ok(())
    }

    fn checkpoint(&self) -> Result<(), Fault> {
        // Closing the file leaves nothing to repair.
        Ok(())
    }

    fn can_read(&self) -> bool {
        // After one error redb answers every question with it, but for what it has in its cache.
        !self.failed.load(Ordering::SeqCst)
    }

    fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }
}

struct Tree(ReadOnlyTable<&'static [u8], &'static [u8]>);

impl View for Tree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.get(key)?.map(|value| value.value().to_vec()))
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        if span.from >= span.to {
            return Ok(());
        }
        let mut range = self.0.range::<&[u8]>(span.from.as_slice()..span.to.as_slice())?;
        while let Some(entry) = match order {
            Order::Ascending => range.next(),
            Order::Descending => range.next_back(),
        } {
            let (key, value) = entry?;
            if visit(key.value(), value.value()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// redb has an error type for each operation; all of them lead into its one `Error`.
macro_rules! faults {
    ($($error:ty),*) => {$(
        impl From<$error> for Fault {
            fn from(error: $error) -> Fault {
                match ::redb::Error::from(error) {
                    ::redb::Error::Corrupted(what) => Fault::Damaged(what),
                    ::redb::Error::Io(error) => error.into(),
                    other => Fault::Io(other.to_string()),
                }
            }
        }
    )*};
}

faults!(
    ::redb::DatabaseError,
    ::redb::TransactionError,
    ::redb::TableError,
    ::redb::StorageError,
    ::redb::CommitError,
    ::redb::SetDurabilityError
);
