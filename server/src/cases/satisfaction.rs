//! Satisfaction summed up: every figure inside the caller's fence.

use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::satisfaction::{DAYS_DEFAULT, GROUPS_MAX, Grouping, Satisfaction, SatisfactionReport, Score};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::time::DAY;

use super::store;
use crate::ctx::Cx;
use crate::records;

pub async fn report(cx: &mut Cx, op: SatisfactionReport) -> Result<Satisfaction, Fault> {
    // Who is in charge and what colleagues earn is told to staff alone.
    let actor = cx.caller.actor.clone();
    if !actor.is_staff() {
        return Err(Fault::Forbidden);
    }
    let since = cx.now - i64::from(op.days.unwrap_or(DAYS_DEFAULT)) * DAY;
    let by = op.by.as_deref().and_then(Grouping::parse).unwrap_or(Grouping::Team);
    let mut groups = store::rated::groups(cx, &actor, since, by).await?;
    let overall = groups.iter().fold(Score::default(), |sum, group| Score {
        ratings: sum.ratings + group.score.ratings,
        sum: sum.sum + group.score.sum,
        low: sum.low + group.score.low,
    });
    groups.truncate(GROUPS_MAX);
    let reasons = store::rated::reasons(cx, &actor, since).await?;
    let weeks = store::rated::weeks(cx, &actor, since).await?;
    let low_cases: Vec<CaseRow> =
        store::rated::low(cx, &actor, since).await?.iter().map(|case| CaseRow::of(case, &actor)).collect();
    let mut ids: Vec<Uuid> = groups.iter().filter_map(|group| group.key.parse().ok()).collect();
    ids.extend(low_cases.iter().flat_map(CaseRow::named));
    let names = records::store::names(cx, ids).await?;
    Ok(Satisfaction { overall, groups, reasons, weeks, low_cases, names })
}
