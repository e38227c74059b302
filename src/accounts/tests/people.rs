use super::*;
use crate::values::Uid;

#[tokio::test]
async fn others_see_a_public_profile_without_any_address() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &["a@tea.example", "13800138000"]).await;
    for who in ["@alice", "@ALICE", &alice.uid.to_string()] {
        let person = house.accounts.person(&Who::parse(who).unwrap()).await.unwrap().unwrap();
        assert_eq!(person.uid, alice.uid);
        let told = serde_json::to_string(&person).unwrap();
        assert!(!told.contains("tea.example") && !told.contains("138"), "{told}");
    }
    for nobody in ["", "alice", "@", "0", "@a b"] {
        assert_eq!(Who::parse(nobody), None, "{nobody}");
    }
}

#[tokio::test]
async fn who_is_disabled_is_not_found() {
    let house = Teahouse::open();
    let alice = house.settle("alice", &[]).await;
    let find = async || house.accounts.find_people("ali", None, 10).await.unwrap().items;
    assert_eq!(find().await.len(), 1);
    Admin::console(&house.accounts).set_active(alice.uid, false).await.unwrap();
    assert_eq!(find().await, []);
    assert_eq!(house.accounts.person(&Who::Uid(alice.uid)).await, Ok(None));
    assert_eq!(house.accounts.person(&Who::Uid(Uid(999))).await, Ok(None));
}

#[test]
fn a_page_knows_whether_there_is_more() {
    let of = |read: &[u8]| Page::of(read.to_vec(), 2, |item| *item);
    assert_eq!(of(&[]), Page { items: vec![], next: None });
    assert_eq!(of(&[1, 2]), Page { items: vec![1, 2], next: None });
    assert_eq!(of(&[1, 2, 3]), Page { items: vec![1, 2], next: Some(2) });
}
