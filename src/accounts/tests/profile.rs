use super::*;
use crate::accounts::profile::INTRO_MAX;
use crate::store::{Contact, DetailsChange, Gender, Identity};
use crate::values::LoginKind;

async fn change(
    house: &Teahouse,
    caller: &Caller,
    change: ProfileChange,
) -> Result<Account, ProfileError> {
    house.accounts.change_profile(caller, change, None, &visit()).await
}

fn claim(address: Address) -> ProfileChange {
    ProfileChange { claims: vec![address], ..ProfileChange::default() }
}

fn to(address: AddressChange) -> ProfileChange {
    ProfileChange { address: Some(address), ..ProfileChange::default() }
}

#[tokio::test]
async fn only_what_is_named_changes() {
    let house = Teahouse::open();
    let before = house.settle("alice", &["a@tea.example"]).await;
    let caller = house.sign_in("alice").await;
    let named = ProfileChange { display_name: Some("小明".into()), ..ProfileChange::default() };
    change(&house, &caller, named).await.unwrap();
    let said = ProfileChange { intro: Some("Tea.\nMore tea.".into()), ..ProfileChange::default() };
    let after = change(&house, &caller, said).await.unwrap();
    assert_eq!(after.profile.display_name, "小明");
    assert_eq!(after.profile.intro, "Tea.\nMore tea.");
    assert_eq!((after.email, after.username), (before.email, before.username));
}

#[tokio::test]
async fn texts_that_cannot_be_shown_are_refused() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    for bad in ["\u{0}", "a\u{1b}[31m", "\u{202e}", &"x".repeat(INTRO_MAX + 1)] {
        let said = ProfileChange { intro: Some(bad.into()), ..ProfileChange::default() };
        assert_eq!(change(&house, &caller, said).await, Err(ProfileError::BadIntro), "{bad:?}");
    }
    let named = ProfileChange { display_name: Some("a\tb".into()), ..ProfileChange::default() };
    assert_eq!(change(&house, &caller, named).await, Err(ProfileError::BadDisplayName));
}

#[tokio::test]
async fn a_new_address_is_proven_by_a_code_and_the_old_one_is_told() {
    let house = Teahouse::open();
    house.settle("alice", &["old@tea.example"]).await;
    let caller = house.sign_in("alice").await;
    let new = address("new@tea.example");
    let code = house.code_for(CodePurpose::Verify, &new).await;
    let wrong = to(AddressChange::Prove(new.clone(), almost(&code)));
    assert_eq!(change(&house, &caller, wrong).await, Err(ProfileError::WrongCode));
    let account = change(&house, &caller, to(AddressChange::Prove(new.clone(), code))).await;
    assert!(account.unwrap().has_proven(&new.login_name()));
    let letters = house.letters_to(&address("old@tea.example")).await;
    assert_eq!(letters[0], LetterKind::EmailChanged);
    assert!(house.log_in("old@tea.example", PASSWORD).await.is_err());
    assert!(house.log_in("new@tea.example", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_code_for_another_purpose_proves_no_new_address() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let new = address("new@tea.example");
    let code = house.code_for(CodePurpose::Register, &new).await;
    let answer = change(&house, &caller, to(AddressChange::Prove(new, code))).await;
    assert_eq!(answer, Err(ProfileError::WrongCode));
}

/// MASS-04.
#[tokio::test]
async fn the_address_of_another_cannot_be_taken() {
    let house = Teahouse::open();
    house.settle("victim", &["v@tea.example"]).await;
    house.settle("mallory", &[]).await;
    let mallory = house.sign_in("mallory").await;
    let theirs = address("V@TEA.example");
    let answer = change(&house, &mallory, claim(theirs)).await;
    assert_eq!(answer, Err(ProfileError::Taken(LoginKind::Email)));
}

/// UNI-03: who squats an address by claiming it loses it to who reads its mail.
#[tokio::test]
async fn who_proves_an_address_takes_it_from_who_only_claimed_it() {
    for typed in ["v@tea.example", "13800138000"] {
        let house = Teahouse::open();
        let mallory = house.settle("mallory", &[]).await;
        let theirs = house.sign_in("mallory").await;
        change(&house, &theirs, claim(address(typed))).await.unwrap();

        let code = house.code_for(CodePurpose::Register, &address(typed)).await;
        let owner = house.register(person_at(&address(typed), &code)).await.unwrap();
        assert_eq!(house.log_in(typed, PASSWORD).await.unwrap().account.uid, owner.uid);
        let left = house.account(mallory.uid).await;
        assert_eq!((left.email.as_ref(), left.phone.as_ref()), (None, None));
        assert_eq!(house.deeds(&mallory).await[0], "address_lost");
        assert!(house.log_in("mallory", PASSWORD).await.is_ok(), "the account stays");
        let back = change(&house, &theirs, claim(address(typed))).await;
        assert!(matches!(back, Err(ProfileError::Taken(_))), "{back:?}");
    }
}

#[tokio::test]
async fn who_has_an_account_proves_what_another_claimed() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    house.settle("mallory", &[]).await;
    let (alice, mallory) = (house.sign_in("alice").await, house.sign_in("mallory").await);
    let claim = claim(address("a@tea.example"));
    change(&house, &mallory, claim).await.unwrap();
    let proven = house.prove(&alice, "a@tea.example").await;
    assert!(proven.has_proven(&address("a@tea.example").login_name()));
}

#[tokio::test]
async fn who_had_no_name_but_a_claim_can_still_sign_in() {
    let house = Teahouse::with(|settings| settings.registration.email_code = false);
    let to = address("a@tea.example");
    let claimed = NewPerson { code: None, ..person_at(&to, &SecretText::new("")) };
    let squatter = house.register(claimed).await.unwrap();
    let code = house.code_for(CodePurpose::Register, &to).await;
    let owner = house.register(person_at(&to, &code)).await.unwrap();
    assert_eq!(house.log_in("a@tea.example", PASSWORD).await.unwrap().account.uid, owner.uid);
    let name = house.account(squatter.uid).await.username.unwrap();
    assert_eq!(house.log_in(name.shown(), PASSWORD).await.unwrap().account.uid, squatter.uid);
}

#[tokio::test]
async fn claiming_what_one_has_proven_changes_nothing() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example"]).await;
    let caller = house.sign_in("alice").await;
    let own = claim(address("a@tea.example"));
    assert_eq!(change(&house, &caller, own).await.unwrap().email, alice.email);
}

#[tokio::test]
async fn the_last_name_stays() {
    let house = Teahouse::open();
    let a = address("a@tea.example");
    let code = house.code_for(CodePurpose::Register, &a).await;
    house.register(person_at(&a, &code)).await.unwrap();
    let caller =
        house.caller(&house.log_in("a@tea.example", PASSWORD).await.unwrap()).await.unwrap();
    let remove = || to(AddressChange::Remove(LoginKind::Email));
    assert_eq!(change(&house, &caller, remove()).await, Err(ProfileError::LastName));
    let renamed = ProfileChange { username: Some(username("alice")), ..remove() };
    let account = change(&house, &caller, renamed).await.unwrap();
    assert_eq!((account.email, account.username), (None, Some(username("alice"))));
    assert_eq!(house.letters_to(&a).await[0], LetterKind::EmailChanged);
}

#[tokio::test]
async fn a_username_is_changed_within_the_rules() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    house.settle("bob", &[]).await;
    let caller = house.sign_in("alice").await;
    let renamed =
        |name| ProfileChange { username: Some(username(name)), ..ProfileChange::default() };
    for taken in ["bob", "BOB", "admin"] {
        let answer = change(&house, &caller, renamed(taken)).await;
        assert_eq!(answer, Err(ProfileError::Taken(LoginKind::Username)), "{taken}");
    }
    assert!(change(&house, &caller, renamed("Alice")).await.is_ok(), "her own, in another case");
}

#[tokio::test]
async fn who_changes_an_old_version_is_told() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let caller = house.sign_in("alice").await;
    let said =
        |intro: &str| ProfileChange { intro: Some(intro.into()), ..ProfileChange::default() };
    let version = Some(alice.version);
    let accounts = &house.accounts;
    assert!(accounts.change_profile(&caller, said("one"), version, &visit()).await.is_ok());
    let stale = accounts.change_profile(&caller, said("two"), version, &visit()).await;
    assert_eq!(stale, Err(ProfileError::Stale));
}

#[tokio::test]
async fn what_the_contracts_ask_of_people_is_kept_in_one_profile() {
    let house = Teahouse::open();
    house.settle("alice", &[]).await;
    let alice = house.sign_in("alice").await;
    let contact = Contact { company: "茶馆".into(), tel: "025".into(), address: "南京".into() };
    let details = DetailsChange {
        gender: Some(Gender::Female),
        age: Some(Some(30)),
        identity: Some(Identity::Doctor),
        wechat_uid: Some("wx".into()),
        first_name: Some("Alice".into()),
        contact: Some(contact.clone()),
        ..DetailsChange::default()
    };
    let said = ProfileChange { details, ..ProfileChange::default() };
    let profile = change(&house, &alice, said).await.unwrap().profile;
    assert_eq!((profile.gender, profile.age), (Gender::Female, Some(30)));
    assert_eq!((profile.identity, profile.contact), (Identity::Doctor, Some(contact)));
    assert_eq!((profile.first_name.as_str(), profile.last_name.as_str()), ("Alice", ""));

    for bad in ["a\u{7}b".to_owned(), "long".repeat(51)] {
        let details = DetailsChange { wechat_uid: Some(bad), ..DetailsChange::default() };
        let said = ProfileChange { details, ..ProfileChange::default() };
        assert_eq!(change(&house, &alice, said).await, Err(ProfileError::BadDetail));
    }
}

#[tokio::test]
async fn two_addresses_are_claimed_at_once_or_none() {
    let house = Teahouse::open();
    house.settle("bob", &["13800138000"]).await;
    house.settle("alice", &[]).await;
    let alice = house.sign_in("alice").await;
    let both = |phone| ProfileChange {
        claims: vec![address("a@tea.example"), address(phone)],
        ..ProfileChange::default()
    };
    let answer = change(&house, &alice, both("13800138000")).await;
    assert_eq!(answer, Err(ProfileError::Taken(LoginKind::Phone)));
    assert_eq!(house.account(alice.uid()).await.email, None);
    let account = change(&house, &alice, both("13800138001")).await.unwrap();
    assert!(account.email.is_some() && account.phone.is_some());
}
