//! What a member of a room may do, in words.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::store::chats::ChatRole;

/// What a member of a room may do.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RoleInRoom {
    Member,
    Moderator,
    Owner,
}

impl From<RoleInRoom> for ChatRole {
    fn from(role: RoleInRoom) -> ChatRole {
        match role {
            RoleInRoom::Member => ChatRole::Member,
            RoleInRoom::Moderator => ChatRole::Moderator,
            RoleInRoom::Owner => ChatRole::Owner,
        }
    }
}
