//! Drawing a picture that a person can read, and judging what they read.
