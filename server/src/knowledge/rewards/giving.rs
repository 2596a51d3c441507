//! What happens brings points, in the transaction in which it does.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{ArticleId, CaseId, UserId};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis, day_number, month};
use yingda_shared::knowledge::articles::{Act, Article, ArticleVersion, Dossier};
use yingda_shared::knowledge::rewards::{
    Due, Reuse, RewardRules, Voter, approved, authored, avoided, reused, validated,
};

use super::rules;
use super::store::{self, Entry};
use crate::ctx::{Cx, new_id};
use crate::identity::secrets;
use crate::knowledge::articles::store as articles;

/// Something was done with an article.
pub async fn article_changed(cx: &mut Cx, before: &Dossier, after: &Dossier, act: &Act) -> Result<(), Fault> {
    let Some(me) = cx.actor().user_id else { return Ok(()) };
    if !matches!(act, Act::Publish { .. } | Act::Approve | Act::Verify) {
        return Ok(());
    }
    let rules = rules(cx).await?;
    let dues = match act {
        Act::Approve => approved(after, me, &rules),
        Act::Verify => validated(&before.article, me, cx.now, this_month(cx), &rules),
        _ => authored(before, after, &rules),
    };
    enter(cx, dues, &rules).await
}

/// A version was published at its moment.
pub async fn article_published(cx: &mut Cx, before: &Dossier, after: &Dossier) -> Result<(), Fault> {
    let rules = rules(cx).await?;
    enter(cx, authored(before, after, &rules), &rules).await
}

/// A case was solved: whatever was used for it helped, or the one of it that was told of afterwards.
pub async fn case_solved(
    cx: &mut Cx,
    case_id: CaseId,
    solved_by: Option<UserId>,
    only: Option<ArticleId>,
) -> Result<(), Fault> {
    let mut uses = articles::uses::users_of_case(cx, &case_id.to_string()).await?;
    uses.retain(|(article, _)| only.is_none_or(|only| only == *article));
    if uses.is_empty() {
        return Ok(());
    }
    let rules = rules(cx).await?;
    for (article, used_by) in uses {
        let Some((article, live)) = read(cx, article).await? else { continue };
        let reuse = Reuse { case_id, used_by, solved_by };
        enter(cx, reused(&article, &live, &reuse, &rules), &rules).await?;
    }
    Ok(())
}

/// A reader said that an article helped; `voter` is what their votes are kept under. The ledger has a mark in its place that
/// leads back to nobody.
pub async fn helped(cx: &mut Cx, article: ArticleId, voter: &str) -> Result<(), Fault> {
    let (user_id, is_staff) = (cx.actor().user_id, cx.actor().is_staff());
    let rules = rules(cx).await?;
    let Some((article, live)) = read(cx, article).await? else { return Ok(()) };
    let mark = secrets::hash(&format!("{} {voter}", article.id));
    let giver = secrets::hash(&format!("giver {voter}"));
    let voter = Voter { user_id, is_staff, mark: &mark, giver: &giver };
    enter(cx, avoided(&article, &live, voter, &rules), &rules).await
}

/// An article with the version that is read.
async fn read(cx: &mut Cx, id: ArticleId) -> Result<Option<(Article, ArticleVersion)>, Fault> {
    let Some(article) = articles::find(cx, id).await? else { return Ok(None) };
    let live = match article.live {
        Some(n) => articles::version(cx, id, n).await?,
        None => None,
    };
    Ok(live.map(|live| (article, live)))
}

/// The month of this moment, as the desk counts.
pub fn this_month(cx: &Cx) -> i32 {
    month(cx.now, cx.services.config.offset)
}

/// When the desk's day began.
fn today(cx: &Cx) -> Millis {
    let offset = cx.services.config.offset;
    day_number(cx.now, offset) * DAY - i64::from(offset) * MINUTE
}

/// Enters what is due, each thing once. Of one person's use so much counts in a day for one author.
async fn enter(cx: &mut Cx, dues: Vec<Due>, rules: &RewardRules) -> Result<(), Fault> {
    let (month, today) = (this_month(cx), today(cx));
    for due in dues {
        let giver = due.giver.word();
        if store::given_since(cx, &giver, due.person_id, today).await? >= i64::from(rules.daily) {
            continue;
        }
        let entry = Entry {
            id: new_id(),
            person_id: due.person_id,
            kind: due.kind,
            points: due.points,
            article_id: due.article_id,
            month,
            at: cx.now,
            by_id: None,
            reverses: None,
            reason: String::new(),
        };
        store::add(cx, &entry, &due.source, Some(giver)).await?;
    }
    Ok(())
}
