//! Where a new password comes from. Never from the command line: that can be read by every user
//! of the machine, and stays in the shell's history.

use std::io::{self, BufRead, IsTerminal};

use clap::Args;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::cli::print::{Print, json_of, text_of};
use crate::cli::{Exit, Failure};
use crate::control::Outcome;
use crate::values::{Password, Random, SecretText, SystemRandom};

#[derive(Debug, Args)]
pub struct NewPassword {
    /// Ask for the password, or read it from a pipe; without this one is made up and printed once
    #[arg(long)]
    password_stdin: bool,
}

pub struct Chosen {
    pub secret: SecretText,
    is_made_up: bool,
}

impl NewPassword {
    pub fn get(&self) -> Result<Chosen, Failure> {
        let secret = match self.password_stdin {
            true => read().map_err(|error| Failure::of(Exit::Usage, error))?,
            false => made_up(&SystemRandom::new()),
        };
        Ok(Chosen { secret, is_made_up: !self.password_stdin })
    }
}

/// Tells the outcome, and the password if nobody knows it yet.
pub fn say(print: Print, outcome: &Outcome, password: &Chosen) {
    let (mut json, mut text) = (json_of(outcome), text_of(outcome));
    if password.is_made_up {
        let secret = password.secret.reveal();
        if let Some(fields) = json.as_object_mut() {
            fields.insert("password".into(), secret.into());
        }
        text.push_str(&format!("{:<14}{secret}  (shown this once)\n", "password"));
    }
    print.say(&json, &text);
}

fn read() -> io::Result<SecretText> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return read_line(stdin.lock());
    }
    let first = ask("Password: ")?;
    let second = ask("Once more: ")?;
    let same = first == second;
    same.then_some(first).ok_or_else(|| io::Error::other("the two passwords are not the same"))
}

fn read_line(from: impl BufRead) -> io::Result<SecretText> {
    let mut line = String::new();
    // One byte more than is allowed, and a line's end, so that what is too long is seen to be.
    from.take(Password::BYTES_MAX as u64 + 3).read_line(&mut line)?;
    let line = line.strip_suffix('\n').unwrap_or(&line);
    let typed = line.strip_suffix('\r').unwrap_or(line);
    match typed {
        "" => Err(io::Error::other("no password was given on standard input")),
        typed => Ok(SecretText::new(typed)),
    }
}

fn ask(prompt: &str) -> io::Result<SecretText> {
    eprint!("{prompt}");
    let _hush = Hush::begin()?;
    let typed = read_line(io::stdin().lock());
    eprintln!();
    typed
}

/// While it lives, the terminal shows nothing of what is typed.
struct Hush(Termios);

impl Hush {
    fn begin() -> io::Result<Hush> {
        let as_it_was = tcgetattr(io::stdin())?;
        let mut silent = as_it_was.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent)?;
        Ok(Hush(as_it_was))
    }
}

impl Drop for Hush {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}

/// Letters and digits that nobody takes for one another.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP: usize = 5;

/// 99 bits, in groups that can be read out.
fn made_up(random: &dyn Random) -> SecretText {
    let letter = |_| char::from(ALPHABET[random.below(ALPHABET.len() as u32) as usize]);
    let group = |_| (0..GROUP).map(letter).collect::<String>();
    SecretText::new((0..GROUPS).map(group).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::{made_up, read_line};
    use crate::accounts::PasswordPolicy;
    use crate::values::{Password, SeededRandom};

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        for (piped, typed) in
            [("a b\n", "a b"), ("a b\r\n", "a b"), ("a b", "a b"), ("a\nb\n", "a")]
        {
            assert_eq!(read_line(piped.as_bytes()).unwrap().reveal(), typed);
        }
        assert!(read_line("\nsecond".as_bytes()).is_err());
        assert!(read_line(&b"\xff\xfe\n"[..]).is_err());
    }

    #[test]
    fn what_is_too_long_stays_too_long() {
        let endless = "x".repeat(1 << 20);
        let typed = read_line(endless.as_bytes()).unwrap();
        assert!(typed.reveal().len() > Password::BYTES_MAX && typed.reveal().len() < 2_000);
    }

    #[test]
    fn a_password_that_is_made_up_passes_the_policy() {
        let random = SeededRandom::new(7);
        let (first, second) = (made_up(&random), made_up(&random));
        assert_eq!(first.reveal().len(), 23);
        assert_ne!(first, second);
        let policy = PasswordPolicy::default();
        assert_eq!(policy.judge(&Password::new(first.reveal()), ["alice"]), Ok(()));
    }
}
