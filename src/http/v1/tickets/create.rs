//! `POST /v1/tickets`: a way into the socket for who can set no headers.

use serde::Serialize;
use utoipa::ToSchema;

use super::super::House;
use crate::accounts::{Caller, TICKET_LIVES};
use crate::http::call::Call;
use crate::http::problem::{Code, Problem};
use crate::http::reply::{self, Response};

pub const PROBLEMS: &[Code] = &[Code::Busy];

#[derive(Serialize, ToSchema)]
pub struct TicketIssued {
    /// Goes into the address of the socket: `/ws?ticket=…`. Good once.
    ticket: String,
    /// Seconds for which it is good.
    expires_in: u64,
}

/// A ticket for the socket
///
/// A browser's script cannot set the headers of a WebSocket, and a token in its address would end
/// up in logs.
#[utoipa::path(
    post,
    path = "/v1/tickets",
    tag = "chat",
    responses((status = 201, description = "A ticket", body = TicketIssued)),
)]
pub async fn answer(_: Call, caller: Caller, house: House) -> Result<Response, Problem> {
    let ticket = house.accounts.ticket(&caller)?;
    let issued =
        TicketIssued { ticket: ticket.reveal().to_owned(), expires_in: TICKET_LIVES.as_secs() };
    Ok(reply::json_with(warp::http::StatusCode::CREATED, &issued))
}
