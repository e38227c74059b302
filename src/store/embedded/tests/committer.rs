use crate::store::StoreError;
use crate::store::embedded::EmbeddedStore;
use crate::store::embedded::engine::{Fault, MAX_VALUE_BYTES};

#[tokio::test]
async fn what_was_decided_can_be_seen() {
    let store = EmbeddedStore::in_memory();
    store.decide(|layer| layer.put(b"a".to_vec(), b"1".to_vec())).await.unwrap();
    assert_eq!(store.look(|view| view.get(b"a")), Ok(Some(b"1".to_vec())));
}

#[tokio::test]
async fn a_decision_that_refuses_writes_nothing() {
    let store = EmbeddedStore::in_memory();
    let refused = store
        .decide(|layer| {
            layer.put(b"a".to_vec(), b"1".to_vec())?;
            layer.put(b"b".to_vec(), vec![0; MAX_VALUE_BYTES + 1])
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert_eq!(store.look(|view| view.get(b"a")), Ok(None));
}

#[tokio::test]
async fn a_decision_that_panics_is_refused_alone() {
    let store = EmbeddedStore::in_memory();
    let refused = store
        .decide(|layer| -> Result<(), Fault> {
            layer.put(b"a".to_vec(), b"1".to_vec())?;
            panic!("on purpose");
        })
        .await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    store.decide(|layer| layer.put(b"b".to_vec(), b"2".to_vec())).await.unwrap();
    assert_eq!(store.look(|view| view.get(b"a")), Ok(None));
    assert_eq!(store.look(|view| view.get(b"b")), Ok(Some(b"2".to_vec())));
}
