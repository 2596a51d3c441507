//! Checks the chain from its checkpoint to its head, line by line in bounded memory, and names the
//! first line that is not as it was written.

use std::collections::BTreeMap;
use std::fmt;

use yingda_shared::fault::Fault;

use super::roots::Root;
use super::store::{chain, retention};
use crate::ctx::Cx;
use crate::db::chain::{Head, head};
use crate::db::{Conn, DbError};
use crate::failure;

/// Lines in memory at once.
const BATCH: usize = 1_000;
/// A desk at work goes on writing while it is checked: so often the check follows it.
const ROUNDS: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Who or what is said differs from what was written.
    Content,
    /// Words were taken out, and no line says so.
    Redaction,
    /// It does not follow the line before it: one was changed, put in, taken out or moved.
    Link,
    /// The last line is not the one that was written last.
    Head,
    /// The lines that are gone are not those that were let go.
    Checkpoint,
    /// A root that was kept elsewhere says otherwise.
    Root,
}

/// The first line that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    pub pos: i64,
    pub why: Why,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::Content => "what it says was changed",
            Why::Redaction => "its words were taken out and no line says so",
            Why::Link => "it does not follow the line before it: a line was changed, put in, taken out or moved",
            Why::Head => "lines at the end are missing or were put there",
            Why::Checkpoint => "the lines before it are not those that were let go",
            Why::Root => "a root that was kept says otherwise",
        };
        write!(f, "line {}: {why}", self.pos)
    }
}

/// What a check found: how many lines were read, and the head they lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    pub lines: i64,
    pub head: Head,
}

/// The same inside what is under way, with what it has changed so far.
pub async fn within(cx: &mut Cx, roots: &[Root]) -> Result<Result<Sound, Broken>, Fault> {
    run(cx.conn().await?, roots).await.map_err(failure::db)
}

pub async fn run(conn: &mut Conn, roots: &[Root]) -> Result<Result<Sound, Broken>, DbError> {
    let first = retention::checkpoint(conn).await?;
    if let Some(broken) = checkpoint_is_said(conn, &first).await? {
        return Ok(Err(broken));
    }
    let mut roots: BTreeMap<i64, &Root> =
        roots.iter().filter(|root| root.head.pos > first.pos).map(|root| (root.head.pos, root)).collect();
    let mut present = first;
    for _ in 0..ROUNDS {
        let kept = head(conn).await?;
        loop {
            let lines = chain::after(conn, present.pos, BATCH).await?;
            for line in &lines {
                if let Some(why) = content_is_wrong(conn, line).await? {
                    return Ok(Err(Broken { pos: line.pos, why }));
                }
                present = present.then(&line.link());
                if present.hex() != line.hash {
                    return Ok(Err(Broken { pos: line.pos, why: Why::Link }));
                }
                while let Some(entry) = roots.first_entry().filter(|entry| *entry.key() <= present.pos) {
                    if entry.get().head != present {
                        return Ok(Err(Broken { pos: *entry.key(), why: Why::Root }));
                    }
                    entry.remove();
                }
            }
            if lines.len() < BATCH {
                break;
            }
        }
        // Nothing was written meanwhile: what was read is all there is.
        if kept == present {
            return Ok(match roots.first_key_value() {
                Some((pos, _)) => Err(Broken { pos: *pos, why: Why::Root }),
                None => Ok(Sound { lines: present.count - first.count, head: present }),
            });
        }
        if kept == head(conn).await? {
            return Ok(Err(Broken { pos: kept.pos.max(present.pos), why: Why::Head }));
        }
    }
    Ok(Ok(Sound { lines: present.count - first.count, head: present }))
}

/// Whether what a line says is neither what was written nor what a later line vouches for.
async fn content_is_wrong(conn: &mut Conn, line: &chain::Kept) -> Result<Option<Why>, DbError> {
    match line.redacted {
        0 => Ok((line.present != line.digest).then_some(Why::Content)),
        voucher => {
            let said = chain::vouched(conn, voucher).await?;
            let vouched = said.is_some_and(|(object, digest)| object == line.pos.to_string() && digest == line.present);
            Ok((!vouched || voucher <= line.pos).then_some(Why::Redaction))
        }
    }
}

/// The checkpoint is what the chain's own line says of it.
async fn checkpoint_is_said(conn: &mut Conn, first: &Head) -> Result<Option<Broken>, DbError> {
    let said = retention::said_checkpoint(conn).await?;
    let agrees = match &said {
        Some(said) => *said == retention::said(first),
        None => *first == Head::default(),
    };
    Ok((!agrees).then_some(Broken { pos: first.pos, why: Why::Checkpoint }))
}
