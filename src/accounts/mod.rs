//! Who people are and how they prove it.
