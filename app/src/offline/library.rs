//! What articles are found by on this device: made when somebody first looks for something, a piece at a time, so that the
//! page does not stand still meanwhile.

use gloo::timers::future::TimeoutFuture;
use yingda_shared::knowledge::articles::ARTICLES;
use yingda_shared::sync::Key;

use super::segments;
use super::session::Session;

/// Bytes of articles that are taken in before the page has a turn.
const PIECE: usize = 32 * 1024;

/// Brings the library to where the rows are.
pub async fn catch_up(session: &Session) {
    segments::open(session).await;
    loop {
        let whole = match session.rows().await {
            Ok(rows) => {
                let all = rows.range(Key::new(ARTICLES, "")..).take_while(|(key, _)| key.kind == ARTICLES);
                let told = all.map(|(key, held)| (key.id.as_str(), held.row.rv, &held.row.body));
                session.library.borrow_mut().catch_up(told, PIECE)
            }
            // What is there already is found.
            Err(_) => true,
        };
        if whole {
            return;
        }
        TimeoutFuture::new(0).await;
    }
}
