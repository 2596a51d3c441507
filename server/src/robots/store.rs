//! What robots are reached by: sealed, each for its own robot.

use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::RobotId;

use crate::binds;
use crate::ctx::Cx;
use crate::db::id;
use crate::failure;

/// Address and secret. Never shown, never logged.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    pub address: String,
    pub secret: String,
}

fn of(robot: RobotId) -> String {
    format!("robots/{robot}")
}

/// None where there is nothing, or where the key is not the one that it was sealed with.
pub async fn reached(cx: &mut Cx, robot: RobotId) -> Result<Option<Reached>, Fault> {
    let row = cx.maybe("SELECT sealed FROM robot_secrets WHERE robot_id = $1", vec![id(robot)]).await?;
    let opened = row.and_then(|row| cx.services.seal.open(&of(robot), &row.text("sealed")));
    opened.map(|text| serde_json::from_str(&text).map_err(|error| failure::internal(&error))).transpose()
}

pub async fn keep(cx: &mut Cx, robot: RobotId, reached: &Reached) -> Result<(), Fault> {
    let text = serde_json::to_string(reached).map_err(|error| failure::internal(&error))?;
    let sealed = cx.services.seal.seal(&of(robot), &text)?;
    let sql = "INSERT INTO robot_secrets (robot_id, sealed) VALUES ($1, $2) \
               ON CONFLICT (robot_id) DO UPDATE SET sealed = excluded.sealed";
    cx.exec(sql, binds![robot.0, sealed]).await.map(drop)
}
