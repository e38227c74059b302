use super::*;
use crate::values::LoginKind;

async fn leave(house: &Teahouse, caller: &Caller, proof: LeaveProof) -> Result<(), LeaveError> {
    house.accounts.leave(caller, &proof, &visit()).await
}

fn password(typed: &str) -> LeaveProof {
    LeaveProof::Password(Password::new(typed))
}

#[tokio::test]
async fn who_leaves_is_forgotten_and_told_so() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let grant = house.log_in("alice", PASSWORD).await.unwrap();
    let caller = house.caller(&grant).await.unwrap();
    let mut endings = house.accounts.watch_endings();
    let wrong = leave(&house, &caller, password("guess")).await;
    assert_eq!(wrong, Err(LeaveError::WrongPassword));
    leave(&house, &caller, password(PASSWORD)).await.unwrap();

    assert_eq!(house.store.account(alice.uid).await, Ok(None));
    assert_eq!(house.caller(&grant).await, Err(AuthError::Refused));
    assert_eq!(endings.try_recv().unwrap().session, grant.session.id);
    assert_eq!(house.log_in("alice", PASSWORD).await.err(), Some(LoginError::NoSuchAccount));
    let letters = house.letters_to(&address("a@tea.example")).await;
    assert_eq!(letters[0], LetterKind::AccountDeleted);
}

#[tokio::test]
async fn the_username_is_held_for_a_while_and_the_address_is_free() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let caller = house.sign_in("alice").await;
    leave(&house, &caller, password(PASSWORD)).await.unwrap();
    let taken = Err(RegisterError::Taken(LoginKind::Username));
    assert_eq!(house.register(person("alice")).await, taken);
    let a = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &a).await;
    assert!(house.register(person_at(&a, &code)).await.is_ok());
    house.clock.advance(house.settings().username_held);
    assert!(house.register(person("alice")).await.is_ok());
}

#[tokio::test]
async fn a_fresh_code_does_where_there_is_no_password_at_hand() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    house.settle("mallory", &["m@tea.example"]).await;
    let caller = house.sign_in("alice").await;
    let (own, other) = (address("a@tea.example"), address("m@tea.example"));
    let others = house.code_for(CodePurpose::Verify, &other).await;
    let answer = leave(&house, &caller, LeaveProof::Code(other, others)).await;
    assert_eq!(answer, Err(LeaveError::WrongCode), "the address must be the account's");
    let code = house.code_for(CodePurpose::Verify, &own).await;
    leave(&house, &caller, LeaveProof::Code(own, code)).await.unwrap();
    assert_eq!(house.store.account(alice.uid).await, Ok(None));
}

#[tokio::test]
async fn an_export_holds_everything_about_the_person() {
    let house = Teahouse::open();
    house.settle("alice", &["a@tea.example"]).await;
    let bob = house.settle("bob", &[]).await;
    let caller = house.sign_in("alice").await;
    house.accounts.follow(&caller, &Who::Uid(bob.uid)).await.unwrap();
    let export = house.accounts.export(&caller).await.unwrap();
    assert_eq!(export.account, *caller.account());
    assert_eq!((export.follows, export.blocks), (vec![bob.uid], vec![]));
    assert_eq!(export.sessions, [caller.session().clone()]);
    let deeds: Vec<_> = export.acts.iter().map(|act| act.what.as_str()).collect();
    assert_eq!(deeds, ["address_changed", "created_by_admin"]);
}
