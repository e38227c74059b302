//! Codes that prove an address.

use std::time::Duration;

use super::{Accounts, Visit};
use crate::courier::{Courier, DeliveryError, LetterKind};
use crate::limits::TooMany;
use crate::store::{
    Account, CodePace, CodePurpose, CodeUse, Given, Issued, Letter, NewCode, Proof, StoreError,
};
use crate::tokens::new_code;
use crate::values::{Address, Millis, SecretText};

/// What a contract's codes are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePolicy {
    pub digits: u8,
    pub lives: Duration,
    /// Wrong tries that kill it.
    pub tries: u8,
    pub knocking: Knocking,
    /// Whether a reset may go to an address that the account only claims. Whoever reads the letter
    /// gets the account, and the address is proven by it. Contracts that never ask for a proof have
    /// no other way back; where there is one, a mistyped address should not give an account away.
    pub to_claimed: bool,
}

/// What somebody learns who asks for a code for an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knocking {
    /// Nothing: the answer is alike whether or not the address has an account. The owner of one
    /// that somebody wants to register again is told.
    Uniform,
    /// Nothing, and nothing is sent to the owner either.
    Silent,
    /// That a registration finds the address taken, or a login or reset finds no account.
    Telling,
}

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeSent {
    pub lives: Duration,
    /// When the next may be asked for.
    pub again_after: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    #[error("no text messages are sent to that country")]
    NotServed,
    /// Only where the policy tells.
    #[error("the address has an account")]
    Taken,
    /// Only where the policy tells.
    #[error("the address has no account")]
    NoSuchAccount,
    #[error(transparent)]
    TooMany(#[from] TooMany),
    #[error(transparent)]
    Unavailable(#[from] StoreError),
}

/// Why no code is on its way, where that is told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHandedOver {
    #[error(transparent)]
    Code(#[from] CodeError),
    #[error(transparent)]
    Letter(#[from] DeliveryError),
}

/// How a letter leaves.
#[derive(Clone, Copy)]
enum By {
    Outbox,
    /// By who asked for it, before he answers.
    Hand,
}

struct IssuedCode {
    sent: Sent,
    promised: CodeSent,
    /// What is left to hand over.
    letter: Option<Letter>,
}

/// What is really sent to whom a code was promised.
enum Sent {
    Code,
    /// To the owner of an address that somebody wants to register again.
    AccountExists,
    Nothing,
}

impl Sent {
    fn word(&self) -> &'static str {
        match self {
            Sent::Code => "sent",
            Sent::AccountExists => "notice",
            Sent::Nothing => "decoy",
        }
    }
}

impl Accounts {
    /// Sends a code, or (uniformly) seems to: where there is nothing to prove, a decoy that no
    /// code fits takes the code's place, with the same pace and in the same time.
    pub async fn send_code(
        &self,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
        visit: &Visit,
    ) -> Result<CodeSent, CodeError> {
        let issued = self.issue(purpose, to, policy, By::Outbox, visit).await;
        self.counted(purpose, to, &issued);
        Ok(issued?.promised)
    }

    /// As [`Accounts::send_code`], but the letter is handed over before the answer and not through
    /// the outbox, for contracts whose answer says whether it could be. A code whose letter was
    /// not taken is taken back; one whose letter may have arrived stays good.
    pub async fn send_code_now(
        &self,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
        courier: &Courier,
        visit: &Visit,
    ) -> Result<CodeSent, NotHandedOver> {
        let issued = self.issue(purpose, to, policy, By::Hand, visit).await;
        self.counted(purpose, to, &issued);
        let IssuedCode { promised, letter, .. } = issued?;
        let Some(letter) = letter else { return Ok(promised) };
        let Err(error) = courier.send_now(&letter).await else { return Ok(promised) };
        if error != DeliveryError::TimedOut {
            self.house.store.drop_code(purpose, to).await.map_err(CodeError::from)?;
        }
        Err(error.into())
    }

    fn counted(&self, purpose: CodePurpose, to: &Address, issued: &Result<IssuedCode, CodeError>) {
        let outcome = issued.as_ref().map_or_else(CodeError::word, |it| it.sent.word());
        self.house.counts.code(purpose, to, outcome);
    }

    async fn issue(
        &self,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
        by: By,
        visit: &Visit,
    ) -> Result<IssuedCode, CodeError> {
        let pace = self.pace_to(to).ok_or(CodeError::NotServed)?;
        self.house.limits.code_from(visit.origin.address)?;
        let sent = self.what_to_send(purpose, to, policy).await?;

        let now = self.now();
        let (hash, letter) = self.compose(&sent, purpose, to, policy, visit, now);
        let expires_at = now + policy.lives;
        let new = NewCode { purpose, address: to.clone(), hash, expires_at, tries: policy.tries };
        let (posted, letter) = match by {
            By::Outbox => (letter, None),
            By::Hand => (None, letter),
        };
        let given = Given { letter: posted, ..Given::at(now) };
        self.keep_code(new, pace, given).await?;
        let promised = CodeSent { lives: policy.lives, again_after: pace.interval };
        Ok(IssuedCode { sent, promised, letter })
    }

    /// Has the code kept, in the place of one that was sent before, unless it comes too soon.
    pub(super) async fn keep_code(
        &self,
        new: NewCode,
        pace: CodePace,
        given: Given,
    ) -> Result<(), CodeError> {
        let (purpose, now) = (new.purpose, given.at);
        let too_many = |what, until: Millis| TooMany { what, retry_after: until.since(now) };
        match self.house.store.issue_code(new, pace, given).await? {
            Issued::Issued => Ok(()),
            Issued::TooSoon { until } => Err(too_many("codes to one address", until).into()),
            Issued::BudgetSpent { until } => {
                tracing::warn!(?purpose, "the day's budget for codes is spent");
                Err(too_many("codes in all", until).into())
            }
        }
    }

    async fn what_to_send(
        &self,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
    ) -> Result<Sent, CodeError> {
        let told = policy.knocking == Knocking::Telling;
        match purpose {
            CodePurpose::Register => {
                // Who has only claimed the address will lose it to who reads this code.
                let name = to.login_name();
                let found = self.house.store.account_by_name(&name).await?;
                match found.filter(|account| account.has_proven(&name)) {
                    Some(_) if told => Err(CodeError::Taken),
                    Some(_) if policy.knocking == Knocking::Silent => Ok(Sent::Nothing),
                    Some(_) => Ok(Sent::AccountExists),
                    None => Ok(Sent::Code),
                }
            }
            CodePurpose::Login | CodePurpose::Reset => {
                let to_claimed = policy.to_claimed && purpose == CodePurpose::Reset;
                let whose = match to_claimed {
                    true => self.holder_of(to).await?,
                    false => self.owner_of(to).await?,
                };
                match whose {
                    None if told => Err(CodeError::NoSuchAccount),
                    None => Ok(Sent::Nothing),
                    Some(_) => Ok(Sent::Code),
                }
            }
            CodePurpose::Verify => Ok(Sent::Code),
        }
    }

    /// The hash to keep and the letter to send.
    fn compose(
        &self,
        sent: &Sent,
        purpose: CodePurpose,
        to: &Address,
        policy: &CodePolicy,
        visit: &Visit,
        now: Millis,
    ) -> ([u8; 32], Option<Letter>) {
        let letter = |kind| self.house.post.letter(kind, to, visit.language, now);
        let decoy = || self.house.random.bytes();
        match sent {
            Sent::Code => {
                let code = new_code(&*self.house.random, policy.digits);
                let hash = self.code_hash(purpose, to, &code);
                (hash, Some(letter(LetterKind::Code { purpose, code, lives: policy.lives })))
            }
            Sent::AccountExists => {
                let is_news = self.house.limits.notice_to(&to.login_name().key()).is_ok();
                (decoy(), is_news.then(|| letter(LetterKind::AccountExists)))
            }
            Sent::Nothing => (decoy(), None),
        }
    }

    /// How often codes may go to the address; `None` if none go there at all.
    fn pace_to(&self, to: &Address) -> Option<CodePace> {
        let settings = &self.house.settings;
        match to {
            Address::Email(_) => Some(settings.mail_pace),
            Address::Phone(phone) => {
                let served = |prefix: &String| phone.e164().starts_with(prefix.as_str());
                settings.sms_prefixes.iter().any(served).then_some(settings.sms_pace)
            }
        }
    }

    /// The active account whose owner has proven the address to be his.
    pub(super) async fn owner_of(&self, address: &Address) -> Result<Option<Account>, StoreError> {
        let holder = self.holder_of(address).await?;
        Ok(holder.filter(|account| account.has_proven(&address.login_name())))
    }

    /// The active account that has the address, proven or claimed.
    pub(super) async fn holder_of(&self, address: &Address) -> Result<Option<Account>, StoreError> {
        let found = self.house.store.account_by_name(&address.login_name()).await?;
        Ok(found.filter(|account| account.active))
    }

    /// What somebody typed, as the store can compare it. Nothing is trimmed or folded: only the
    /// very characters that were sent are the code.
    pub(super) fn proof(
        &self,
        purpose: CodePurpose,
        address: &Address,
        typed: &SecretText,
    ) -> Proof {
        let hash = self.code_hash(purpose, address, typed);
        Proof { purpose, address: address.clone(), hash }
    }

    /// Uses a code up for something that the store does not do in the same call.
    pub(super) async fn spend_code(&self, proof: Proof) -> Result<CodeUse, StoreError> {
        let given = Given { proof: Some(proof), ..Given::at(self.now()) };
        self.house.store.use_code(given).await
    }

    fn code_hash(&self, purpose: CodePurpose, address: &Address, code: &SecretText) -> [u8; 32] {
        let purpose: &[u8] = match purpose {
            CodePurpose::Register => b"register",
            CodePurpose::Login => b"login",
            CodePurpose::Reset => b"reset",
            CodePurpose::Verify => b"verify",
        };
        let address = address.login_name().key();
        self.house
            .tokens
            .keyed_hash("code", &[purpose, address.as_bytes(), code.reveal().as_bytes()])
    }
}
