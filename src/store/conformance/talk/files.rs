//! Files that people send, put into messages and read.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;

use super::simplest::Answer;
use super::{Act, Doing, HOUR, Talk};
use crate::store::uploads::{Kept, NewUpload, UploadStore};
use crate::values::{FileName, MediaType, Uid, UploadId};

pub const CONTENTS: [&str; 3] = ["leaf", "pot", "cup"];
/// What waits for a message does not outlive three of these.
pub const A_WHILE: Duration = Duration::from_secs(9 * HOUR.as_secs());
/// Of one person. The smallest file counts as a block of the disk.
pub const FILES_MAX: usize = 4;
const LEAST_ROOM: u64 = 4096;

/// The nth of one's own uploads or of all, whether or not there is one.
#[derive(Clone, Copy, Debug)]
pub struct Pick {
    pub own: bool,
    pub nth: usize,
}

pub fn picks() -> impl Strategy<Value = Vec<Pick>> {
    let pick = (prop::bool::weighted(0.8), 0..7usize).prop_map(|(own, nth)| Pick { own, nth });
    prop_oneof![3 => Just(Vec::new()), 2 => prop::collection::vec(pick, 1..3)]
}

impl Talk {
    pub async fn upload(&mut self, owner: Uid, content: usize, expected: Answer) {
        let mut incoming = self.house.receive().await.unwrap();
        incoming.write(Bytes::from_static(CONTENTS[content].as_bytes())).await.unwrap();
        let new = NewUpload {
            id: UploadId(self.house.fresh_id()),
            owner,
            name: FileName::of(&name_of(self.uploads.len())),
            media: MediaType::unknown(),
            size: None,
            at: self.at,
            room_max: FILES_MAX as u64 * LEAST_ROOM,
        };
        let number = match self.house.keep_upload(incoming, new).await.unwrap() {
            Kept::Kept(upload) => {
                self.uploads.push(upload);
                Some(self.uploads.len() as u64 - 1)
            }
            Kept::NoRoom => None,
        };
        assert_eq!(number, expected.map(|(number, _)| number));
    }

    /// What a message names, each once: so the rules above the store hand it on.
    pub fn attachments(&self, act: &Act) -> Vec<UploadId> {
        let Doing::Send { files, .. } = &act.what else { return Vec::new() };
        let unknown = UploadId(uuid::Uuid::from_u128(u128::MAX));
        let id = |number: usize| self.uploads.get(number).map_or(unknown, |it| it.attachment.id);
        self.model.picked(act.who, files).into_iter().map(id).collect()
    }

    /// Everybody reads the files of what they can read, and their own; nothing else is kept.
    pub async fn compare_files(&self) {
        for (number, upload) in self.uploads.iter().enumerate() {
            for (who, uid) in self.people.iter().enumerate() {
                let id = upload.attachment.id;
                let found = self.house.upload(*uid, id, self.at).await.unwrap();
                let mut content = None;
                if let Some(found) = found {
                    content = self.house.piece(found.file, 0, 99).await.unwrap();
                }
                let expected = self.model.content(number, who).map(|nth| CONTENTS[nth].into());
                assert_eq!(content, expected, "file {number} for {who}");
            }
        }
        for (who, uid) in self.people.iter().enumerate() {
            let own = self.house.uploads(*uid, usize::MAX).await.unwrap();
            let names = own.iter().map(|it| it.attachment.name.as_str().to_owned());
            let kept = self.model.kept_for(who);
            let expected = kept.iter().map(|number| name_of(*number));
            assert_eq!(BTreeSet::from_iter(names), BTreeSet::from_iter(expected), "of {who}");
            let room = self.house.room_taken(*uid).await;
            assert_eq!(room, Ok(kept.len() as u64 * LEAST_ROOM), "of {who}");
        }
        assert_eq!(self.house.all_files().await.unwrap().len(), self.model.contents_kept());
    }
}

pub fn name_of(number: usize) -> String {
    format!("{number}.txt")
}
