//! Being signed in: sessions, and the tokens that stand for them.

use std::net::IpAddr;
use std::time::Duration;

use tokio::sync::broadcast;

use super::{Accounts, Deed, Visit};
use crate::store::{
    Account, Actor, Given, NewSession, Opened, Proof, Rotation, Session, SessionKind, Sighting,
    StoreError,
};
use crate::tokens::{BadToken, KeyClaims};
use crate::values::{Millis, SecretText, SessionId, Uid};

/// Somebody who has just been signed in, and what they may show from now on.
#[derive(Clone, Debug)]
pub struct Grant {
    pub account: Account,
    pub session: Session,
    pub access_token: SecretText,
    pub access_lives: Duration,
    pub refresh_token: SecretText,
    /// What a cookie or a header carries, where the session is shown by a secret.
    pub secret: Option<SecretText>,
}

/// Somebody who asks something of us and has shown who they are. Only
/// [`Accounts::authenticate`] makes one, from what the store held at that moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    account: Account,
    session: Session,
}

impl Caller {
    pub fn account(&self) -> &Account {
        &self.account
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn uid(&self) -> Uid {
        self.account.uid
    }

    /// What others see them called: the username, or the display name of who has none.
    pub fn name(&self) -> &str {
        let Account { username, profile, .. } = &self.account;
        username.as_ref().map_or(&profile.display_name, |name| name.shown())
    }
}

/// A session that is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    pub uid: Uid,
    pub session: SessionId,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthError {
    /// A refresh helps.
    #[error("the token has expired")]
    Expired,
    #[error("the token stands for nobody, or no longer")]
    Refused,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Why nobody is behind a key. A contract has a sentence for each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("it was never given out, or its owner has signed out")]
    Refused,
    #[error("the password has been changed since")]
    PasswordChanged,
    #[error("the account is disabled")]
    Disabled,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefreshError {
    /// Not ours, expired, ended, or used before (then the session has ended).
    #[error("the token is not good, or no longer")]
    Refused,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Why no session was opened for somebody who seemed to be proven.
pub(super) enum NotOpened {
    /// The account is gone, disabled, or has another password by now.
    NotProven,
    WrongCode,
    NoCode,
    Unavailable(StoreError),
}

impl Accounts {
    /// Who shows this access token, or this secret of a cookie or key. Asks the store each time, so
    /// that what was ended, disabled or deleted is refused from the next request on, in every
    /// process.
    pub async fn authenticate(&self, shown: &str, from: IpAddr) -> Result<Caller, AuthError> {
        let now = self.now();
        // A JWT has dots, and no secret of ours has.
        let (session, account) = match shown.contains('.') {
            true => self.who_shows_token(shown, now).await?,
            false => self.who_shows_secret(shown, now).await?,
        };
        if !is_good(&session, &account) {
            return Err(AuthError::Refused);
        }
        if now.since(session.last_seen_at) >= self.house.settings.sessions.seen_every {
            // What is never refreshed goes on by being used.
            let goes_on = session.kind != SessionKind::Refreshed;
            let expires_at = goes_on.then(|| self.expiry(session.rotated_at, now));
            let sighting = Sighting { id: session.id, at: now, from, expires_at };
            self.house.seen.note(&self.house.store, sighting);
        }
        Ok(Caller { account, session })
    }

    async fn who_shows_token(
        &self,
        token: &str,
        now: Millis,
    ) -> Result<(Session, Account), AuthError> {
        let claims = self.house.tokens.read_access(token, now).map_err(|bad| match bad {
            BadToken::Expired => AuthError::Expired,
            BadToken::NotOurs => AuthError::Refused,
        })?;
        let found = self.house.store.session(claims.sid, now).await?;
        found.filter(|(session, _)| session.uid == claims.uid).ok_or(AuthError::Refused)
    }

    async fn who_shows_secret(
        &self,
        secret: &str,
        now: Millis,
    ) -> Result<(Session, Account), AuthError> {
        let hash = self.house.tokens.secret_hash(secret);
        self.house.store.session_by_secret(hash, now).await?.ok_or(AuthError::Refused)
    }

    /// Who shows this key, or why nobody does.
    pub async fn authenticate_key(&self, key: &str, from: IpAddr) -> Result<Caller, KeyError> {
        match self.authenticate(key, from).await {
            Ok(caller) if caller.session.kind == SessionKind::Key => Ok(caller),
            Ok(_) => Err(KeyError::Refused),
            Err(AuthError::Expired | AuthError::Refused) => Err(self.why_refused(key).await?),
            Err(AuthError::Unavailable(error)) => Err(error.into()),
        }
    }

    async fn why_refused(&self, key: &str) -> Result<KeyError, StoreError> {
        let Some(claims) = self.house.tokens.read_key(key) else { return Ok(KeyError::Refused) };
        Ok(match self.house.store.account(claims.uid).await? {
            None => KeyError::Refused,
            Some(account) if key_claims(&account) != claims => KeyError::PasswordChanged,
            Some(account) if !account.active => KeyError::Disabled,
            Some(_) => KeyError::Refused,
        })
    }

    /// What a page must repeat to show that it is the caller's own.
    pub fn page_token(&self, session: &Session) -> SecretText {
        self.house.tokens.page_token(session.id, &session.nonce)
    }

    /// Ends all sessions of the caller that show a key, and the one with which he calls; the other
    /// devices stay signed in.
    pub async fn end_keys(&self, caller: &Caller) -> Result<(), StoreError> {
        let sessions = self.house.store.sessions(caller.uid(), self.now()).await?;
        for session in sessions.iter().filter(|one| one.kind == SessionKind::Key) {
            self.end_session(caller, session.id).await?;
        }
        self.end_session(caller, caller.session.id).await.map(drop)
    }

    /// One more session for who has just been signed in, for contracts that give out a key and a
    /// cookie at once.
    pub async fn open_beside(&self, grant: &Grant, visit: &Visit) -> Result<Grant, AuthError> {
        self.open(&grant.account, None, visit).await.map_err(|error| match error {
            NotOpened::NotProven | NotOpened::WrongCode | NotOpened::NoCode => AuthError::Refused,
            NotOpened::Unavailable(error) => error.into(),
        })
    }

    /// The same caller as the store knows them now; none if their session has ended.
    pub async fn again(&self, caller: &Caller) -> Result<Option<Caller>, StoreError> {
        let found = self.house.store.session(caller.session.id, self.now()).await?;
        let alive = found.filter(|(session, account)| is_good(session, account));
        Ok(alive.map(|(session, account)| Caller { account, session }))
    }

    /// A new pair of tokens for a refresh token, which is used up by it. Two that come at once (two
    /// tabs) get the same pair; one that comes back later was stolen, and ends the session for
    /// the thief and the owner alike.
    pub async fn refresh(&self, token: &str, visit: &Visit) -> Result<Grant, RefreshError> {
        let now = self.now();
        let shown = self.house.tokens.read_refresh(token).ok_or(RefreshError::Refused)?;
        let found = self.house.store.session(shown.sid, now).await?;
        let (session, _) = found.ok_or(RefreshError::Refused)?;
        if !shown.is_signed_for(&session.nonce) {
            return Err(RefreshError::Refused);
        }
        let grace = self.house.settings.sessions.refresh_grace;
        let expires_at = self.expiry(session.created_at, now);
        let (origin, given) = (&visit.origin, Given::at(now));
        let generation = shown.generation;
        let store = &self.house.store;
        match store.rotate_session(session.id, generation, grace, expires_at, origin, given).await?
        {
            Rotation::Rotated { session, account } | Rotation::Repeated { session, account } => {
                Ok(self.grant(account, session, now))
            }
            Rotation::Reused { uid } => {
                self.announce(uid, &[session.id]);
                let from = visit.origin.address.to_string();
                let act = Deed::RefreshTokenReused.by(Actor::Stranger, uid, now, from);
                store.note_act(act).await?;
                Err(RefreshError::Refused)
            }
            Rotation::Gone => Err(RefreshError::Refused),
        }
    }

    /// One's own devices, the newest first.
    pub async fn sessions(&self, caller: &Caller) -> Result<Vec<Session>, StoreError> {
        let mut sessions = self.house.store.sessions(caller.uid(), self.now()).await?;
        sessions.retain(|session| is_good(session, &caller.account));
        Ok(sessions)
    }

    /// Ends one of one's own sessions (the current one is a logout); says whether it was there.
    pub async fn end_session(&self, caller: &Caller, id: SessionId) -> Result<bool, StoreError> {
        let given = Given::at(self.now());
        let was_there = self.house.store.end_session(caller.uid(), id, given).await?;
        if was_there {
            self.announce(caller.uid(), &[id]);
        }
        Ok(was_there)
    }

    /// Ends all of one's own sessions but the current one; says how many.
    pub async fn end_other_sessions(&self, caller: &Caller) -> Result<usize, StoreError> {
        let (uid, given) = (caller.uid(), Given::at(self.now()));
        let ended = self.house.store.end_sessions(uid, Some(caller.session.id), given).await?;
        self.announce(uid, &ended);
        Ok(ended.len())
    }

    /// Every session that ends in this process from now on. Whoever lags behind and loses some
    /// must ask the store about those he holds.
    pub fn watch_endings(&self) -> broadcast::Receiver<Ended> {
        self.house.endings.subscribe()
    }

    pub(super) fn announce(&self, uid: Uid, ended: &[SessionId]) {
        for &session in ended {
            // An error says that nobody watches.
            let _ = self.house.endings.send(Ended { uid, session });
        }
    }

    /// Opens a session for `account` as it was when its owner was proven.
    pub(super) async fn open(
        &self,
        account: &Account,
        proof: Option<Proof>,
        visit: &Visit,
    ) -> Result<Grant, NotOpened> {
        let now = self.now();
        let id = SessionId::new(now, &*self.house.random);
        let nonce = self.house.random.bytes();
        let claims = key_claims(account);
        let secret = self.secret_of(visit.shows, claims, id, &nonce);
        let new = NewSession {
            id,
            uid: account.uid,
            if_epoch: account.password_epoch,
            origin: visit.origin.clone(),
            nonce,
            kind: visit.shows,
            secret: secret.map(|secret| self.house.tokens.secret_hash(secret.reveal())),
            expires_at: self.expiry(now, now),
            sessions_max: self.house.settings.sessions.per_account,
        };
        let given = Given { proof, ..Given::at(now) };
        match self.house.store.open_session(new, given).await {
            Ok(Opened::Opened { session, account, ended }) => {
                self.announce(account.uid, &ended);
                Ok(self.grant(account, session, now))
            }
            Ok(Opened::Repeated { session, account }) => Ok(self.grant(account, session, now)),
            Ok(Opened::NotProven | Opened::OtherRequest) => Err(NotOpened::NotProven),
            Ok(Opened::WrongCode { .. }) => Err(NotOpened::WrongCode),
            Ok(Opened::NoCode) => Err(NotOpened::NoCode),
            Err(error) => Err(NotOpened::Unavailable(error)),
        }
    }

    fn grant(&self, account: Account, session: Session, now: Millis) -> Grant {
        let tokens = &self.house.tokens;
        let access = match session.kind {
            SessionKind::Token => {
                let lives = self.house.settings.sessions.life;
                tokens.lasting_access(account.uid, session.id, now, lives)
            }
            _ => tokens.access(account.uid, session.id, now),
        };
        let claims = KeyClaims::new(account.uid, session.opened_under);
        let secret = self.secret_of(session.kind, claims, session.id, &session.nonce);
        let refresh_token = tokens.refresh(session.id, session.generation, &session.nonce);
        let (access_token, access_lives) = (access.text, access.expires_in);
        Grant { account, session, access_token, access_lives, refresh_token, secret }
    }

    fn secret_of(
        &self,
        kind: SessionKind,
        claims: KeyClaims,
        sid: SessionId,
        nonce: &[u8; 16],
    ) -> Option<SecretText> {
        match kind {
            SessionKind::Refreshed | SessionKind::Token => None,
            SessionKind::Cookie => Some(self.house.tokens.cookie_secret(sid, nonce)),
            SessionKind::Key => Some(self.house.tokens.key_secret(claims, nonce)),
        }
    }

    /// A session that is refreshed, or used, goes on, but not for ever.
    fn expiry(&self, created_at: Millis, now: Millis) -> Millis {
        let sessions = &self.house.settings.sessions;
        (now + sessions.idle).min(created_at + sessions.life)
    }
}

/// A key rests after a password was set by a link, until its owner signs in with the new one.
fn is_good(session: &Session, account: &Account) -> bool {
    let rests = session.kind == SessionKind::Key && session.proven_under != account.password_epoch;
    account.active && !rests
}

fn key_claims(account: &Account) -> KeyClaims {
    KeyClaims::new(account.uid, account.password_epoch)
}
