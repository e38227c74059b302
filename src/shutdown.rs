//! Stop taking work, wait for work, cut.
