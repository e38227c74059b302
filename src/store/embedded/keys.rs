//! Where everything lies: every key begins with the tag of its table.
//!
//! Numbers are big-endian, so that the order of keys is the order of numbers. A text is either the
//! last part of its key and only ever looked up whole, or ends with a NUL that it cannot contain:
//! so no name is ever read as the beginning of another.

use ring::digest::{SHA256, digest};
use uuid::Uuid;

use super::engine::Span;
use super::key::Key;
use crate::store::{CodePurpose, FileHash, Tie};
use crate::values::{Address, LoginKind, MailId, Millis, SessionId, Uid, UploadId};

/// The tables. A tag never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    Account = b'u',
    /// Who has a name: kind, name.
    Name = b'n',
    /// What active accounts are found by: folded text, uid.
    Found = b'f',
    /// Which accounts show a picture: picture, uid.
    PictureUse = b'v',
    /// Until when a file is kept that nobody uses.
    Lease = b'l',
    Upload = b'b',
    /// The uploads of an account: uid, waiting or held, upload.
    UploadOf = b'y',
    /// Which uploads a file is: file, upload.
    UploadUse = b'e',
    /// The room that the uploads of an account take: uid.
    UploadRoom = b'r',
    Session = b's',
    /// The sessions of an account: uid, session.
    Device = b'd',
    /// Which session a secret shows: the secret's hash.
    Shown = b'w',
    Code = b'c',
    /// When codes were sent, to an address or through a channel.
    Pace = b'p',
    Once = b'o',
    /// What is to be removed, and when: time, key.
    Expiry = b'x',
    Letter = b'm',
    /// Letters that wait: time, letter.
    Queue = b'q',
    /// Tie, from, to.
    Tie = b't',
    /// Tie, to, from.
    TieBack = b'i',
    Act = b'a',
    /// The acts about an account: uid, number.
    ActAbout = b'h',
    /// Accounts that are gone and have left more behind than one decision removes.
    Forgetting = b'g',
    Counter = b'#',
}

impl Table {
    pub const ALL: [Table; 24] = [
        Table::Account,
        Table::Name,
        Table::Found,
        Table::PictureUse,
        Table::Lease,
        Table::Upload,
        Table::UploadOf,
        Table::UploadUse,
        Table::UploadRoom,
        Table::Session,
        Table::Device,
        Table::Shown,
        Table::Code,
        Table::Pace,
        Table::Once,
        Table::Expiry,
        Table::Letter,
        Table::Queue,
        Table::Tie,
        Table::TieBack,
        Table::Act,
        Table::ActAbout,
        Table::Forgetting,
        Table::Counter,
    ];

    pub fn of(key: &[u8]) -> Option<Table> {
        let tag = *key.first()?;
        Table::ALL.into_iter().find(|table| *table as u8 == tag)
    }

    pub fn span(self) -> Span {
        Span::of(&[self as u8])
    }
}

/// A name longer than this lies under its hash: a key must stay below 512 bytes even when it is
/// the target of a row of the expiry queue, and 150 characters can be 600 bytes.
const TEXT_BYTES_MAX: usize = 255;

impl From<Table> for u8 {
    fn from(table: Table) -> u8 {
        table as u8
    }
}

impl Key {
    fn uid(self, uid: Uid) -> Key {
        self.number(uid.0)
    }

    fn time(self, at: Millis) -> Key {
        // Moves the years before 1970 in front of those after it.
        self.number(at.0.cast_unsigned() ^ (1 << 63))
    }

    /// A text that is the rest of the key. The byte before it keeps a hash from being anybody's
    /// name.
    fn last_text(self, text: &str) -> Key {
        if text.len() <= TEXT_BYTES_MAX {
            self.byte(0).bytes(text.as_bytes())
        } else {
            self.byte(1).bytes(digest(&SHA256, text.as_bytes()).as_ref())
        }
    }

    fn address(self, address: &Address) -> Key {
        match address {
            Address::Email(email) => self.byte(b'e').last_text(&email.key()),
            Address::Phone(phone) => self.byte(b'p').last_text(phone.e164()),
        }
    }

    fn tie(self, tie: Tie) -> Key {
        self.byte(match tie {
            Tie::Follow => b'f',
            Tie::Block => b'b',
        })
    }
}

pub fn account(uid: Uid) -> Vec<u8> {
    Key::of(Table::Account).uid(uid).0
}

pub fn name(kind: LoginKind, name: &str) -> Vec<u8> {
    let kind = match kind {
        LoginKind::Username => b'u',
        LoginKind::Email => b'e',
        LoginKind::Phone => b'p',
    };
    Key::of(Table::Name).byte(kind).last_text(name).0
}

/// What a username looks like belongs to one account, as the username does.
pub fn skeleton(skeleton: &str) -> Vec<u8> {
    Key::of(Table::Name).byte(b's').last_text(skeleton).0
}

/// `text` must hold no NUL and be short.
pub fn found(text: &str, uid: Uid) -> Vec<u8> {
    Key::of(Table::Found).bytes(text.as_bytes()).byte(0).uid(uid).0
}

/// Everything that is found by a text which begins with `prefix`.
pub fn found_by(prefix: &str) -> Span {
    Span::of(&Key::of(Table::Found).bytes(prefix.as_bytes()).0)
}

/// The text under which a row of [`Table::Found`] finds its account.
pub fn text_found(key: &[u8]) -> Option<&str> {
    let text = key.get(1..key.len().checked_sub(9)?)?;
    std::str::from_utf8(text).ok()
}

pub fn picture_use(picture: FileHash, uid: Uid) -> Vec<u8> {
    Key::of(Table::PictureUse).bytes(&picture.0).uid(uid).0
}

pub fn picture_uses(picture: FileHash) -> Span {
    Span::of(&Key::of(Table::PictureUse).bytes(&picture.0).0)
}

pub fn lease(picture: FileHash) -> Vec<u8> {
    Key::of(Table::Lease).bytes(&picture.0).0
}

pub fn upload(id: UploadId) -> Vec<u8> {
    Key::of(Table::Upload).bytes(id.0.as_bytes()).0
}

pub fn upload_waiting(owner: Uid, id: UploadId) -> Vec<u8> {
    Key::of(Table::UploadOf).uid(owner).byte(WAITING).bytes(id.0.as_bytes()).0
}

pub fn upload_held(owner: Uid, id: UploadId) -> Vec<u8> {
    Key::of(Table::UploadOf).uid(owner).byte(HELD).bytes(id.0.as_bytes()).0
}

const HELD: u8 = b'h';
const WAITING: u8 = b'w';

pub fn uploads_of(owner: Uid) -> Span {
    Span::of(&Key::of(Table::UploadOf).uid(owner).0)
}

pub fn uploads_waiting(owner: Uid) -> Span {
    Span::of(&Key::of(Table::UploadOf).uid(owner).byte(WAITING).0)
}

pub fn upload_use(file: FileHash, id: UploadId) -> Vec<u8> {
    Key::of(Table::UploadUse).bytes(&file.0).bytes(id.0.as_bytes()).0
}

pub fn upload_uses(file: FileHash) -> Span {
    Span::of(&Key::of(Table::UploadUse).bytes(&file.0).0)
}

pub fn upload_room(owner: Uid) -> Vec<u8> {
    Key::of(Table::UploadRoom).uid(owner).0
}

pub fn session(id: SessionId) -> Vec<u8> {
    Key::of(Table::Session).bytes(id.0.as_bytes()).0
}

pub fn device(uid: Uid, id: SessionId) -> Vec<u8> {
    Key::of(Table::Device).uid(uid).bytes(id.0.as_bytes()).0
}

pub fn devices(uid: Uid) -> Span {
    Span::of(&Key::of(Table::Device).uid(uid).0)
}

pub fn shown(secret: &[u8; 32]) -> Vec<u8> {
    Key::of(Table::Shown).bytes(secret).0
}

pub fn code(purpose: CodePurpose, address: &Address) -> Vec<u8> {
    let purpose = match purpose {
        CodePurpose::Register => b'r',
        CodePurpose::Login => b'l',
        CodePurpose::Reset => b'p',
        CodePurpose::Verify => b'v',
    };
    Key::of(Table::Code).byte(purpose).address(address).0
}

pub fn pace_of_address(address: &Address) -> Vec<u8> {
    Key::of(Table::Pace).byte(b'a').address(address).0
}

/// All mail together, or all SMS.
pub fn pace_of_channel(address: &Address) -> Vec<u8> {
    let channel = match address {
        Address::Email(_) => b'e',
        Address::Phone(_) => b'p',
    };
    Key::of(Table::Pace).byte(b'c').byte(channel).0
}

pub fn once(key: &[u8; 32]) -> Vec<u8> {
    Key::of(Table::Once).bytes(key).0
}

pub fn expiry(at: Millis, target: &[u8]) -> Vec<u8> {
    Key::of(Table::Expiry).time(at).bytes(target).0
}

/// What a row of the expiry queue is about.
pub fn expiry_target(key: &[u8]) -> &[u8] {
    key.get(9..).unwrap_or_default()
}

pub fn letter(id: MailId) -> Vec<u8> {
    Key::of(Table::Letter).bytes(id.0.as_bytes()).0
}

pub fn queue(due_at: Millis, id: MailId) -> Vec<u8> {
    Key::of(Table::Queue).time(due_at).bytes(id.0.as_bytes()).0
}

pub fn tie(from: Uid, tie: Tie, to: Uid) -> Vec<u8> {
    Key::of(Table::Tie).tie(tie).uid(from).uid(to).0
}

pub fn ties(from: Uid, tie: Tie) -> Span {
    Span::of(&Key::of(Table::Tie).tie(tie).uid(from).0)
}

pub fn tie_back(from: Uid, tie: Tie, to: Uid) -> Vec<u8> {
    Key::of(Table::TieBack).tie(tie).uid(to).uid(from).0
}

pub fn ties_back(to: Uid, tie: Tie) -> Span {
    Span::of(&Key::of(Table::TieBack).tie(tie).uid(to).0)
}

pub fn act(number: u64) -> Vec<u8> {
    Key::of(Table::Act).number(number).0
}

pub fn act_about(subject: Uid, number: u64) -> Vec<u8> {
    Key::of(Table::ActAbout).uid(subject).number(number).0
}

/// The acts about an account before the one of that number.
pub fn acts_about(subject: Uid, before: u64) -> Span {
    Span { from: act_about(subject, 0), to: act_about(subject, before) }
}

pub fn forgetting(uid: Uid) -> Vec<u8> {
    Key::of(Table::Forgetting).uid(uid).0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Counter {
    LastUid = b'u',
    Accounts = b'n',
    LastAct = b'a',
}

pub fn counter(counter: Counter) -> Vec<u8> {
    Key::of(Table::Counter).byte(counter as u8).0
}

/// The first key behind `key`.
pub fn after(key: &[u8]) -> Vec<u8> {
    let mut next = key.to_vec();
    next.push(0);
    next
}

/// The number or uid with which a key ends.
pub fn last_number(key: &[u8]) -> Option<u64> {
    key.last_chunk().copied().map(u64::from_be_bytes)
}

/// The number or uid in front of that one.
pub fn number_before_last(key: &[u8]) -> Option<u64> {
    last_number(key.get(..key.len().checked_sub(8)?)?)
}

pub fn last_uid(key: &[u8]) -> Option<Uid> {
    last_number(key).map(Uid)
}

/// The identifier with which a key ends.
pub fn last_id(key: &[u8]) -> Option<Uuid> {
    key.last_chunk().copied().map(Uuid::from_bytes)
}

/// The file whose hash stands behind the tag.
pub fn file(key: &[u8]) -> Option<FileHash> {
    key.get(1..)?.first_chunk().copied().map(FileHash)
}

/// The tie whose letter stands behind the tag.
pub fn which_tie(key: &[u8]) -> Option<Tie> {
    match key.get(1)? {
        b'f' => Some(Tie::Follow),
        b'b' => Some(Tie::Block),
        _ => None,
    }
}

/// The time that stands behind the tag.
pub fn time(key: &[u8]) -> Option<Millis> {
    let bytes = key.get(1..)?.first_chunk().copied()?;
    Some(Millis((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed()))
}

/// A record that lies under nothing but its identifier.
pub fn by_id(table: Table, id: Uuid) -> Vec<u8> {
    Key::of(table).bytes(id.as_bytes()).0
}
