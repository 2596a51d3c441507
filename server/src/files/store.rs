//! The table of attachments.

use std::collections::HashMap;

use yingda_shared::fault::Fault;
use yingda_shared::files::FileInfo;
use yingda_shared::kernel::erased::ERASED;
use yingda_shared::kernel::id::{ArticleId, CaseId, FileId, Uuid};

use crate::ctx::Cx;
use crate::db::{Bind, Conn, DbError, Row, id};

/// A file as its row tells it.
pub struct Stored {
    pub info: FileInfo,
    pub hash: String,
    pub owner: String,
    pub case_id: Option<CaseId>,
    /// The article that shows it.
    pub article_id: Option<ArticleId>,
    pub internal: bool,
    /// When a case was given it.
    pub given_at: i64,
}

/// Where a file goes: to which case, for whom, as of when.
pub struct Given {
    pub case: CaseId,
    pub internal: bool,
    pub at: i64,
}

const COLUMNS: &str = "id, hash, name, media_type, bytes, at, owner, case_id, internal, given_at, article_id";

fn parse(row: &Row) -> Stored {
    let info = FileInfo {
        id: row.id("id"),
        name: row.text("name"),
        media_type: row.text("media_type"),
        bytes: row.int("bytes") as u64,
        at: row.int("at"),
    };
    let (hash, owner) = (row.text("hash"), row.text("owner"));
    Stored {
        info,
        hash,
        owner,
        case_id: row.maybe_id("case_id"),
        article_id: row.maybe_id("article_id"),
        internal: row.flag("internal"),
        given_at: row.int("given_at"),
    }
}

pub async fn find(cx: &mut Cx, file: FileId) -> Result<Option<Stored>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM files WHERE id = $1");
    Ok(cx.maybe(&sql, vec![id(file)]).await?.map(|row| parse(&row)))
}

pub async fn add(cx: &mut Cx, info: &FileInfo, hash: &str, owner: &str) -> Result<(), Fault> {
    let sql = format!("INSERT INTO files ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0, 0, NULL)");
    let values = vec![
        id(info.id),
        hash.into(),
        info.name.as_str().into(),
        info.media_type.as_str().into(),
        (info.bytes as i64).into(),
        info.at.into(),
        owner.into(),
    ];
    cx.exec(&sql, values).await.map(drop)
}

/// Gives a file to a case; `false` unless it is the owner's and free, or already there.
pub async fn give(cx: &mut Cx, file: FileId, owner: &str, to: &Given) -> Result<bool, Fault> {
    let sql = "UPDATE files SET case_id = $1, internal = $2, given_at = $3 \
               WHERE id = $4 AND owner = $5 AND case_id IS NULL AND article_id IS NULL";
    let values = vec![id(to.case), to.internal.into(), to.at.into(), id(file), owner.into()];
    Ok(cx.exec(sql, values).await? > 0)
}

/// Gives pictures to an article, as far as they are the owner's and free.
pub async fn give_to_article(cx: &mut Cx, files: &[FileId], owner: &str, article: ArticleId) -> Result<(), Fault> {
    for file in files {
        let sql = "UPDATE files SET article_id = $1, given_at = $2 \
                   WHERE id = $3 AND owner = $4 AND case_id IS NULL AND article_id IS NULL";
        let now = cx.now;
        cx.exec(sql, vec![id(article), now.into(), id(*file), owner.into()]).await?;
    }
    Ok(())
}

/// Files of one case go to another with the comments that brought them.
pub async fn pass_on(cx: &mut Cx, files: &[FileId], from: CaseId, to: CaseId) -> Result<(), Fault> {
    for file in files {
        cx.exec("UPDATE files SET case_id = $1 WHERE id = $2 AND case_id = $3", vec![id(to), id(*file), id(from)])
            .await?;
    }
    Ok(())
}

/// Files that this side may see of what these cases were given after a moment, oldest first.
pub async fn given_after(cx: &mut Cx, parts: &[(CaseId, i64)], internal: bool) -> Result<Vec<FileInfo>, Fault> {
    let mut files = Vec::new();
    for (case, after) in parts {
        let sql = format!(
            "SELECT {COLUMNS} FROM files WHERE case_id = $1 AND internal <= $2 AND given_at > $3 ORDER BY at, id LIMIT 500"
        );
        let rows = cx.all(&sql, vec![id(*case), internal.into(), (*after).into()]).await?;
        files.extend(rows.iter().map(|row| parse(row).info));
    }
    files.sort_by_key(|file| (file.at, file.id));
    Ok(files)
}

/// Files of several cases, oldest first.
pub async fn of_cases(cx: &mut Cx, cases: &[Uuid], internal: bool) -> Result<HashMap<Uuid, Vec<FileInfo>>, Fault> {
    let places = crate::db::places(2, cases.len());
    let sql = format!("SELECT {COLUMNS} FROM files WHERE internal <= $1 AND case_id IN ({places}) ORDER BY at, id");
    let values = std::iter::once(internal.into()).chain(cases.iter().map(|case| (*case).into())).collect();
    let mut files: HashMap<Uuid, Vec<FileInfo>> = HashMap::new();
    for row in cx.all(&sql, values).await? {
        files.entry(row.id::<CaseId>("case_id").0).or_default().push(parse(&row).info);
    }
    Ok(files)
}

/// Forgets files without a case from before a moment; answers their hashes.
pub async fn drop_orphans(cx: &mut Cx, before: i64, max: usize) -> Result<Vec<String>, Fault> {
    let sql = format!(
        "DELETE FROM files WHERE id IN (SELECT id FROM files WHERE case_id IS NULL AND article_id IS NULL AND at < $1 ORDER BY at LIMIT {max}) RETURNING hash"
    );
    let rows = cx.all(&sql, vec![before.into()]).await?;
    Ok(rows.iter().map(|row| row.text("hash")).collect())
}

/// Whether any file has these bytes.
pub async fn holds(cx: &mut Cx, hash: &str) -> Result<bool, Fault> {
    Ok(cx.maybe("SELECT id FROM files WHERE hash = $1 LIMIT 1", vec![hash.into()]).await?.is_some())
}

/// Hashes of the bytes that cases and articles hold, in order, a page at a time.
pub async fn hashes(conn: &mut Conn, after: &str, limit: usize) -> Result<Vec<String>, DbError> {
    let sql = format!(
        "SELECT DISTINCT hash FROM files WHERE hash > $1 AND (case_id IS NOT NULL OR article_id IS NOT NULL) ORDER BY hash LIMIT {limit}"
    );
    Ok(conn.all(&sql, vec![after.into()]).await?.iter().map(|row| row.text("hash")).collect())
}

/// Takes files out of a case whose owners are no more: the next sweep lets them go, bytes and all.
pub async fn abandon(cx: &mut Cx, case: CaseId, owners: &[String]) -> Result<u64, Fault> {
    let places = crate::db::places(3, owners.len());
    let sql = format!(
        "UPDATE files SET case_id = NULL, at = 0, owner = 'erased', name = $1 WHERE case_id = $2 AND owner IN ({places})"
    );
    let values = [ERASED.into(), id(case)].into_iter().chain(owners.iter().map(Into::into)).collect();
    cx.exec(&sql, values).await
}

/// The same for files that no case has yet.
pub async fn abandon_unattached(cx: &mut Cx, owner: &str) -> Result<u64, Fault> {
    let sql = "UPDATE files SET at = 0, owner = 'erased', name = $1 WHERE case_id IS NULL AND article_id IS NULL AND owner = $2";
    cx.exec(sql, vec![ERASED.into(), owner.into()]).await
}

pub async fn rename(cx: &mut Cx, file: FileId, name: &str) -> Result<(), Fault> {
    cx.exec("UPDATE files SET name = $1 WHERE id = $2", vec![name.into(), id(file)]).await.map(drop)
}

/// How many files the cases have that a subquery names, and their size.
pub async fn count_in(cx: &mut Cx, cases: &str, values: Vec<Bind>) -> Result<(i64, i64), Fault> {
    let sql = format!(
        "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM files WHERE case_id IN ({cases})"
    );
    let row = cx.one(&sql, values).await?;
    Ok((row.int("n"), row.int("bytes")))
}

/// Some files of those cases.
pub async fn some_in(cx: &mut Cx, cases: &str, values: Vec<Bind>, limit: usize) -> Result<Vec<FileId>, Fault> {
    let sql = format!("SELECT id FROM files WHERE case_id IN ({cases}) LIMIT {limit}");
    Ok(cx.all(&sql, values).await?.iter().map(|row| row.id("id")).collect())
}

/// Takes files out of their cases: the next sweep lets them go.
pub async fn detach(cx: &mut Cx, files: &[FileId]) -> Result<u64, Fault> {
    let mut gone = 0;
    for file in files {
        gone += cx.exec("UPDATE files SET case_id = NULL, at = 0 WHERE id = $1", vec![id(*file)]).await?;
    }
    Ok(gone)
}
