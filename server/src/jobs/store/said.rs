//! What jobs and their items keep of what was said, for whoever takes a person out of it.

use yingda_shared::fault::Fault;

use crate::binds;
use crate::ctx::Cx;
use crate::db::Row;

/// The texts of a job (its index is -1) or of one of its items.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub job: String,
    pub index: i64,
    pub about: String,
    pub label: String,
    pub input: Option<String>,
    pub fault: Option<String>,
    /// What came of a job; what turning an item back needs to know.
    pub note: Option<String>,
}

/// Jobs and items after one of them, in an order of their own.
pub async fn after(cx: &mut Cx, last: &(String, i64), limit: usize) -> Result<Vec<Said>, Fault> {
    let sql = format!(
        "SELECT job, idx, about, label, input, fault, note FROM \
         (SELECT id AS job, CAST(-1 AS BIGINT) AS idx, '' AS about, '' AS label, input, fault, result AS note FROM jobs \
         UNION ALL SELECT job_id AS job, idx, about, label, input, fault, note FROM job_items) said \
         WHERE (job, idx) > ($1, $2) ORDER BY job, idx LIMIT {limit}"
    );
    Ok(cx.all(&sql, binds![last.0.as_str(), last.1]).await?.iter().map(parse).collect())
}

fn parse(row: &Row) -> Said {
    Said {
        job: row.text("job"),
        index: row.int("idx"),
        about: row.text("about"),
        label: row.text("label"),
        input: row.maybe_text("input"),
        fault: row.maybe_text("fault"),
        note: row.maybe_text("note"),
    }
}

/// Puts other words in the place of a job's or an item's.
pub async fn rewrite(cx: &mut Cx, said: &Said) -> Result<(), Fault> {
    let Said { job, index, label, input, fault, note, .. } = said.clone();
    if index < 0 {
        let sql = "UPDATE jobs SET input = $1, fault = $2, result = $3 WHERE id = $4";
        return cx.exec(sql, binds![input, fault, note, job]).await.map(drop);
    }
    let sql = "UPDATE job_items SET label = $1, input = $2, fault = $3, note = $4 WHERE job_id = $5 AND idx = $6";
    cx.exec(sql, binds![label, input, fault, note, job, index]).await.map(drop)
}
