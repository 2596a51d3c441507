//! An index that is gone, damaged, or of another database: the desk answers all the same, and the
//! index comes back by itself.

use std::path::PathBuf;

use super::Follower;
use crate::both;
use crate::support::Desk;
use crate::support::stories::*;

both!(
    a_desk_without_its_index_answers,
    an_index_that_was_deleted_is_made_anew,
    an_index_that_was_damaged_is_made_anew,
    an_index_of_another_database_is_not_believed,
);

fn folder(desk: &Desk) -> PathBuf {
    desk.services.config.index.join("cases")
}

fn files(desk: &Desk) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for version in std::fs::read_dir(folder(desk)).expect("an index") {
        let files = std::fs::read_dir(version.expect("a folder").path()).expect("its files");
        found.extend(files.map(|file| file.expect("a file").path()));
    }
    found
}

async fn answers(desk: &Desk) {
    assert_eq!(desk.subjects("agent", search("卡纸")).await, Ok(vec!["打印机卡纸".to_string()]));
    assert_eq!(desk.subjects("south", search("卡纸")).await, Ok(vec![]));
}

async fn a_desk_without_its_index_answers(desk: Desk) {
    desk.submitted("anna", "打印机卡纸").await;
    assert!(desk.services.case_index.snapshot().is_none());
    answers(&desk).await;
}

async fn an_index_that_was_deleted_is_made_anew(desk: Desk) {
    desk.submitted("anna", "打印机卡纸").await;
    let follower = Follower::start(&desk).await;
    std::fs::remove_dir_all(folder(&desk)).expect("the index goes");
    answers(&desk).await;
    // The next commit has no place to go to.
    desk.submitted("bella", "别的事").await;
    desk.index_is_there().await;
    answers(&desk).await;
    assert!(!files(&desk).is_empty());
    follower.stop().await;
}

async fn an_index_that_was_damaged_is_made_anew(desk: Desk) {
    desk.submitted("anna", "打印机卡纸").await;
    for name in ["meta.json", ".term", ".idx", ".fast"] {
        let last = desk.beside().await;
        Follower::start(&last).await.stop().await;
        last.services.database.close().await;
        let damaged = files(&desk).into_iter().filter(|file| file.to_string_lossy().ends_with(name));
        let damaged: Vec<PathBuf> = damaged.collect();
        assert!(!damaged.is_empty(), "the index has a file {name}");
        for file in damaged {
            std::fs::write(file, b"nonsense").expect("the file is overwritten");
        }
        let next = desk.beside().await;
        answers(&next).await;
        let follower = Follower::start(&next).await;
        answers(&next).await;
        assert!(next.services.case_index.snapshot().is_some(), "{name}");
        follower.stop().await;
        next.services.database.close().await;
    }
}

async fn an_index_of_another_database_is_not_believed(desk: Desk) {
    desk.submitted("anna", "打印机卡纸").await;
    let other = desk.beside_in("other").await;
    Follower::start(&desk).await.stop().await;
    // As many changes, and others.
    let sql = "UPDATE feed SET at = at + 1";
    desk.write(move |cx| Box::pin(async move { cx.exec(sql, vec![]).await })).await;
    desk.services.database.close().await;
    let copied = files(&desk);
    let target = folder(&other).join(format!("v{}", yingda_server::search::document::VERSION));
    std::fs::create_dir_all(&target).expect("a folder");
    for file in copied {
        std::fs::copy(&file, target.join(file.file_name().expect("a name"))).expect("a copy");
    }
    let before = std::fs::read_to_string(target.join("meta.json")).expect("facts of the index");
    let follower = Follower::start(&other).await;
    let after = std::fs::read_to_string(target.join("meta.json")).expect("facts of the index");
    assert_ne!(before, after, "it was made anew");
    answers(&other).await;
    follower.stop().await;
    other.services.database.close().await;
}
