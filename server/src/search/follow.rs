//! Each node follows the feed and keeps its own indexes behind it, a little at a time.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use yingda_shared::contract::BoxFuture;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;

use super::shelf::{Mark, Unusable};
use super::{Index, Kept};
use crate::ctx::{Caller, Cx};
use crate::db::feed;
use crate::failure;
use crate::services::Services;

/// Changes within this time go into the index at once: a commit costs the disk something.
const COALESCE: Duration = Duration::from_millis(400);
/// How often the feed is looked at when nobody told of a change: another process may have written.
const LOOK: Duration = Duration::from_millis(1000);
/// After what went wrong twice within a while.
const REST: Duration = Duration::from_secs(2);
const WHILE: Duration = Duration::from_secs(10);
/// Changes that are read at once.
const STRETCH: usize = 10_000;
/// An index that is further behind is made anew: that is quicker.
const BEHIND_MAX: i64 = 200_000;
/// Changes after an index's mark that a reader takes from the database instead.
pub const RECENT_MAX: usize = 4_000;

/// Documents on their way from the database.
type Docs<'a, D> = BoxFuture<'a, Result<Vec<D>, Fault>>;

/// Where an index and its documents come from.
pub struct Source<K: Kept> {
    /// The kind on the feed.
    pub kind: &'static str,
    /// Opens the index in a folder, or begins one there.
    pub open: fn(&Path) -> Result<K, Unusable>,
    /// Rows that are read at once where all are.
    pub at_once: usize,
    pub some: for<'a> fn(&'a mut Cx, &'a [Uuid]) -> Docs<'a, K::Doc>,
    /// The next ones in the order of their ids, a document for each row.
    pub page: for<'a> fn(&'a mut Cx, Option<Uuid>, usize) -> Docs<'a, K::Doc>,
}

/// What changed since an index's mark; None when that is more than a reader should look through.
pub async fn recent(cx: &mut Cx, kind: &str, pos: i64) -> Result<Option<Vec<Uuid>>, Fault> {
    let ids = feed::changed(cx.conn().await?, kind, pos, RECENT_MAX + 1).await.map_err(failure::db)?;
    Ok((ids.len() <= RECENT_MAX).then(|| distinct(ids)))
}

fn distinct(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Keeps an index until the process ends.
pub async fn keep<K: Kept>(services: Arc<Services>, index: Arc<Index<K::Snapshot>>, source: &'static Source<K>) {
    let mut stopping = services.stopping.subscribe();
    let (mut first, mut told) = (true, false);
    loop {
        let begun = std::time::Instant::now();
        let ended = tokio::select! {
            ended = follow::<K>(&services, &index, source) => ended,
            _ = stopping.wait_for(|stop| *stop) => return,
        };
        index.show(None);
        match ended {
            Ended::Taken if std::mem::replace(&mut told, true) => {}
            Ended::Taken => tracing::warn!(
                folder = %index.folder.display(),
                "another process keeps this index, and the database answers here: give each node an `index` of its own"
            ),
            Ended::Away(fault) => tracing::warn!(?fault, "the index waits for the database"),
            Ended::Broken(why) => {
                tracing::warn!(why, "the index is made anew");
                let _ = std::fs::remove_dir_all(&index.folder);
            }
        }
        let rest = if begun.elapsed() > WHILE || first { Duration::ZERO } else { REST };
        first = false;
        tokio::select! {
            _ = tokio::time::sleep(rest) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

enum Ended {
    Taken,
    Away(Fault),
    Broken(String),
}

impl From<Unusable> for Ended {
    fn from(unusable: Unusable) -> Ended {
        match unusable {
            Unusable::Taken => Ended::Taken,
            Unusable::Damaged(why) => Ended::Broken(why),
        }
    }
}

impl From<Fault> for Ended {
    fn from(fault: Fault) -> Ended {
        Ended::Away(fault)
    }
}

async fn follow<K: Kept>(services: &Arc<Services>, index: &Index<K::Snapshot>, source: &'static Source<K>) -> Ended {
    match run::<K>(services, index, source).await {
        Ok(never) => match never {},
        Err(ended) => ended,
    }
}

async fn run<K: Kept>(
    services: &Arc<Services>,
    index: &Index<K::Snapshot>,
    source: &'static Source<K>,
) -> Result<std::convert::Infallible, Ended> {
    let mut changes = services.changes.subscribe();
    let mut cx = services.reader(Caller::system());
    let folder = folder::<K>(&index.folder);
    let mut kept = open(folder.clone(), source).await?;
    let mark = kept.mark().cloned();
    if !trusted(&mut cx, mark.as_ref()).await? {
        drop(kept);
        // What lies there is of another time or another database.
        let _ = std::fs::remove_dir_all(&index.folder);
        kept = rebuild(&mut cx, open(folder, source).await?, source).await?;
    }
    loop {
        let known = catch_up(&mut cx, kept, source).await?;
        let (known, snapshot) = blocking(move || known.snapshot().map(|snapshot| (known, snapshot))).await?;
        kept = known;
        index.show(snapshot);
        cx.rest();
        tokio::select! {
            // Whoever missed some of them looks all the same.
            _ = changes.recv() => {}
            _ = tokio::time::sleep(LOOK) => {}
            _ = index.broken.notified() => return Err(Ended::Broken("a reader found it damaged".into())),
        }
        tokio::time::sleep(COALESCE).await;
        while changes.try_recv().is_ok() {}
    }
}

/// Where the files of this version lie.
fn folder<K: Kept>(root: &Path) -> PathBuf {
    root.join(format!("v{}", K::VERSION))
}

async fn open<K: Kept>(folder: PathBuf, source: &'static Source<K>) -> Result<K, Ended> {
    blocking(move || (source.open)(&folder)).await
}

/// The index's own work: it waits for the disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Unusable> + Send + 'static) -> Result<T, Ended> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => Ok(outcome?),
        Err(panic) => Err(Ended::Broken(panic.to_string())),
    }
}

async fn trusted(cx: &mut Cx, mark: Option<&Mark>) -> Result<bool, Fault> {
    let Some(mark) = mark else { return Ok(false) };
    let conn = cx.conn().await?;
    let head = feed::head(conn).await.map_err(failure::db)?;
    let row = feed::at(conn, mark.pos).await.map_err(failure::db)?;
    Ok(head - mark.pos <= BEHIND_MAX && row.as_ref() == Some(&mark.row))
}

/// The newest mark of the feed.
async fn newest(cx: &mut Cx) -> Result<Mark, Fault> {
    let conn = cx.conn().await?;
    let pos = feed::head(conn).await.map_err(failure::db)?;
    let row = feed::at(conn, pos).await.map_err(failure::db)?;
    Ok(Mark { pos, row: row.unwrap_or_default() })
}

/// Takes in every row. What changes meanwhile stands on the feed after the mark.
async fn rebuild<K: Kept>(cx: &mut Cx, mut kept: K, source: &'static Source<K>) -> Result<K, Ended> {
    let started = std::time::Instant::now();
    let mark = newest(cx).await?;
    let (mut last, mut rows) = (None, 0);
    loop {
        let docs = (source.page)(cx, last, source.at_once).await?;
        let count = docs.len();
        last = docs.last().map(K::id).or(last);
        rows += count;
        kept = blocking(move || kept.put(&docs, true).map(|()| kept)).await?;
        if count < source.at_once {
            break;
        }
    }
    kept = blocking(move || kept.commit(mark).map(|()| kept)).await?;
    tracing::info!(kind = source.kind, rows, seconds = started.elapsed().as_secs_f32(), "an index was made");
    Ok(kept)
}

/// Brings the index up to the head of the feed.
async fn catch_up<K: Kept>(cx: &mut Cx, mut kept: K, source: &'static Source<K>) -> Result<K, Ended> {
    loop {
        let from = kept.mark().map_or(0, |mark| mark.pos);
        let conn = cx.conn().await?;
        let head = feed::head(conn).await.map_err(failure::db)?;
        if head < from {
            return Err(Ended::Broken("the feed was set back".into()));
        }
        if head == from {
            return Ok(kept);
        }
        let fed = feed::after(conn, from, STRETCH).await.map_err(failure::db)?;
        if fed.first().is_none_or(|first| first.pos != from + 1) {
            return Err(Ended::Broken("the feed does not reach back so far".into()));
        }
        let pos = fed.last().map_or(from, |fed| fed.pos);
        let row = feed::at(conn, pos).await.map_err(failure::db)?.unwrap_or_default();
        let of_kind = fed.into_iter().filter(|fed| fed.kind == source.kind);
        let ids = distinct(of_kind.filter_map(|fed| fed.id.parse().ok()).collect());
        let mark = Mark { pos, row };
        if ids.is_empty() {
            // Nothing of this kind changed: that is not worth a commit.
            kept.pass(mark);
            continue;
        }
        for part in ids.chunks(source.at_once) {
            let (docs, part) = ((source.some)(cx, part).await?, part.to_vec());
            kept = blocking(move || {
                part.iter().for_each(|id| kept.remove(*id));
                kept.put(&docs, true)?;
                Ok(kept)
            })
            .await?;
        }
        kept = blocking(move || kept.commit(mark).map(|()| kept)).await?;
    }
}
