//! Guesses are counted over all contracts together.

use super::fronts::{ALL, Front};
use super::{PASSWORD, house};
use crate::support::House;

const CONTRACTS: [Front; 5] =
    [Front::Codes, Front::CaptchaSession, Front::Phone, Front::Clinic, Front::RestAuth];

/// Limits that come back so slowly that a slow machine does not see it.
fn limited() -> House {
    let house = house().with("limits.scale", 1);
    house.with("limits.unknown_names", "10/h").with("limits.guesses_from_address", "5/h")
}

/// ENUM-03.
#[tokio::test]
async fn names_that_nobody_has_are_counted_over_all_contracts() {
    let server = limited().open();
    let client = server.client();
    for round in 0..2 {
        for front in CONTRACTS {
            let name = format!("nobody{round}{front:?}@example.com");
            let answer = front.tries(&client, &name, PASSWORD).await;
            assert_ne!(answer.status, 429, "{front:?}");
        }
    }
    for front in ALL {
        let answer = front.tries(&client, "nobody@example.com", PASSWORD).await;
        assert!(front.is_too_many(&answer), "{front:?}: {} {}", answer.status, answer.text);
    }
}

/// One guess through each contract is all that there are; then even the right one has to wait.
#[tokio::test]
async fn wrong_passwords_are_counted_over_all_contracts() {
    let server = limited().open();
    let client = server.client();
    let made = Front::CaptchaSession.registers(&client, "zhang").await;
    assert!(Front::CaptchaSession.is_registered(&made), "{}", made.text);
    let name_for = |front| if front == Front::Codes { "zhang@example.com" } else { "zhang" };
    for front in CONTRACTS {
        let answer = front.tries(&client, name_for(front), "a guess").await;
        assert!(front.is_wrong_password(&answer), "{front:?}: {}", answer.text);
    }
    for front in ALL {
        let answer = front.tries(&client, name_for(front), PASSWORD).await;
        assert!(front.is_too_many(&answer), "{front:?}: {} {}", answer.status, answer.text);
    }
}
