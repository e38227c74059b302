//! Whatever was answered is there, whatever happens to the process, the disk or the clock.

mod acknowledged;
mod damage;
mod full_disk;
mod kills;
mod restarts;
mod story;
mod trace;
mod writers;
