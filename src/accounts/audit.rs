//! The words of the audit log.
