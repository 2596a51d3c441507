//! What comes about by itself when its moment has come.

use super::acts::{Ctx, Dossier};
use super::model::{Article, Stage, Workflow};
use crate::kernel::time::Millis;

/// What a moment brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rang {
    Published,
    Retired,
    /// A review was to be done by now.
    ReviewDue,
    /// Nobody looked for too long whether it still holds.
    Unverified,
}

impl Article {
    /// A version waits for its moment; what is retired comes back by a restoration alone.
    fn is_scheduled(&self) -> bool {
        self.stage == Some(Stage::Scheduled) && self.state != Workflow::Retired
    }

    /// The next moment at which something comes about by itself.
    pub fn due_at(&self) -> Option<Millis> {
        let review = self.review_due.filter(|_| !self.review_told && self.stage == Some(Stage::InReview));
        let verify = self.verify_by.filter(|_| !self.verify_told && self.state.is_read());
        let publish = self.publish_at.filter(|_| self.is_scheduled());
        [review, verify, publish, self.retire_at].into_iter().flatten().min()
    }
}

/// The first thing that is due, and the article after it.
pub fn ring(before: &Dossier, ctx: &Ctx) -> Option<(Rang, Dossier)> {
    let mut after = before.clone();
    let article = &before.article;
    let due = |at: Option<Millis>| at.is_some_and(|at| at <= ctx.now);
    if due(article.publish_at) && article.is_scheduled() {
        after.publish(ctx);
        after.article.work = None;
        after.article.stage = None;
        if let Some(live) = &after.live {
            after.article.title.clone_from(&live.text.title);
            after.article.summary.clone_from(&live.text.summary);
        }
        return Some((Rang::Published, after));
    }
    if due(article.retire_at) {
        after.retire();
        return Some((Rang::Retired, after));
    }
    if due(article.review_due) && !article.review_told && article.stage == Some(Stage::InReview) {
        after.article.review_told = true;
        return Some((Rang::ReviewDue, after));
    }
    if due(article.verify_by) && !article.verify_told && article.state.is_read() {
        after.article.verify_told = true;
        return Some((Rang::Unverified, after));
    }
    None
}
