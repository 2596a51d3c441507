//! Files that come in pieces over a line that breaks, and files that a device told of before it sent
//! them.

mod awaited;

use std::time::Duration;

use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream;
use sha2::{Digest, Sha256};
use yingda_server::retention::prune;
use yingda_shared::cases::operations::CommentCase;
use yingda_shared::identity::Role;
use yingda_shared::kernel::id::{FileId, FileIds, Uuid};
use yingda_shared::kernel::limits::{FILE_BYTES_MAX, UPLOAD_DAYS, UPLOADS_OPEN_MAX};
use yingda_shared::kernel::time::DAY;
use yingda_shared::record::{Get, Save};

use crate::both;
use crate::support::http::Answer;
use crate::support::stories::{PNG, comment};
use crate::support::world::person;
use crate::support::{Ask, Desk};

both!(
    a_file_goes_on_where_it_was_cut_and_is_a_file_like_any_other,
    what_does_not_fit_is_refused_and_counts_for_nothing,
    nobody_goes_on_with_anothers_file,
    a_disguise_is_seen_through_when_the_file_is_whole,
    a_lost_answer_makes_no_second_file,
    an_upload_that_is_ended_leaves_nothing,
    what_stands_still_goes_and_may_begin_again,
    nobody_begins_more_files_than_they_send,
);

/// A picture of some size.
fn picture(bytes: usize) -> Vec<u8> {
    let noise = (0u32..).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    PNG.iter().copied().chain(noise).take(bytes).collect()
}

fn fresh() -> FileId {
    FileId(Uuid::now_v7())
}

fn sum(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

fn tus(method: &str, path: &str) -> Ask {
    Ask::new(method, path).header("tus-resumable", "1.0.0")
}

fn place(id: FileId) -> String {
    format!("/files/uploads/{id}")
}

async fn begin(desk: &Desk, who: &str, id: FileId, bytes: u64) -> Answer {
    let about = format!("id {},filename {}", STANDARD.encode(id.to_string()), STANDARD.encode("现场.png"));
    let ask = tus("POST", "/files/uploads").header("upload-length", &bytes.to_string());
    desk.http(ask.header("upload-metadata", &about).by(who)).await
}

fn piece(id: FileId, offset: u64, body: impl Into<Body>) -> Ask {
    let ask = tus("PATCH", &place(id)).header("content-type", "application/offset+octet-stream");
    ask.header("upload-offset", &offset.to_string()).body(body)
}

fn summed(ask: Ask, bytes: &[u8]) -> Ask {
    ask.header("upload-checksum", &format!("sha256 {}", STANDARD.encode(sum(bytes))))
}

/// Status and how much is there.
async fn standing(desk: &Desk, who: &str, id: FileId) -> (u16, String) {
    let answer = desk.http(tus("HEAD", &place(id)).by(who)).await;
    (answer.status.as_u16(), answer.header("upload-offset").to_string())
}

fn here(bytes: usize) -> (u16, String) {
    (200, bytes.to_string())
}

/// Sends a whole file, in pieces of a size.
async fn send(desk: &Desk, who: &str, id: FileId, bytes: &[u8], size: usize) -> Answer {
    let mut last = begin(desk, who, id, bytes.len() as u64).await;
    for (n, part) in bytes.chunks(size).enumerate() {
        assert!(last.status.is_success(), "{:?}", last.problem());
        last = desk.http(summed(piece(id, (n * size) as u64, part.to_vec()), part).by(who)).await;
    }
    last
}

/// Pieces that lie in the store.
fn pieces(desk: &Desk) -> usize {
    let folder = desk.services.config.data.join("files/uploads");
    std::fs::read_dir(folder).map_or(0, |files| files.count())
}

async fn files(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM files", vec![]).await
}

async fn content(desk: &Desk, who: &str, id: FileId) -> Vec<u8> {
    desk.http(Ask::get(&format!("//files/{id}")).by(who)).await.bytes
}

async fn a_file_goes_on_where_it_was_cut_and_is_a_file_like_any_other(desk: Desk) {
    let (id, bytes) = (fresh(), picture(1_000_000));
    let answer = begin(&desk, "anna", id, bytes.len() as u64).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (201, format!("/api/v1{}", place(id)).as_str()));
    assert_eq!((answer.header("upload-offset"), answer.header("tus-resumable")), ("0", "1.0.0"));
    assert!(answer.header("upload-expires").ends_with(" GMT"));
    // The line breaks at 37 percent.
    let cut = bytes.len() * 37 / 100;
    let torn = stream::iter([Ok(Bytes::from(bytes[..cut].to_vec())), Err(std::io::Error::other("the line is gone"))]);
    assert_eq!(desk.http(piece(id, 0, Body::from_stream(torn)).by("anna")).await.problem().0, 422);
    assert_eq!(standing(&desk, "anna", id).await, here(cut));
    assert_eq!((files(&desk).await, pieces(&desk)), (0, 1));
    let middle = cut + 400_000;
    let next = &bytes[cut..middle];
    let answer = desk.http(summed(piece(id, cut as u64, next.to_vec()), next).by("anna")).await;
    assert_eq!((answer.status.as_u16(), answer.header("upload-offset")), (204, middle.to_string().as_str()));
    let answer = desk.http(piece(id, middle as u64, bytes[middle..].to_vec()).by("anna")).await;
    assert_eq!((answer.status.as_u16(), answer.header("upload-offset")), (204, "1000000"));
    assert_eq!((files(&desk).await, pieces(&desk)), (1, 0));
    // As one that was sent at once.
    let whole = desk.http(Ask::new("POST", "/files?name=a.png").body(bytes.clone()).by("anna")).await.ok();
    let facts = |id: String| desk.http(Ask::get(&format!("/files/{id}")).by("anna"));
    let (pieced, sent) = (facts(id.to_string()).await.ok(), facts(whole["id"].as_str().unwrap().into()).await.ok());
    assert_eq!((&pieced["name"], &pieced["media_type"]), (&"现场.png".into(), &sent["media_type"]));
    let hashes = "SELECT COUNT(DISTINCT hash) AS n FROM files";
    assert_eq!(desk.number(hashes, vec![]).await, 1, "the same bytes lie in one place");
    let case = desk.submitted("anna", "附件分段上传").await.id;
    desk.done("anna", CommentCase { files: FileIds(vec![id]), ..comment(case, "照片") }).await;
    assert_eq!(sum(&content(&desk, "manager", id).await), sum(&bytes));
}

async fn what_does_not_fit_is_refused_and_counts_for_nothing(desk: Desk) {
    let (id, bytes) = (fresh(), picture(3_000));
    assert_eq!(begin(&desk, "anna", id, 3_000).await.status.as_u16(), 201);
    desk.http(piece(id, 0, bytes[..1_000].to_vec()).by("anna")).await;
    let part = &bytes[1_000..2_000];
    let torn = || stream::iter([Ok(Bytes::from(part.to_vec())), Err(std::io::Error::other("the line is gone"))]);
    let table = [
        (piece(id, 0, bytes[..1_000].to_vec()), 409, "uploads.wrong_offset"),
        (piece(id, 1_001, part.to_vec()), 409, "uploads.wrong_offset"),
        (summed(piece(id, 1_000, part.to_vec()), b"other bytes"), 460, "uploads.checksum"),
        (summed(piece(id, 1_000, Body::from_stream(torn())), part), 422, "invalid"),
        (piece(id, 1_000, picture(2_001)), 413, "too_large"),
        (tus("PATCH", &place(id)).header("upload-offset", "1000").body(part.to_vec()), 415, "invalid"),
        (piece(id, 1_000, part.to_vec()).header("upload-checksum", "md5 eA=="), 422, "invalid"),
        (Ask::new("PATCH", &place(id)).header("upload-offset", "1000").body(part.to_vec()), 412, "invalid"),
    ];
    for (n, (ask, status, code)) in table.into_iter().enumerate() {
        assert_eq!(desk.http(ask.by("anna")).await.problem(), (status, code.to_string()), "{n}");
        assert_eq!(standing(&desk, "anna", id).await, here(1_000), "{n}");
    }
    assert_eq!((pieces(&desk), files(&desk).await), (1, 0));
    let empty = desk.http(piece(id, 1_000, "").by("anna")).await;
    assert_eq!((empty.status.as_u16(), empty.header("upload-offset")), (204, "1000"));
    // Beginnings.
    for (id, bytes, status) in [
        (fresh(), FILE_BYTES_MAX + 1, 413),
        (fresh(), 0, 422),
        (FileId(Uuid::from_u128(7)), 5, 422),
        (id, 2_999, 422),
        (fresh(), FILE_BYTES_MAX, 201),
    ] {
        assert_eq!(begin(&desk, "anna", id, bytes).await.status.as_u16(), status, "{bytes}");
    }
    assert_eq!(desk.http(tus("POST", "/files/uploads").by("anna")).await.problem().0, 422, "no length");
    nobody_attaches(&desk, "librarian").await;
    assert_eq!(
        begin(&desk, "librarian", fresh(), 5).await.status.as_u16(),
        403,
        "who may attach nothing sends nothing"
    );
    let options = desk.http(Ask::new("OPTIONS", "/files/uploads")).await;
    let told =
        (options.header("tus-version"), options.header("tus-max-size"), options.header("tus-checksum-algorithm"));
    assert_eq!(told, ("1.0.0", FILE_BYTES_MAX.to_string().as_str(), "sha256"));
}

/// Takes every right from a role with which something may be attached.
async fn nobody_attaches(desk: &Desk, login: &str) {
    let role: Role = desk.done("admin", Get::new(person(login).role_id.0)).await;
    let operations = vec!["cases.get".to_string()];
    desk.done("admin", Save(Role { operations, ..role })).await;
}

async fn nobody_goes_on_with_anothers_file(desk: Desk) {
    let (id, bytes) = (fresh(), picture(2_000));
    begin(&desk, "anna", id, 2_000).await;
    desk.http(piece(id, 0, bytes[..1_000].to_vec()).by("anna")).await;
    for other in ["adam", "admin", "engineer"] {
        assert_eq!(standing(&desk, other, id).await, (404, String::new()), "{other}");
        assert_eq!(desk.http(piece(id, 1_000, bytes[1_000..].to_vec()).by(other)).await.problem().0, 404, "{other}");
        assert_eq!(desk.http(tus("DELETE", &place(id)).by(other)).await.problem().0, 404, "{other}");
        assert_eq!(begin(&desk, other, id, 2_000).await.problem().0, 422, "{other}");
    }
    assert_eq!(desk.http(tus("HEAD", &place(id))).await.status.as_u16(), 404, "nor does a stranger");
    assert_eq!(standing(&desk, "anna", id).await, here(1_000));
    desk.http(piece(id, 1_000, bytes[1_000..].to_vec()).by("anna")).await;
    for other in ["adam", "admin"] {
        assert_eq!(standing(&desk, other, id).await.0, 404, "{other}: nor is a whole one told of");
        assert_eq!(begin(&desk, other, id, 2_000).await.problem().0, 422, "{other}");
    }
}

async fn a_disguise_is_seen_through_when_the_file_is_whole(desk: Desk) {
    let markup = b"<!DOCTYPE html><script>alert(1)</script>".repeat(50);
    let id = fresh();
    let last = send(&desk, "anna", id, &markup, 512).await;
    let told = last.json()["errors"][0]["code"].as_str().unwrap_or_default().to_string();
    assert_eq!((last.status.as_u16(), told.as_str()), (422, "file_type"), "as when it is sent at once");
    assert_eq!((files(&desk).await, pieces(&desk)), (0, 0), "nothing of it stays");
    assert_eq!(standing(&desk, "anna", id).await.0, 404);
}

async fn a_lost_answer_makes_no_second_file(desk: Desk) {
    let (id, bytes) = (fresh(), picture(2_000));
    assert_eq!(begin(&desk, "anna", id, 2_000).await.status.as_u16(), 201);
    desk.http(piece(id, 0, bytes[..500].to_vec()).by("anna")).await;
    let again = begin(&desk, "anna", id, 2_000).await;
    assert_eq!((again.status.as_u16(), again.header("upload-offset")), (201, "500"));
    // Two tries of one piece at once: one of them counts.
    let (first, second) = tokio::join!(
        desk.http(piece(id, 500, bytes[500..1_500].to_vec()).by("anna")),
        desk.http(piece(id, 500, bytes[500..1_500].to_vec()).by("anna")),
    );
    let mut both = [first.status.as_u16(), second.status.as_u16()];
    both.sort();
    assert_eq!((both, pieces(&desk)), ([204, 409], 2));
    desk.http(piece(id, 1_500, bytes[1_500..].to_vec()).by("anna")).await;
    // The answer to the last piece never came.
    assert_eq!(standing(&desk, "anna", id).await, here(2_000));
    assert_eq!(begin(&desk, "anna", id, 2_000).await.header("upload-offset"), "2000");
    assert_eq!(desk.http(piece(id, 1_500, bytes[1_500..].to_vec()).by("anna")).await.problem().0, 409);
    assert_eq!((files(&desk).await, sum(&content(&desk, "anna", id).await)), (1, sum(&bytes)));
}

async fn an_upload_that_is_ended_leaves_nothing(desk: Desk) {
    let id = fresh();
    begin(&desk, "anna", id, 2_000).await;
    desk.http(piece(id, 0, picture(500)).by("anna")).await;
    assert_eq!(desk.http(tus("DELETE", &place(id)).by("anna")).await.status.as_u16(), 204);
    assert_eq!((standing(&desk, "anna", id).await.0, pieces(&desk)), (404, 0));
    assert_eq!(desk.http(tus("DELETE", &place(id)).by("anna")).await.status.as_u16(), 404);
}

async fn what_stands_still_goes_and_may_begin_again(desk: Desk) {
    let (old, young) = (fresh(), fresh());
    for id in [old, young] {
        begin(&desk, "anna", id, 2_000).await;
        desk.http(piece(id, 0, picture(500)).by("anna")).await;
    }
    let age = "UPDATE uploads SET at = at - $1 WHERE id = $2";
    let by = UPLOAD_DAYS * DAY + Duration::from_secs(60).as_millis() as i64;
    desk.write(move |cx| Box::pin(async move { cx.exec(age, vec![by.into(), old.0.into()]).await })).await;
    assert_eq!(prune(&desk.services).await, Ok(1));
    assert_eq!((standing(&desk, "anna", old).await.0, standing(&desk, "anna", young).await), (404, here(500)));
    assert_eq!(pieces(&desk), 1);
    assert_eq!(send(&desk, "anna", old, &picture(2_000), 700).await.status.as_u16(), 204);
    assert_eq!(prune(&desk.services).await, Ok(0));
}

async fn nobody_begins_more_files_than_they_send(desk: Desk) {
    for n in 0..UPLOADS_OPEN_MAX {
        assert_eq!(begin(&desk, "anna", fresh(), 5).await.status.as_u16(), 201, "{n}");
    }
    assert_eq!(begin(&desk, "anna", fresh(), 5).await.status.as_u16(), 429);
    assert_eq!(begin(&desk, "adam", fresh(), 5).await.status.as_u16(), 201, "each for themselves");
}
