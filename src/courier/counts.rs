//! What became of the letters, in numbers.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::{Channel, DeliveryError};

#[derive(Clone, Debug, Default)]
pub struct Counts {
    deliveries: Family<Labels, Counter>,
    given_up: Family<LetterLabels, Counter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    channel: &'static str,
    kind: &'static str,
    outcome: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LetterLabels {
    channel: &'static str,
    kind: &'static str,
}

impl Counts {
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "letter_deliveries",
            "Attempts to hand a letter over, by channel, kind and outcome",
            self.deliveries.clone(),
        );
        registry.register(
            "letters_given_up",
            "Letters that never left, by channel and kind",
            self.given_up.clone(),
        );
    }

    pub(super) fn tried(
        &self,
        channel: Channel,
        kind: &'static str,
        outcome: Result<(), DeliveryError>,
    ) {
        let outcome = outcome.map_or_else(DeliveryError::name, |()| "sent");
        let labels = Labels { channel: channel.name(), kind, outcome };
        self.deliveries.get_or_create(&labels).inc();
    }

    pub(super) fn gave_up(&self, channel: Channel, kind: &'static str) {
        self.given_up.get_or_create(&LetterLabels { channel: channel.name(), kind }).inc();
    }

    /// Attempts of this channel and kind that ended so.
    #[cfg(test)]
    pub fn deliveries(&self, channel: Channel, kind: &'static str, outcome: &'static str) -> u64 {
        self.deliveries.get_or_create(&Labels { channel: channel.name(), kind, outcome }).get()
    }

    #[cfg(test)]
    pub fn given_up(&self, channel: Channel, kind: &'static str) -> u64 {
        self.given_up.get_or_create(&LetterLabels { channel: channel.name(), kind }).get()
    }
}
