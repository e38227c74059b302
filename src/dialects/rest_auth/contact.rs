//! A person's company, telephone and address, under both of the places that the contract has for
//! them.

use super::fields::{self, Checked, Field, Kind};
use super::view::Asked;
use super::words::{self, Said};
use super::{House, shapes};
use crate::accounts::{ProfileChange, ProfileError};
use crate::store::{Account, Contact, DetailsChange, SessionKind};

pub const FIELDS: &[Field] = &[
    Field::new("id", "ID", Kind::Number).shown_only(),
    Field::text("company", "Company").at_most(100),
    Field::text("tel", "Tel").at_most(20),
    Field::text("address", "Address").at_most(100),
    Field::new("user", "User", Kind::Nested).shown_only(),
];

/// How often somebody may be overtaken by his own other devices.
const TRIES: usize = 5;

/// Writes what `next` makes of the contact as it is, and of no other.
pub async fn write(
    asked: &Asked,
    house: &House,
    next: impl Fn(Option<&Contact>) -> Result<Contact, Said>,
) -> Result<Account, Said> {
    let accounts = &house.means.accounts;
    let visit = house.visit(&asked.call, SessionKind::Key);
    let mut caller = asked.caller()?.clone();
    for _ in 0..TRIES {
        let contact = next(shapes::contact_of(&caller))?;
        let details = DetailsChange { contact: Some(contact.clone()), ..DetailsChange::default() };
        let change = ProfileChange { details, ..ProfileChange::default() };
        let version = Some(caller.account().version);
        match accounts.change_profile(&caller, change, version, &visit).await {
            Ok(account) => return Ok(account),
            Err(ProfileError::Stale) => {
                let again = accounts.again(&caller).await.map_err(words::unavailable)?;
                caller = again.ok_or_else(words::not_provided)?;
            }
            Err(error) => return Err(words::profile_refused(error, &unshowable(&contact))),
        }
    }
    Err(words::overtaken())
}

/// The contact as the body has it, and where that says nothing, as it was.
pub fn of(checked: &Checked, before: Option<&Contact>) -> Contact {
    let text = |name: &str, old: fn(&Contact) -> &String| {
        let said = checked.text(name).map(str::to_owned);
        said.or_else(|| before.map(old).cloned()).unwrap_or_default()
    };
    Contact {
        company: text("company", |it| &it.company),
        tel: text("tel", |it| &it.tel),
        address: text("address", |it| &it.address),
    }
}

fn unshowable(contact: &Contact) -> Vec<&'static str> {
    let Contact { company, tel, address } = contact;
    let fields = [("company", company), ("tel", tel), ("address", address)];
    fields.into_iter().filter(|(_, text)| !fields::is_plain(text)).map(|(name, _)| name).collect()
}
