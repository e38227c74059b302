//! What one says of oneself, and under which names one can be found.

use super::{Accounts, Caller, Deed, Visit};
use crate::courier::LetterKind;
use crate::store::{
    Account, AccountChange, Actor, Changed, CodePurpose, DetailsChange, FileHash, Given, Letter,
    OwnedEmail, OwnedPhone, StoreError,
};
use crate::values::{Address, LoginKind, Millis, SecretText, Username};

/// `None` leaves a thing as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub username: Option<Username>,
    pub display_name: Option<String>,
    pub intro: Option<String>,
    pub details: DetailsChange,
    /// Kept by [`Accounts::keep_picture`].
    pub avatar: Option<FileHash>,
    pub address: Option<AddressChange>,
    /// For contracts that ask for no code. Such an address signs nobody in by code, and is lost to
    /// somebody else who proves it.
    pub claims: Vec<Address>,
}

/// One address at a time, because one code proves one address.
#[derive(Clone, Debug)]
pub enum AddressChange {
    /// Proven by a code for [`CodePurpose::Verify`] that was sent there.
    Prove(Address, SecretText),
    /// Takes the e-mail address or the phone number away. A username is not taken away but
    /// changed; asking for it changes nothing.
    Remove(LoginKind),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    #[error("the display name is too long or has characters that cannot be shown")]
    BadDisplayName,
    #[error("the introduction is too long or has characters that cannot be shown")]
    BadIntro,
    #[error("one of the details is too long or has characters that cannot be shown")]
    BadDetail,
    #[error("the name belongs to somebody, or to nobody ever")]
    Taken(LoginKind),
    #[error("the code is wrong or no longer good")]
    WrongCode,
    /// Without it nobody could sign in any more.
    #[error("it is the last name of the account")]
    LastName,
    #[error("the account is another version by now")]
    Stale,
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Longest display name and introduction, in characters.
pub const DISPLAY_NAME_MAX: usize = 64;
pub const INTRO_MAX: usize = 1_000;
/// Longest of each other text that people say of themselves; the contracts ask for less.
pub const DETAIL_MAX: usize = 200;

impl Accounts {
    /// All of `change` or nothing; with `if_version`, only if that is still the version. Who loses
    /// an address by it is told there.
    pub async fn change_profile(
        &self,
        caller: &Caller,
        change: ProfileChange,
        if_version: Option<u64>,
        visit: &Visit,
    ) -> Result<Account, ProfileError> {
        let account = caller.account();
        self.check(account, &change)?;
        let now = self.now();
        let deed = change.deed();
        // Whether a name is the last one was seen in this version; in another it may be.
        let removes = matches!(change.address, Some(AddressChange::Remove(_)));
        let if_version = if_version.or(removes.then_some(account.version));
        let given = Given {
            proof: match &change.address {
                Some(AddressChange::Prove(address, code)) => {
                    Some(self.proof(CodePurpose::Verify, address, code))
                }
                _ => None,
            },
            letter: self.farewell(account, &change, visit, now),
            act: deed.map(|deed| deed.by(Actor::Account(account.uid), account.uid, now, "")),
            ..Given::at(now)
        };
        let change = change.into_record(account, now);
        match self.house.store.change_account(account.uid, change, if_version, given).await? {
            Changed::Changed { account, .. } => Ok(account),
            Changed::Taken(kind) => Err(ProfileError::Taken(kind)),
            Changed::WrongCode { .. } | Changed::NoCode => Err(ProfileError::WrongCode),
            Changed::Stale | Changed::NoAccount => Err(ProfileError::Stale),
        }
    }

    fn check(&self, account: &Account, change: &ProfileChange) -> Result<(), ProfileError> {
        if change.display_name.as_ref().is_some_and(|s| !is_showable(s, DISPLAY_NAME_MAX, "")) {
            return Err(ProfileError::BadDisplayName);
        }
        if change.intro.as_ref().is_some_and(|s| !is_showable(s, INTRO_MAX, "\n\t")) {
            return Err(ProfileError::BadIntro);
        }
        if change.details.texts().any(|text| !is_showable(text, DETAIL_MAX, "\r\n\t")) {
            return Err(ProfileError::BadDetail);
        }
        if let Some(name) = &change.username {
            let is_own = account.username.as_ref().is_some_and(|own| own.key() == name.key());
            if !is_own && self.house.reserved.contains(name) {
                return Err(ProfileError::Taken(LoginKind::Username));
            }
        }
        let left = match change.address {
            Some(AddressChange::Remove(LoginKind::Email)) => account.phone.is_some(),
            Some(AddressChange::Remove(LoginKind::Phone)) => account.email.is_some(),
            _ => return Ok(()),
        };
        let has_username = account.username.is_some() || change.username.is_some();
        if left || has_username { Ok(()) } else { Err(ProfileError::LastName) }
    }

    /// A letter to the proven address that is the account's no longer, so that a thief cannot
    /// quietly take the way back from its owner.
    fn farewell(
        &self,
        account: &Account,
        change: &ProfileChange,
        visit: &Visit,
        now: Millis,
    ) -> Option<Letter> {
        let changed = change.address.iter().map(|change| match change {
            AddressChange::Prove(new, _) => (Some(new), new.login_name().kind()),
            AddressChange::Remove(kind) => (None, *kind),
        });
        let claimed = change.claims.iter().map(|new| (Some(new), new.login_name().kind()));
        // One letter is enough to wake the owner, wherever it goes.
        changed.chain(claimed).find_map(|(new, kind)| self.loss(account, new, kind, visit, now))
    }

    fn loss(
        &self,
        account: &Account,
        new: Option<&Address>,
        kind: LoginKind,
        visit: &Visit,
        now: Millis,
    ) -> Option<Letter> {
        let (old, told) = match kind {
            LoginKind::Email => {
                let old = account.email.as_ref().map(|own| Address::Email(own.email.clone()));
                (old, LetterKind::EmailChanged)
            }
            LoginKind::Phone => {
                let old = account.phone.as_ref().map(|own| Address::Phone(own.phone.clone()));
                (old, LetterKind::PhoneChanged)
            }
            LoginKind::Username => return None,
        };
        let old = old.filter(|old| account.has_proven(&old.login_name()))?;
        let is_kept = new.is_some_and(|new| new.login_name().key() == old.login_name().key());
        (!is_kept).then(|| self.house.post.letter(told, &old, visit.language, now))
    }
}

impl ProfileChange {
    fn deed(&self) -> Option<Deed> {
        let username = self.username.as_ref().map(|_| Deed::UsernameChanged);
        let is_address = self.address.is_some() || !self.claims.is_empty();
        is_address.then_some(Deed::AddressChanged).or(username)
    }

    fn into_record(self, account: &Account, now: Millis) -> AccountChange {
        let (mut email, mut phone) = (None, None);
        match self.address {
            Some(AddressChange::Prove(address, _)) => {
                own(address, Some(now), &mut email, &mut phone)
            }
            Some(AddressChange::Remove(LoginKind::Email)) => email = Some(None),
            Some(AddressChange::Remove(LoginKind::Phone)) => phone = Some(None),
            Some(AddressChange::Remove(LoginKind::Username)) | None => {}
        }
        // Claiming what one has proven does not make it less proven.
        let is_news = |address: &Address| !account.has_proven(&address.login_name());
        for address in self.claims.into_iter().filter(is_news) {
            own(address, None, &mut email, &mut phone);
        }
        AccountChange {
            username: self.username,
            email,
            phone,
            display_name: self.display_name,
            intro: self.intro,
            details: self.details,
            avatar: self.avatar.map(Some),
            ..AccountChange::default()
        }
    }
}

fn own(
    address: Address,
    verified_at: Option<Millis>,
    to_email: &mut Option<Option<OwnedEmail>>,
    to_phone: &mut Option<Option<OwnedPhone>>,
) {
    match address {
        Address::Email(email) => *to_email = Some(Some(OwnedEmail { email, verified_at })),
        Address::Phone(phone) => *to_phone = Some(Some(OwnedPhone { phone, verified_at })),
    }
}

/// May people be shown this text? Control characters and those that turn the direction of reading
/// around could make it look like another one.
pub(super) fn is_showable(text: &str, chars_max: usize, allowed: &str) -> bool {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let bad = |c: char| (c.is_control() && !allowed.contains(c)) || turns(c);
    text.chars().count() <= chars_max && !text.chars().any(bad)
}
