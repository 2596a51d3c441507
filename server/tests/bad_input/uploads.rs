//! Uploads that are empty, endless, broken off, or not what they say.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use yingda_shared::kernel::limits::FILE_BYTES_MAX;

use crate::both;
use crate::support::stories::PNG;
use crate::support::{Ask, Desk};

both!(
    an_empty_file_is_refused,
    an_endless_upload_is_cut_off_at_the_limit,
    an_upload_that_breaks_off_leaves_nothing,
    a_disguise_is_seen_through,
    a_name_is_a_name_and_no_path,
    strangers_upload_so_often_and_no_more,
);

const CHUNK: u64 = 64 * 1024;

async fn upload(desk: &Desk, name: &str, body: impl Into<Body>) -> (u16, String) {
    let answer = desk.http(Ask::new("POST", &format!("/files?name={name}")).body(body).by("anna")).await;
    let errors = answer.json()["errors"][0]["code"].as_str().map(str::to_string);
    (answer.status.as_u16(), errors.unwrap_or_else(|| answer.code()))
}

async fn stored(desk: &Desk) -> i64 {
    desk.number("SELECT COUNT(*) AS n FROM files", vec![]).await
}

async fn an_empty_file_is_refused(desk: Desk) {
    assert_eq!(upload(&desk, "a.png", "").await, (422, "empty_file".into()));
    assert_eq!(stored(&desk).await, 0);
}

async fn an_endless_upload_is_cut_off_at_the_limit(desk: Desk) {
    let sent = Arc::new(AtomicU64::new(0));
    let counted = sent.clone();
    let endless = stream::repeat_with(move || {
        counted.fetch_add(CHUNK, Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; CHUNK as usize]))
    });
    assert_eq!(upload(&desk, "log.txt", Body::from_stream(endless)).await, (413, "too_large".into()));
    let read = sent.load(Ordering::Relaxed);
    assert!(read <= FILE_BYTES_MAX + 2 * CHUNK, "{read} bytes were read");
    assert_eq!(stored(&desk).await, 0);
    let fits = stream::iter(
        (0..FILE_BYTES_MAX / CHUNK).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; CHUNK as usize]))),
    );
    assert_eq!(upload(&desk, "log.txt", Body::from_stream(fits)).await.0, 201, "exactly the limit fits");
}

async fn an_upload_that_breaks_off_leaves_nothing(desk: Desk) {
    let broken = stream::iter([Ok(Bytes::from_static(PNG)), Err(std::io::Error::other("the phone lost its network"))]);
    assert_eq!(upload(&desk, "a.png", Body::from_stream(broken)).await, (422, "broken_upload".into()));
    assert_eq!(stored(&desk).await, 0);
}

async fn a_disguise_is_seen_through(desk: Desk) {
    let disguises: [(&str, &[u8]); 9] = [
        ("picture.png", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        ("picture.png", b"<?xml version=\"1.0\"?><svg/>"),
        ("notes.txt", b"\n\n  <!DOCTYPE html><script>alert(1)</script>"),
        ("notes.txt", b"hello <IFRAME src=x>"),
        ("picture.gif", b"GIF89a/*<script>alert(1)</script>*/"),
        ("picture.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0<html><body onload=alert(1)>"),
        ("report.pdf", b"MZ\x90\0\x03\0\0\0"),
        ("a.txt", b"\x7fELF\x02\x01\x01"),
        ("a.txt", b"text\0with a nul"),
    ];
    for (name, bytes) in disguises {
        assert_eq!(upload(&desk, name, bytes).await, (422, "file_type".into()), "{name}");
    }
    assert_eq!(stored(&desk).await, 0);
    assert_eq!(upload(&desk, "evil.html", PNG).await.0, 201, "bytes decide: a picture may be called anything");
}

async fn a_name_is_a_name_and_no_path(desk: Desk) {
    for (name, kept) in
        [("..%2F..%2Fetc%2Fpasswd", "passwd"), ("", "file"), ("%0D%0AX-Evil:1", "X-Evil:1"), ("a%22b.png", "ab.png")]
    {
        let answer = desk.http(Ask::new("POST", &format!("/files?name={name}")).body(PNG).by("anna")).await.ok();
        assert_eq!(answer["name"], kept);
        let file = desk.http(Ask::get(&format!("//files/{}", answer["id"].as_str().unwrap())).by("anna")).await;
        assert_eq!((file.status.as_u16(), file.header("x-evil")), (200, ""));
    }
    let long =
        desk.http(Ask::new("POST", &format!("/files?name={}", "x".repeat(5000))).body(PNG).by("anna")).await.ok();
    assert_eq!(long["name"].as_str().map(str::len), Some(120));
}

async fn strangers_upload_so_often_and_no_more(desk: Desk) {
    let mut taken = 0;
    loop {
        match desk.http(Ask::new("POST", "/files?name=a.png").body(PNG).from(77)).await.status.as_u16() {
            201 if taken < 500 => taken += 1,
            status => break assert_eq!(status, 429),
        }
    }
    assert!(taken >= 20, "a form with ten pictures and a second try pass: {taken}");
    let other = desk.http(Ask::new("POST", "/files?name=a.png").body(PNG).from(78)).await;
    assert_eq!(other.status.as_u16(), 201, "other addresses are not locked out with it");
}
