//! `POST /rest-auth/registration/`: an account, its key, and a session in a cookie.

use std::sync::Arc;

use warp::http::Method;

use super::fields::{self, Checked, Extent, Field, Kind};
use super::policy::{self, PASSWORD_CHARS_MAX};
use super::scripts::is_username;
use super::view::{Asked, View, Who};
use super::words::{self, Said};
use super::{House, login, strength};
use crate::accounts::{NewPerson, RegisterError};
use crate::store::SessionKind;
use crate::values::{Email, LoginKind, LoginName, Password, Username};

const EMAIL: Field = Field::new("email", "Email", Kind::Email).optional();

const FIELDS: &[Field] = &[
    Field::text("username", "Username").at_least(1).at_most(150),
    // Browsers leave a field out by sending it blank, and so may everybody.
    Field { absent_if_blank: true, ..EMAIL },
    Field::text("password1", "Password1"),
    Field::text("password2", "Password2"),
];

pub const VIEW: View = View {
    name: "Register",
    description: "",
    methods: &[Method::POST],
    allow: "POST, OPTIONS",
    who: Who::Anybody,
    reads: Some((Method::POST, FIELDS)),
    changes_contact: false,
};

pub async fn answer(asked: Arc<Asked>, house: House) -> Result<Said, Said> {
    let given = asked.data()?.fields()?;
    let mut checked = fields::check(FIELDS, given, Extent::Whole);
    judge_name(&mut checked);
    let is_nameless = checked.errors.say("username", words::BLANK);
    judge_password(&mut checked, is_nameless);
    let names = names(&checked);
    let differ = checked.text("password1") != checked.text("password2");
    if !checked.errors.is_empty() || differ {
        // Who is told which names are taken has tried to register, whatever else was wrong.
        let address = asked.call.visitor.address;
        house.means.limits.registration_from(address).map_err(|it| words::trouble(it.into()))?;
        tell_taken(&mut checked, &names, None, &house).await?;
        return Err(match checked.errors.is_empty() {
            true => words::different_passwords(),
            false => words::bad_fields(checked.errors),
        });
    }
    register(&asked, checked, names, &house).await
}

async fn register(
    asked: &Asked,
    mut checked: Checked,
    names: Vec<LoginName>,
    house: &House,
) -> Result<Said, Said> {
    let visit = house.visit(&asked.call, SessionKind::Key);
    let person = NewPerson {
        username: Username::parse(checked.sure("username")).ok(),
        email: checked.text("email").and_then(|typed| Email::parse_any(typed).ok()),
        password: Some(Password::new(checked.sure("password1"))),
        ..NewPerson::default()
    };
    let (demands, policy) = (house.registration(), policy::password());
    let accounts = &house.means.accounts;
    match accounts.register_and_sign_in(person, &demands, &policy, None, &visit).await {
        Ok(grant) => {
            let (key, opened) = login::opened(&grant, asked, house).await?;
            Ok(words::registered(&key, opened))
        }
        Err(RegisterError::Taken(kind)) => {
            tell_taken(&mut checked, &names, Some(kind), house).await?;
            Err(words::bad_fields(checked.errors))
        }
        Err(error) => Err(words::registration_refused(error)),
    }
}

fn judge_name(checked: &mut Checked) {
    if checked.text("username").is_some_and(|typed| !is_username(typed)) {
        checked.errors.add("username", words::BAD_USERNAME);
        checked.forget("username");
    }
}

/// Where the name is blank, nothing is said of the password.
fn judge_password(checked: &mut Checked, is_nameless: bool) {
    let Some(password) = checked.text("password1") else { return };
    let mut said = strength::weaknesses(password);
    if password.len() > PASSWORD_CHARS_MAX {
        said.push(words::too_long(PASSWORD_CHARS_MAX));
    }
    if !is_nameless {
        said.into_iter().for_each(|sentence| checked.errors.add("password1", sentence));
    }
}

fn names(checked: &Checked) -> Vec<LoginName> {
    let username = checked.text("username").and_then(|typed| Username::parse(typed).ok());
    let email = checked.text("email").and_then(|typed| Email::parse_any(typed).ok());
    let username = username.map(LoginName::Username);
    username.into_iter().chain(email.map(LoginName::Email)).collect()
}

/// `known` is one of which it is known already: it may be taken in a way that is not seen by
/// looking for the name, such as by one that looks the same.
async fn tell_taken(
    checked: &mut Checked,
    names: &[LoginName],
    known: Option<LoginKind>,
    house: &House,
) -> Result<(), Said> {
    let found = house.means.accounts.taken_among(names).await.map_err(words::unavailable)?;
    let is_taken = |kind| known == Some(kind) || found.contains(&kind);
    if is_taken(LoginKind::Username) {
        checked.errors.add("username", words::USERNAME_TAKEN);
    }
    if is_taken(LoginKind::Email) {
        checked.errors.add("email", words::EMAIL_TAKEN);
    }
    Ok(())
}
