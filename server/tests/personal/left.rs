//! What colleagues began to write, brought in and took out as files.

use yingda_server::jobs::worker::work_off;
use yingda_shared::exports::{ExportState, Format, GetExport, StartExport};
use yingda_shared::imports::{ImportState, OnDuplicate, UndoImport};
use yingda_shared::views::{GetView, SaveView, ViewScope};
use yingda_shared::workplace::drafts::{Draft, GetDraft, SaveDraft};

use super::{WORDS, erase, found, kept, past, world};
use crate::both;
use crate::imports::tables::{brought, ended};
use crate::support::{Ask, Desk, code};
use crate::views::view;

both!(drafts_views_imports_and_files_of_lists_name_an_erased_person_no_more);

async fn drafts_views_imports_and_files_of_lists_name_an_erased_person_no_more(desk: Desk) {
    let told = past(&desk).await;
    let draft = |text: &str| Draft { text: text.into(), ..Draft::default() };
    let begun = SaveDraft {
        case_id: Some(told.phone),
        draft: draft("已请安娜明天再试"),
        base: None,
        shared: false,
        settled: false,
    };
    desk.done("engineer", begun.clone()).await;
    let sheet = SaveDraft { case_id: None, draft: draft("安娜来电 13800138000"), ..begun.clone() };
    desk.done("agent", sheet).await;
    // What she had begun herself goes as a whole, whatever it says.
    desk.done("anna", SaveDraft { case_id: Some(told.portal), draft: draft("墨粉也没了"), ..begun }).await;
    let wanted = view(7, ViewScope::Personal, &[("q", "安娜"), ("state", "open")]);
    desk.done("agent", SaveView { name: "安娜的事件".into(), ..wanted.clone() }).await;
    let rows = "公司,客户编号,联系人,手机,职务\n北方机械,K-001,安娜,138-0013-8000,主任\n";
    let import = brought(&desk, "manager", rows, |choices| choices.on_duplicate = Some(OnDuplicate::Update)).await;
    assert_eq!(import.counts.updated, 1);
    let other = brought(&desk, "manager", "公司,客户编号\n别的公司,K-777\n", |_| {}).await;
    let query = String::new();
    let list = StartExport {
        list: "contacts".into(),
        format: Format::Csv,
        query,
        columns: String::new(),
        language: "zh".into(),
    };
    let export = desk.done("manager", list).await;
    assert_eq!(export.state, ExportState::Done);
    let objects = desk.services.config.data.join("files");
    for (table, words) in [("drafts.", "安娜"), ("drafts.", "墨粉也没了"), ("import_rows.", "安娜"), ("views.", "安娜")]
    {
        let places = found(&desk, &[words]).await;
        assert!(places.iter().any(|place| place.starts_with(table)), "{words} is not in {table} to begin with");
    }
    assert!(kept(&objects, "北方机械,K-001,安娜".as_bytes()) && kept(&objects, "别的公司".as_bytes()));

    desk.done("admin", erase(true)).await;

    let words: Vec<&str> = WORDS.iter().copied().chain(["墨粉也没了"]).collect();
    assert_eq!(found(&desk, &words).await, Vec::<String>::new());
    let kept_draft = desk.done("engineer", GetDraft { case_id: Some(told.phone) }).await.own.expect("a draft");
    assert_eq!(kept_draft.draft.text, "已请■■■明天再试", "the colleague's own words stay");
    let left = desk.done("agent", GetView { id: wanted.id }).await;
    assert_eq!((left.name.as_str(), left.query["state"].as_str()), ("■■■的事件", "open"), "the view stays");
    // The file of the import that wrote her record, and every file of a list.
    assert!(!kept(&objects, "安娜".as_bytes()));
    assert!(kept(&objects, "别的公司".as_bytes()), "{:?}", other.id);
    assert_eq!(code(desk.call("manager", GetExport { id: export.id }).await), "not_found");
    let report = desk.http(Ask::get(&format!("/imports/{}/report", import.id)).by("manager")).await;
    assert_eq!(report.status.as_u16(), 404);
    // Taking the import back would bring her again: her record is not as the import left it.
    desk.done("manager", UndoImport { id: import.id, reason: "不要了".into() }).await;
    let undone = ended(&desk, "manager", import.id).await;
    assert_eq!((undone.state, undone.counts.kept), (ImportState::Undone, 1));
    work_off(&desk.services).await.expect("nothing is left to do");
    assert_eq!(found(&desk, &["安娜"]).await, Vec::<String>::new());
    assert_eq!(super::shared::called(&desk, world::ANNA).await, "■■■");
}
