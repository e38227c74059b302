//! The canonical API, as its clients see it. A row of the list of abuse that a test holds is named
//! by its id (`OTP-02`).

mod admin;
mod bad_input;
mod captchas;
mod codes;
mod devices;
mod document;
mod floods;
mod fuzzed;
mod guesses;
mod leaks;
mod me;
mod passwords;
mod people;
mod pictures;
mod readme;
mod registering;
mod tokens;
