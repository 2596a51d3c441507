//! Two cases: linked, merged, reported twice, split; and all of it undone.

use yingda_server::ctx::now;
use yingda_shared::cases::attention::FollowCase;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{GetCase, ListCases, TRACKED};
use yingda_shared::cases::relations::*;
use yingda_shared::cases::ties::LinkKind;
use yingda_shared::cases::{CaseEvent, CaseState};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, FileIds, Uuid};
use yingda_shared::notices::NoticeKind;

use crate::both;
use crate::support::stories::*;
use crate::support::world::{ADAM, ANNA, BELLA, NORTHERN, SOUTHERN};
use crate::support::{Ask, Desk, code, field, fields};

both!(
    cve_2026_34722_a_link_names_only_cases_in_sight,
    ghsa_v8vc_a_merge_names_only_cases_in_sight,
    links_stand_on_both_cases_until_they_are_taken_away,
    a_merge_loses_nothing_and_its_undoing_restores_everything,
    customers_of_a_merge_read_what_is_theirs_and_what_comes_after,
    files_of_a_merge_are_read_by_those_who_read_the_words,
    a_customer_finds_a_merged_case_by_their_own_words_alone,
    numbers_and_links_of_a_merged_case_lead_on,
    what_is_written_to_a_merged_case_arrives,
    a_duplicate_ends_without_its_customers_following,
    a_split_takes_comments_and_files_along_and_comes_back,
);

fn merge(id: CaseId, into: CaseId) -> MergeCase {
    MergeCase { id, into }
}

pub async fn three(desk: &Desk) -> (CaseRef, CaseRef, CaseRef) {
    let annas = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await;
    let adams = desk.opened_for(NORTHERN, ADAM, "打印机又卡纸了").await;
    let bellas = desk.opened_for(SOUTHERN, BELLA, "织机停转").await;
    (annas, adams, bellas)
}

async fn cve_2026_34722_a_link_names_only_cases_in_sight(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    let head = desk.head().await;
    let link = LinkCase { id: annas.id, to: bellas.id, kind: LinkKind::Related };
    assert_eq!(fields(desk.call("north", link.clone()).await), field("/to", "unknown"));
    let nothing = LinkCase { to: CaseId(Uuid::now_v7()), ..link.clone() };
    assert_eq!(fields(desk.call("north", nothing).await), field("/to", "unknown"), "absent and out of sight are one");
    let from_there = LinkCase { id: bellas.id, to: annas.id, ..link.clone() };
    assert_eq!(code(desk.call("north", from_there).await), "not_found");
    let duplicate = MarkDuplicateCase { id: annas.id, of: bellas.id };
    assert_eq!(fields(desk.call("north", duplicate).await), field("/of", "unknown"));
    assert_eq!(desk.head().await, head, "nothing was written");
    desk.done("agent", link.clone()).await;
    let north = desk.case("north", annas.id).await;
    assert!(north.relatives.is_empty(), "whoever does not see the other one is not told its name");
    assert_eq!(desk.case("agent", annas.id).await.relatives[0].number, bellas.number);
    let unlink = UnlinkCase { id: annas.id, to: bellas.id };
    assert_eq!(fields(desk.call("north", unlink).await), field("/to", "unknown"));
    for who in ["anna", "bella"] {
        let id = if who == "anna" { annas.id } else { bellas.id };
        let seen = desk.case(who, id).await;
        let said = serde_json::to_string(&seen).expect("JSON");
        assert!(seen.relatives.is_empty() && !seen.timeline.iter().any(|entry| entry.event.kind() == "linked"));
        let other = if who == "anna" { &bellas.number } else { &annas.number };
        assert!(!said.contains(other.as_str()), "{who} is told of {other}");
    }
}

async fn ghsa_v8vc_a_merge_names_only_cases_in_sight(desk: Desk) {
    let (annas, adams, bellas) = three(&desk).await;
    let head = desk.head().await;
    for op in [merge(annas.id, bellas.id), merge(annas.id, CaseId(Uuid::now_v7()))] {
        assert_eq!(fields(desk.call("north", op).await), field("/into", "unknown"));
    }
    assert_eq!(code(desk.call("north", merge(bellas.id, annas.id)).await), "not_found");
    assert_eq!(code(desk.call("anna", merge(annas.id, adams.id)).await), "forbidden");
    assert_eq!(desk.head().await, head, "nothing was written");
    desk.done("agent", merge(annas.id, bellas.id)).await;
    let undo = UndoMergeCase { id: annas.id };
    assert_eq!(fields(desk.call("north", undo.clone()).await), field("/id", "unknown"), "half of it is out of sight");
    assert_eq!(desk.case("north", annas.id).await.case.state, CaseState::Merged);
    desk.done("agent", undo).await;
}

async fn links_stand_on_both_cases_until_they_are_taken_away(desk: Desk) {
    let (annas, adams, _) = three(&desk).await;
    let kinds = |detail: &yingda_shared::cases::view::CaseDetail| {
        detail.relatives.iter().map(|relative| relative.kind).collect::<Vec<_>>()
    };
    desk.done("agent", LinkCase { id: annas.id, to: adams.id, kind: LinkKind::Cause }).await;
    assert_eq!(kinds(&desk.case("agent", annas.id).await), [LinkKind::Cause]);
    assert_eq!(kinds(&desk.case("agent", adams.id).await), [LinkKind::Effect]);
    let again = LinkCase { id: adams.id, to: annas.id, kind: LinkKind::Parent };
    assert_eq!(code(desk.call("agent", again).await), "cases.already_linked");
    let itself = LinkCase { id: annas.id, to: annas.id, kind: LinkKind::Related };
    assert_eq!(code(desk.call("agent", itself).await), "cases.same_case");
    let made_up = LinkCase { id: annas.id, to: adams.id, kind: LinkKind::Duplicate };
    assert_eq!(fields(desk.call("agent", made_up).await), field("/kind", "unknown_word"));
    desk.done("agent", UnlinkCase { id: adams.id, to: annas.id }).await;
    assert!(kinds(&desk.case("agent", annas.id).await).is_empty());
    assert_eq!(desk.timeline("agent", annas.id).await, ["opened", "linked", "unlinked"]);
}

/// What somebody is shown of a case, without what every change moves.
async fn shown(desk: &Desk, who: &str, id: CaseId) -> Result<serde_json::Value, Fault> {
    let detail = desk.call(who, GetCase { id: id.to_string() }).await?;
    let mut value = serde_json::to_value(&detail).expect("JSON");
    value["case"]["rv"] = 0.into();
    value["case"]["updated_at"] = 0.into();
    // The time in which a case is another's does not count, so that its promise moves by it.
    let promised = value["case"]["resolve_by"].take();
    for step in value["steps"].as_array_mut().expect("steps").iter_mut().filter(|step| step["at"] == promised) {
        step["at"].take();
    }
    value["case"]["respond_by"].take();
    value["case"]["owing"].take();
    let moved = ["merged", "merge_undone", "absorbed", "parted"];
    let entries = value["timeline"].as_array_mut().expect("entries");
    entries.retain(|entry| !moved.contains(&entry["event"].as_str().unwrap_or_default()));
    Ok(value)
}

async fn a_merge_loses_nothing_and_its_undoing_restores_everything(desk: Desk) {
    let (annas, adams, _) = three(&desk).await;
    desk.done("engineer", TakeCase { id: annas.id, base: None }).await;
    desk.commented("engineer", annas.id, "请问型号？").await;
    desk.commented("adam", adams.id, "二楼也卡").await;
    desk.noted("agent", annas.id, "老问题").await;
    desk.done("engineer", FollowCase { id: annas.id }).await;
    let wait = yingda_shared::cases::PendingReason::Customer;
    let waits_from = now();
    desk.done("engineer", HoldCase { id: annas.id, reason: wait, note: "等型号".into() }).await;
    let people = ["agent", "anna", "adam", "north", "south"];
    let mut before = Vec::new();
    for who in people {
        before.push((shown(&desk, who, annas.id).await, shown(&desk, who, adams.id).await));
    }
    let promised = desk.case("agent", annas.id).await.case.resolve_by;
    desk.done("agent", merge(annas.id, adams.id)).await;
    assert_eq!(desk.done("agent", GetCase { id: annas.number.clone() }).await.case.id, adams.id);
    let story = desk.entries("agent", adams.id).await;
    assert_eq!(texts(&story), ["请问型号？", "二楼也卡", "老问题"], "both histories, in the order of time");
    assert!(story.windows(2).all(|pair| pair[0].pos < pair[1].pos));
    let of: Vec<_> = story.iter().filter(|entry| entry.of == Some(annas.id)).map(|entry| entry.event.kind()).collect();
    assert_eq!(of, ["opened", "taken", "commented", "commented", "held", "merged"]);
    for who in ["engineer", "anna"] {
        assert!(desk.notices(who).await.contains(&NoticeKind::Merged), "{who}");
    }
    assert!(!desk.notices("adam").await.contains(&NoticeKind::Merged));
    desk.done("agent", UndoMergeCase { id: annas.id }).await;
    for (who, before) in people.into_iter().zip(before) {
        let after = (shown(&desk, who, annas.id).await, shown(&desk, who, adams.id).await);
        assert_eq!(after, before, "{who}");
    }
    let moved = desk.case("agent", annas.id).await.case.resolve_by - promised;
    assert!((0..=now() - waits_from).contains(&moved), "moved by {moved}, by the time it waited and was away at most");
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM case_joined", vec![]).await, 0);
}

async fn customers_of_a_merge_read_what_is_theirs_and_what_comes_after(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    desk.commented("bella", bellas.id, "织机的密码是 1234").await;
    desk.commented("anna", annas.id, "安娜的话").await;
    desk.noted("agent", annas.id, "安娜的内部").await;
    assert_eq!(code(desk.call("anna", GetCase { id: bellas.id.to_string() }).await), "not_found");
    desk.done("agent", merge(annas.id, bellas.id)).await;
    desk.commented("agent", bellas.id, "一起处理").await;
    desk.noted("agent", bellas.id, "之后的内部").await;
    assert_eq!(texts(&desk.entries("anna", bellas.id).await), ["安娜的话", "一起处理"]);
    assert_eq!(texts(&desk.entries("bella", bellas.id).await), ["织机的密码是 1234", "一起处理"]);
    assert_eq!(texts(&desk.entries("agent", bellas.id).await).len(), 5);
    let seen = desk.case("anna", bellas.id).await;
    assert_eq!((seen.case.subject.as_str(), seen.case.number == bellas.number), ("打印机卡纸", true));
    let said = serde_json::to_string(&seen).expect("JSON");
    for word in ["织机", "贝拉", "13900139000", "密码", "内部"] {
        assert!(!said.contains(word), "anna is shown {word}: {said}");
    }
    let said = serde_json::to_string(&desk.case("bella", bellas.id).await).expect("JSON");
    for word in ["打印机", "安娜", "13800138000", "内部", annas.number.as_str()] {
        assert!(!said.contains(word), "bella is shown {word}: {said}");
    }
    let rows = desk.done("anna", ListCases::default()).await.rows;
    assert!(rows.iter().all(|row| row.subject == "打印机卡纸"), "{rows:?}");
    // Whoever says which version they saw is told of nothing that was said before.
    let notices = desk.done("anna", yingda_shared::notices::ListNotices {}).await.rows;
    assert!(notices.iter().all(|notice| notice.subject == "打印机卡纸"), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.kind == NoticeKind::Replied));
    desk.done("agent", UndoMergeCase { id: annas.id }).await;
    assert_eq!(code(desk.call("anna", GetCase { id: bellas.id.to_string() }).await), "not_found");
}

/// Moves the moments at which files came: no test waits for the clock.
async fn given(desk: &Desk, by: i64) {
    let sql = "UPDATE files SET given_at = given_at + $1";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![by.into()]).await })).await;
}

async fn files_of_a_merge_are_read_by_those_who_read_the_words(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    let attach = |id, file, internal| AttachFiles { id, files: FileIds(vec![file]), internal };
    let hers = desk.uploaded("anna", "anna.png", PNG).await;
    desk.done("anna", attach(annas.id, hers, false)).await;
    let theirs = desk.uploaded("bella", "bella.png", PNG).await;
    desk.done("bella", attach(bellas.id, theirs, false)).await;
    let inside = desk.uploaded("agent", "note.png", PNG).await;
    desk.done("agent", attach(annas.id, inside, true)).await;
    given(&desk, -1_000).await;
    desk.done("agent", merge(annas.id, bellas.id)).await;
    let later = desk.uploaded("agent", "later.png", PNG).await;
    desk.done("agent", attach(bellas.id, later, false)).await;
    given(&desk, 500).await;
    let named = |file| match file {
        _ if file == hers => "hers",
        _ if file == theirs => "theirs",
        _ if file == inside => "inside",
        _ => "later",
    };
    for (who, reads) in [
        ("anna", vec!["hers", "later"]),
        ("bella", vec!["theirs", "later"]),
        ("agent", vec!["hers", "theirs", "inside", "later"]),
    ] {
        let files = desk.case(who, bellas.id).await.files;
        assert_eq!(files.iter().map(|file| named(file.id)).collect::<Vec<_>>(), reads, "{who}");
        for file in [hers, theirs, inside, later] {
            let answer = desk.http(Ask::new("GET", &format!("/files/{file}")).by(who)).await;
            let wanted = if reads.contains(&named(file)) { 200 } else { 404 };
            assert_eq!(answer.status, wanted, "{who} {}", named(file));
        }
    }
}

async fn a_customer_finds_a_merged_case_by_their_own_words_alone(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    desk.done("agent", merge(annas.id, bellas.id)).await;
    let numbers = |q: &str, who: &'static str| {
        let (desk, query) = (desk.clone(), search(q));
        async move {
            let rows = desk.done(who, query).await.rows;
            rows.into_iter().map(|row| row.number).collect::<std::collections::BTreeSet<_>>()
        }
    };
    for probe in ["织机", "贝拉", "13900139000"] {
        assert!(numbers(probe, "anna").await.is_empty(), "{probe}");
        assert!(numbers(probe, "bella").await.contains(&bellas.number), "{probe}");
    }
    assert!(numbers("打印机", "bella").await.is_empty());
    for own in ["卡纸", annas.number.as_str(), "13800138000"] {
        assert!(numbers(own, "anna").await.contains(&bellas.number), "{own}");
    }
}

async fn numbers_and_links_of_a_merged_case_lead_on(desk: Desk) {
    let (guests, secret) = desk.guest_case("门打不开").await;
    let (annas, adams, _) = three(&desk).await;
    desk.done("agent", merge(guests.id, annas.id)).await;
    desk.done("agent", merge(annas.id, adams.id)).await;
    let track = format!("track:{secret}");
    for id in [TRACKED.to_string(), guests.id.to_string(), guests.number.to_lowercase()] {
        let seen = desk.done(&track, GetCase { id: id.clone() }).await;
        assert_eq!(seen.case.id, adams.id, "{id}");
        assert_eq!(seen.asked.map(|asked| asked.number), Some(guests.number.clone()));
        assert_eq!((seen.case.subject.as_str(), seen.case.company_id), ("门打不开", None));
    }
    desk.commented("agent", adams.id, "明天来人").await;
    assert_eq!(texts(&desk.entries(&track, adams.id).await), ["明天来人"]);
    desk.commented(&track, adams.id, "好的").await;
    assert_eq!(texts(&desk.entries("adam", adams.id).await), ["明天来人", "好的"]);
    let answer = desk.http(Ask::new("GET", &format!("/cases/{}", guests.number)).by("agent")).await;
    assert_eq!(answer.ok()["case"]["id"], adams.id.to_string());
}

async fn what_is_written_to_a_merged_case_arrives(desk: Desk) {
    let (annas, adams, _) = three(&desk).await;
    desk.done("agent", merge(annas.id, adams.id)).await;
    let told = desk.commented("anna", annas.id, "还在卡").await;
    assert_eq!((told.id, told.number.as_str()), (adams.id, adams.number.as_str()));
    assert!(texts(&desk.entries("agent", adams.id).await).contains(&"还在卡".to_string()));
    let redirect = Some(format!("/cases/{}", adams.id));
    let outcome = desk.call("agent", TakeCase { id: annas.id, base: None }).await;
    assert_eq!(outcome, Err(Fault::Gone { redirect: redirect.clone() }));
    let third = desk.opened_for(NORTHERN, ANNA, "第三件").await;
    assert_eq!(desk.call("agent", merge(third.id, annas.id)).await, Err(Fault::Gone { redirect }));
    desk.done("agent", CancelCase { id: adams.id, reason: "不用".into() }).await;
    assert_eq!(code(desk.call("agent", merge(third.id, adams.id)).await), "cases.other_ended");
    desk.done("agent", UndoMergeCase { id: annas.id }).await;
    assert_eq!(desk.state(annas.id).await, CaseState::New, "the end of the other one was not its own");
}

async fn a_duplicate_ends_without_its_customers_following(desk: Desk) {
    let (annas, _, bellas) = three(&desk).await;
    desk.done("agent", MarkDuplicateCase { id: annas.id, of: bellas.id }).await;
    let seen = desk.case("anna", annas.id).await;
    assert_eq!(seen.case.state, CaseState::Duplicate);
    assert!(!serde_json::to_string(&seen).expect("JSON").contains(&bellas.number));
    assert_eq!(code(desk.call("anna", GetCase { id: bellas.id.to_string() }).await), "not_found");
    assert_eq!(desk.case("agent", annas.id).await.relatives[0].kind, LinkKind::Original);
    assert_eq!(desk.case("agent", bellas.id).await.relatives[0].kind, LinkKind::Duplicate);
    let unlink = UnlinkCase { id: bellas.id, to: annas.id };
    assert_eq!(code(desk.call("agent", unlink).await), "cases.not_unlinkable");
    desk.done("agent", UnmarkDuplicateCase { id: annas.id }).await;
    assert_eq!(desk.state(annas.id).await, CaseState::New);
    assert!(desk.case("agent", bellas.id).await.relatives.is_empty());
}

async fn a_split_takes_comments_and_files_along_and_comes_back(desk: Desk) {
    let case = desk.submitted("anna", "两件事").await;
    desk.commented("anna", case.id, "第一件").await;
    let file = desk.uploaded("anna", "second.png", PNG).await;
    let op = CommentCase { files: FileIds(vec![file]), ..comment(case.id, "第二件") };
    desk.done("anna", op).await;
    let all = desk.entries("agent", case.id).await;
    let second = all.iter().find(|entry| texts(std::slice::from_ref(entry)) == ["第二件"]).expect("the second").id;
    let split = |entries| SplitCase { id: case.id, entries, subject: "另一件".into(), new_id: None };
    assert_eq!(code(desk.call("agent", split(vec![all[0].id])).await), "cases.nothing_to_split");
    let other = desk.submitted("bella", "别人的").await;
    let foreign = desk.commented("bella", other.id, "别人的话").await;
    let foreign = desk.entries("bella", foreign.id).await.last().expect("an entry").id;
    assert_eq!(code(desk.call("agent", split(vec![second, foreign])).await), "cases.nothing_to_split");
    let made = desk.done("agent", split(vec![second])).await;
    assert_eq!(texts(&desk.entries("anna", case.id).await), ["第一件"]);
    assert_eq!(texts(&desk.entries("anna", made.id).await), ["第二件"], "its customer follows");
    let ids =
        |detail: yingda_shared::cases::view::CaseDetail| detail.files.iter().map(|file| file.id).collect::<Vec<_>>();
    assert_eq!(ids(desk.case("anna", made.id).await), [file]);
    assert!(ids(desk.case("anna", case.id).await).is_empty());
    assert_eq!(desk.case("agent", case.id).await.relatives[0].kind, LinkKind::SplitOff);
    let pointer = |event: &CaseEvent| matches!(event, CaseEvent::SplitOff { number, .. } if *number == made.number);
    assert!(desk.entries("anna", case.id).await.iter().any(|entry| pointer(&entry.event)));
    desk.commented("anna", made.id, "后来说的").await;
    desk.done("agent", UndoSplitCase { id: made.id }).await;
    assert_eq!(texts(&desk.entries("anna", case.id).await), ["第一件", "第二件", "后来说的"]);
    assert_eq!(ids(desk.case("anna", case.id).await), [file]);
    assert_eq!(desk.done("anna", GetCase { id: made.number }).await.case.id, case.id);
}
