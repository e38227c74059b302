//! Names that nobody can take, because they would be believed.

use std::collections::HashSet;

use crate::values::Username;

const ALWAYS: [&str; 24] = [
    "admin",
    "administrator",
    "root",
    "system",
    "sysadmin",
    "support",
    "helpdesk",
    "help",
    "info",
    "moderator",
    "staff",
    "official",
    "security",
    "abuse",
    "postmaster",
    "webmaster",
    "hostmaster",
    "noreply",
    "teahouse",
    "everyone",
    "here",
    "me",
    "管理员",
    "客服",
];

/// Compared by what a name looks like, without the signs that may stand between its letters.
pub(super) struct Reserved(HashSet<String>);

impl Reserved {
    pub(super) fn new(more: &[String]) -> Reserved {
        let names = ALWAYS.iter().copied().chain(more.iter().map(String::as_str));
        Reserved(names.filter_map(|name| Username::parse(name).ok()).map(|n| look(&n)).collect())
    }

    pub(super) fn contains(&self, name: &Username) -> bool {
        self.0.contains(&look(name))
    }
}

fn look(name: &Username) -> String {
    name.skeleton().chars().filter(|c| c.is_alphanumeric()).collect()
}
