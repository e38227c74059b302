//! When to try again.

use std::time::Duration;

use crate::store::Letter;
use crate::values::Random;

const FIRST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// How long a letter rests after its `failures`th failure: twice as long each time, but a letter
/// that soon dies never rests for more than a twentieth of its life, so that a code of ten minutes
/// is tried twice a minute. A quarter more or less by chance keeps letters that failed together
/// from coming back together.
pub fn rest(letter: &Letter, failures: u32, random: &dyn Random) -> Duration {
    let life = letter.give_up_at.since(letter.created_at);
    let longest = (life / 20).clamp(FIRST, LONGEST);
    let doubled = FIRST.saturating_mul(1 << failures.saturating_sub(1).min(10));
    doubled.min(longest).mul_f64(0.75 + f64::from(random.below(501)) / 1000.0)
}
