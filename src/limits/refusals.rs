//! Whom a limit refused, in numbers.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

#[derive(Clone, Debug, Default)]
pub(super) struct Refusals(Family<Labels, Counter>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    limit: &'static str,
}

impl Refusals {
    pub(super) fn of(&self, limit: &'static str) -> Counter {
        self.0.get_or_create(&Labels { limit }).clone()
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("limit_refusals", "Tries that a limit refused", self.0.clone());
    }
}
