//! An engine that forgets everything at the end of the process; for tests and for measuring what
//! durability costs.

use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use super::engine::{Batch, Engine, Fault, Order, Span, View, Visit};

#[derive(Default)]
pub struct Memory {
    tree: RwLock<Tree>,
}

#[derive(Default)]
struct Tree(std::collections::BTreeMap<Vec<u8>, Vec<u8>>);

impl Engine for Memory {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn read(&self, look: &mut dyn FnMut(&dyn View) -> Result<(), Fault>) -> Result<(), Fault> {
        look(&*self.tree.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn commit(&self, batch: &Batch) -> Result<(), Fault> {
        let mut tree = self.tree.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in batch {
            match value {
                Some(value) => tree.0.insert(key.clone(), value.clone()),
                None => tree.0.remove(key),
            };
        }
        Ok(())
    }

    fn checkpoint(&self) -> Result<(), Fault> {
        Ok(())
    }

    fn syncs(&self) -> u64 {
        0
    }
}

impl View for Tree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.get(key).cloned())
    }

    fn scan(&self, span: &Span, order: Order, visit: Visit<'_>) -> Result<(), Fault> {
        if span.from >= span.to {
            return Ok(());
        }
        let bounds = (Bound::Included(span.from.clone()), Bound::Excluded(span.to.clone()));
        let mut range = self.0.range(bounds);
        while let Some((key, value)) = match order {
            Order::Ascending => range.next(),
            Order::Descending => range.next_back(),
        } {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }
}
