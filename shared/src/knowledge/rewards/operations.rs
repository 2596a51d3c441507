//! What is told of points and done with them.

use super::months::month_of;
use super::rules::{Merit, RewardRules};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{ArticleId, RewardId, UserId};
use crate::kernel::limits::NOTE_MAX;
use crate::kernel::page::Page;
use crate::kernel::time::Millis;
use crate::record::Saved;

data! {
/// Entries of the ledger, the latest first: one's own, or everybody's in one month.
#[derive(Default)]
pub struct ListRewards {
    /// The month that they count for, such as `2026-12`; without it one's own of all months, and of all people those of this month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// Of all people: for whoever may take points back.
    #[serde(default)]
    pub all: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Why points are not there any more.
#[derive(Eq)]
pub struct TakenBack {
    pub at: Millis,
    pub by: String,
    pub reason: String,
}

/// An entry of the ledger.
pub struct RewardRow {
    pub id: RewardId,
    pub person_id: UserId,
    pub person: String,
    pub kind: Merit,
    /// Below zero where points were taken back.
    pub points: i64,
    pub article_id: ArticleId,
    /// Empty where the caller does not read the article.
    pub title: String,
    pub at: Millis,
    /// The month that it counts for.
    pub month: String,
    /// Who entered it; empty of what followed from an event.
    pub by: String,
    pub reason: String,
    /// The entry whose points this one takes back.
    #[serde(default)]
    pub reverses: Option<RewardId>,
    /// Set where another entry took these points back.
    #[serde(default)]
    pub taken_back: Option<TakenBack>,
}

#[derive(Default)]
pub struct GetRanking {
    /// Such as `2026-12`; without it this month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
}

/// Somebody's place in a month.
#[derive(Eq)]
pub struct Ranked {
    pub place: u32,
    pub person_id: UserId,
    pub name: String,
    pub points: i64,
    pub me: bool,
}

/// Who was given how much in a month.
pub struct Ranking {
    pub month: String,
    /// The best first.
    pub rows: Vec<Ranked>,
    /// The caller's own points of that month, and of all months.
    pub mine: i64,
    pub total: i64,
    /// The caller stands aside: others do not see them here.
    pub hidden: bool,
    /// Whether points are given at present.
    pub on: bool,
}

/// Stands aside from the ranking, or comes back to it.
pub struct HideRewards {
    pub hidden: bool,
}

pub struct Hidden {
    pub hidden: bool,
}

pub struct GetRewardRules {}

#[serde(transparent)]
pub struct SaveRewardRules(pub RewardRules);

/// Takes the points of one entry back.
pub struct ReverseReward {
    pub id: RewardId,
    pub reason: String,
}

/// Takes back all that was given for one article.
pub struct ReverseArticleRewards {
    pub article_id: ArticleId,
    pub reason: String,
}

pub struct Reversed {
    pub entries: u32,
    /// There are more: the same again takes them back.
    #[serde(default)]
    pub more: bool,
}
}

fn known_month(month: Option<&str>) -> Vec<FieldFault> {
    let odd = month.is_some_and(|month| month_of(month).is_none());
    Checks::new().when(odd, "/month", "malformed").done()
}

operation!(ListRewards => Page<RewardRow>, "rewards.list", Get "/rewards", Server, "Entries of the ledger of points, the latest first: one's own, or everybody's of a month for whoever may take points back.", |op| known_month(op.month.as_deref()));
operation!(GetRanking => Ranking, "rewards.ranking", Get "/rewards/ranking", Server, "Who was given how many points for knowledge in a month, without those who stand aside, and one's own.", |op| known_month(op.month.as_deref()));
operation!(HideRewards => Hidden, "rewards.hide", Put "/rewards/hidden", Online, "Stands aside from the ranking, or comes back to it.");
operation!(GetRewardRules => RewardRules, "rewards.rules", Get "/rewards/rules", Server, "How many points the desk gives for what.");
operation!(SaveRewardRules => Saved, "rewards.save_rules", Put "/rewards/rules", Online, "Sets how many points the desk gives for what.", |op| op.0.check());
operation!(ReverseReward => Reversed, "rewards.reverse", Post "/rewards/{id}/reverse", Online, "Takes the points of one entry back, by another entry with a reason.", |op| {
    Checks::new().text("/reason", &op.reason, NOTE_MAX).done()
});
operation!(ReverseArticleRewards => Reversed, "rewards.reverse_article", Post "/rewards/articles/{article_id}/reverse", Online, "Takes back all points that were given for one article, such as one that was copied.", |op| {
    Checks::new().text("/reason", &op.reason, NOTE_MAX).done()
});
