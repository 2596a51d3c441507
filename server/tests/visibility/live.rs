//! The live channel pokes those who may see what changed, and nobody else.

use std::time::Duration;

use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use yingda_server::identity::secrets::hex;
use yingda_shared::kernel::id::CaseId;

use super::Rows;
use crate::both;
use crate::support::world::{self, FIRM_ONE};
use crate::support::{Ask, Desk};

both!(
    only_what_is_seen_is_heard,
    a_tracking_link_hears_of_its_case,
    the_head_tells_no_count,
    a_session_that_ends_hears_no_more
);

/// Long enough for any machine; nothing is measured.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the channel and listens from now on.
async fn listen(desk: &Desk, ask: Ask) -> UnboundedReceiver<String> {
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

/// The newest change that carries a scope.
async fn newest(desk: &Desk, scope: String) -> i64 {
    desk.number("SELECT MAX(pos) AS n FROM feed WHERE ' ' || vis || ' ' LIKE $1", vec![format!("% {scope} %").into()])
        .await
}

/// Makes changes on a case that only some may hear of, until an administrator has heard one.
async fn until_heard(desk: &Desk, admin: &mut UnboundedReceiver<String>, annas: CaseId, bellas: CaseId) {
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
    // The feed behind the channel may hold what the rows were built with: from here on it is read.
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    while partner.try_recv().is_ok() || customer.try_recv().is_ok() {}

    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.commented("engineer", rows.annas, "给客户").await;
    assert_eq!(next(&mut partner).await, poke(&desk, newest(&desk, format!("firm:{FIRM_ONE}")).await));
    let contact = newest(&desk, format!("contact:{}", world::ANNA)).await;
    assert_eq!(next(&mut customer).await, poke(&desk, contact));
    next(&mut admin).await;
    assert!(guest.try_recv().is_err(), "a guest hears nothing at all");
}

async fn a_tracking_link_hears_of_its_case(desk: Desk) {
    let rows = Rows::build(&desk).await;
    let (case, secret) = desk.guest_case("链接").await;
    let mut admin = listen(&desk, Ask::get("/live").by("admin")).await;
    let mut guest = listen(&desk, Ask::get(&format!("/live?track={secret}"))).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    while guest.try_recv().is_ok() {}
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    desk.commented("agent", case.id, "马上到").await;
    assert_eq!(next(&mut guest).await, poke(&desk, newest(&desk, format!("case:{}", case.id)).await));
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
    desk.done("anna", yingda_shared::identity::operations::SignOut {}).await;
    while customer.try_recv().is_ok() {}
    desk.commented("engineer", rows.annas, "给客户").await;
    next(&mut admin).await;
    until_heard(&desk, &mut admin, rows.annas, rows.bellas).await;
    assert!(customer.try_recv().is_err());
}
