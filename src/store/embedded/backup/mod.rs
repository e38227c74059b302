//! An online backup: a stream that any engine can be made from, and the files beside it.
//!
//! - [`stream`]: how records lie in the file: compressed blocks, each with a hash.
//! - [`tee`]: what is committed while the backup runs.
//! - [`files`]: what is too large for a record.
//! - [`restore`]: back into an empty data directory, of the same engine or another.
//!
//! The tree is read page by page while the server goes on writing. From before the first page to
//! after the last every committed batch is also written to the stream, in order and behind the
//! pages that were read before it; so the stream, read from its beginning, ends in exactly the
//! state in which the store was when the backup ended.

pub mod files;
pub mod restore;
pub mod stream;
pub mod tee;

use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use self::stream::{Totals, Writer};
use self::tee::{FileHold, Tee};
use super::EmbeddedStore;
use super::engine::{Order, Span};
use super::home::{make_private_dir, private_file, sync_dir};
use super::slot::Slot;
use super::system::System;
use crate::store::{Answer, StoreError};

/// The stream's name in the backup's directory. It has it only when it is whole.
pub const STREAM: &str = "store.backup";
const UNFINISHED: &str = "store.unfinished";

/// What is read under one lock: a commit waits for at most this.
const PAGE_BYTES: usize = 256 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("the backup cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("more is written to the store than can be written to the backup; try a faster disk")]
    TooSlow,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EmbeddedStore {
    /// Backs the store up into a directory that is empty or does not exist yet.
    pub async fn backup(&self, into: &Path) -> Result<Totals, BackupError> {
        let (tee, files) = (Arc::new(Tee::default()), Arc::new(FileHold));
        self.tap(Some(&tee), &files).await?;
        let mut copy = Copy { slot: Arc::clone(self.slot()), tee, into: into.to_path_buf() };
        let (copy, mut writer) = off_the_loop(move || {
            let mut writer = copy.begin()?;
            copy.pages(&mut writer)?;
            Ok((copy, writer))
        })
        .await?;
        // Between two groups, so that no batch is half in.
        self.tap(None, &files).await?;
        let data = self.directory().map(Path::to_path_buf);
        off_the_loop(move || {
            copy.teed(&mut writer)?;
            if let Some(data) = data {
                files::copy(&data, &copy.into)?;
            }
            // Held until here: no file that the backup names may be removed before it is copied.
            drop(files);
            copy.finish(writer)
        })
        .await
    }

    /// Sets what committed batches flow into, from the next group on.
    async fn tap(&self, tee: Option<&Arc<Tee>>, files: &Arc<FileHold>) -> Answer<()> {
        let (tee, files) = (tee.map(Arc::downgrade), Arc::downgrade(files));
        let (done, set) = oneshot::channel();
        self.between_groups(move |committer| {
            committer.tap(tee, files);
            let _ = done.send(());
        })?;
        set.await.map_err(|_| StoreError::Unavailable("the store is closed".into()))
    }
}

async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error).into()))
}

struct Copy {
    slot: Arc<Slot>,
    tee: Arc<Tee>,
    into: PathBuf,
}

type FileWriter = Writer<BufWriter<File>>;

impl Copy {
    fn begin(&mut self) -> Result<FileWriter, BackupError> {
        make_private_dir(&self.into)?;
        if self.into.read_dir()?.next().is_some() {
            return Err(BackupError::NotEmpty(self.into.clone()));
        }
        let system = self.slot.read(System::read)?;
        let system = system.ok_or_else(|| StoreError::Damaged("it has no schema number".into()))?;
        let file = private_file().create_new(true).open(self.into.join(UNFINISHED))?;
        Ok(Writer::begin(BufWriter::new(file), system.schema)?)
    }

    fn pages(&self, writer: &mut FileWriter) -> Result<(), BackupError> {
        let mut span = Span::of(b"");
        loop {
            let page = self.slot.read(|view| {
                let (mut page, mut bytes) = (Vec::new(), 0);
                view.scan(&span, Order::Ascending, &mut |key, value| {
                    bytes += key.len() + value.len();
                    page.push((key.to_vec(), value.to_vec()));
                    if bytes < PAGE_BYTES {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                })?;
                Ok(page)
            })?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            span.from = [last.as_slice(), &[0]].concat();
            for (key, value) in &page {
                writer.push(key, Some(value))?;
            }
            self.teed(writer)?;
        }
    }

    fn teed(&self, writer: &mut FileWriter) -> Result<(), BackupError> {
        for batch in self.tee.drain().ok_or(BackupError::TooSlow)? {
            for (key, value) in &batch {
                writer.push(key, value.as_deref())?;
            }
        }
        Ok(())
    }

    fn finish(&self, writer: FileWriter) -> Result<Totals, BackupError> {
        let (out, totals) = writer.finish()?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(self.into.join(UNFINISHED), self.into.join(STREAM))?;
        sync_dir(&self.into)?;
        Ok(totals)
    }
}
