//! The live channel pokes those who may see what changed, and nobody else.

use std::time::Duration;

use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use yingda_server::ctx::Caller;
use yingda_shared::kernel::hex::hex;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::views::ViewScope;

use super::Rows;
use crate::both;
use crate::support::world::{self, FIRM_ONE};
use crate::support::{Ask, Desk};
use crate::views::view;

both!(
    only_what_is_seen_is_heard,
    a_tracking_link_hears_of_its_case,
    the_head_tells_no_count,
    a_session_that_ends_hears_no_more,
    a_view_is_heard_by_whom_it_is_shown
);

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the channel and listens from now on.
pub async fn listen(desk: &Desk, ask: Ask) -> UnboundedReceiver<String> {
    let mut body = desk.stream(ask).await.into_body().into_data_stream();
    let (heard, inbox) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(Ok(bytes)) = body.next().await {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let data = text.lines().find_map(|line| line.strip_prefix("data: ").map(str::to_string));
            if data.is_some_and(|data| heard.send(data).is_err()) {
                return;
            }
        }
    });
    inbox
}

async fn next(inbox: &mut UnboundedReceiver<String>) -> String {
    tokio::time::timeout(PATIENCE, inbox.recv()).await.expect("a poke in time").expect("an open channel")
}

/// The poke for a position, as only this process can make it.
fn poke(desk: &Desk, pos: i64) -> String {
    let digest = Sha256::new().chain_update(desk.services.secret).chain_update(pos.to_be_bytes()).finalize();
    hex(&digest[..8])
}

/// Waits for the newest change that carries a scope to be told; whatever is heard before must carry
/// it too.
async fn hears_its_own_only(desk: &Desk, inbox: &mut UnboundedReceiver<String>, scope: String) {
    let mut cx = desk.services.reader(Caller::system());
    let sql = "SELECT pos FROM feed WHERE ' ' || vis || ' ' LIKE $1 ORDER BY pos";
    let rows = cx.all(sql, vec![format!("% {scope} %").into()]).await.expect("the feed");
    drop(cx);
    let own: Vec<String> = rows.iter().map(|row| poke(desk, row.int("pos"))).collect();
    loop {
        let heard = next(inbox).await;
        assert!(own.contains(&heard), "a poke for something that {scope} does not see");
        if own.last() == Some(&heard) {
            return;
        }
    }
}

/// Makes changes on a case that only some may hear of, until an administrator has heard one.
pub async fn until_heard(desk: &Desk, admin: &mut UnboundedReceiver<String>, annas: CaseId, bellas: CaseId) {
    loop {
        desk.commented("bella", bellas, "别人的事").await;
        desk.noted("engineer", annas, "内部").await;
        if tokio::time::timeout(Duration::from_secs(2), admin.recv()).await.is_ok() {
            return;
        }
    }
}

async fn only_what_is_seen_is_heard(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut partner = listen(&desk, Ask::get("/live").by("paul")).await;
    let mut customer = listen(&desk, Ask::get("/live").by("anna")).await;
    let mut guest = listen(&desk, Ask::get("/live")).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.commented("engineer", rows.annas, "给客户").await;
    hears_its_own_only(&desk, &mut partner, format!("firm:{FIRM_ONE}")).await;
    hears_its_own_only(&desk, &mut customer, format!("contact:{}", world::ANNA)).await;
    next(&mut admin).await;
    assert!(guest.try_recv().is_err(), "a guest hears nothing at all");
}

async fn a_tracking_link_hears_of_its_case(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let (case, secret) = desk.guest_case("链接").await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut guest = listen(&desk, Ask::get(&format!("/live?track={secret}"))).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.commented("agent", case.id, "马上到").await;
    hears_its_own_only(&desk, &mut guest, format!("case:{}", case.id)).await;
}

async fn the_head_tells_no_count(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    loop {
        desk.commented("anna", rows.annas, "一").await;
        let Ok(Some(data)) = tokio::time::timeout(Duration::from_secs(2), admin.recv()).await else { continue };
        assert_eq!(data.len(), 16);
        assert!(data.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(data.parse::<i64>().ok(), Some(desk.head().await));
        return;
    }
}

async fn a_session_that_ends_hears_no_more(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut customer = listen(&desk, Ask::get("/live").by("anna")).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.done("anna", yingda_shared::identity::operations::SignOut { keep: false }).await;
    let out = desk.head().await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.commented("engineer", rows.annas, "给客户").await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    let later: Vec<String> = (out + 1..=desk.head().await).map(|pos| poke(&desk, pos)).collect();
    while let Ok(heard) = customer.try_recv() {
        assert!(!later.contains(&heard), "a poke for a session that has ended");
    }
}

/// The poke for what was last done with a view.
async fn poke_of_view(desk: &Desk) -> String {
    let mut cx = desk.services.reader(Caller::system());
    let row = cx.one("SELECT MAX(pos) AS pos FROM feed WHERE kind = 'views'", vec![]).await.expect("the feed");
    poke(desk, row.int("pos"))
}

/// Who sees every case holds no scope of their own, but hears of what is theirs alone.
async fn a_view_is_heard_by_whom_it_is_shown(desk: Desk) {
    let mut mine = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut others = listen(&desk, Ask::get("/live").by("agent")).await;
    desk.done("admin", view(1, ViewScope::Personal, &[])).await;
    let personal = poke_of_view(&desk).await;
    while next(&mut mine).await != personal {}
    desk.done("admin", view(2, ViewScope::Organisation, &[])).await;
    let everybodys = poke_of_view(&desk).await;
    while next(&mut mine).await != everybodys {}
    loop {
        let heard = next(&mut others).await;
        assert_ne!(heard, personal, "a view of somebody else's");
        if heard == everybodys {
            return;
        }
    }
}
