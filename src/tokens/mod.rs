//! Signing, opaque keys, sealing.
