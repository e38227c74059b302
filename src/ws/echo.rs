//! An echo made of the same socket, decoder and way out as the chat, for conformance suites to
//! talk to. Only in builds with the feature `echo`.

use std::sync::Arc;

use hyper::upgrade::OnUpgrade;
use uuid::Uuid;
use warp::Filter;
use warp::filters::BoxedFilter;
use warp::http::{HeaderMap, Method};

use super::close::Farewell;
use super::decoder::{DecoderLimits, Incoming};
use super::framing;
use super::handshake::{Handshake, NoHandshake};
use super::socket::{Got, Socket};
use super::upgrade::socket_of;
use crate::http::Response;
use crate::http::listen::Connection;
use crate::hub::{Hub, HubLimits, NewLink};
use crate::values::{Clock, SessionId, Uid};

/// As large as the suites like their messages.
const LIMITS: DecoderLimits = DecoderLimits { message_bytes: 64 << 20, fragments: 1 << 20 };

pub fn mount(clock: Arc<dyn Clock>) -> BoxedFilter<(Response,)> {
    let limits = HubLimits { connections_per_account: usize::MAX, queue_bytes: 64 << 20 };
    let hub = Arc::new(Hub::new(limits, clock));
    warp::path!("echo")
        .and(warp::method())
        .and(warp::header::headers_cloned())
        .and(warp::ext::get::<Connection>())
        .and(warp::ext::optional::<OnUpgrade>())
        .map(move |method, headers, connection, upgrade| {
            answer(&hub, &method, &headers, connection, upgrade)
        })
        .boxed()
}

fn answer(
    hub: &Arc<Hub>,
    method: &Method,
    headers: &HeaderMap,
    connection: Connection,
    upgrade: Option<OnUpgrade>,
) -> Response {
    let (handshake, upgrade) = match (Handshake::read(method, headers), upgrade) {
        (Ok(handshake), Some(upgrade)) => (handshake, upgrade),
        (Err(no), _) => return no.answer(),
        (Ok(_), None) => return NoHandshake::NotAsked.answer(),
    };
    let hub = Arc::clone(hub);
    connection.tasks.clone().spawn(async move {
        let _place = connection.place;
        if let Some(socket) = socket_of(upgrade, LIMITS).await {
            echo(&hub, socket).await;
        }
    });
    handshake.accept()
}

async fn echo(hub: &Arc<Hub>, mut socket: Socket) {
    let new = NewLink { uid: Uid(1), session: SessionId(Uuid::nil()), wire: socket.wire() };
    let Ok(registration) = hub.register(new) else { return };
    let link = registration.link();
    loop {
        let standing = link.standing();
        if standing.broken {
            return;
        }
        tokio::select! {
            () = link.woken() => continue,
            () = socket.writable(), if standing.blocked => {
                link.flush_blocked();
                continue;
            }
            () = socket.readable(), if !standing.full => {}
        }
        let mut farewell = None;
        let got = socket.read(&mut |said| match said {
            Incoming::Text(text) => link.answer(framing::data(true, text.as_bytes())),
            Incoming::Binary(bytes) => link.answer(framing::data(false, bytes)),
            Incoming::Ping(payload) => link.answer(framing::pong(payload)),
            Incoming::Pong => {}
            Incoming::Close(code) => farewell = Some(Farewell::Echo(code)),
        });
        link.flush();
        match got {
            Ok(Got::Something | Got::NothingYet) => {}
            Ok(Got::End) => return,
            Err(broken) => farewell = Some(broken),
        }
        if let Some(farewell) = farewell {
            return socket.part(link, farewell).await;
        }
    }
}
