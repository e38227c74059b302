//! Mail and SMS out of the durable outbox.
