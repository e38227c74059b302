//! Whatever was answered is there, whatever happens to the process, the disk or the clock.

mod kills;
mod story;
mod writers;
