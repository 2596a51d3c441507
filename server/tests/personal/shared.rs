//! Where a person's words lie beside those of others, only theirs go: cases that became one, complaints,
//! links without an account, work on many cases.

use serde_json::json;
use yingda_server::jobs::worker::work_off;
use yingda_shared::cases::bulk::{BulkCase, BulkCases};
use yingda_shared::cases::complaint::*;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::cases::relations::{MergeCase, SplitCase, UndoMergeCase};
use yingda_shared::customers::Contact;
use yingda_shared::customers::personal::EraseContact;
use yingda_shared::jobs::ListJobItems;
use yingda_shared::kernel::erased::ERASED;
use yingda_shared::kernel::id::ContactId;
use yingda_shared::kernel::instead::Instead;
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::Get;

use super::{erase, found};
use crate::both;
use crate::support::stories::{assign, comment, complaint, edit, texts};
use crate::support::{Ask, Desk, world};

both!(
    of_cases_that_became_one_only_their_part_goes,
    complaints_links_and_work_on_many_cases_keep_no_word_of_them,
    who_wrote_in_a_case_of_somebody_else_is_found_there,
    an_archive_tells_of_a_shared_case_what_its_reader_reads,
);

/// Words of Anna; they are hers wherever they stand.
const HERS: &[&str] = &["安娜", "卡纸绿色", "急用请快", "第二台机器", "分开来说"];
/// Words of Bella, and of the desk.
const OTHERS: &[&str] = &["南方的打印机", "贝拉在等", "配件周五到", "南方第二件"];

async fn of_cases_that_became_one_only_their_part_goes(desk: Desk) {
    // Anna's case comes to Bella's, and both go on writing there.
    let annas = desk.submitted("anna", "打印机卡纸绿色").await;
    let bellas = desk.submitted("bella", "南方的打印机").await;
    desk.done("agent", MergeCase { id: annas.id, into: bellas.id }).await;
    desk.commented("anna", annas.id, "急用请快").await;
    desk.commented("bella", bellas.id, "贝拉在等").await;
    desk.commented("agent", bellas.id, "安娜和各位：配件周五到").await;
    // Another merge, taken back: the case it went into is told of it for ever.
    let second = desk.submitted("anna", "第二台机器").await;
    let theirs = desk.submitted("bella", "南方第二件").await;
    desk.done("agent", MergeCase { id: second.id, into: theirs.id }).await;
    desk.done("agent", UndoMergeCase { id: second.id }).await;
    // And comments that went to a case of their own.
    desk.commented("anna", second.id, "分开来说").await;
    let entry = desk.entries("agent", second.id).await.pop().expect("the comment").id;
    let split = SplitCase { id: second.id, new_id: None, subject: "分出来的".into(), entries: vec![entry] };
    let split = desk.done("agent", split).await;
    for word in HERS.iter().chain(OTHERS) {
        assert!(!found(&desk, &[word]).await.is_empty(), "{word} is nowhere to begin with");
    }
    let numbers = desk.subjects("bella", ListCases::default()).await.expect("a list").len();
    let head = desk.head().await;

    let done = desk.done("admin", EraseContact { name: called(&desk, world::ANNA).await, ..erase(true) }).await;
    assert_eq!(done.cases, 3, "hers: the one that was merged, the second, and what was split off it");
    assert_eq!(found(&desk, HERS).await, Vec::<String>::new());
    for word in OTHERS {
        assert!(!found(&desk, &[word]).await.is_empty(), "{word} was another's");
    }
    // What Bella sees is as it was, her case on the feed for every device.
    let seen = desk.case("bella", bellas.id).await.case;
    assert_eq!(seen.subject, "南方的打印机");
    assert_eq!(desk.subjects("bella", ListCases::default()).await.expect("a list").len(), numbers);
    let said = texts(&desk.entries("bella", bellas.id).await);
    assert_eq!(said, [ERASED, "贝拉在等", "■■■和各位：配件周五到"]);
    let sql = "SELECT COUNT(*) AS n FROM feed WHERE kind = 'cases' AND id = $1 AND pos > $2";
    for case in [annas.id, bellas.id, second.id, theirs.id, split.id] {
        assert!(desk.number(sql, vec![case.0.into(), head.into()]).await > 0);
    }
    // The merge can still be taken back: nothing it needs was lost.
    desk.done("agent", UndoMergeCase { id: annas.id }).await;
    assert_eq!(desk.case("agent", annas.id).await.case.subject, ERASED);
}

pub async fn called(desk: &Desk, contact: ContactId) -> String {
    desk.done("admin", Get::<Contact>::new(contact.0)).await.name
}

async fn complaints_links_and_work_on_many_cases_keep_no_word_of_them(desk: Desk) {
    let words = &["安娜", "约好没来", "赔一个硒鼓", "太晚不行", "还是不响", "打印机红灯"];
    let complaint = SubmitComplaint { expectation: "赔一个硒鼓".into(), ..complaint("约好没来") };
    let made = desk.done("anna", complaint).await;
    let id = made.id;
    desk.done("manager", TakeCase { id, base: None }).await;
    let answer_by = yingda_server::ctx::now() + 3 * DAY;
    desk.done("manager", AcknowledgeComplaint { id, text: "安娜您好，已经受理".into(), answer_by }).await;
    desk.done("manager", InvestigateComplaint { id }).await;
    desk.done("manager", ProposeRemedy { id, text: "周五上门".into(), compensation_minor: 20_000 }).await;
    desk.done("anna", DisputeRemedy { id, reason: "太晚不行".into() }).await;
    // A stranger reported, and turned out to be Anna: what came by the link is hers.
    let (guests, secret) = desk.guest_case("打印机红灯").await;
    let mut op = edit(guests.id, desk.case("manager", guests.id).await.case.rv);
    op.company_id = Some(Instead::This(world::NORTHERN));
    op.contact_id = Some(Instead::This(world::ANNA));
    desk.done("manager", op).await;
    desk.done("manager", assign(guests.id, "engineer")).await;
    desk.resolved("engineer", guests.id).await;
    desk.done(&format!("track:{secret}"), RejectCase { id: guests.id, reason: "还是不响".into() }).await;
    // Work on many cases, one of them not hers.
    let bellas = desk.submitted("bella", "南方的打印机").await.id;
    let cases = [guests.id, bellas].map(|id| BulkCase { id, seen: None }).to_vec();
    let op = BulkCases { cases, command: "cases.comment".into(), input: json!({ "text": "请安娜回电" }) };
    let job = desk.done("agent", op).await;
    let sql = "UPDATE jobs SET lease_until = 0";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    assert_eq!(work_off(&desk.services).await.expect("jobs are gone through"), 1);
    for word in words {
        assert!(!found(&desk, &[word]).await.is_empty(), "{word} is nowhere to begin with");
    }
    let name = called(&desk, world::ANNA).await;
    desk.done("admin", EraseContact { name, ..erase(true) }).await;
    // The job spoke to Bella's case of Anna: a name in a case of another stays, the documents say so.
    let left = found(&desk, words).await;
    assert!(left.iter().all(|place| place.starts_with("case_events.body: 安娜: ")), "{left:#?}");
    assert_eq!(left.len(), 1, "{left:#?}");
    let after = desk.case("manager", id).await.case;
    let complaint = after.complaint.expect("a complaint");
    assert_eq!((complaint.expectation.as_str(), complaint.topic), (ERASED, Topic::Delay));
    let remedy = complaint.remedy.expect("a remedy");
    assert_eq!((remedy.text.as_str(), remedy.compensation_minor), ("周五上门", 20_000), "what the desk offered stays");
    let items = ListJobItems { id: job.id, trouble: false, cursor: None, limit: None };
    let labels: Vec<String> = desk.done("agent", items).await.rows.into_iter().map(|item| item.label).collect();
    assert!(labels[0].ends_with(ERASED) && labels[1].ends_with("南方的打印机"), "{labels:?}");
    // The link opens nothing any more.
    let asked = desk.http(Ask::get("/cases/tracked").track(&secret)).await;
    assert_eq!(asked.status.as_u16(), 404);
}

async fn who_wrote_in_a_case_of_somebody_else_is_found_there(desk: Desk) {
    let annas = desk.submitted("anna", "打印机卡纸").await.id;
    desk.commented("adam", annas, "亚当的主意").await;
    desk.done("anna", comment(annas, "安娜自己的话")).await;
    let name = called(&desk, world::ADAM).await;
    let done = desk.done("admin", EraseContact { id: world::ADAM, name, ..erase(true) }).await;
    assert_eq!(done.cases, 0, "none of his own");
    assert_eq!(found(&desk, &["亚当的主意"]).await, Vec::<String>::new());
    let case = desk.case("anna", annas).await.case;
    assert_eq!(case.subject, "打印机卡纸");
    assert_eq!(texts(&desk.entries("anna", annas).await), [ERASED, "安娜自己的话"]);
}

async fn an_archive_tells_of_a_shared_case_what_its_reader_reads(desk: Desk) {
    let annas = desk.submitted("anna", "打印机卡纸绿色").await;
    let bellas = desk.submitted("bella", "南方的打印机").await;
    desk.commented("bella", bellas.id, "贝拉在等").await;
    desk.noted("agent", bellas.id, "备件在三楼").await;
    desk.done("agent", MergeCase { id: annas.id, into: bellas.id }).await;
    desk.commented("agent", bellas.id, "配件周五到").await;
    let answer = desk.http(Ask::get(&format!("/contacts/{}/personal-data.zip", world::ANNA)).by("admin")).await;
    // Files of the archive are stored as they are.
    let holds = |word: &str| answer.bytes.windows(word.len()).any(|window| window == word.as_bytes());
    for number in [&annas.number, &bellas.number] {
        assert!(holds(&format!("cases/{number}/case.json")), "{number}");
    }
    assert!(holds("卡纸绿色") && holds("配件周五到"));
    for word in ["贝拉在等", "南方的打印机", "备件在三楼"] {
        assert!(!holds(word), "{word} was not said to her");
    }
}
