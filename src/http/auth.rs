//! Who is calling, by the `Authorization` header.

use warp::http::{HeaderMap, header};

use super::call::Visitor;
use super::refusal::Refusal;
use crate::accounts::{Accounts, AuthError, Caller};

/// The caller behind `Authorization: Bearer`, as the canonical API wants it.
pub async fn bearer(
    accounts: &Accounts,
    visitor: &Visitor,
    headers: &HeaderMap,
) -> Result<Caller, Refusal> {
    let token = credential(headers, "bearer").ok_or(Refusal::NoCredential)?;
    accounts.authenticate(token, visitor.address).await.map_err(|error| match error {
        AuthError::Expired => Refusal::ExpiredCredential,
        AuthError::Refused => Refusal::BadCredential,
        AuthError::Unavailable(cause) => {
            tracing::warn!(%cause, "nobody can be recognised just now");
            Refusal::Unavailable
        }
    })
}

/// What follows the scheme. Two headers are none: which of them counts would be a matter of taste.
pub fn credential<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (said, credential) = value.to_str().ok()?.split_once(' ')?;
    let credential = credential.trim();
    (said.eq_ignore_ascii_case(scheme) && !credential.is_empty()).then_some(credential)
}
