//! Chance that can be had again: `TEAHOUSE_TEST_SEED` repeats the choices of a run that failed.

use std::env;

use teahouse::values::{Random, SystemRandom};

/// splitmix64.
pub struct Dice(u64);

impl Dice {
    /// As the environment says, or new; either way the test says what it was.
    pub fn of_this_run() -> Dice {
        let random: &dyn Random = &SystemRandom::new();
        let seed = env::var("TEAHOUSE_TEST_SEED").map(|seed| seed.parse().unwrap());
        let seed = seed.unwrap_or_else(|_| u64::from_le_bytes(random.bytes()));
        println!("TEAHOUSE_TEST_SEED={seed}");
        Dice(seed)
    }

    /// Others, that go their own way from here.
    pub fn split(&mut self) -> Dice {
        Dice(self.roll())
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// How often a test that kills is to kill.
pub fn kills(unless_told: u64) -> u64 {
    env::var("TEAHOUSE_TEST_KILLS").map_or(unless_told, |kills| kills.parse().unwrap())
}
