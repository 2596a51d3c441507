//! Two nodes over one database, one with an index and one without: whoever asks whatever is answered
//! the same by both.

use yingda_server::ctx::now;
use yingda_shared::cases::attention::{FollowCase, SnoozeCase};
use yingda_shared::cases::listing::{Grouping, Sort};
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{CaseCounts, CountCases, ListCases};
use yingda_shared::cases::relations::{MergeCase, UndoMergeCase};
use yingda_shared::cases::{CaseState, PendingReason};
use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::kernel::time::DAY;
use yingda_shared::views::{CountViews, ViewScope};

use super::Follower;
use crate::both;
use crate::support::Desk;
use crate::support::stories::*;
use crate::support::world::*;
use crate::views::view;

both!(
    the_index_answers_as_the_database_does,
    counts_are_right_after_any_history,
    what_was_just_written_is_found_at_once,
    a_change_that_hides_a_case_hides_it_at_once,
    customers_find_a_merged_case_by_their_own_words_alone,
);

const ACTORS: &[&str] =
    &["admin", "manager", "north", "south", "dispatcher", "agent", "engineer", "anna", "bella", "paul", "quinn"];
const WORDS: &[&str] =
    &["打印机", "机", "打印 卡纸", "cs-", "00001", "13800138000", "138 0013 8000", "zz", "%", "报表打不开"];
const SUBJECTS: &[&str] =
    &["打印机 卡纸", "报表打不开", "登录 VPN 失败", "ＥＲＰ系统 报错", "扫描枪 zz 不亮", "100% 磁盘"];

/// What views ask for whose counts both are asked for.
const VIEWS: &[(&str, &str)] =
    &[("state", "open"), ("assignee", "me"), ("assignee", "!none"), ("waits", "customer"), ("channel", "!portal")];

/// Numbers that come out the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

/// A few steps in the lives of several cases; what the state forbids is left undone.
async fn live(desk: &Desk, dice: &mut Dice, cases: &mut Vec<CaseRef>, steps: usize) {
    for _ in 0..steps {
        let subject = SUBJECTS[dice.below(SUBJECTS.len())];
        if cases.len() < 4 || dice.below(4) == 0 {
            let case = match dice.below(4) {
                0 => {
                    let (asset_id, product_id) = ((dice.below(2) == 0).then_some(PRINTER), Some(U8));
                    desk.done("anna", SubmitCase { asset_id, product_id, ..submit(subject) }).await
                }
                1 => desk.submitted("bella", subject).await,
                2 => desk.opened_for(SOUTHERN, BELLA, subject).await,
                _ => {
                    let (impact, urgency) = (Some(Impact::ALL[dice.below(3)]), Some(Urgency::ALL[dice.below(4)]));
                    let (category_id, take) = ((dice.below(2) == 0).then_some(PRINTERS), dice.below(2) == 0);
                    let op = QuickOpenCase {
                        subject: subject.into(),
                        contact_phone: "138-0013-8000".into(),
                        impact,
                        urgency,
                        category_id,
                        take,
                        ..QuickOpenCase::default()
                    };
                    desk.done("agent", op).await
                }
            };
            cases.push(case);
            continue;
        }
        let id = cases[dice.below(cases.len())].id;
        let other = cases[dice.below(cases.len())].id;
        let staff = ["agent", "engineer", "manager"][dice.below(3)];
        let done = match dice.below(14) {
            0 => desk.call("manager", assign(id, ["engineer", "agent", "colleague"][dice.below(3)])).await.map(drop),
            1 => desk.call("manager", ForwardCase { team_id: Some(NORTH_TEAM), ..forward(id) }).await.map(drop),
            2 => desk.call("manager", ForwardCase { firm_id: Some(FIRM_ONE), ..forward(id) }).await.map(drop),
            3 => desk.call("manager", ForwardCase { unit_id: Some(SOUTH_BRANCH), ..forward(id) }).await.map(drop),
            4 => desk.call("engineer", StartCase { id }).await.map(drop),
            5 => {
                let hold = HoldCase { id, reason: PendingReason::Customer, note: String::new() };
                desk.call("manager", hold).await.map(drop)
            }
            6 => desk.call("manager", resolve(id)).await.map(drop),
            7 => desk.call("dispatcher", CancelCase { id, reason: "误报".into() }).await.map(drop),
            8 => desk.call("agent", MergeCase { id, into: other }).await.map(drop),
            9 => desk.call("agent", UndoMergeCase { id }).await.map(drop),
            10 => desk.call(staff, FollowCase { id }).await.map(drop),
            11 => desk.call(staff, SnoozeCase { id, until: now() + DAY }).await.map(drop),
            12 => desk.call(["anna", "bella"][dice.below(2)], comment(id, "还在等")).await.map(drop),
            _ => desk.call("engineer", comment(id, "请重启")).await.map(drop),
        };
        drop(done);
    }
}

fn id(id: impl std::fmt::Display) -> Option<String> {
    Some(id.to_string())
}

fn queries() -> Vec<ListCases> {
    let words = |q: &&str| ListCases { q: Some(q.to_string()), ..ListCases::default() };
    let mut queries: Vec<ListCases> = WORDS.iter().map(words).collect();
    let state = |state: &str| ListCases { state: Some(state.into()), ..ListCases::default() };
    queries.extend(["open", "new", "assigned,in_progress", "open,cancelled", "resolved"].map(state));
    let assignee = |who: &str| ListCases { assignee: Some(who.into()), ..ListCases::default() };
    queries.extend(["me", "none"].map(assignee));
    queries.extend([
        ListCases::default(),
        ListCases { snoozed: Some("only".into()), ..ListCases::default() },
        ListCases { snoozed: Some("no".into()), state: Some("open".into()), ..ListCases::default() },
        ListCases { follower: Some("me".into()), ..ListCases::default() },
        ListCases { follower: Some("me".into()), q: Some("机".into()), ..ListCases::default() },
        ListCases { priority: Some("p1,p3".into()), ..ListCases::default() },
        ListCases { team_id: id(NORTH_TEAM), state: Some("open".into()), ..ListCases::default() },
        ListCases { unit_id: id(NORTH_BRANCH), ..ListCases::default() },
        ListCases { firm_id: id(FIRM_ONE), ..ListCases::default() },
        ListCases { company_id: id(NORTHERN), q: Some("打印".into()), ..ListCases::default() },
        ListCases { contact_id: id(BELLA), ..ListCases::default() },
        ListCases { category_id: id(PRINTERS), assignee: Some("none".into()), ..ListCases::default() },
        ListCases { state: Some("!open".into()), ..ListCases::default() },
        ListCases { state: Some("!new,closed".into()), priority: Some("!p2".into()), ..ListCases::default() },
        ListCases { assignee: Some("!none".into()), ..ListCases::default() },
        ListCases { assignee: Some("!me,none".into()), q: Some("机".into()), ..ListCases::default() },
        ListCases { team_id: Some(format!("none,{NORTH_TEAM}")), ..ListCases::default() },
        ListCases { firm_id: Some(format!("!{FIRM_ONE}")), state: Some("open".into()), ..ListCases::default() },
        ListCases { company_id: Some(format!("!{NORTHERN},{SOUTHERN}")), ..ListCases::default() },
        ListCases { contact_id: Some("!none".into()), category_id: Some("none".into()), ..ListCases::default() },
        ListCases { asset_id: Some("none".into()), unit_id: Some(format!("!{NORTH_BRANCH}")), ..ListCases::default() },
        ListCases { product_id: Some("none".into()), ..ListCases::default() },
        ListCases { product_id: Some(format!("!{U8}")), channel: Some("!portal".into()), ..ListCases::default() },
        ListCases { channel: Some("phone,guest".into()), ..ListCases::default() },
        ListCases { channel: Some("!portal,phone,email,branch,guest,api".into()), ..ListCases::default() },
        ListCases { waits: Some("customer".into()), ..ListCases::default() },
        ListCases { due: Some("overdue".into()), ..ListCases::default() },
        ListCases { due: Some("risk".into()), ..ListCases::default() },
        ListCases { due: Some("today,day".into()), assignee: Some("!me".into()), ..ListCases::default() },
        ListCases { created: Some("today".into()), updated: Some("24h".into()), ..ListCases::default() },
        ListCases { created: Some("..2026-01-01".into()), ..ListCases::default() },
    ]);
    queries
}

/// Asks both for half of the queries of every actor, in one of the orders, page by page.
async fn agree(with: &Desk, without: &Desk, dice: &mut Dice) {
    for who in ACTORS {
        for query in queries().into_iter().filter(|_| dice.below(2) == 0).collect::<Vec<_>>() {
            let sign = ["", "-"][dice.below(2)];
            let sort = Sort::ALL[dice.below(Sort::ALL.len())];
            let group = Grouping::ALL.get(dice.below(Grouping::ALL.len() + 2)).map(Grouping::to_string);
            let mut query = ListCases { sort: Some(format!("{sign}{sort}")), limit: Some(3), group, ..query };
            loop {
                let (one, other) = (with.call(who, query.clone()).await, without.call(who, query.clone()).await);
                assert_eq!(one, other, "{who}: {query:?}");
                match one.ok().and_then(|list| list.next) {
                    Some(next) => query.cursor = Some(next),
                    None => break,
                }
            }
        }
    }
}

async fn the_index_answers_as_the_database_does(desk: Desk) {
    let bare = desk.beside_in("bare").await;
    let (mut dice, mut cases) = (Dice(7), Vec::new());
    live(&desk, &mut dice, &mut cases, 40).await;
    let follower = Follower::start(&desk).await;
    agree(&desk, &bare, &mut dice).await;
    // Part of it the index has, the rest the feed tells.
    follower.stop().await;
    live(&desk, &mut dice, &mut cases, 25).await;
    assert!(desk.services.case_index.snapshot().expect("an index").pos < desk.head().await);
    agree(&desk, &bare, &mut dice).await;
    // And all of it again, taken in as changes.
    let _follower = Follower::start(&desk).await;
    agree(&desk, &bare, &mut dice).await;
    bare.services.database.close().await;
}

async fn counts_are_right_after_any_history(desk: Desk) {
    let bare = desk.beside_in("bare").await;
    let (mut dice, mut cases) = (Dice(11), Vec::new());
    for (n, query) in VIEWS.iter().enumerate() {
        desk.done("admin", view(n as u128, ViewScope::Organisation, &[*query])).await;
    }
    let mut follower = Some(Follower::start(&desk).await);
    for round in 0..6 {
        live(&desk, &mut dice, &mut cases, 15).await;
        match round {
            1 | 4 => desk.index_is_there().await,
            // Two rounds without the index getting on.
            2 => follower.take().expect("a follower").stop().await,
            3 => follower = Some(Follower::start(&desk).await),
            _ => {}
        }
        for who in ACTORS {
            for (q, assignee) in [(None, None), (Some("打印"), None), (None, Some("me")), (Some("138 0013 8000"), None)]
            {
                let op = CountCases { q: q.map(str::to_string), assignee: assignee.map(str::to_string) };
                let counts = (desk.call(who, op.clone()).await, bare.call(who, op.clone()).await);
                assert_eq!(counts.0, counts.1, "{who}: {op:?} in round {round}");
            }
        }
        for who in ACTORS {
            let counts = (desk.call(who, CountViews {}).await, bare.call(who, CountViews {}).await);
            assert_eq!(counts.0, counts.1, "{who}: views in round {round}");
        }
        let CaseCounts { by_state, .. } = desk.done("admin", CountCases { q: None, assignee: None }).await;
        let rows = desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await;
        assert_eq!(by_state.values().sum::<i64>(), rows);
    }
    bare.services.database.close().await;
}

async fn what_was_just_written_is_found_at_once(desk: Desk) {
    let follower = Follower::start(&desk).await;
    follower.stop().await;
    desk.submitted("anna", "刚刚写下的").await;
    assert_eq!(desk.subjects("agent", search("刚写")).await, Ok(vec!["刚刚写下的".to_string()]));
    let follower = Follower::start(&desk).await;
    assert_eq!(desk.services.case_index.snapshot().expect("an index").documents(), 1);
    assert_eq!(desk.subjects("agent", search("刚写")).await, Ok(vec!["刚刚写下的".to_string()]));
    // A running index takes a change in by itself.
    desk.submitted("anna", "后来写下的").await;
    desk.index_is_there().await;
    assert_eq!(desk.services.case_index.snapshot().expect("an index").documents(), 2);
    follower.stop().await;
}

async fn a_change_that_hides_a_case_hides_it_at_once(desk: Desk) {
    let case = desk.submitted("bella", "华南的事").await;
    desk.done("manager", ForwardCase { unit_id: Some(NORTH_BRANCH), ..forward(case.id) }).await;
    let follower = Follower::start(&desk).await;
    assert_eq!(desk.subjects("north", search("华南")).await, Ok(vec!["华南的事".to_string()]));
    follower.stop().await;
    desk.done("manager", ForwardCase { unit_id: Some(SOUTH_BRANCH), ..forward(case.id) }).await;
    assert_eq!(desk.subjects("north", search("华南")).await, Ok(vec![]), "the index still says the old branch");
    let counts = desk.done("north", CountCases { q: Some("华南".into()), assignee: None }).await;
    assert_eq!(counts.by_state.values().sum::<i64>(), 0);
    assert_eq!(desk.state(case.id).await, CaseState::New);
}

/// Anna's case went into Bella's: both read it, neither by what the other one wrote.
async fn customers_find_a_merged_case_by_their_own_words_alone(desk: Desk) {
    let annas = desk.submitted("anna", "扫描枪不亮").await;
    let bellas = desk.submitted("bella", "打印机卡纸").await;
    desk.done("agent", MergeCase { id: annas.id, into: bellas.id }).await;
    let follower = Follower::start(&desk).await;
    assert_eq!(desk.services.case_index.snapshot().expect("an index").pos, desk.head().await);
    for (who, words, found) in [
        ("anna", "扫描枪", true),
        ("anna", "卡纸", false),
        ("bella", "卡纸", true),
        ("bella", "扫描枪", false),
        ("agent", "卡纸", true),
    ] {
        let open = ListCases { state: Some("open".into()), ..search(words) };
        assert_eq!(desk.subjects(who, open.clone()).await.expect("a list").len(), usize::from(found), "{who}: {words}");
        // Its groups count no other.
        let open = ListCases { group: Some("state".into()), ..open };
        let counted: i64 = desk.done(who, open).await.groups.iter().map(|group| group.count).sum();
        assert_eq!(counted, i64::from(found), "{who}: {words}");
    }
    // Without words there is nothing to be told apart.
    let open = ListCases { group: Some("state".into()), state: Some("open".into()), ..ListCases::default() };
    assert_eq!(desk.done("anna", open).await.groups.iter().map(|group| group.count).sum::<i64>(), 1);
    follower.stop().await;
}
