//! Points that came about by an erased person's word stay, and name them no more.

use yingda_shared::knowledge::articles::VoteArticle;
use yingda_shared::knowledge::rewards::{GetRanking, ListRewards, Merit, ReverseReward};

use super::{WORDS, erase, found, past, world};
use crate::both;
use crate::rewards::public;
use crate::support::Desk;

both!(points_stay_and_name_an_erased_person_no_more);

async fn points_stay_and_name_an_erased_person_no_more(desk: Desk) {
    past(&desk).await;
    let id = public(&desk, "墨盒怎么换").await;
    desk.done("anna", VoteArticle { id, helped: true, stars: None, reason: String::new() }).await;
    let rows = desk.done("engineer", ListRewards::default()).await.rows;
    let entry = rows.iter().find(|row| row.kind == Merit::Avoided).expect("what anna said").id;
    desk.done("librarian", ReverseReward { id: entry, reason: "安娜说没有帮助".into() }).await;
    let places = found(&desk, &["安娜"]).await;
    assert!(places.iter().any(|place| place.starts_with("reward_entries.")), "{places:?}");
    let anna = world::user("anna").to_string();
    let named = |places: Vec<String>| places.into_iter().any(|place| place.starts_with("reward_entries."));
    assert!(!named(found(&desk, &[anna.as_str()]).await), "the ledger never knew whose word it was");

    desk.done("admin", erase(true)).await;

    assert_eq!(found(&desk, WORDS).await, Vec::<String>::new());
    let rows = desk.done("engineer", ListRewards::default()).await.rows;
    let taken =
        rows.iter().find(|row| row.id == entry).and_then(|row| row.taken_back.clone()).expect("it is known why");
    assert_eq!(taken.reason, "■■■说没有帮助");
    assert_eq!(desk.done("engineer", GetRanking::default()).await.total, 10);
}
