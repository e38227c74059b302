use crate::store::embedded::EmbeddedStore;
use crate::store::embedded::envelope::seal;

#[tokio::test]
async fn an_empty_store_is_sound() {
    let checked = EmbeddedStore::in_memory().check().unwrap();
    assert_eq!((checked.records, checked.findings), (0, Vec::new()));
}

#[tokio::test]
async fn every_record_that_is_not_what_was_written_is_found() {
    let store = EmbeddedStore::in_memory();
    store
        .decide(|layer| {
            layer.put(b"\0good".to_vec(), seal(b"\0good", &1)?)?;
            layer.put(b"\0moved".to_vec(), seal(b"\0good", &1)?)?;
            layer.put(b"\0bare".to_vec(), b"bare".to_vec())
        })
        .await
        .unwrap();
    let checked = store.check().unwrap();
    // The store's own counter of commits is a record too.
    assert_eq!((checked.records, checked.findings.len()), (4, 2), "{:?}", checked.findings);
}
