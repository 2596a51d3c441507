//! The root of each day: one line in a file, for an operator to keep where the server cannot reach. Who
//! rewrites the whole database still does not make it agree with those.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use yingda_shared::fault::Fault;
use yingda_shared::kernel::time::{Millis, date};

use crate::ctx::{Caller, now};
use crate::db::chain::{Head, head, parse_hash};
use crate::failure;
use crate::services::Services;

/// The head as it was on a day: `2026-11-29 <position> <lines> <hash>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    pub day: String,
    pub head: Head,
}

impl Root {
    pub fn line(&self) -> String {
        format!("{} {} {} {}", self.day, self.head.pos, self.head.count, self.head.hex())
    }

    pub fn parse(line: &str) -> Option<Root> {
        let mut parts = line.split(' ');
        let (day, pos, count, hash) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let head = Head { pos: pos.parse().ok()?, count: count.parse().ok()?, hash: parse_hash(hash)? };
        parts.next().is_none().then(|| Root { day: day.into(), head })
    }
}

/// Where this server writes them.
pub fn file(data: &Path) -> PathBuf {
    data.join("audit-roots.txt")
}

/// The roots of a file; what is none is named by its line.
pub fn read(file: &Path) -> Result<Vec<Root>, String> {
    let text = std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let mut roots = Vec::new();
    for (number, line) in std::io::BufReader::new(text).lines().enumerate() {
        let line = line.map_err(|error| error.to_string())?;
        let root = Root::parse(line.trim()).ok_or_else(|| format!("{}:{} is no root", file.display(), number + 1))?;
        roots.push(root);
    }
    Ok(roots)
}

/// Writes today's root, once a day, to the file and to the log.
pub async fn keep(services: &Arc<Services>) -> Result<Option<Root>, Fault> {
    keep_at(services, now()).await
}

pub async fn keep_at(services: &Arc<Services>, at: Millis) -> Result<Option<Root>, Fault> {
    let day = date(at, 0);
    let file = file(&services.config.data);
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    if known.lines().next_back().is_some_and(|line| line.starts_with(&day)) {
        return Ok(None);
    }
    let head = head(services.reader(Caller::system()).conn().await?).await.map_err(failure::db)?;
    if head.count == 0 {
        return Ok(None);
    }
    let root = Root { day, head };
    append(&file, &root.line()).map_err(|error| failure::internal(&error))?;
    tracing::info!(root = root.line(), "the audit's root of the day");
    Ok(Some(root))
}

fn append(file: &Path, line: &str) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(file, "{line}")?;
    file.sync_all()
}
