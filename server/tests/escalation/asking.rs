//! What a look at a case asks of the database.

use serde_json::json;
use yingda_server::ctx::{Caller, now};
use yingda_server::db::HEARD;
use yingda_server::escalation::looking;
use yingda_server::escalation::store::timers;

use super::{everybody, kept, level, policy};
use crate::both;
use crate::support::Desk;
use crate::support::world::{ANNA, NORTHERN, SOUTHERN};

both!(nobody_reads_a_timeline_that_no_policy_asks_for);

/// The statements of one look at all that is due.
async fn look(desk: &Desk) -> Vec<String> {
    let claims = timers::due(&mut desk.services.reader(Caller::system()), now(), 9).await.expect("claims");
    assert_eq!(claims.len(), 1);
    desk.write(move |cx| {
        Box::pin(HEARD.scope(Default::default(), async move {
            looking::look(cx, &claims[0]).await?;
            Ok(HEARD.with(|heard| heard.take().into_iter().map(|(sql, _)| sql).collect()))
        }))
    })
    .await
}

async fn nobody_reads_a_timeline_that_no_policy_asks_for(desk: Desk) {
    let levels = || json!([level(75, json!({}))]);
    kept(&desk, policy(1, json!({"of": "company", "company_id": SOUTHERN}), levels())).await;
    let case = desk.opened_for(NORTHERN, ANNA, "打印机卡纸").await.id;
    let reads = |heard: &[String], table: &str| heard.iter().filter(|sql| sql.contains(table)).count();
    let heard = look(&desk).await;
    assert_eq!((reads(&heard, "case_events"), reads(&heard, "sla_policies")), (0, 0), "{heard:?}");
    kept(&desk, policy(2, everybody(), levels())).await;
    desk.commented("agent", case, "正在处理").await;
    let heard = look(&desk).await;
    assert_eq!((reads(&heard, "case_events"), reads(&heard, "sla_policies")), (1, 1), "{heard:?}");
}
