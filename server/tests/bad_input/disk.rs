//! A store of attachments that takes nothing: whoever sends a file is told to come later, no row
//! speaks of bytes that are nowhere, and everything else goes on.

use std::path::PathBuf;

use serde_json::json;

use crate::both;
use crate::support::stories::*;
use crate::support::{Ask, Desk};

both!(a_store_that_takes_nothing_leaves_no_row_behind);

/// The folder of the store, moved away with a plain file in its place: nothing can be written below
/// it, whoever runs the tests.
struct Blocked(PathBuf);

impl Blocked {
    fn store(desk: &Desk) -> Blocked {
        let store = desk.services.config.data.join("files");
        std::fs::rename(&store, store.with_extension("away")).expect("the store moves");
        std::fs::write(&store, "").expect("a file in its place");
        Blocked(store)
    }

    fn free(self) {
        std::fs::remove_file(&self.0).expect("the file goes");
        std::fs::rename(self.0.with_extension("away"), &self.0).expect("the store comes back");
    }
}

async fn a_store_that_takes_nothing_leaves_no_row_behind(desk: Desk) {
    let case = desk.submitted("anna", "附件存不下").await;
    let kept = desk.uploaded("anna", "early.png", PNG).await;
    let before = (desk.number("SELECT COUNT(*) AS n FROM files", vec![]).await, desk.head().await);
    let send = || Ask::new("POST", "/files?name=a.txt").body("another content").by("anna");

    let blocked = Blocked::store(&desk);
    for _ in 0..3 {
        let answer = desk.http(send()).await;
        assert_eq!(answer.problem(), (503, "unavailable".into()));
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    }
    let file = desk.http(Ask::get(&format!("//files/{kept}")).by("anna")).await;
    assert_eq!(file.problem(), (503, "unavailable".into()), "bytes out of reach may come back");
    let after = (desk.number("SELECT COUNT(*) AS n FROM files", vec![]).await, desk.head().await);
    assert_eq!(after, before, "nothing speaks of bytes that are nowhere");
    desk.commented("anna", case.id, "没有附件也行").await;

    blocked.free();
    let sent = desk.http(send()).await.ok();
    let with = json!({"text": "这回带上了", "files": sent["id"]});
    desk.http(Ask::post(&format!("/cases/{}/comments", case.id), with).by("anna")).await.ok();
    let file = desk.http(Ask::get(&format!("//files/{}", sent["id"].as_str().expect("an id"))).by("anna")).await;
    assert_eq!((file.status.as_u16(), file.bytes.as_slice()), (200, b"another content".as_slice()));
    assert_eq!(desk.http(Ask::get(&format!("//files/{kept}")).by("anna")).await.bytes, PNG);
}
