//! What a case has to do with others, as far as it is found or fenced by it.

use yingda_shared::cases::Case;
use yingda_shared::cases::search::came_text;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Actor;
use yingda_shared::kernel::id::{CaseId, EntryId, Id, Uuid};

use super::{parse, placed};
use crate::ctx::Cx;
use crate::db::{Bind, id};

/// The scopes by which customers come along with a merge.
const COMING: &[&str] = &["acct:", "contact:", "case:"];

/// The condition under which a case is an actor's because another one came to it; None for those who
/// never come along. It is left open, so that more can be asked of what came: the caller closes it.
pub fn came(actor: &Actor, values: &mut Vec<Bind>) -> Option<String> {
    let granted = actor.grants.iter().filter(|grant| COMING.iter().any(|prefix| grant.starts_with(prefix)));
    let places: Vec<String> = granted.map(|grant| placed(values, grant.as_str())).collect();
    let places = places.join(", ");
    (!places.is_empty()).then(|| format!("id IN (SELECT case_id FROM case_joined WHERE scope IN ({places})"))
}

/// Writes what a case is found by beside its own columns.
pub async fn keep(cx: &mut Cx, case: &Case) -> Result<(), Fault> {
    cx.exec("DELETE FROM case_joined WHERE case_id = $1", vec![id(case.id)]).await?;
    for joined in &case.ties.joined {
        let search = came_text(joined, case);
        for scope in joined.scopes() {
            let sql = "INSERT INTO case_joined (scope, case_id, joined, search) VALUES ($1, $2, $3, $4)";
            cx.exec(sql, vec![scope.into(), id(case.id), id(joined.id), search.as_str().into()]).await?;
        }
    }
    cx.exec("DELETE FROM case_followers WHERE case_id = $1", vec![id(case.id)]).await?;
    let followers: std::collections::BTreeSet<Uuid> = case.ties.all_followers().map(Id::uuid).collect();
    for follower in followers {
        let sql = "INSERT INTO case_followers (user_id, case_id) VALUES ($1, $2)";
        cx.exec(sql, vec![follower.into(), id(case.id)]).await?;
    }
    Ok(())
}

/// Entries of a case from among those with these ids go to another one; answers how many.
pub async fn move_entries(cx: &mut Cx, entries: &[EntryId], from: CaseId, to: CaseId) -> Result<u64, Fault> {
    let mut values = vec![id(to), id(from)];
    let places: Vec<String> = entries.iter().map(|entry| placed(&mut values, entry.0)).collect();
    let sql = format!("UPDATE case_events SET case_id = $1 WHERE case_id = $2 AND id IN ({})", places.join(", "));
    cx.exec(&sql, values).await
}

/// Those of the cases that the caller sees.
pub async fn some_visible(cx: &mut Cx, ids: &[CaseId]) -> Result<Vec<Case>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::new();
    let ids: Vec<Uuid> = ids.iter().map(|case| case.0).collect();
    let chosen = super::chosen("rv, body", &ids, &mut values);
    let fence = super::fence(&cx.caller.actor.clone(), &mut values);
    let sql = format!("{chosen} WHERE {fence}");
    cx.all(&sql, values).await?.iter().map(parse).collect()
}
