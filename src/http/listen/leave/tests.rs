use std::future::poll_fn;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::*;

async fn two_ends() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (client, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
    (client.unwrap(), accepted.unwrap().0)
}

async fn leave(mut tcp: TcpStream, stopping: CancellationToken) {
    let mut leave = Leave::new(stopping);
    poll_fn(|context| leave.poll(&mut tcp, context)).await.unwrap();
}

#[tokio::test]
async fn what_was_on_its_way_is_taken_and_the_answer_arrives() {
    let (mut client, mut ours) = two_ends().await;
    ours.write_all(b"too large").await.unwrap();
    let leaving = tokio::spawn(leave(ours, CancellationToken::new()));
    client.write_all(&vec![b'x'; 10 << 20]).await.unwrap();
    client.shutdown().await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert_eq!(answer, "too large");
    leaving.await.unwrap();
}

#[tokio::test]
async fn who_never_ends_is_cut_off() {
    let (mut client, ours) = two_ends().await;
    let leaving = tokio::spawn(leave(ours, CancellationToken::new()));
    let piece = vec![b'x'; 1 << 20];
    let mut mebibytes = 0;
    while client.write_all(&piece).await.is_ok() {
        mebibytes += 1;
    }
    // What lies in the kernel's buffers was sent and not read.
    assert!((32..64).contains(&mebibytes), "{mebibytes} MiB");
    leaving.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_stays_silent_is_waited_for_no_longer_than_promised() {
    let (_client, ours) = two_ends().await;
    let began = Instant::now();
    leave(ours, CancellationToken::new()).await;
    assert_eq!(began.elapsed().as_secs(), PATIENCE.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_waits_for_nobody() {
    let (_client, ours) = two_ends().await;
    let stopping = CancellationToken::new();
    let (began, waiting) = (Instant::now(), tokio::spawn(leave(ours, stopping.clone())));
    stopping.cancel();
    waiting.await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
}
