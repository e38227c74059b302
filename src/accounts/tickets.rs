//! Tickets: what a browser may put into the address of a socket, where a token would end up in
//! logs. Good once, and for half a minute.
//!
//! They are kept in memory only: one that a restart has lost is asked for again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Accounts, AuthError, Busy, Caller};
use crate::limits::TooMany;
use crate::values::{Millis, SecretText};

/// How long a ticket is good.
pub const TICKET_LIVES: Duration = Duration::from_secs(30);

/// How many one account may hold; a further one takes the place of its oldest.
const PER_ACCOUNT_MAX: usize = 16;
const TICKETS_MAX: usize = 20_000;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
}

#[derive(Default)]
pub(super) struct Tickets(Mutex<HashMap<String, Ticket>>);

struct Ticket {
    caller: Caller,
    issued_at: Millis,
}

impl Ticket {
    fn is_good(&self, now: Millis) -> bool {
        now.since(self.issued_at) < TICKET_LIVES
    }
}

impl Tickets {
    fn put(&self, text: String, ticket: Ticket) -> Result<(), Busy> {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.retain(|_, other| other.is_good(ticket.issued_at));
        let own = tickets.iter().filter(|(_, other)| other.caller.uid() == ticket.caller.uid());
        let own: Vec<_> = own.map(|(text, other)| (other.issued_at, text.clone())).collect();
        if own.len() >= PER_ACCOUNT_MAX
            && let Some((_, oldest)) = own.into_iter().min()
        {
            tickets.remove(&oldest);
        }
        if tickets.len() >= TICKETS_MAX {
            return Err(Busy { retry_after: TICKET_LIVES });
        }
        tickets.insert(text, ticket);
        Ok(())
    }

    fn take(&self, text: &str, now: Millis) -> Option<Caller> {
        let mut tickets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.remove(text).filter(|ticket| ticket.is_good(now)).map(|ticket| ticket.caller)
    }
}

impl Accounts {
    /// A ticket for who is calling.
    pub fn ticket(&self, caller: &Caller) -> Result<SecretText, TicketError> {
        self.house.limits.ticket_for(caller.uid())?;
        let text = URL_SAFE_NO_PAD.encode(self.house.random.bytes::<32>());
        let ticket = Ticket { caller: caller.clone(), issued_at: self.now() };
        self.house.tickets.put(text.clone(), ticket)?;
        Ok(SecretText::new(text))
    }

    /// Who was given this ticket, if their session still lives. It is used up in any case.
    pub async fn redeem(&self, ticket: &str) -> Result<Caller, AuthError> {
        let caller = self.house.tickets.take(ticket, self.now()).ok_or(AuthError::Refused)?;
        self.again(&caller).await?.ok_or(AuthError::Refused)
    }
}
