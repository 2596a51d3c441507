//! The rules of articles.

use super::*;
use crate::kernel::id::Uuid;
use crate::knowledge::articles::{Rang, ring};

const NOW: Millis = 1_000_000_000_000;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn text(body: &str) -> ArticleText {
    ArticleText { title: "Paper jam".into(), summary: String::new(), body: body.into() }
}

fn ctx(n: u128) -> Ctx {
    Ctx { me: user(n), manages: n == 9, needed: 1, verify_months: 12, now: NOW }
}

/// A draft of person 1.
fn draft() -> Dossier {
    let mut dossier = Dossier { article: blank(), live: None, work: None };
    dossier.version(&ctx(1), text("one"), None);
    dossier.settle()
}

fn blank() -> Article {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(77), "slug": "paper-jam", "kind": "fault", "language": "en", "audience": "internal",
        "governance": "experience", "confidence": "in_work", "title": "", "owner_id": Uuid::from_u128(1),
        "state": "draft", "last": 0, "created_at": NOW, "created_by": Uuid::from_u128(1)
    }))
    .expect("an article")
}

/// What the store keeps of a change: a version that is read no more is put away.
fn kept(mut dossier: Dossier) -> Dossier {
    dossier.work = dossier.work.filter(|work| work.stage != Stage::Superseded);
    dossier
}

fn act(dossier: &Dossier, act: Act, who: u128) -> Result<Dossier, Fault> {
    decide(dossier, &act, &ctx(who)).map(kept)
}

fn done(dossier: Dossier, what: Act, who: u128) -> Dossier {
    act(&dossier, what, who).expect("done")
}

fn code(told: Result<Dossier, Fault>) -> String {
    told.expect_err("refused").code().to_string()
}

fn proposed() -> Dossier {
    done(draft(), Act::Propose { reviewers: vec![], due: None }, 1)
}

fn published() -> Dossier {
    let approved = done(proposed(), Act::Approve, 2);
    done(approved, Act::Publish { at: None }, 9)
}

#[test]
fn an_article_goes_from_draft_to_its_readers() {
    let drafted = draft();
    assert_eq!((drafted.article.state, drafted.article.confidence), (Workflow::Draft, Confidence::InWork));
    let proposed = proposed();
    assert_eq!((proposed.article.state, proposed.article.confidence), (Workflow::InReview, Confidence::NotValidated));
    assert_eq!(code(act(&proposed, Act::Draft { text: text("x"), seen: Some(1) }, 1)), "articles.not_a_draft");
    assert_eq!(code(act(&proposed, Act::Approve, 1)), "articles.own_text");
    assert_eq!(code(act(&proposed, Act::Publish { at: None }, 9)), "articles.not_approved");
    let approved = done(proposed, Act::Approve, 2);
    assert_eq!((approved.article.state, approved.article.confidence), (Workflow::Approved, Confidence::Validated));
    let live = done(approved, Act::Publish { at: None }, 9);
    assert_eq!((live.article.state, live.article.live, live.article.work), (Workflow::Published, Some(1), None));
    assert_eq!(live.article.verify_by, Some(NOW + 12 * MONTH));
}

#[test]
fn two_approve_what_must_be_so_and_each_once() {
    let two = Ctx { needed: 2, ..ctx(2) };
    let once = decide(&proposed(), &Act::Approve, &two).expect("approved once");
    assert_eq!(once.article.stage, Some(Stage::InReview));
    assert_eq!(decide(&once, &Act::Approve, &two), Err(Fault::refused("articles.approved_already")));
    let twice = decide(&once, &Act::Approve, &Ctx { me: user(3), ..two }).expect("approved twice");
    assert_eq!(twice.article.stage, Some(Stage::Approved));
    let back = done(twice, Act::SendBack { text: " wrong ".into() }, 3);
    let work = back.work.as_ref().expect("a draft");
    assert_eq!((work.stage, work.returned.as_str(), work.approvals.len()), (Stage::Draft, "wrong", 0));
}

#[test]
fn what_needs_nobody_is_published_unvalidated() {
    let free = Ctx { needed: 0, ..ctx(9) };
    let live = decide(&draft(), &Act::Publish { at: None }, &free).expect("published");
    assert_eq!((live.article.state, live.article.confidence), (Workflow::Published, Confidence::NotValidated));
}

#[test]
fn a_draft_beside_the_live_one_leaves_it_as_it_is() {
    let live = published();
    let beside =
        done(live.clone(), Act::Draft { text: ArticleText { title: "New".into(), ..text("two") }, seen: None }, 4);
    assert_eq!(
        (beside.article.live, beside.article.work, beside.article.state),
        (Some(1), Some(2), Workflow::Published)
    );
    assert_eq!((beside.live.clone(), beside.article.title.as_str()), (live.live, "Paper jam"));
    assert_eq!(code(act(&beside, Act::Draft { text: text("x"), seen: Some(1) }, 5)), "articles.anothers_draft");
    assert_eq!(code(act(&beside, Act::Draft { text: text("x"), seen: Some(7) }, 4)), "conflict");
    let gone = done(beside.clone(), Act::Discard, 4);
    assert_eq!((gone.article.work, gone.article.state, gone.article.last), (None, Workflow::Published, 2));
    let proposed = done(beside, Act::Propose { reviewers: vec![user(2)], due: Some(NOW + DAY) }, 4);
    let second = done(done(proposed, Act::Approve, 2), Act::Publish { at: None }, 9);
    assert_eq!((second.article.live, second.article.title.as_str()), (Some(2), "New"));
    assert_eq!(code(act(&second, Act::Approve, 2)), "articles.not_in_review");
    let first = ArticleVersion { stage: Stage::Superseded, ..published().live.expect("the first") };
    let back = done(second, Act::RollBack { from: first }, 1);
    let work = back.work.expect("a draft");
    assert_eq!((work.n, work.based_on, work.text.body.as_str()), (3, Some(1), "one"));
}

#[test]
fn whoever_writes_in_it_approves_it_no_more() {
    let drafted = draft();
    let managed = done(drafted, Act::Draft { text: text("by the manager"), seen: Some(1) }, 9);
    let proposed = done(managed, Act::Propose { reviewers: vec![], due: None }, 1);
    assert_eq!(code(act(&proposed, Act::Approve, 9)), "articles.own_text");
    assert_eq!(
        act(&draft(), Act::Propose { reviewers: vec![user(1)], due: None }, 1),
        Err(Fault::invalid("/reviewers", "article_own_text"))
    );
    assert_eq!(
        act(&draft(), Act::Propose { reviewers: vec![], due: Some(NOW) }, 1),
        Err(Fault::invalid("/due", "in_past"))
    );
}

#[test]
fn moments_bring_what_was_set_for_them() {
    let approved = done(proposed(), Act::Approve, 2);
    let set = done(approved, Act::Publish { at: Some(NOW + DAY) }, 9);
    assert_eq!((set.article.state, set.article.due_at()), (Workflow::Scheduled, Some(NOW + DAY)));
    assert_eq!(ring(&set, &ctx(9)), None, "not yet");
    let then = Ctx { now: NOW + DAY, ..ctx(9) };
    let (rang, live) = ring(&set, &then).expect("rings");
    assert_eq!((rang, live.article.state, live.article.live), (Rang::Published, Workflow::Published, Some(1)));
    assert_eq!(ring(&kept(live.clone()), &then), None, "once");
    let late = Ctx { now: NOW + 13 * MONTH + DAY, ..ctx(9) };
    let (rang, told) = ring(&kept(live), &late).expect("rings");
    assert_eq!((rang, told.article.state), (Rang::Unverified, Workflow::Published));
    assert!(told.article.is_unverified(late.now) && ring(&told, &late).is_none());
    let due = done(draft(), Act::Propose { reviewers: vec![], due: Some(NOW + DAY) }, 1);
    assert_eq!(ring(&due, &then).map(|(rang, _)| rang), Some(Rang::ReviewDue));
    let leaving = done(published(), Act::Retire { at: Some(NOW + DAY), redirect: None }, 9);
    assert_eq!(leaving.article.state, Workflow::PendingRetirement);
    assert_eq!(
        ring(&leaving, &then).map(|(rang, after)| (rang, after.article.state)),
        Some((Rang::Retired, Workflow::Retired))
    );
}

#[test]
fn what_is_retired_can_come_back() {
    let other = ArticleId(Uuid::from_u128(78));
    let gone = done(published(), Act::Retire { at: None, redirect: Some(other) }, 9);
    assert_eq!((gone.article.state, gone.article.redirect_id), (Workflow::Retired, Some(other)));
    for what in [Act::Draft { text: text("x"), seen: None }, Act::Edit(gone.article.facets())] {
        assert_eq!(code(act(&gone, what, 9)), "articles.retired");
    }
    assert_eq!(code(act(&gone, Act::Verify, 9)), "articles.not_published");
    let back = done(gone, Act::Restore, 9);
    assert_eq!((back.article.state, back.article.redirect_id), (Workflow::Published, None));
    assert_eq!(code(act(&back, Act::Restore, 9)), "articles.not_retired");
    let given_up = done(draft(), Act::Discard, 1);
    assert_eq!((given_up.article.state, given_up.article.live), (Workflow::Retired, None));
    assert_eq!(code(act(&given_up, Act::Restore, 9)), "articles.not_retired");
}

#[test]
fn readers_are_the_managers_to_choose_once_it_is_published() {
    let wide = |dossier: &Dossier| Act::Edit(Facets { audience: Audience::Public, ..dossier.article.facets() });
    let drafted = draft();
    assert_eq!(act(&drafted, wide(&drafted), 1).map(|one| one.article.audience), Ok(Audience::Public));
    let live = published();
    assert_eq!(code(act(&live, wide(&live), 1)), "articles.managers_alone");
    assert_eq!(act(&live, wide(&live), 9).map(|one| one.article.audience), Ok(Audience::Public));
    assert_eq!(code(act(&live, Act::Give { to: user(3) }, 2)), "articles.managers_alone");
    assert_eq!(code(act(&live, Act::Verify, 2)), "articles.managers_alone");
    let outdated = done(live, Act::Outdate, 2);
    assert_eq!((outdated.article.state, outdated.article.confidence), (Workflow::Outdated, Confidence::NotValidated));
    let held = done(outdated, Act::Verify, 1);
    assert_eq!((held.article.state, held.article.confidence), (Workflow::Published, Confidence::Validated));
}

#[test]
fn comments_stand_at_lines_that_are_there() {
    let id = EntryId(Uuid::from_u128(5));
    let say = |line| Act::Comment { id, line, text: " see ".into() };
    assert_eq!(code(act(&draft(), say(1), 2)), "articles.not_in_review");
    for line in [0, 2, u32::MAX] {
        assert_eq!(act(&proposed(), say(line), 2), Err(Fault::invalid("/line", "out_of_range")));
    }
    let said = done(proposed(), say(1), 2);
    assert_eq!(act(&said, say(1), 2), Err(Fault::invalid("/comment_id", "taken")));
    let settled = done(said, Act::Settle { comment: id }, 1);
    assert!(settled.work.expect("in review").comments[0].settled);
}

fn facets(governance: &str) -> Facets {
    let json = serde_json::json!({"kind": "fault", "audience": "public", "governance": governance});
    serde_json::from_value(json).expect("facets")
}

#[test]
fn who_reads_it_is_approved_with_it() {
    let wider = || Act::Edit(facets("experience"));
    assert!(act(&draft(), wider(), 1).is_ok(), "while it is written");
    let proposed = proposed();
    let approved = done(proposed.clone(), Act::Approve, 2);
    let scheduled = done(approved.clone(), Act::Publish { at: Some(NOW + DAY) }, 9);
    for later in [&proposed, &approved, &scheduled] {
        assert_eq!(code(act(later, wider(), 1)), "articles.managers_alone");
    }
    // What needs two by now is not published with one.
    let stricter = done(approved, Act::Edit(facets("compliance")), 9);
    let two = Ctx { needed: 2, ..ctx(9) };
    assert_eq!(code(decide(&stricter, &Act::Publish { at: None }, &two)), "articles.not_approved");
}

#[test]
fn what_is_retired_comes_back_by_a_restoration_alone() {
    let beside = done(published(), Act::Draft { text: text("two"), seen: None }, 1);
    let approved = done(done(beside, Act::Propose { reviewers: vec![], due: None }, 1), Act::Approve, 2);
    let gone = done(approved.clone(), Act::Retire { at: None, redirect: None }, 9);
    assert_eq!(code(act(&gone, Act::Publish { at: None }, 9)), "articles.retired");
    // Retired first, published after that: the second moment passes by.
    let leaving = done(approved, Act::Retire { at: Some(NOW + DAY), redirect: None }, 9);
    let both = done(leaving, Act::Publish { at: Some(NOW + 2 * DAY) }, 9);
    let at = |now| Ctx { now, ..ctx(9) };
    let (rang, gone) = ring(&both, &at(NOW + DAY)).expect("it rings");
    assert_eq!((rang, gone.article.state), (Rang::Retired, Workflow::Retired));
    assert!(ring(&gone, &at(NOW + 3 * DAY)).is_none());
    assert!(gone.article.due_at().is_none_or(|at| at > NOW + 3 * DAY), "nothing is waited for");
}

#[test]
fn nobody_approves_what_they_wrote_and_took_back() {
    let beside = done(published(), Act::Draft { text: text("never reviewed"), seen: None }, 2);
    let from = beside.work.clone().expect("a draft");
    let dropped = done(beside, Act::Discard, 2);
    let again = done(dropped, Act::RollBack { from }, 3);
    let proposed = done(again, Act::Propose { reviewers: vec![], due: None }, 3);
    assert_eq!(code(act(&proposed, Act::Approve, 2)), "articles.own_text");
    assert!(act(&proposed, Act::Approve, 4).is_ok());
}
