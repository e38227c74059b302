use std::sync::Arc;
use std::task::{Context, Wake, Waker};

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::ws::decoder::{DecoderLimits, Incoming};
use crate::ws::socket::{Got, Socket};

const LIMITS: DecoderLimits = DecoderLimits { message_bytes: 1024, fragments: 4 };

async fn two_ends() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let near = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    (near, listener.accept().await.unwrap().0)
}

struct Former;

impl Wake for Former {
    fn wake(self: Arc<Former>) {}
}

#[tokio::test]
async fn who_had_the_stream_before_is_let_go() {
    let (stream, _peer) = two_ends().await;
    let former = Arc::new(Former);
    let waker = Waker::from(Arc::clone(&former));
    assert!(stream.poll_read_ready(&mut Context::from_waker(&waker)).is_pending());
    drop(waker);
    assert_eq!(Arc::strong_count(&former), 2);
    let _socket = Socket::new(stream, Vec::new(), LIMITS);
    assert_eq!(Arc::strong_count(&former), 1);
}

#[tokio::test]
async fn what_comes_in_pieces_is_read_piece_by_piece_to_the_end() {
    let (stream, mut peer) = two_ends().await;
    let mut socket = Socket::new(stream, Vec::new(), LIMITS);
    let mut texts = Vec::new();
    let mut take = |said: Incoming<'_>| {
        if let Incoming::Text(text) = said {
            texts.push(text.to_owned());
        }
    };
    assert_eq!(socket.read(&mut take).unwrap(), Got::NothingYet);
    // "hi" and "ho" under a mask of zeros, cut in the middle.
    for piece in [&b"\x81\x82\0\0\0\0hi\x81\x82"[..], b"\0\0\0\0ho"] {
        peer.write_all(piece).await.unwrap();
        socket.readable().await;
        assert_eq!(socket.read(&mut take).unwrap(), Got::Something);
    }
    assert_eq!(socket.read(&mut take).unwrap(), Got::NothingYet);
    drop(peer);
    socket.readable().await;
    assert_eq!(socket.read(&mut take).unwrap(), Got::End);
    assert_eq!(texts, ["hi", "ho"]);
}

/// Writing goes past the runtime's notes, and waiting goes by them.
#[tokio::test]
async fn a_peer_that_takes_no_more_is_waited_for() {
    let (stream, mut peer) = two_ends().await;
    let socket = Socket::new(stream, Vec::new(), LIMITS);
    let wire = socket.wire();
    while wire.try_write(&[b'x'; 64 * 1024]).is_ok() {}
    assert_eq!(socket.writable().now_or_never(), None);
    let taking = async {
        let mut taken = vec![0; 1024 * 1024];
        while peer.read(&mut taken).await.unwrap() > 0 {}
    };
    tokio::select! {
        () = socket.writable() => {}
        () = taking => panic!("the socket is open"),
    }
    assert_eq!(wire.try_write(b"more").unwrap(), 4);
}
