//! Everything about chats that a deployment may set.

use super::UploadSettings;
use crate::store::chats::Quotas;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub text_chars_max: usize,
    pub title_chars_max: usize,
    /// People whose names a text may call; the names behind these are text like any other.
    pub mentions_max: usize,
    /// People in one invitation.
    pub invited_max: usize,
    /// Entries, chats, members or hits on one page.
    pub page_max: usize,
    /// Chats in one resume.
    pub resumed_max: usize,
    /// Files in one message.
    pub attachments_max: usize,
    pub uploads: UploadSettings,
    pub quotas: Quotas,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            text_chars_max: 4_000,
            title_chars_max: 100,
            mentions_max: 20,
            invited_max: 100,
            page_max: 200,
            resumed_max: 10_000,
            attachments_max: 10,
            uploads: UploadSettings::default(),
            quotas: Quotas::default(),
        }
    }
}
