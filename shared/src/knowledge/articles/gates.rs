//! Who may do what with an article as it stands. Which operations somebody may run at all, roles say.

use super::acts::{Ctx, Dossier};
use super::model::{Stage, Workflow};
use crate::fault::Fault;

words! {
/// Things done with an article, by the word of their operation.
Deed {
    Draft = "draft",
    Edit = "edit",
    Pair = "pair",
    Propose = "propose",
    Comment = "comment",
    Settle = "settle",
    Approve = "approve",
    SendBack = "send_back",
    Publish = "publish",
    Discard = "discard",
    RollBack = "roll_back",
    Verify = "verify",
    Outdate = "outdate",
    Retire = "retire",
    Restore = "restore",
    Give = "give",
}
}

fn refuse(unless: bool, code: &str) -> Result<(), Fault> {
    if unless { Ok(()) } else { Err(Fault::refused(code)) }
}

/// Whether it may be done now by whoever asks.
pub fn gate(of: &Dossier, deed: Deed, ctx: &Ctx) -> Result<(), Fault> {
    let article = &of.article;
    let stage = of.work.as_ref().map(|work| work.stage);
    let wrote = of.work.as_ref().is_some_and(|work| work.authors.contains(&ctx.me));
    let own = ctx.manages || article.owner_id == ctx.me;
    let read = article.state.is_read();
    match deed {
        Deed::Draft => {
            refuse(article.state != Workflow::Retired, "articles.retired")?;
            refuse(stage.is_none_or(|stage| stage == Stage::Draft), "articles.not_a_draft")?;
            refuse(stage.is_none() || wrote || own, "articles.anothers_draft")
        }
        Deed::Edit => {
            refuse(article.state != Workflow::Retired, "articles.retired")?;
            // Who reads it is approved with it: from the review on, managers alone change that.
            let drafted = article.live.is_none() && stage == Some(Stage::Draft);
            refuse(ctx.manages || (drafted && (own || wrote)), "articles.managers_alone")
        }
        // Readers are led from one to the other at once: of what is read, only whoever looks after it decides.
        Deed::Pair => refuse(own || (wrote && article.live.is_none()), "articles.managers_alone"),
        Deed::Propose => {
            refuse(stage == Some(Stage::Draft), "articles.not_a_draft")?;
            refuse(wrote || own, "articles.anothers_draft")
        }
        Deed::Comment => refuse(stage.is_some_and(|stage| stage != Stage::Draft), "articles.not_in_review"),
        Deed::Settle => refuse(of.work.is_some(), "articles.not_in_review"),
        Deed::Approve => {
            refuse(stage == Some(Stage::InReview), "articles.not_in_review")?;
            refuse(!wrote, "articles.own_text")?;
            let before = of.work.iter().flat_map(|work| &work.approvals).any(|approval| approval.by_id == ctx.me);
            refuse(!before, "articles.approved_already")
        }
        Deed::SendBack => {
            let waits = matches!(stage, Some(Stage::InReview | Stage::Approved | Stage::Scheduled));
            refuse(waits, "articles.not_in_review")
        }
        Deed::Publish => {
            refuse(article.state != Workflow::Retired, "articles.retired")?;
            let approvals = of.work.as_ref().map_or(0, |work| work.approvals.len());
            let ready =
                matches!(stage, Some(Stage::Approved | Stage::Scheduled)) && approvals >= usize::from(ctx.needed);
            let free = ctx.needed == 0 && stage.is_some();
            refuse(ready || free, "articles.not_approved")
        }
        Deed::Discard => {
            refuse(stage == Some(Stage::Draft), "articles.not_a_draft")?;
            refuse(wrote || own, "articles.anothers_draft")
        }
        Deed::RollBack => {
            refuse(article.state != Workflow::Retired, "articles.retired")?;
            refuse(article.live.is_some(), "articles.not_published")?;
            refuse(stage.is_none(), "articles.draft_exists")
        }
        Deed::Verify => {
            refuse(read, "articles.not_published")?;
            refuse(own, "articles.managers_alone")
        }
        Deed::Outdate => refuse(article.state == Workflow::Published, "articles.not_published"),
        Deed::Retire => {
            refuse(read, "articles.not_published")?;
            refuse(stage != Some(Stage::Scheduled), "articles.version_waits")
        }
        Deed::Restore => {
            let gone = matches!(article.state, Workflow::Retired | Workflow::PendingRetirement);
            refuse(gone && article.live.is_some(), "articles.not_retired")
        }
        Deed::Give => refuse(own, "articles.managers_alone"),
    }
}
