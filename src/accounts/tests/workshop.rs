use std::sync::mpsc;

use futures_util::poll;

use crate::accounts::workshop::{BUSY, Workshop};

/// A piece of work that goes on until the sender is dropped.
fn endless() -> (mpsc::Sender<()>, impl FnOnce() + Send + 'static) {
    let (end, ended) = mpsc::channel::<()>();
    (end, move || ended.recv().unwrap_or_default())
}

#[tokio::test]
async fn beyond_the_queue_one_is_told_to_come_back() {
    let workshop = Workshop::new(1, 2);
    let (end, work) = endless();
    let mut running = Box::pin(workshop.run(work));
    let mut waiting = [2, 3].map(|number| Box::pin(workshop.run(move || number)));
    assert!(poll!(&mut running).is_pending());
    for one in &mut waiting {
        assert!(poll!(one).is_pending());
    }
    assert_eq!(workshop.run(|| 4).await, Err(BUSY));
    drop(end);
    assert_eq!(running.await, Ok(()));
    let [second, third] = waiting;
    assert_eq!((second.await, third.await), (Ok(2), Ok(3)), "those who waited had their turn");
    assert_eq!(workshop.run(|| 5).await, Ok(5), "and there is room again");
}

#[tokio::test]
async fn who_hangs_up_while_waiting_leaves_his_place_and_while_served_does_not() {
    let workshop = Workshop::new(1, 1);
    let (end, work) = endless();
    let mut running = Box::pin(workshop.run(work));
    assert!(poll!(&mut running).is_pending());
    drop(running);
    for _ in 0..10 {
        let mut waiting = Box::pin(workshop.run(|| ()));
        assert!(poll!(&mut waiting).is_pending(), "the place is free, the core is not");
    }
    drop(end);
    assert_eq!(workshop.run(|| 5).await, Ok(5));
}
