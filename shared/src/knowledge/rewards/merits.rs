//! What brings points, and what only looks as if it did. Each event is asked for what it brings to whom; an entry has a name
//! made of what happened, so that the same thing brings its points once however often it is told.
//!
//! Tricks that bring nothing: approving or using one's own, saying oneself or among colleagues that an article helped, saying it
//! twice, verifying what needs no verifying, writing an article off and on again, and pushing one another all day.

use super::rules::{Merit, RewardRules};
use crate::kernel::id::{ArticleId, CaseId, UserId};
use crate::kernel::limits::REWARD_EARLY_DAYS;
use crate::kernel::time::{DAY, Millis};
use crate::knowledge::articles::{Article, ArticleVersion, Confidence, Dossier, Workflow};

/// By whose doing points come about for somebody else, where so many from one person to another count in a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giver {
    Person(UserId),
    /// Somebody outside of the staff, by a mark that names nobody.
    Reader(String),
    /// Anybody without an account.
    Stranger,
}

impl Giver {
    /// What the ledger calls them.
    pub fn word(&self) -> String {
        match self {
            Giver::Person(user) => user.to_string(),
            Giver::Reader(mark) => mark.clone(),
            Giver::Stranger => "guest".into(),
        }
    }
}

/// Points that somebody is to be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    pub person_id: UserId,
    pub kind: Merit,
    pub points: i64,
    pub article_id: ArticleId,
    /// What happened: the ledger has each of these once.
    pub source: String,
    pub giver: Giver,
}

/// An article that a case was solved with.
#[derive(Clone, Debug)]
pub struct Reuse {
    pub case_id: CaseId,
    /// Those who linked it or put it into a reply; empty where nobody knows any more.
    pub used_by: Vec<UserId>,
    pub solved_by: Option<UserId>,
}

/// Who said that an article helped.
#[derive(Clone, Copy, Debug)]
pub struct Voter<'a> {
    pub user_id: Option<UserId>,
    pub is_staff: bool,
    /// The same for the same voter and article, and does not say who that is.
    pub mark: &'a str,
    /// The same for the same voter whatever the article.
    pub giver: &'a str,
}

/// Whose an article is as far as points go: whoever began it, and those who wrote the version that is read. A later correction
/// shares in what it brings and does not take it over.
pub fn writers(article: &Article, live: &ArticleVersion) -> Vec<UserId> {
    let mut all = vec![article.created_by];
    for author in &live.authors {
        if !all.contains(author) {
            all.push(*author);
        }
    }
    all
}

/// Points in equal parts, what is left over to the first: writing together brings no more than writing alone.
fn parts(points: u16, people: &[UserId]) -> Vec<(UserId, i64)> {
    let (points, n) = (i64::from(points), i64::try_from(people.len()).unwrap_or(i64::MAX).max(1));
    let part = |at: i64| points / n + i64::from(at < points % n);
    people.iter().zip(0..).map(|(person, at)| (*person, part(at))).filter(|(_, points)| *points > 0).collect()
}

/// What an article brings to those whose it is. `of` tells one occasion from another.
fn to_writers(
    (article, live): (&Article, &ArticleVersion),
    kind: Merit,
    of: &str,
    giver: Giver,
    rules: &RewardRules,
) -> Vec<Due> {
    let article_id = article.id;
    let due = |(person_id, points): (UserId, i64)| {
        let source = format!("{kind}:{article_id}:{of}:{person_id}");
        Due { person_id, kind, points, article_id, source, giver: giver.clone() }
    };
    parts(rules.points(kind), &writers(article, live)).into_iter().map(due).collect()
}

/// An article was published: the first time counts. It is the first of its approvers who brings it about, or where none is
/// needed whoever began it, so that two of them do not publish trifles all day.
pub fn authored(before: &Dossier, after: &Dossier, rules: &RewardRules) -> Vec<Due> {
    match &after.live {
        Some(live) if before.article.live.is_none() => {
            let by = live.approvals.first().map_or(after.article.created_by, |approval| approval.by_id);
            to_writers((&after.article, live), Merit::Authored, "", Giver::Person(by), rules)
        }
        _ => Vec::new(),
    }
}

/// A version was approved by somebody: once for each version, and never by who wrote in it. So much that one person wrote
/// counts in a day for one reviewer: two cannot live on one another's commas.
pub fn approved(after: &Dossier, by: UserId, rules: &RewardRules) -> Vec<Due> {
    let Some(work) = after.work.as_ref().filter(|work| !work.authors.contains(&by)) else { return Vec::new() };
    let giver = Giver::Person(work.authors.first().copied().unwrap_or(after.article.created_by));
    single(&after.article, Merit::Approved, &format!("{}:{by}", work.n), by, giver, rules)
}

/// Points of one person.
fn single(article: &Article, kind: Merit, of: &str, person_id: UserId, giver: Giver, rules: &RewardRules) -> Vec<Due> {
    let (article_id, points) = (article.id, i64::from(rules.points(kind)));
    let due = Due { person_id, kind, points, article_id, source: format!("{kind}:{article_id}:{of}"), giver };
    if points > 0 { vec![due] } else { Vec::new() }
}

/// Somebody verified an article. It counts where that was due or the article in doubt, and once in a month.
pub fn validated(before: &Article, by: UserId, now: Millis, month: i32, rules: &RewardRules) -> Vec<Due> {
    let due = before.verify_by.is_some_and(|at| at <= now + REWARD_EARLY_DAYS * DAY);
    let doubted = before.state == Workflow::Outdated || before.confidence != Confidence::Validated;
    match due || doubted {
        true => single(before, Merit::Validated, &month.to_string(), by, Giver::Person(by), rules),
        false => Vec::new(),
    }
}

/// A case was solved with an article. Neither who used it nor who solved the case may be one of those whose it is.
pub fn reused(article: &Article, live: &ArticleVersion, reuse: &Reuse, rules: &RewardRules) -> Vec<Due> {
    let wrote = writers(article, live);
    let own = |user: &UserId| wrote.contains(user);
    if reuse.solved_by.as_ref().is_some_and(own) {
        return Vec::new();
    }
    let giver = match reuse.used_by.is_empty() {
        true => reuse.solved_by,
        false => reuse.used_by.iter().copied().find(|user| !own(user)),
    };
    match giver {
        Some(giver) => {
            let of = reuse.case_id.to_string();
            to_writers((article, live), Merit::Reused, &of, Giver::Person(giver), rules)
        }
        None => Vec::new(),
    }
}

/// A reader said that an article helped. Staff report no cases to themselves: what they say of articles avoids none.
pub fn avoided(article: &Article, live: &ArticleVersion, voter: Voter<'_>, rules: &RewardRules) -> Vec<Due> {
    let own = voter.user_id.is_some_and(|user| writers(article, live).contains(&user));
    if voter.is_staff || own {
        return Vec::new();
    }
    let giver = if voter.user_id.is_some() { Giver::Reader(voter.giver.into()) } else { Giver::Stranger };
    to_writers((article, live), Merit::Avoided, voter.mark, giver, rules)
}

#[cfg(test)]
#[path = "merits_tests.rs"]
mod tests;
