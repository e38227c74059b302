//! Access tokens: JWT, signed with HS256, good for minutes.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{Secrets, TokenSettings, provider};
use crate::values::{Millis, SecretText, SessionId, Uid};

/// How far the clocks of two nodes may lie apart before one refuses what the other signed.
const LEEWAY_SECONDS: u64 = 5;

/// Ours have about 350 bytes. A longer text is not even decoded.
const BYTES_MAX: usize = 1024;

/// A fresh access token.
#[derive(Clone, Debug)]
pub struct Access {
    pub text: SecretText,
    pub expires_in: Duration,
}

/// What a valid token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    pub uid: Uid,
    pub sid: SessionId,
}

/// Why a token is refused: as much as a client can do something about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("the token has expired")]
    Expired,
    #[error("this is no token of this server")]
    NotOurs,
}

/// The claims as they are written. Each is required, and of this type: a token without `exp`, or
/// with an `exp` of `"never"` or `1e400`, is none of ours.
#[derive(Serialize, Deserialize)]
struct Written {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: u64,
    exp: u64,
    /// Never written by us, but honoured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<u64>,
}

pub(super) struct AccessTokens {
    settings: TokenSettings,
    header: Header,
    validation: Validation,
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl AccessTokens {
    pub(super) fn new(secrets: &Secrets, settings: TokenSettings) -> AccessTokens {
        provider::install();
        let key = secrets.derive("access tokens");
        let kid = secrets.derive("access token key id");
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some("at+jwt".to_owned());
        header.kid = Some(URL_SAFE_NO_PAD.encode(&kid[..6]));
        AccessTokens {
            header,
            validation: validation(&settings),
            settings,
            signing: EncodingKey::from_secret(&key),
            verifying: DecodingKey::from_secret(&key),
        }
    }

    #[expect(clippy::expect_used, reason = "signing a few short texts in memory cannot fail")]
    pub(super) fn issue(&self, uid: Uid, sid: SessionId, now: Millis, lives: Duration) -> Access {
        let iat = seconds(now);
        let written = Written {
            iss: self.settings.issuer.clone(),
            aud: self.settings.audience.clone(),
            sub: uid.to_string(),
            sid: sid.to_string(),
            iat,
            exp: iat.saturating_add(lives.as_secs()),
            nbf: None,
        };
        let text = encode(&self.header, &written, &self.signing).expect("HS256 is installed");
        Access { text: SecretText::new(text), expires_in: lives }
    }

    pub(super) fn read(&self, text: &str, now: Millis) -> Result<Claims, BadToken> {
        if text.len() > BYTES_MAX {
            return Err(BadToken::NotOurs);
        }
        let token = decode::<Written>(text, &self.verifying, &self.validation)
            .map_err(|_| BadToken::NotOurs)?;
        // We write one header only. Any other, whatever it names (another type of token, another
        // key, a place to fetch a key from, a critical extension), is not understood but refused.
        if token.header != self.header {
            return Err(BadToken::NotOurs);
        }
        let written = token.claims;
        let now = seconds(now);
        let begins = written.nbf.unwrap_or(0).max(written.iat);
        if now.saturating_add(LEEWAY_SECONDS) < begins {
            return Err(BadToken::NotOurs);
        }
        if now >= written.exp.saturating_add(LEEWAY_SECONDS) {
            return Err(BadToken::Expired);
        }
        let uid = Uid::parse(&written.sub).ok_or(BadToken::NotOurs)?;
        let sid = SessionId::parse(&written.sid).ok_or(BadToken::NotOurs)?;
        Ok(Claims { uid, sid })
    }
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessTokens").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// One algorithm, one issuer, one audience. The times are judged by [`AccessTokens::read`], because
/// the library would ask the machine's clock.
fn validation(settings: &TokenSettings) -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.set_issuer(&[&settings.issuer]);
    validation.set_audience(&[&settings.audience]);
    validation
}

fn seconds(at: Millis) -> u64 {
    u64::try_from(at.0.div_euclid(1000)).unwrap_or(0)
}
