//! Merits and tricks.

use super::*;
use crate::kernel::id::Uuid;
use crate::knowledge::articles::{ArticleText, Stage};

const NOW: Millis = 1_000_000_000_000;
const MONTH: i32 = 2026 * 12;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn rules() -> RewardRules {
    RewardRules::default()
}

/// A published article that person 1 began.
fn article() -> Article {
    serde_json::from_value(serde_json::json!({
        "id": Uuid::from_u128(77), "slug": "paper-jam", "kind": "fault", "language": "en", "audience": "public",
        "governance": "experience", "confidence": "validated", "title": "Paper jam", "owner_id": Uuid::from_u128(1),
        "state": "published", "last": 1, "live": 1, "created_at": NOW, "created_by": Uuid::from_u128(1)
    }))
    .expect("an article")
}

fn version(authors: &[u128]) -> ArticleVersion {
    ArticleVersion {
        article_id: article().id,
        n: 1,
        edition: 1,
        stage: Stage::Published,
        text: ArticleText { title: "Paper jam".into(), summary: String::new(), body: "one".into() },
        authors: authors.iter().map(|n| user(*n)).collect(),
        based_on: None,
        saved_at: NOW,
        published_at: Some(NOW),
        approvals: Vec::new(),
        comments: Vec::new(),
        returned: String::new(),
        masked: Vec::new(),
    }
}

fn published(authors: &[u128]) -> Dossier {
    Dossier { article: article(), live: Some(version(authors)), work: None }
}

fn draft(authors: &[u128]) -> Dossier {
    Dossier { article: Article { live: None, ..article() }, live: None, work: Some(version(authors)) }
}

fn told(dues: &[Due]) -> Vec<(UserId, i64)> {
    dues.iter().map(|due| (due.person_id, due.points)).collect()
}

fn reuse(used_by: &[u128], solved_by: Option<u128>) -> Reuse {
    let used_by = used_by.iter().map(|n| user(*n)).collect();
    Reuse { case_id: CaseId(Uuid::from_u128(5)), used_by, solved_by: solved_by.map(user) }
}

fn voter(user_id: Option<u128>, is_staff: bool) -> Voter<'static> {
    Voter { user_id: user_id.map(user), is_staff, mark: "m", giver: "g" }
}

#[test]
fn the_first_publication_counts_and_no_later_one() {
    assert_eq!(told(&authored(&draft(&[1]), &published(&[1]), &rules())), [(user(1), 10)]);
    let dues = authored(&draft(&[1]), &published(&[1]), &rules());
    assert_eq!(dues[0].giver, Giver::Person(user(1)), "nobody had to approve it");
    assert_eq!(authored(&published(&[1]), &published(&[1, 2]), &rules()), []);
    assert_eq!(authored(&draft(&[1]), &draft(&[1]), &rules()), [], "nothing is read yet");
}

#[test]
fn writing_together_brings_no_more_than_writing_alone() {
    let dues = authored(&draft(&[1, 2, 3]), &published(&[1, 2, 3]), &rules());
    assert_eq!(told(&dues), [(user(1), 4), (user(2), 3), (user(3), 3)]);
    let few = RewardRules { authored: 2, ..rules() };
    assert_eq!(told(&authored(&draft(&[1, 2, 3]), &published(&[1, 2, 3]), &few)), [(user(1), 1), (user(2), 1)]);
}

#[test]
fn a_correction_shares_in_an_article_and_does_not_take_it_over() {
    let dues = reused(&article(), &version(&[2]), &reuse(&[3], Some(3)), &rules());
    assert_eq!(told(&dues), [(user(1), 3), (user(2), 2)]);
}

#[test]
fn approving_counts_once_for_a_version_and_never_for_ones_own() {
    let dues = approved(&draft(&[1]), user(2), &rules());
    assert_eq!(told(&dues), [(user(2), 3)]);
    assert_eq!(dues[0].giver, Giver::Person(user(1)), "so much of one author counts in a day");
    assert_eq!(dues[0].source, approved(&draft(&[1]), user(2), &rules())[0].source, "said again it is the same");
    assert_ne!(dues[0].source, approved(&draft(&[1]), user(3), &rules())[0].source);
    assert_eq!(approved(&draft(&[1, 2]), user(2), &rules()), []);
}

#[test]
fn verifying_counts_where_it_was_due_or_in_doubt() {
    let at = |days: i64| Article { verify_by: Some(NOW + days * DAY), ..article() };
    let verified = |article: &Article| told(&validated(article, user(1), NOW, MONTH, &rules()));
    assert_eq!(verified(&at(-1)), [(user(1), 2)]);
    assert_eq!(verified(&at(REWARD_EARLY_DAYS)), [(user(1), 2)], "a little early");
    assert_eq!(verified(&at(200)), [], "nobody asked for it");
    assert_eq!(verified(&article()), []);
    assert_eq!(verified(&Article { state: Workflow::Outdated, ..at(200) }), [(user(1), 2)]);
    assert_eq!(verified(&Article { confidence: Confidence::NotValidated, ..at(200) }), [(user(1), 2)]);
}

#[test]
fn marking_as_outdated_and_verifying_all_day_counts_once_a_month() {
    let doubted = Article { state: Workflow::Outdated, ..article() };
    let source = |by: u128, month: i32| validated(&doubted, user(by), NOW, month, &rules())[0].source.clone();
    assert_eq!(source(1, MONTH), source(2, MONTH), "whoever does it");
    assert_ne!(source(1, MONTH), source(1, MONTH + 1));
}

#[test]
fn ones_own_reuse_brings_nothing() {
    let brings = |reuse: Reuse| told(&reused(&article(), &version(&[1, 2]), &reuse, &rules()));
    assert_eq!(brings(reuse(&[3], Some(4))), [(user(1), 3), (user(2), 2)]);
    assert_eq!(brings(reuse(&[3], Some(1))), [], "the author solved it");
    assert_eq!(brings(reuse(&[2], Some(4))), [], "the author put it there");
    assert_eq!(brings(reuse(&[2, 3], Some(4))), [(user(1), 3), (user(2), 2)], "somebody else did, too");
    assert_eq!(brings(reuse(&[], Some(1))), []);
    assert_eq!(brings(reuse(&[], Some(4))), [(user(1), 3), (user(2), 2)]);
    assert_eq!(brings(reuse(&[], None)), [], "by nobody");
}

#[test]
fn one_case_counts_once_for_an_article_and_each_use_has_its_giver() {
    let dues = |reuse: Reuse| reused(&article(), &version(&[1]), &reuse, &rules());
    let (first, again) = (dues(reuse(&[3], Some(4))), dues(reuse(&[5], Some(6))));
    assert_eq!(first[0].source, again[0].source);
    assert_eq!((&first[0].giver, &again[0].giver), (&Giver::Person(user(3)), &Giver::Person(user(5))));
    let other = Reuse { case_id: CaseId(Uuid::from_u128(6)), ..reuse(&[3], Some(4)) };
    assert_ne!(first[0].source, dues(other)[0].source);
}

#[test]
fn a_reader_counts_once_for_an_article_and_colleagues_do_not() {
    let brings = |voter: Voter<'_>| avoided(&article(), &version(&[1]), voter, &rules());
    let customer = brings(voter(Some(8), false));
    assert_eq!((told(&customer), &customer[0].giver), (vec![(user(1), 3)], &Giver::Reader("g".into())));
    assert_eq!(customer, brings(voter(Some(8), false)), "said again it is the same");
    assert_eq!(brings(voter(None, false))[0].giver, Giver::Stranger);
    assert_eq!(brings(voter(Some(3), true)), [], "a colleague");
    assert_eq!(brings(voter(Some(1), true)), [], "the author");
    assert_eq!(brings(voter(Some(1), false)), [], "the author, whatever they are by now");
}

#[test]
fn nothing_is_due_for_what_the_desk_gives_no_points() {
    let off = RewardRules { on: false, ..rules() };
    assert_eq!(authored(&draft(&[1]), &published(&[1]), &off), []);
    assert_eq!(approved(&draft(&[1]), user(2), &off), []);
    assert_eq!(avoided(&article(), &version(&[1]), voter(None, false), &RewardRules { avoided: 0, ..rules() }), []);
}
