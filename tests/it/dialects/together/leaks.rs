//! What is left lying around of what the contracts are told and give out (HASH-03).

use super::super::codes;
use super::fronts::{ALL, Credential, Front};
use super::{MAIL, PASSWORD, house};
use crate::support::{Client, stands_below};

#[tokio::test]
async fn nothing_that_any_contract_takes_or_gives_is_written_down() {
    for engine in ["sled", "redb"] {
        let mut server = house().with("store.engine", engine).with("log.level", "trace").open();
        let client = server.client();
        let mut secrets = vec![PASSWORD.to_owned()];
        for front in ALL {
            let name = registers(&client, front).await;
            let login = front.tries(&client, &name, PASSWORD).await;
            assert_eq!(login.header("cache-control"), "no-store", "{front:?}");
            let given = front.signed_in(&login);
            secrets.extend(given.iter().map(Credential::secret).map(str::to_owned));
        }
        assert!(secrets.len() > ALL.len() && secrets.iter().all(|it| it.len() > 8), "{secrets:?}");
        assert!(server.stop().success());
        let log = server.log();
        for secret in &secrets {
            assert!(!log.contains(secret.as_str()), "{secret} is in the log");
            assert!(!stands_below(&server.data(), secret), "{secret} is in {engine}");
        }
        assert!(stands_below(&server.data(), "$argon2id$v=19$"), "that is how it is kept");
    }
}

/// What somebody is called who comes in through this one.
async fn registers(client: &Client, front: Front) -> String {
    let (name, made) = match front {
        Front::Codes => {
            let code = codes::code(client, "check_register", MAIL, MAIL).await;
            let fields = [("user", MAIL), ("password", PASSWORD), ("identifying_code", &code)];
            (MAIL.to_owned(), codes::asks(client, "register", &fields).await)
        }
        _ => {
            let name = format!("{front:?}").to_lowercase();
            let made = front.registers(client, &name).await;
            (name, made)
        }
    };
    assert!(front.is_registered(&made), "{front:?}: {}", made.text);
    name
}
