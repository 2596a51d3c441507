//! What is done with an article, and what it is after that.

use super::gates::{Deed, gate};
use super::model::*;
use crate::fault::Fault;
use crate::kernel::id::{ArticleId, EntryId, UserId};
use crate::kernel::limits::ARTICLE_COMMENTS_MAX;
use crate::kernel::time::{DAY, Millis};

/// An article with the version that is read and the one that is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    pub article: Article,
    pub live: Option<ArticleVersion>,
    pub work: Option<ArticleVersion>,
}

/// Who does it, when, and what the desk decided.
#[derive(Clone, Copy, Debug)]
pub struct Ctx {
    pub me: UserId,
    /// Keeps the knowledge base: holds the right to publish.
    pub manages: bool,
    /// How many approve this article.
    pub needed: u8,
    /// Months after which the desk verifies articles.
    pub verify_months: u16,
    pub now: Millis,
}

#[derive(Clone, Debug)]
pub enum Act {
    /// `seen` is the edition that the writer saw; None of a version that is not there yet.
    Draft {
        text: ArticleText,
        seen: Option<u32>,
    },
    Edit(Facets),
    Propose {
        reviewers: Vec<UserId>,
        due: Option<Millis>,
    },
    Comment {
        id: EntryId,
        line: u32,
        text: String,
    },
    Settle {
        comment: EntryId,
    },
    Approve,
    SendBack {
        text: String,
    },
    /// None: at once.
    Publish {
        at: Option<Millis>,
    },
    Discard,
    /// An old version is written anew.
    RollBack {
        from: ArticleVersion,
    },
    Verify,
    Outdate,
    Retire {
        at: Option<Millis>,
        redirect: Option<ArticleId>,
    },
    Restore,
    Give {
        to: UserId,
    },
}

impl Act {
    pub fn deed(&self) -> Deed {
        match self {
            Act::Draft { .. } => Deed::Draft,
            Act::Edit(_) => Deed::Edit,
            Act::Propose { .. } => Deed::Propose,
            Act::Comment { .. } => Deed::Comment,
            Act::Settle { .. } => Deed::Settle,
            Act::Approve => Deed::Approve,
            Act::SendBack { .. } => Deed::SendBack,
            Act::Publish { .. } => Deed::Publish,
            Act::Discard => Deed::Discard,
            Act::RollBack { .. } => Deed::RollBack,
            Act::Verify => Deed::Verify,
            Act::Outdate => Deed::Outdate,
            Act::Retire { .. } => Deed::Retire,
            Act::Restore => Deed::Restore,
            Act::Give { .. } => Deed::Give,
        }
    }
}

/// Days of a month as far as verifying goes.
const MONTH: Millis = 30 * DAY;

impl Dossier {
    /// The version that is written, made from the one that is read where there is none.
    fn version(&mut self, ctx: &Ctx, text: ArticleText, based_on: Option<u32>) {
        let n = self.article.last + 1;
        self.article.last = n;
        self.work = Some(ArticleVersion {
            article_id: self.article.id,
            n,
            edition: 1,
            stage: Stage::Draft,
            text,
            authors: vec![ctx.me],
            based_on,
            saved_at: ctx.now,
            published_at: None,
            approvals: Vec::new(),
            comments: Vec::new(),
            returned: String::new(),
            masked: Vec::new(),
        });
    }

    fn verified(&mut self, ctx: &Ctx) {
        let months = self.article.verify_months.unwrap_or(ctx.verify_months);
        self.article.verified_at = Some(ctx.now);
        self.article.verify_by = (months > 0).then(|| ctx.now + Millis::from(months) * MONTH);
        self.article.verify_told = false;
    }

    /// The version that was written is read from now on.
    pub(super) fn publish(&mut self, ctx: &Ctx) {
        let Some(mut version) = self.work.take() else { return };
        if let Some(live) = &mut self.live {
            live.stage = Stage::Superseded;
        }
        version.stage = Stage::Published;
        version.published_at = Some(ctx.now);
        let approved = !version.approvals.is_empty();
        let article = &mut self.article;
        article.live = Some(version.n);
        article.published_at = Some(ctx.now);
        article.publish_at = None;
        article.confidence = if approved { Confidence::Validated } else { Confidence::NotValidated };
        if article.state != Workflow::PendingRetirement {
            article.state = Workflow::Published;
        }
        // What was read before is handed to the store with the change: see `Kept`.
        self.work = self.live.replace(version);
        self.verified(ctx);
    }

    pub(super) fn retire(&mut self) {
        self.article.state = Workflow::Retired;
        self.article.retire_at = None;
        self.article.verify_by = None;
    }

    /// Sets what the article says of its versions.
    fn settle(mut self) -> Dossier {
        let over = |version: &ArticleVersion| version.stage == Stage::Superseded;
        let stage = self.work.as_ref().filter(|work| !over(work)).map(|work| work.stage);
        let article = &mut self.article;
        article.work = self.work.as_ref().filter(|work| !over(work)).map(|work| work.n);
        article.stage = stage;
        if let (None, Some(stage)) = (article.live, stage) {
            article.state = stage.workflow();
        }
        if let Some(told) = self.live.as_ref().or(self.work.as_ref()) {
            article.title.clone_from(&told.text.title);
            article.summary.clone_from(&told.text.summary);
        }
        if stage != Some(Stage::InReview) {
            article.review_due = None;
        }
        if stage != Some(Stage::Scheduled) {
            article.publish_at = None;
        }
        self
    }
}

/// What the article is after something was done with it, or why it is not done. In the answer `work` may be the version
/// that was read until now.
pub fn decide(before: &Dossier, act: &Act, ctx: &Ctx) -> Result<Dossier, Fault> {
    gate(before, act.deed(), ctx)?;
    let mut after = before.clone();
    match act {
        Act::Draft { text, seen } => write(&mut after, text, *seen, ctx)?,
        Act::Edit(facets) => edit(&mut after, facets, ctx),
        Act::Propose { reviewers, due } => propose(&mut after, reviewers, *due, ctx)?,
        Act::Comment { id, line, text } => comment(&mut after, *id, *line, text, ctx)?,
        Act::Settle { comment } => {
            let mut comments = after.work.iter_mut().flat_map(|work| &mut work.comments);
            comments.find(|one| one.id == *comment).ok_or(Fault::NotFound)?.settled = true;
        }
        Act::Approve => approve(&mut after, ctx),
        Act::SendBack { text } => {
            if let Some(work) = &mut after.work {
                work.stage = Stage::Draft;
                work.approvals.clear();
                work.returned = text.trim().to_string();
            }
        }
        Act::Publish { at } => match at {
            Some(at) if *at > ctx.now => {
                after.article.publish_at = Some(*at);
                after.work.iter_mut().for_each(|work| work.stage = Stage::Scheduled);
            }
            _ => after.publish(ctx),
        },
        Act::Discard => {
            after.work = None;
            if after.article.live.is_none() {
                after.retire();
            }
        }
        Act::RollBack { from } => {
            after.version(ctx, from.text.clone(), Some(from.n));
            // Of a text that nobody reviewed, whoever wrote it stays an author: they do not approve it.
            if let Some(work) = after.work.as_mut().filter(|_| from.published_at.is_none()) {
                work.authors.extend(from.authors.iter().copied().filter(|author| *author != ctx.me));
            }
        }
        Act::Verify => {
            after.verified(ctx);
            after.article.confidence = Confidence::Validated;
            if after.article.state == Workflow::Outdated {
                after.article.state = Workflow::Published;
            }
        }
        Act::Outdate => {
            after.article.state = Workflow::Outdated;
            after.article.confidence = Confidence::NotValidated;
        }
        Act::Retire { at, redirect } => {
            after.article.redirect_id = *redirect;
            match at.filter(|at| *at > ctx.now) {
                Some(at) => {
                    after.article.state = Workflow::PendingRetirement;
                    after.article.retire_at = Some(at);
                }
                None => after.retire(),
            }
        }
        Act::Restore => {
            after.article.state = Workflow::Published;
            after.article.retire_at = None;
            after.article.redirect_id = None;
            after.verified(ctx);
        }
        Act::Give { to } => after.article.owner_id = *to,
    }
    Ok(after.settle())
}

fn write(after: &mut Dossier, text: &ArticleText, seen: Option<u32>, ctx: &Ctx) -> Result<(), Fault> {
    let Some(work) = &mut after.work else {
        let based_on = after.article.live;
        after.version(ctx, text.clone().tidy(), based_on);
        return Ok(());
    };
    if seen != Some(work.edition) {
        return Err(Fault::Conflict { version: i64::from(work.edition), changes: Vec::new() });
    }
    let text = text.clone().tidy();
    if text != work.text {
        work.text = text;
        work.edition += 1;
        work.saved_at = ctx.now;
        if !work.authors.contains(&ctx.me) {
            work.authors.push(ctx.me);
        }
    }
    Ok(())
}

fn edit(after: &mut Dossier, facets: &Facets, ctx: &Ctx) {
    let Facets { kind, audience, governance, product_id, only_owners, category_id, unit_id, verify_months } =
        facets.clone();
    let moved = after.article.verify_months != verify_months;
    let article = Article {
        kind,
        audience,
        governance,
        product_id,
        only_owners,
        category_id,
        unit_id,
        verify_months,
        ..after.article.clone()
    };
    after.article = article;
    if let (true, Some(at)) = (moved && after.article.live.is_some(), after.article.verified_at) {
        after.verified(&Ctx { now: at, ..*ctx });
    }
}

fn propose(after: &mut Dossier, reviewers: &[UserId], due: Option<Millis>, ctx: &Ctx) -> Result<(), Fault> {
    let Some(work) = &mut after.work else { return Ok(()) };
    if work.text.body.trim().is_empty() {
        return Err(Fault::invalid("/body", "required"));
    }
    if reviewers.iter().any(|reviewer| work.authors.contains(reviewer)) {
        return Err(Fault::invalid("/reviewers", "article_own_text"));
    }
    if due.is_some_and(|due| due <= ctx.now) {
        return Err(Fault::invalid("/due", "in_past"));
    }
    work.stage = Stage::InReview;
    work.approvals.clear();
    work.returned.clear();
    let article = &mut after.article;
    article.reviewers = reviewers.to_vec();
    article.review_due = due;
    article.review_told = false;
    if article.live.is_none() {
        article.confidence = Confidence::NotValidated;
    }
    Ok(())
}

fn comment(after: &mut Dossier, id: EntryId, line: u32, text: &str, ctx: &Ctx) -> Result<(), Fault> {
    let Some(work) = &mut after.work else { return Ok(()) };
    let lines = work.text.body.lines().count().max(1);
    if line == 0 || usize::try_from(line).unwrap_or(usize::MAX) > lines {
        return Err(Fault::invalid("/line", "out_of_range"));
    }
    if work.comments.len() >= ARTICLE_COMMENTS_MAX {
        return Err(Fault::invalid("/text", "too_many"));
    }
    if work.comments.iter().any(|comment| comment.id == id) {
        return Err(Fault::invalid("/comment_id", "taken"));
    }
    let text = text.trim().to_string();
    work.comments.push(LineComment { id, line, text, by_id: ctx.me, at: ctx.now, settled: false });
    Ok(())
}

fn approve(after: &mut Dossier, ctx: &Ctx) {
    let Some(work) = &mut after.work else { return };
    work.approvals.push(Approval { by_id: ctx.me, at: ctx.now });
    if work.approvals.len() >= usize::from(ctx.needed) {
        work.stage = Stage::Approved;
        if after.article.live.is_none() {
            after.article.confidence = Confidence::Validated;
        }
    }
}

#[cfg(test)]
#[path = "acts_tests.rs"]
mod tests;
