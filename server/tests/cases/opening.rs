//! How cases begin: by customers, by strangers with a link, by agents on the phone.

use yingda_server::cases::open::quick_open;
use yingda_server::ctx::Caller;
use yingda_server::db::HEARD;
use yingda_server::records::sound;
use yingda_shared::cases::operations::*;
use yingda_shared::cases::queries::{FindCaller, GetCase, ListCases};
use yingda_shared::cases::{CaseState, Channel};
use yingda_shared::catalog::Category;
use yingda_shared::customers::Company;
use yingda_shared::kernel::id::{CaseId, CategoryId, ProductId, Uuid};
use yingda_shared::portal::SubmitOptions;
use yingda_shared::record::{Get, List, Save};

use crate::both;
use crate::support::stories::*;
use crate::support::world::{
    self, ANNA, BELLA, INTERNAL, LOOM, NORTH_BRANCH, NORTH_TEAM, NORTHERN, PRINTER, PRINTERS, U8,
};
use crate::support::{Desk, code, field, fields};

both!(
    a_subject_is_enough_for_an_agent,
    an_agent_finds_the_caller_and_takes_the_case_on,
    names_are_found_by_their_sound_those_of_an_older_program_too,
    a_customers_case_belongs_to_the_customers_company_and_branch,
    a_customer_cannot_name_what_is_not_theirs,
    a_stranger_gets_a_link_that_opens_one_case,
    a_label_stands_for_the_thing_and_never_says_whose_it_is,
    the_category_says_who_receives_a_case,
    numbers_run_without_a_gap_under_load,
    what_promises_are_made_by_is_read_once,
);

async fn a_subject_is_enough_for_an_agent(desk: Desk) {
    let op = QuickOpenCase { subject: "  来电报修  ".into(), ..QuickOpenCase::default() };
    let case = desk.done("agent", op).await;
    let seen = desk.case("agent", case.id).await.case;
    assert_eq!((seen.subject.as_str(), seen.channel, seen.unit_id), ("来电报修", Channel::Phone, Some(world::HEAD)));
    let empty = QuickOpenCase { subject: "  ".into(), ..QuickOpenCase::default() };
    assert_eq!(fields(desk.call("agent", empty).await), field("/subject", "required"));
}

async fn an_agent_finds_the_caller_and_takes_the_case_on(desk: Desk) {
    for q in ["138-0013-8000", "＋86 138 0013 8000", "安娜", "8000"] {
        let found = desk.done("agent", FindCaller { q: q.into() }).await.callers;
        assert_eq!(found.iter().map(|caller| caller.contact.id).collect::<Vec<_>>(), [ANNA], "{q}");
    }
    let op = QuickOpenCase { subject: "来电".into(), contact_id: Some(ANNA), take: true, ..QuickOpenCase::default() };
    let case = desk.done("agent", op).await;
    assert_eq!(case.state, CaseState::Assigned);
    let seen = desk.case("agent", case.id).await;
    assert_eq!((seen.case.company_id, seen.case.unit_id), (Some(NORTHERN), Some(NORTH_BRANCH)));
    assert_eq!((seen.case.contact_name.as_str(), seen.case.contact_phone.as_str()), ("安娜", "13800138000"));
    let caller = desk.done("agent", FindCaller { q: "安娜".into() }).await.callers.remove(0);
    assert_eq!(caller.company.as_deref(), Some("北方机械"));
    assert_eq!(caller.assets.iter().map(|asset| asset.id).collect::<Vec<_>>(), [PRINTER]);
    assert_eq!(caller.open_cases.iter().map(|row| row.id).collect::<Vec<_>>(), [case.id]);
}

async fn names_are_found_by_their_sound_those_of_an_older_program_too(desk: Desk) {
    let found = async |q: &str| -> Vec<_> {
        let callers = desk.done("agent", FindCaller { q: q.into() }).await.callers;
        callers.into_iter().map(|caller| caller.contact.id).collect()
    };
    let firm = async |q: &str| -> Vec<_> {
        let rows = desk.done("agent", List::<Company> { q: Some(q.into()), ..List::default() }).await.rows;
        rows.into_iter().map(|company| company.id).collect()
    };
    for q in ["anna", "ANNA"] {
        assert_eq!(found(q).await, [ANNA], "{q}");
    }
    assert_eq!((firm("bfjx").await, firm("beifang").await), (vec![NORTHERN], vec![NORTHERN]));
    // As a program left them that knew nothing of sounds.
    let older = desk.services.write(Caller::system(), |cx| {
        Box::pin(async move {
            cx.exec("UPDATE contacts SET search = name", vec![]).await?;
            cx.exec("UPDATE companies SET search = name", vec![]).await
        })
    });
    older.await.expect("written");
    assert_eq!((found("anna").await, firm("bfjx").await), (vec![], vec![]));
    sound::keep(&desk.services).await.expect("kept");
    assert_eq!((found("anna").await, firm("bfjx").await), (vec![ANNA], vec![NORTHERN]));
    assert_eq!(found("安娜").await, [ANNA], "and by what is written");
}

async fn a_customers_case_belongs_to_the_customers_company_and_branch(desk: Desk) {
    let op = SubmitCase { asset_id: Some(PRINTER), category_id: Some(PRINTERS), ..submit("卡纸") };
    let case = desk.done("anna", op).await;
    let seen = desk.case("manager", case.id).await.case;
    assert_eq!((seen.company_id, seen.contact_id, seen.unit_id), (Some(NORTHERN), Some(ANNA), Some(NORTH_BRANCH)));
    assert_eq!((seen.product_id, seen.channel), (Some(U8), Channel::Portal), "the product is the asset's");
    let taken = SubmitCase { id: Some(case.id), ..submit("同一个号") };
    assert_eq!(code(desk.call("bella", taken).await), "cases.id_taken");
    let own = SubmitCase { id: Some(CaseId(Uuid::now_v7())), ..submit("自带号") };
    assert_eq!(desk.done("anna", own.clone()).await.id, own.id.expect("an id"));
}

async fn a_customer_cannot_name_what_is_not_theirs(desk: Desk) {
    let foreign = SubmitCase { asset_id: Some(LOOM), ..submit("别人的设备") };
    assert_eq!(fields(desk.call("anna", foreign).await), field("/asset_id", "unknown"));
    let labelled = SubmitCase { serial: Some("LOOM-7".into()), ..submit("别人的标签") };
    assert_eq!(fields(desk.call("anna", labelled).await), field("/asset_id", "unknown"));
    let hidden = SubmitCase { category_id: Some(INTERNAL), ..submit("内部类别") };
    assert_eq!(fields(desk.call("anna", hidden.clone()).await), field("/category_id", "unknown"));
    let hidden = SubmitCase { contact_phone: "13700137000".into(), ..hidden };
    assert_eq!(fields(desk.call("guest", hidden).await), field("/category_id", "unknown"));
    let nothing = SubmitCase { category_id: Some(CategoryId(Uuid::now_v7())), ..submit("没有的类别") };
    assert_eq!(fields(desk.call("anna", nothing).await), field("/category_id", "unknown"));
    let nothing = SubmitCase { product_id: Some(ProductId(Uuid::now_v7())), ..submit("没有的产品") };
    assert_eq!(fields(desk.call("anna", nothing).await), field("/product_id", "unknown"));
    let mixed = QuickOpenCase {
        subject: "甲公司的单，乙公司的人".into(),
        company_id: Some(NORTHERN),
        contact_id: Some(BELLA),
        ..QuickOpenCase::default()
    };
    assert_eq!(fields(desk.call("agent", mixed).await), field("/contact_id", "unknown"));
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM cases", vec![]).await, 0);
}

async fn a_stranger_gets_a_link_that_opens_one_case(desk: Desk) {
    assert_eq!(fields(desk.call("guest", submit("没有电话")).await), field("/contact_phone", "required"));
    let (case, secret) = desk.guest_case("扫码报修").await;
    let (other, _) = desk.guest_case("另一个").await;
    let me = format!("track:{secret}");
    assert_eq!(desk.case(&me, case.id).await.case.subject, "扫码报修");
    assert_eq!(desk.case(&me, case.id).await.case.channel, Channel::Guest);
    desk.commented(&me, case.id, "在三楼").await;
    assert_eq!(texts(&desk.entries("agent", case.id).await), ["在三楼"]);
    assert_eq!(code(desk.call(&me, GetCase { id: other.id.to_string() }).await), "not_found");
    assert_eq!(code(desk.call(&me, GetCase { id: other.number.clone() }).await), "not_found");
    assert_eq!(code(desk.call(&me, comment(other.id, "别人的")).await), "not_found");
    assert_eq!(code(desk.call(&me, ListCases::default()).await), "forbidden");
    assert_eq!(code(desk.call("guest", GetCase { id: case.id.to_string() }).await), "unauthenticated");
    desk.resolved("agent", case.id).await;
    desk.done(&me, AcceptCase { id: case.id }).await;
    desk.done(&me, rate(case.id, 5)).await;
    let secrets = "SELECT COUNT(*) AS n FROM cases WHERE track_hash = $1";
    assert_eq!(desk.number(secrets, vec![secret.into()]).await, 0, "the secret itself is not stored");
}

async fn a_label_stands_for_the_thing_and_never_says_whose_it_is(desk: Desk) {
    let options = desk.done("guest", SubmitOptions { serial: Some("prn-001".into()) }).await;
    let thing = options.asset.expect("the labelled thing");
    assert_eq!((thing.name.as_str(), thing.product.as_str(), thing.place.as_str()), ("打印机", "U8", "三楼"));
    assert_eq!(options.categories.iter().map(|category| category.id).collect::<Vec<_>>(), [PRINTERS]);
    let op =
        SubmitCase { serial: Some("PRN-001".into()), contact_phone: "13700137000".into(), ..submit("标签报修") };
    let case = desk.done("guest", op).await;
    let seen = desk.case("agent", case.id).await.case;
    assert_eq!((seen.asset_id, seen.company_id, seen.contact_id), (Some(PRINTER), Some(NORTHERN), None));
    assert_eq!(desk.case("adam", case.id).await.case.subject, "标签报修", "the company's administrator sees it");
    assert_eq!(code(desk.call("bella", GetCase { id: case.id.to_string() }).await), "not_found");
}

async fn the_category_says_who_receives_a_case(desk: Desk) {
    let mut category: Category = desk.done("admin", Get::new(PRINTERS.0)).await;
    category.team_id = Some(NORTH_TEAM);
    desk.done("admin", Save(category)).await;
    let case = desk.done("anna", SubmitCase { category_id: Some(PRINTERS), ..submit("按类别") }).await;
    assert_eq!(desk.case("manager", case.id).await.case.team_id, Some(NORTH_TEAM));
}

async fn numbers_run_without_a_gap_under_load(desk: Desk) {
    let open = |n: usize| {
        let desk = desk.clone();
        async move {
            // Every third is refused inside its transaction, after the number was counted.
            let contact_id = n.is_multiple_of(3).then(|| yingda_shared::kernel::id::ContactId(Uuid::now_v7()));
            let op = QuickOpenCase { subject: format!("第{n}个"), contact_id, ..QuickOpenCase::default() };
            desk.call("agent", op).await.ok().map(|case| case.number)
        }
    };
    let mut numbers: Vec<String> = futures::future::join_all((0..60).map(open)).await.into_iter().flatten().collect();
    numbers.sort();
    let ends: Vec<String> = (1..=40).map(|n| format!("{n:06}")).collect();
    assert_eq!(numbers.iter().map(|number| number[8..].to_string()).collect::<Vec<_>>(), ends);
}

/// However a case begins, and whoever takes it on at once.
async fn what_promises_are_made_by_is_read_once(desk: Desk) {
    let caller = desk.caller("agent").await;
    let op = QuickOpenCase { subject: "来电报修".into(), take: true, ..QuickOpenCase::default() };
    let work = desk.services.write(caller, move |cx| {
        Box::pin(HEARD.scope(Default::default(), async move {
            quick_open(cx, op).await?;
            Ok(HEARD.with(|heard| heard.take()))
        }))
    });
    let heard = work.await.expect("a case");
    for setting in ["priority_matrix", "desk_time"] {
        let asked = heard.iter().filter(|(sql, binds)| sql.contains(" settings ") && binds.contains(&setting.into()));
        assert_eq!(asked.count(), 1, "{setting}");
    }
    assert_eq!(heard.iter().filter(|(sql, _)| sql.contains("FROM sla_policies")).count(), 1);
}
