//! What administrators decide about it: one row of the settings.

use yingda_shared::contract::Operation;
use yingda_shared::fault::Fault;
use yingda_shared::record::Saved;
use yingda_shared::retention::{GetRetention, PreviewRetention, RetentionPolicy, SaveRetention, WouldGo};

use crate::audit::store::retention as audit;
use crate::cases::store::personal::ids_resting;
use crate::ctx::Cx;
use crate::dispatch::Registry;
use crate::{files, identity, notices, settings};

const POLICY: &str = "retention";

pub fn register(registry: &mut Registry) {
    registry.read::<GetRetention, _>(get);
    registry.read::<PreviewRetention, _>(preview);
    registry.write::<SaveRetention, _>(save);
}

pub async fn policy(cx: &mut Cx) -> Result<RetentionPolicy, Fault> {
    settings::find(cx, POLICY).await
}

async fn get(cx: &mut Cx, _: GetRetention) -> Result<RetentionPolicy, Fault> {
    policy(cx).await
}

async fn save(cx: &mut Cx, op: SaveRetention) -> Result<Saved, Fault> {
    let before = policy(cx).await?;
    if before.rv != op.0.rv {
        return Err(Fault::Conflict { version: before.rv, changes: Vec::new() });
    }
    settings::save(cx, SaveRetention::NAME, POLICY, &before, &op.0).await
}

async fn preview(cx: &mut Cx, op: PreviewRetention) -> Result<WouldGo, Fault> {
    let (policy, now) = (op.policy(), cx.now);
    let (files, file_bytes) = match policy.files_before(now) {
        Some(before) => {
            let mut values = Vec::new();
            let ids = ids_resting(before, &mut values);
            files::store::count_in(cx, &ids, values).await?
        }
        None => (0, 0),
    };
    let audit_lines = match policy.audit_before(now) {
        Some(before) => audit::older(cx, before).await?,
        None => 0,
    };
    let notices = notices::store::older(cx, policy.notices_before(now)).await?;
    let sessions = identity::store::idle_sessions(cx, policy.sessions_before(now)).await?;
    Ok(WouldGo { files, file_bytes, audit_lines, notices, sessions })
}
