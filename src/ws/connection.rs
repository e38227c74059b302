//! The life of a connection: a seat in the hub, a welcome, the conversation, a goodbye.
//!
//! One task waits for everything at once: what the peer says, room to write what waits for it, the
//! one thing that is being done for it, the hub, and the clock. It does one thing at a time for
//! its peer and reads no further than a little ahead of that, so that a peer who asks more than it
//! reads waits for itself.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::CancellationToken;

use super::House;
use super::close::Farewell;
use super::frame::Asked;
use super::guest::Guest;
use super::heart::Flow;
use super::perform::{self, Done, ReadOn, Resuming, Turn};
use super::say::{self, Limits, Welcome};
use super::seat::Seat;
use super::session::{Deed, Due, Session};
use super::socket::{Got, Socket};
use crate::hub::{Ending, NewLink, Standing, Wish};
use crate::store::StoreError;

/// How many requests may wait for the one that is being done. What a single read gives is always
/// taken, so there can be some more.
const BACKLOG_MAX: usize = 32;
/// How often it is asked whether the session still lives; endings in this process are heard of at
/// once, and this is for the others.
const SESSION_CHECKED_EVERY: Duration = Duration::from_secs(60);
const RECONNECT_AFTER: Duration = Duration::from_secs(2);

/// Seats a guest and serves them until either side has had enough.
pub async fn serve(
    house: Arc<House>,
    guest: Box<Guest>,
    mut socket: Socket,
    stopping: CancellationToken,
) {
    let session = guest.caller().session().id;
    let new = NewLink { uid: guest.uid(), session, wire: socket.wire() };
    match house.hub.register(new) {
        Ok(registration) => {
            let link = Arc::clone(registration.link());
            if stopping.is_cancelled() {
                link.end(Ending::Stopping);
            }
            let seat = Arc::new(Seat { house, guest, link });
            Connection::new(Arc::clone(&seat), socket).live().await;
            drop(registration);
            seat.guest.leave(&seat.house).await;
        }
        Err(_) => {
            socket.refuse(Farewell::TooManyConnections).await;
            guest.leave(&house).await;
        }
    }
}

struct Connection {
    seat: Arc<Seat>,
    socket: Socket,
    session: Session,
    backlog: VecDeque<Said>,
    work: Option<BoxFuture<'static, Finished>>,
    last_wish: u64,
    /// The last thing done was a request, so that reading on from logs is next.
    is_logs_turn: bool,
    resuming: Option<Resuming>,
    /// The peer has said goodbye or hung up: what it asked before is still done.
    leaving: Option<End>,
    checked_at: Instant,
    /// When the session wants to be asked about the time.
    alarm: Pin<Box<Sleep>>,
}

/// What waits for its turn.
enum Said {
    Frame(Asked),
    Line(String),
}

/// How it ends: with a goodbye, unless nobody is there to hear it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    With(Farewell),
    Gone,
}

impl End {
    fn word(self) -> &'static str {
        match self {
            End::With(farewell) => farewell.word(),
            End::Gone => "gone",
        }
    }
}

enum Finished {
    Began(Result<(), StoreError>),
    Done(Done),
    ReadOn(ReadOn),
    /// Whether the session still lives; an answer that could not be had says nothing.
    Checked {
        alive: bool,
    },
}

impl Connection {
    fn new(seat: Arc<Seat>, socket: Socket) -> Connection {
        let now = Instant::now();
        let [random] = seat.house.random.bytes::<1>();
        let spread = f64::from(random) / 255.0;
        Connection {
            session: Session::new(seat.house.settings.pace, now, spread),
            seat,
            socket,
            backlog: VecDeque::new(),
            work: None,
            last_wish: 0,
            is_logs_turn: false,
            resuming: None,
            leaving: None,
            // The session may have ended while the request became a socket.
            checked_at: now - SESSION_CHECKED_EVERY,
            alarm: Box::pin(tokio::time::sleep_until(now)),
        }
    }

    async fn live(&mut self) {
        self.welcome();
        let end = self.converse().await;
        self.work = None;
        self.seat.house.hub.counts().closed(end.word());
        let End::With(farewell) = end else { return };
        if farewell == Farewell::ShuttingDown {
            self.seat.link.answer(say::bye("restarting", RECONNECT_AFTER));
        }
        self.socket.part(&self.seat.link, farewell).await;
    }

    fn welcome(&mut self) {
        let settings = &self.seat.house.settings;
        let caller = self.seat.guest.caller();
        let limits = Limits {
            frame: settings.frame_bytes_max,
            text: self.seat.house.chat.settings().text_chars_max,
            rate: settings.pace.rate,
            burst: settings.pace.burst,
        };
        let welcome = say::welcome(&Welcome {
            uid: caller.uid(),
            username: caller.account().username.as_ref().map(|name| name.shown()),
            session: caller.session().id.to_string(),
            time: self.seat.house.clock.now(),
            limits: &limits,
        });
        if self.seat.guest.holds {
            self.seat.link.answer(welcome);
            self.seat.link.flush();
            return;
        }
        let seat = Arc::clone(&self.seat);
        let begin = async move { perform::begin(&seat, welcome).await };
        self.work = Some(begin.map(Finished::Began).boxed());
    }

    async fn converse(&mut self) -> End {
        loop {
            let standing = self.seat.link.standing();
            if let Some(end) = self.end_of(standing) {
                return end;
            }
            self.take_up_work(standing);
            let may_read =
                self.leaving.is_none() && !standing.full && self.backlog.len() < BACKLOG_MAX;
            let may_work = self.work.is_some() && !standing.full;
            let end = tokio::select! {
                biased;
                () = self.seat.link.woken() => None,
                () = self.socket.writable(), if standing.blocked => {
                    self.seat.link.flush_blocked();
                    None
                }
                () = self.socket.readable(), if may_read => self.listen(flow(standing)),
                finished = finish(&mut self.work), if may_work => self.conclude(finished),
                () = self.alarm.as_mut() => self.tick(flow(standing)),
            };
            if let Some(end) = end {
                return end;
            }
        }
    }

    fn end_of(&self, standing: Standing) -> Option<End> {
        if standing.broken {
            return Some(End::Gone);
        }
        match standing.ending {
            Some(Ending::SessionEnded) => Some(End::With(Farewell::SessionEnded)),
            Some(Ending::Stopping) => Some(End::With(Farewell::ShuttingDown)),
            None if self.work.is_none() && self.backlog.is_empty() => self.leaving,
            None => None,
        }
    }

    /// Begins the next thing that is to be done, if nothing is being done: a request and a page of
    /// a log in turn.
    fn take_up_work(&mut self, standing: Standing) {
        if self.work.is_some() || standing.full {
            return;
        }
        if self.seat.link.take_doubt() || self.checked_at.elapsed() >= SESSION_CHECKED_EVERY {
            return self.check_session();
        }
        let has_logs = standing.behind && self.leaving.is_none();
        if has_logs && (self.is_logs_turn || self.backlog.is_empty()) {
            self.is_logs_turn = false;
            self.read_on();
        } else if let Some(asked) = self.next_request() {
            self.is_logs_turn = true;
            self.perform(asked);
        }
    }

    /// Lines of which no request can be made are answered on the way.
    fn next_request(&mut self) -> Option<Asked> {
        while let Some(said) = self.backlog.pop_front() {
            let line = match said {
                Said::Frame(asked) => return Some(asked),
                Said::Line(line) => line,
            };
            match self.session.read_line(&line) {
                Ok(asked) => return Some(asked),
                Err(failure) => self.seat.link.answer(say::error(None, &failure)),
            }
            self.seat.link.flush();
        }
        None
    }

    fn check_session(&mut self) {
        self.checked_at = Instant::now();
        let seat = Arc::clone(&self.seat);
        let check = async move {
            let again = seat.house.accounts.again(seat.guest.caller()).await;
            let alive = !matches!(again, Ok(None));
            Finished::Checked { alive }
        };
        self.work = Some(check.boxed());
    }

    fn perform(&mut self, asked: Asked) {
        self.last_wish += 1;
        let wish = Wish(self.last_wish);
        let Asked { id, request } = asked;
        self.seat.link.wishes(wish, id.clone());
        let turn = Turn { seat: Arc::clone(&self.seat), wish, id };
        self.work = Some(turn.perform(request).map(Finished::Done).boxed());
    }

    fn read_on(&mut self) {
        let Some(chat) = self.seat.link.next_behind() else { return };
        let in_pages =
            self.resuming.as_ref().is_some_and(|resuming| resuming.chats.contains(&chat));
        let seat = Arc::clone(&self.seat);
        let read_on = async move { perform::read_on(&seat, chat, in_pages).await };
        self.work = Some(read_on.map(Finished::ReadOn).boxed());
    }

    /// Reads what the peer has said, and answers at once what needs nobody else.
    fn listen(&mut self, flow: Flow) -> Option<End> {
        let now = Instant::now();
        let session = &mut self.session;
        let mut deeds = Vec::new();
        let got = self.socket.read(&mut |said| deeds.push(session.hear(said, now, flow)));
        for deed in deeds {
            match deed {
                Deed::Nothing => {}
                Deed::Ask(asked) => self.backlog.push_back(Said::Frame(asked)),
                Deed::Line(line) => self.backlog.push_back(Said::Line(line)),
                Deed::Say(frame) => self.seat.link.answer(frame),
                // What was asked before is still answered.
                Deed::Close(farewell @ (Farewell::Echo(_) | Farewell::TooFast)) => {
                    self.leaving = Some(End::With(farewell));
                    break;
                }
                Deed::Close(farewell) => return Some(End::With(farewell)),
            }
        }
        self.seat.link.flush();
        match got {
            Ok(Got::Something | Got::NothingYet) => None,
            Ok(Got::End) => {
                self.leaving.get_or_insert(End::Gone);
                None
            }
            Err(farewell) => Some(End::With(farewell)),
        }
    }

    fn conclude(&mut self, finished: Finished) -> Option<End> {
        match finished {
            Finished::Began(Ok(())) | Finished::Checked { alive: true } => {}
            Finished::Checked { alive: false } => return Some(End::With(Farewell::SessionEnded)),
            Finished::Began(Err(error)) => {
                tracing::warn!(%error, "a connection could not begin");
                return Some(End::With(Farewell::TryAgain));
            }
            Finished::Done(done) => {
                if let Some(chat) = done.wrote_to {
                    self.session.wrote_to(chat);
                }
                if done.resuming.is_some() {
                    self.resuming = done.resuming;
                    self.tell_if_resumed();
                }
            }
            Finished::ReadOn(read_on) if read_on.caught_up => self.tell_if_resumed(),
            Finished::ReadOn(_) => {}
        }
        self.seat.link.flush();
        None
    }

    fn tell_if_resumed(&mut self) {
        let Some(resuming) = &mut self.resuming else { return };
        let (hub, link) = (&self.seat.house.hub, &self.seat.link);
        resuming.chats.retain(|chat| hub.arrears(link, *chat).is_some());
        if resuming.chats.is_empty() {
            self.seat.link.answer(say::resumed(resuming.id.as_deref()));
            self.resuming = None;
        }
    }

    fn tick(&mut self, flow: Flow) -> Option<End> {
        let now = Instant::now();
        match self.session.tick(now, flow) {
            Due::Nothing(until) => self.alarm.as_mut().reset(until),
            Due::Say(frame) => {
                self.seat.link.answer(frame);
                self.seat.link.flush();
            }
            Due::Close(farewell) => return Some(End::With(farewell)),
        }
        None
    }
}

fn flow(standing: Standing) -> Flow {
    Flow { written: standing.written, blocked: standing.blocked }
}

async fn finish(work: &mut Option<BoxFuture<'static, Finished>>) -> Finished {
    let finished = match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    };
    *work = None;
    finished
}
