//! Attachments: seen with their case, by whom it may be seen.

use yingda_shared::cases::operations::*;
use yingda_shared::files::GetFile;
use yingda_shared::identity::Role;
use yingda_shared::identity::roles::builtin_id;
use yingda_shared::kernel::id::{FileId, FileIds};
use yingda_shared::record::{Get, Save};

use super::Rows;
use crate::both;
use crate::support::stories::*;
use crate::support::{Ask, Desk, code, field, fields};

both!(
    a_file_is_seen_with_its_case,
    an_internal_file_is_for_staff,
    a_file_is_given_once_and_by_its_owner,
    a_strangers_file_goes_with_the_link
);

async fn status(desk: &Desk, who: &str, file: FileId) -> u16 {
    desk.http(Ask::get(&format!("//files/{file}")).by(who)).await.status.as_u16()
}

fn attach(id: yingda_shared::kernel::id::CaseId, file: FileId, internal: bool) -> AttachFiles {
    AttachFiles { id, files: FileIds(vec![file]), internal }
}

async fn a_file_is_seen_with_its_case(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let file = desk.uploaded("anna", "%E6%88%AA%E5%9B%BE.png", PNG).await;
    assert_eq!(status(&desk, "anna", file).await, 200, "before a case holds it, its owner sees it");
    for other in ["adam", "admin", "paul"] {
        assert_eq!(status(&desk, other, file).await, 404, "{other}");
    }
    desk.done("anna", attach(rows.annas, file, false)).await;
    for (who, expected) in
        [("anna", 200), ("adam", 200), ("paul", 200), ("field", 200), ("bella", 404), ("quinn", 404), ("south", 404)]
    {
        assert_eq!(status(&desk, who, file).await, expected, "{who}");
        assert_eq!(desk.call(who, GetFile { id: file }).await.is_ok(), expected == 200, "{who}");
    }
    assert_eq!(desk.http(Ask::get(&format!("//files/{file}"))).await.status.as_u16(), 401);
    let answer = desk.http(Ask::get(&format!("//files/{file}")).by("anna")).await;
    assert_eq!((answer.header("content-type"), answer.bytes.as_slice()), ("image/png", PNG));
    assert_eq!(answer.header("content-disposition"), "inline; filename*=UTF-8''%E6%88%AA%E5%9B%BE.png");
    assert!(
        answer.header("content-security-policy").contains("sandbox")
            && answer.header("x-content-type-options") == "nosniff"
    );
}

async fn an_internal_file_is_for_staff(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let file = desk.uploaded("engineer", "a.png", PNG).await;
    desk.done("engineer", attach(rows.annas, file, true)).await;
    for (who, expected) in [("engineer", 200), ("field", 200), ("anna", 404), ("adam", 404), ("paul", 404)] {
        assert_eq!(status(&desk, who, file).await, expected, "{who}");
    }
    let file = desk.uploaded("anna", "b.png", PNG).await;
    assert_eq!(code(desk.call("anna", attach(rows.annas, file, true)).await), "cases.not_yours");
    assert_eq!(status(&desk, "anna", file).await, 200, "it is still hers");
}

async fn a_file_is_given_once_and_by_its_owner(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let file = desk.uploaded("bella", "c.png", PNG).await;
    let unknown = field("/files", "unknown");
    assert_eq!(fields(desk.call("anna", attach(rows.annas, file, false)).await), unknown);
    let op = CommentCase { files: FileIds(vec![file]), ..comment(rows.annas, "别人的文件") };
    assert_eq!(fields(desk.call("anna", op).await), unknown);
    let op = SubmitCase { files: FileIds(vec![file]), ..submit("别人的文件") };
    assert_eq!(fields(desk.call("anna", op).await), unknown);
    assert_eq!(
        texts(&desk.entries("anna", rows.annas).await),
        Vec::<String>::new(),
        "nothing of the refused comment stays"
    );
    desk.done("bella", attach(rows.bellas, file, false)).await;
    let again = SubmitCase { files: FileIds(vec![file]), ..submit("第二次") };
    assert_eq!(fields(desk.call("bella", again).await), unknown);
    let own = desk.uploaded("anna", "d.png", PNG).await;
    assert_eq!(code(desk.call("anna", attach(rows.bellas, own, false)).await), "not_found");
}

async fn a_strangers_file_goes_with_the_link(desk: Desk) {
    let upload = Ask::new("POST", "/files?name=e.png").body(PNG).from(9);
    let id = desk.http(upload).await.ok()["id"].as_str().unwrap().parse::<FileId>().unwrap();
    let op = SubmitCase { files: FileIds(vec![id]), contact_phone: "13700137000".into(), ..submit("附图") };
    let case = desk.done("guest", op).await;
    let secret = case.track.expect("a link");
    let path = format!("//files/{id}");
    assert_eq!(desk.http(Ask::get(&format!("{path}?track={secret}"))).await.status.as_u16(), 200);
    assert_eq!(desk.http(Ask::get(&path)).await.status.as_u16(), 401);
    let (_, other) = desk.guest_case("另一个").await;
    assert_eq!(desk.http(Ask::get(&format!("{path}?track={other}"))).await.status.as_u16(), 404);
    let mut reads: Role = desk.done("admin", Get::new(builtin_id("knowledge_manager").expect("a role").0)).await;
    reads.operations.retain(|operation| operation != "articles.draft");
    desk.done("admin", Save(reads)).await;
    assert_eq!(desk.http(Ask::new("POST", "/files?name=x.png").body(PNG).by("librarian")).await.status.as_u16(), 403);
}
