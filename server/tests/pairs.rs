//! Standard descriptions and solutions on a desk: keeping, offering, counting, solving in one act, merging, folding.

mod closing;
mod portal;

use serde_json::{Value, json};
use yingda_shared::catalog::Category;
use yingda_shared::imports::{ImportState, OnDuplicate, Target, UndoImport};
use yingda_shared::kernel::id::{CategoryId, PairId, Uuid};
use yingda_shared::knowledge::pairs::folding::Why;
use yingda_shared::knowledge::pairs::often::Trend;
use yingda_shared::knowledge::pairs::*;
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::imports::tables::{brought, ended, figures};
use crate::support::world::{NORTH, NORTH_BRANCH, PRINTERS, SOUTH, U8};
use crate::support::{Desk, code, field, fields};

both!(
    a_pair_says_something_and_names_what_is_there,
    words_category_and_use_say_what_is_offered,
    a_region_is_offered_its_own,
    uses_are_counted_by_month_and_put_in_order,
    a_merge_takes_uses_along_and_leaves_a_way,
    a_category_that_is_no_more_than_a_pair_is_folded,
    candidates_say_who_and_when,
    nobody_keeps_pairs_beyond_their_part,
    a_table_of_pairs_comes_in_and_goes_back,
);

fn id(n: u128) -> PairId {
    PairId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_b000 + n))
}

/// A pair among printers, for staff alone.
fn pair(n: u128, name: &str, with: Value) -> Pair {
    let mut json = json!({"id": id(n), "active": true, "name": name, "category_id": PRINTERS, "language": "zh",
        "description": format!("客户反映{name}。"), "solution": format!("{name}的处理办法。"), "audience": "internal"});
    for (field, value) in with.as_object().expect("fields") {
        json[field] = value.clone();
    }
    serde_json::from_value(json).expect("a pair")
}

async fn kept(desk: &Desk, n: u128, name: &str, with: Value) -> Pair {
    let pair = pair(n, name, with);
    desk.done("manager", Save(pair.clone())).await;
    desk.done("manager", Get::<Pair>::new(pair.id.0)).await
}

async fn offered(desk: &Desk, who: &str, op: OfferPairs) -> Vec<String> {
    desk.done(who, op).await.rows.into_iter().map(|pair| pair.name).collect()
}

fn typed(text: &str) -> OfferPairs {
    OfferPairs { text: Some(text.into()), ..OfferPairs::default() }
}

async fn often(desk: &Desk) -> Vec<(String, u32)> {
    let told = desk.done("agent", OftenReported::default()).await;
    told.rows.into_iter().map(|row| (row.pair.name, row.counts[0])).collect()
}

async fn a_pair_says_something_and_names_what_is_there(desk: Desk) {
    let whole = kept(&desk, 1, "打印机卡纸", json!({"product_id": U8})).await;
    assert!(whole.rv > 0);
    let save = |pair: Pair| desk.call("manager", Save(pair));
    let neither = Pair { description: String::new(), solution: String::new(), ..pair(2, "空", json!({})) };
    assert_eq!(fields(save(neither).await), field("/solution", "pair_empty"));
    let odd = pair(2, "怪", json!({"solution": "{phone}"}));
    assert_eq!(fields(save(odd).await), field("/solution", "placeholder_unknown"));
    let nowhere = pair(2, "无", json!({"category_id": Uuid::now_v7()}));
    assert_eq!(fields(save(nowhere).await), field("/category_id", "unknown"));
    // Only a merge says what stands for a pair.
    let led = pair(2, "引", json!({"merged_into": whole.id}));
    assert_eq!(fields(save(led).await), field("/merged_into", "unknown"));
    assert_eq!(code(save(Pair { rv: 0, ..whole.clone() }).await), "conflict");
    desk.done("manager", Save(Pair { active: false, ..whole })).await;
    assert!(desk.done("agent", List::<Pair>::default()).await.rows.is_empty(), "what is retired is out of the list");
    assert_eq!(offered(&desk, "agent", typed("打印机卡纸")).await, Vec::<String>::new());
}

async fn words_category_and_use_say_what_is_offered(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    kept(&desk, 2, "打印机脱机", json!({})).await;
    kept(&desk, 3, "Printer is offline", json!({"language": "en", "solution": ""})).await;
    assert_eq!(offered(&desk, "agent", typed("打印机又卡纸")).await, ["打印机卡纸"]);
    assert_eq!(offered(&desk, "agent", typed("水管漏水")).await, Vec::<String>::new());
    assert_eq!(offered(&desk, "agent", typed("printer offline")).await, ["Printer is offline"]);
    let answers = OfferPairs { answers: true, ..typed("printer offline") };
    assert_eq!(offered(&desk, "agent", answers).await, Vec::<String>::new());
    desk.done("agent", UsePair { id: id(2) }).await;
    desk.done("agent", UsePair { id: id(2) }).await;
    let category = OfferPairs { category_id: Some(PRINTERS), language: Some(Language::Zh), ..OfferPairs::default() };
    assert_eq!(offered(&desk, "agent", category).await[0], "打印机脱机", "what is used more comes first");
    for who in ["anna", "paul"] {
        assert_eq!(code(desk.call(who, typed("打印机")).await), "forbidden", "{who}");
    }
}

async fn a_region_is_offered_its_own(desk: Desk) {
    kept(&desk, 1, "北方专线断线", json!({"unit_id": NORTH})).await;
    kept(&desk, 2, "南方专线断线", json!({"unit_id": SOUTH})).await;
    for (who, found) in [("engineer", vec!["北方专线断线"]), ("south", vec!["南方专线断线"]), ("agent", vec![])]
    {
        assert_eq!(offered(&desk, who, typed("专线断线")).await, found, "{who}");
    }
}

async fn uses_are_counted_by_month_and_put_in_order(desk: Desk) {
    for (n, name) in [(1, "甲"), (2, "乙"), (3, "丙")] {
        kept(&desk, n, name, json!({})).await;
    }
    for _ in 0..3 {
        desk.done("agent", UsePair { id: id(2) }).await;
    }
    desk.done("engineer", UsePair { id: id(1) }).await;
    assert_eq!(often(&desk).await, [("乙".to_string(), 3), ("甲".to_string(), 1)], "what nobody uses is not reported");
    let told = desk.done("agent", OftenReported { q: Some("甲".into()), ..OftenReported::default() }).await;
    assert_eq!((told.rows.len(), told.rows[0].trend), (1, Trend::New));
    // What was used months ago is worth less than what is used now.
    let month = i64::from(told.month);
    let sql = "UPDATE pair_uses SET month = $1 WHERE pair_id = $2";
    desk.write(move |cx| {
        Box::pin(async move { cx.exec(sql, vec![(month - 5).into(), id(2).to_string().into()]).await.map(drop) })
    })
    .await;
    assert_eq!(often(&desk).await, [("甲".to_string(), 1), ("乙".to_string(), 0)]);
    let history = desk.done("manager", PairHistory { id: id(2) }).await;
    assert_eq!((history.counts, history.by_use.get(&Use::Inserted)), ([0, 0, 0, 0, 0, 3], Some(&3)));
    assert_eq!(code(desk.call("agent", UsePair { id: id(9) }).await), "not_found");
}

async fn a_merge_takes_uses_along_and_leaves_a_way(desk: Desk) {
    for (n, name) in [(1, "打印机卡纸"), (2, "卡纸了"), (3, "旧"), (4, "另一个")] {
        kept(&desk, n, name, json!({})).await;
    }
    desk.done("agent", UsePair { id: id(1) }).await;
    desk.done("agent", UsePair { id: id(2) }).await;
    let candidate = Candidate::Article;
    desk.done("engineer", ProposePair { id: id(2), candidate, withdraw: false }).await;
    let old = desk.done("manager", Get::<Pair>::new(id(3).0)).await;
    desk.done("manager", Save(Pair { active: false, ..old })).await;
    let merge = |from: u128, into: u128| desk.call("manager", MergePair { id: id(from), into_id: id(into) });
    assert_eq!(fields(merge(2, 2).await), field("/into_id", "same_pair"));
    assert_eq!(fields(merge(2, 9).await), field("/into_id", "unknown"));
    assert_eq!(code(merge(2, 3).await), "pairs.into_retired");
    merge(2, 1).await.expect("merged");
    assert_eq!(often(&desk).await, [("打印机卡纸".to_string(), 2)]);
    let put = desk.done("manager", ListCandidates { candidate }).await.rows;
    assert_eq!(put.iter().map(|row| row.pair.id).collect::<Vec<_>>(), [id(1)]);
    assert_eq!(code(merge(2, 1).await), "pairs.merged");
    let gone = desk.done("manager", Get::<Pair>::new(id(2).0)).await;
    assert_eq!((gone.active, gone.merged_into), (false, Some(id(1))));
    assert_eq!(code(desk.call("manager", Save(Pair { active: true, ..gone })).await), "pairs.merged");
    assert_eq!(desk.done("manager", PairHistory { id: id(2) }).await.into, "打印机卡纸");
    // Whoever still names the old one is led to the other, over several merges too.
    merge(1, 4).await.expect("merged");
    let led = desk.done("agent", UsePair { id: id(2) }).await;
    assert_eq!(led.id, id(4));
    assert_eq!(often(&desk).await, [("另一个".to_string(), 3)]);
}

async fn a_category_that_is_no_more_than_a_pair_is_folded(desk: Desk) {
    let mut above = desk.done("admin", Get::<Category>::new(PRINTERS.0)).await;
    above.id = CategoryId(Uuid::now_v7());
    (above.rv, above.name, above.parent_id) = (0, "硬件".into(), None);
    desk.done("admin", Save(above.clone())).await;
    let printers = desk.done("admin", Get::<Category>::new(PRINTERS.0)).await;
    desk.done("admin", Save(Category { parent_id: Some(above.id), ..printers })).await;
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    kept(&desk, 2, "停用的", json!({"active": false})).await;
    let found = desk.done("manager", ListFoldable {}).await.rows;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].category_id, found[0].into_id, found[0].why), (PRINTERS, above.id, Why::OnlyOne));
    assert_eq!(code(desk.call("agent", FoldCategory { category_id: PRINTERS }).await), "forbidden");
    assert_eq!(code(desk.call("manager", FoldCategory { category_id: above.id }).await), "pairs.not_foldable");
    desk.done("manager", FoldCategory { category_id: PRINTERS }).await;
    for n in [1, 2] {
        assert_eq!(desk.done("manager", Get::<Pair>::new(id(n).0)).await.category_id, above.id);
    }
    assert!(!desk.done("admin", Get::<Category>::new(PRINTERS.0)).await.active);
    assert!(desk.done("manager", ListFoldable {}).await.rows.is_empty());
}

async fn candidates_say_who_and_when(desk: Desk) {
    kept(&desk, 1, "打印机卡纸", json!({})).await;
    let put = |who: &'static str, candidate, withdraw| desk.done(who, ProposePair { id: id(1), candidate, withdraw });
    put("engineer", Candidate::Article, false).await;
    put("agent", Candidate::Article, false).await;
    put("agent", Candidate::Problem, false).await;
    let rows = desk.done("manager", ListCandidates { candidate: Candidate::Article }).await.rows;
    assert_eq!((rows.len(), rows[0].by.as_str()), (1, "engineer先生"), "whoever was first put it forward");
    assert!(rows[0].at > 0);
    let lines = "SELECT COUNT(*) AS n FROM audit WHERE action = 'pairs.propose'";
    assert_eq!(desk.number(lines, vec![]).await, 2, "what changes nothing leaves no line");
    put("manager", Candidate::Article, true).await;
    assert!(desk.done("manager", ListCandidates { candidate: Candidate::Article }).await.rows.is_empty());
    let marks = desk.done("agent", PairHistory { id: id(1) }).await.marks;
    assert_eq!(marks.iter().map(|mark| mark.candidate).collect::<Vec<_>>(), [Candidate::Problem]);
    assert_eq!(code(desk.call("anna", ListCandidates { candidate: Candidate::Article }).await), "forbidden");
}

async fn nobody_keeps_pairs_beyond_their_part(desk: Desk) {
    for who in ["agent", "engineer", "anna", "paul"] {
        assert_eq!(code(desk.call(who, Save(pair(1, "甲", json!({})))).await), "forbidden", "{who}");
    }
    desk.done("librarian", Save(pair(1, "北方", json!({"unit_id": NORTH_BRANCH})))).await;
    let theirs = desk.done("south", Get::<Pair>::new(id(1).0)).await;
    let moved = Pair { unit_id: Some(SOUTH), ..theirs.clone() };
    for tried in [moved, Pair { name: "改".into(), ..theirs }] {
        assert_eq!(code(desk.call("south", Save(tried)).await), "records.beyond_own_units");
    }
    kept(&desk, 2, "南方", json!({"unit_id": SOUTH})).await;
    let merge = MergePair { id: id(2), into_id: id(1) };
    assert_eq!(code(desk.call("south", merge).await), "records.beyond_own_units", "nobody hands on to others");
}

async fn a_table_of_pairs_comes_in_and_goes_back(desk: Desk) {
    let file = "标题,所属分类,标准描述,标准解决方案,语种,公开范围\n\
                打印机卡纸,打印,纸卡在出口,打开后盖取出卡纸,中文,客户也能看到\n\
                Printer is offline,打印,,Restart the spooler,,\n\
                没有内容,打印,,,,\n\
                去向不明,没有的分类,现象,办法,,\n";
    let import = brought(&desk, "manager", file, |choices| choices.target = Some(Target::Pairs)).await;
    assert_eq!(figures(&import), (2, 0, 0, 2));
    let mut rows = desk.done("agent", List::<Pair>::default()).await.rows;
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let told: Vec<_> = rows.iter().map(|pair| (pair.name.as_str(), pair.language, pair.audience)).collect();
    assert_eq!(
        told,
        [("Printer is offline", Language::En, Audience::Internal), ("打印机卡纸", Language::Zh, Audience::Customer)]
    );
    let again = "标题,分类,解决办法\n打印机 卡纸,打印,重启打印机\n打印机卡纸,打印,重启打印机\n";
    let update = |choices: &mut yingda_shared::imports::Choices| {
        (choices.target, choices.on_duplicate) = (Some(Target::Pairs), Some(OnDuplicate::Update));
    };
    let updated = brought(&desk, "manager", again, update).await;
    assert_eq!(figures(&updated), (1, 1, 0, 0), "a title with a space in it is another one");
    desk.done("manager", UndoImport { id: import.id, reason: "导错了".into() }).await;
    let undone = ended(&desk, "manager", import.id).await;
    assert_eq!((undone.state, undone.counts.undone, undone.counts.kept), (ImportState::Undone, 1, 1));
}
