//! `GET` or `POST /rest-auth/logout/`: ends the key of the account and the session that was shown;
//! other sessions in cookies live on. The answer is the same for who was not signed in.

use std::sync::Arc;

use warp::http::Method;

use super::House;
use super::door::{self, Guest};
use super::view::{Asked, View, Who};
use super::words::{self, Said};

pub const VIEW: View = View {
    name: "Logout",
    description: "Calls Django logout method and delete the Token object\nassigned to the current \
                  User object.\n\nAccepts/Returns nothing.",
    methods: &[Method::GET, Method::HEAD, Method::POST],
    allow: "GET, POST, HEAD, OPTIONS",
    who: Who::AnybodyWhoLeaves,
    reads: None,
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let accounts = &house.means.accounts;
    if let Some(caller) = asked.guest.caller() {
        accounts.end_keys(caller).await.map_err(words::unavailable)?;
    }
    let mut forgets = matches!(asked.guest, Guest::ByCookie(_));
    if let Guest::ByKey(_) = asked.guest
        && let Guest::ByCookie(beside) = door::by_cookie(&asked.call, &house).await
    {
        let id = beside.session().id;
        accounts.end_session(&beside, id).await.map_err(words::unavailable)?;
        forgets = true;
    }
    Ok(words::logged_out(forgets))
}
