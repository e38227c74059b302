use std::time::Duration;

use super::{Drained, Lifecycle};

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_work_that_ends_in_time() {
    let life = Lifecycle::default();
    let task = life.clone();
    life.spawn(async move {
        task.stopping_token().cancelled().await;
        tokio::time::sleep(Duration::from_secs(9)).await;
    });
    life.stop();
    assert_eq!(life.drain(Duration::from_secs(10)).await, Drained::Fully);
}

#[tokio::test(start_paused = true)]
async fn work_that_does_not_end_is_cut() {
    let life = Lifecycle::default();
    life.spawn(std::future::pending());
    life.stop();
    assert_eq!(life.drain(Duration::from_secs(10)).await, Drained::Cut);
}
