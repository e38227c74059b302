mod cursors;
mod house;
mod presence;
mod random;
