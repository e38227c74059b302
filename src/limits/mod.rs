//! How often may you try.
