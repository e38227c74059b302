//! The codes that are sent by mail and SMS.

use crate::values::{Random, SecretText};

/// So many decimal digits, each as likely as the next; leading zeros belong to the code.
pub fn new_code(random: &dyn Random, digits: u8) -> SecretText {
    let digit = |_| char::from_digit(random.below(10), 10).unwrap_or('0');
    SecretText::new((0..digits).map(digit).collect::<String>())
}
