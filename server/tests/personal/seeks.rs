//! What was looked for in vain goes where it names an erased person.

use yingda_shared::knowledge::articles::{ListSeeks, SeekInVain};

use super::{WORDS, erase, found, past};
use crate::both;
use crate::support::Desk;

both!(words_that_name_an_erased_person_go);

async fn words_that_name_an_erased_person_go(desk: Desk) {
    past(&desk).await;
    for q in ["安娜 登录不了", "墨盒 更换"] {
        assert!(desk.done("anna", SeekInVain { q: q.into(), language: None }).await.counted, "{q}");
    }
    let places = found(&desk, &["安娜"]).await;
    assert!(places.iter().any(|place| place.starts_with("article_seeks.")), "{places:?}");

    desk.done("admin", erase(true)).await;

    assert_eq!(found(&desk, WORDS).await, Vec::<String>::new());
    let rows = desk.done("librarian", ListSeeks {}).await.rows;
    assert_eq!(rows.iter().map(|row| row.words.as_str()).collect::<Vec<_>>(), ["墨盒 更换"]);
}
