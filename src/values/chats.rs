//! What chats and the things in them are called.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{BadName, Millis, Random, Uid, folded};

/// A chat: the direct chat of two people, or a room. Written `d:17:42` and `r:5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChatId {
    Direct(Pair),
    Room(u64),
}

/// Two different people, in the order of their uids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair {
    lower: Uid,
    upper: Uid,
}

impl Pair {
    /// None if both are one.
    pub fn of(one: Uid, other: Uid) -> Option<Pair> {
        (one != other).then(|| Pair { lower: one.min(other), upper: one.max(other) })
    }

    pub fn both(self) -> [Uid; 2] {
        [self.lower, self.upper]
    }

    /// Whom `uid` is talking to; none if it is neither of them.
    pub fn other(self, uid: Uid) -> Option<Uid> {
        match uid {
            _ if uid == self.lower => Some(self.upper),
            _ if uid == self.upper => Some(self.lower),
            _ => None,
        }
    }
}

impl ChatId {
    /// The canonical form alone; what a person types may be an alias.
    pub fn parse(text: &str) -> Option<ChatId> {
        if let Some(number) = text.strip_prefix("r:") {
            return Uid::parse(number).map(|number| ChatId::Room(number.0));
        }
        let (lower, upper) = text.strip_prefix("d:")?.split_once(':')?;
        let (lower, upper) = (Uid::parse(lower)?, Uid::parse(upper)?);
        (lower < upper).then_some(ChatId::Direct(Pair { lower, upper }))
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChatId::Direct(pair) => write!(f, "d:{}:{}", pair.lower, pair.upper),
            ChatId::Room(number) => write!(f, "r:{number}"),
        }
    }
}

impl Serialize for ChatId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChatId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ChatId, D::Error> {
        let text = String::deserialize(deserializer)?;
        ChatId::parse(&text).ok_or_else(|| de::Error::custom("it names no chat"))
    }
}

/// The number of an event in its chat's log: 1, 2, 3 … without a gap; 0 is before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    pub const NONE: Seq = Seq(0);

    /// Of an event, so 0 is none.
    pub fn parse(text: &str) -> Option<Seq> {
        Uid::parse(text).map(|number| Seq(number.0))
    }

    pub fn next(self) -> Seq {
        Seq(self.0.saturating_add(1))
    }

    pub fn previous(self) -> Seq {
        Seq(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Defines a short text that is checked once, where it comes in.
macro_rules! short_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

short_text! {
    /// A client's own name for one message: 1 to 64 characters.
    ClientId
}

impl ClientId {
    pub const CHARS_MAX: usize = 64;

    pub fn parse(text: &str) -> Result<ClientId, BadName> {
        within(text, ClientId::CHARS_MAX)?;
        match text.chars().any(char::is_control) {
            true => Err(BadName::BadCharacter),
            false => Ok(ClientId(text.to_owned())),
        }
    }

    /// For a message whose sender gave none.
    pub fn made(at: Millis, random: &dyn Random) -> ClientId {
        ClientId(format!("{:x}-{:x}", at.0, u64::from_le_bytes(random.bytes())))
    }
}

short_text! {
    /// A room's name in addresses: `#tea`. Case and width are folded, so that two slugs which read
    /// alike are one.
    Slug
}

impl Slug {
    pub const CHARS_MAX: usize = 32;

    /// With or without the leading `#`. Letters and digits of scripts that are written together,
    /// and `-` and `_` between them.
    pub fn parse(typed: &str) -> Result<Slug, BadName> {
        use unicode_security::{RestrictionLevel, RestrictionLevelDetection};
        let slug = folded(typed.strip_prefix('#').unwrap_or(typed));
        within(&slug, Slug::CHARS_MAX)?;
        if !slug.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)) {
            return Err(BadName::BadCharacter);
        }
        if !slug.starts_with(char::is_alphanumeric) {
            return Err(BadName::BadForm);
        }
        if slug.detect_restriction_level() > RestrictionLevel::HighlyRestrictive {
            return Err(BadName::MixedScripts);
        }
        Ok(Slug(slug))
    }
}

short_text! {
    /// What somebody reacts with: one picture, however many characters it is composed of.
    Emoji
}

impl Emoji {
    pub const CHARS_MAX: usize = 16;

    pub fn parse(text: &str) -> Result<Emoji, BadName> {
        within(text, Emoji::CHARS_MAX)?;
        match text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            true => Err(BadName::BadCharacter),
            false => Ok(Emoji(text.to_owned())),
        }
    }
}

fn within(text: &str, chars_max: usize) -> Result<(), BadName> {
    if text.is_empty() {
        return Err(BadName::Empty);
    }
    // A character has four bytes at most: a long text is refused before it is counted.
    let too_long = text.len() > 4 * chars_max || text.chars().count() > chars_max;
    if too_long { Err(BadName::TooLong) } else { Ok(()) }
}
