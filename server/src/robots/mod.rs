//! Robots of messengers: keeping them with what they are reached by, and speaking by them.

mod handlers;
pub mod message;
pub mod store;

use std::sync::Arc;

use yingda_shared::fault::{Fault, FieldFault, Params};
use yingda_shared::robots::{Robot, RobotKind, TestRobot};
use yingda_shared::rules::Action;

use crate::ctx::{Cx, now};
use crate::dispatch::Registry;
use crate::outgoing::Call;
use crate::records::handlers as keeping;
use crate::records::store as records;
use crate::services::Services;

pub use message::Occasion;
pub use store::Reached;

pub fn register(registry: &mut Registry) {
    keeping::register_with::<Robot, _>(registry, handlers::save);
    registry.free::<TestRobot, _>(handlers::test);
}

/// Says in a group what happened.
pub async fn say(services: &Arc<Services>, robot: &Robot, by: &Reached, what: &Occasion) -> Result<(), Fault> {
    let text = message::text(robot.kind, robot.language, what);
    let (address, call) = message::request(robot, by, what, &text, now());
    let answer = services.calls.post(&address, &call).await.map_err(|why| {
        tracing::warn!(robot = %robot.id, ?why, "a robot was not reached");
        why.fault()
    })?;
    answer.taken()?;
    match message::refusal(robot.kind, &answer) {
        None => Ok(()),
        Some(refusal) if message::is_busy(robot.kind, refusal.code) => Err(Fault::Unavailable { retry_after_s: 0 }),
        Some(refusal) => {
            tracing::warn!(robot = %robot.id, code = refusal.code, "a messenger refused a message");
            let code = refusal.code.map(|code| code.to_string()).unwrap_or_default();
            let params = Params::from([("code".to_string(), code), ("said".to_string(), refusal.said)]);
            Err(Fault::Refused { code: "calls.robot_refused".into(), params })
        }
    }
}

/// Calls an address that a rule or level names. Where a robot without a messenger has the same address, it is signed by
/// that robot's secret; where such a robot of the same host does not open, nobody knows, and nothing is sent unsigned.
pub async fn call(services: &Arc<Services>, cx: &mut Cx, address: &str, what: &Occasion) -> Result<(), Fault> {
    let secret = secret_of(cx, address).await?;
    cx.rest();
    let call: Call = message::json_call(&what.json(), &what.errand, secret.as_deref(), now());
    let answer = services.calls.post(address, &call).await.map_err(|why| {
        tracing::warn!(errand = what.errand, ?why, "an address was not called");
        why.fault()
    })?;
    answer.taken()
}

/// What is wrong with calls of some actions, as far as their addresses say it.
pub fn call_faults(services: &Services, actions: &[Action], pointer: &str) -> Vec<FieldFault> {
    let fault = |(at, action): (usize, &Action)| {
        let Action::Webhook { url } = action else { return None };
        let code = services.calls.judge(url).err()?;
        Some(FieldFault::new(&format!("{pointer}/{at}/url"), code))
    };
    actions.iter().enumerate().filter_map(fault).collect()
}

async fn secret_of(cx: &mut Cx, address: &str) -> Result<Option<String>, Fault> {
    let host = cx.services.calls.judge(address).map(|target| target.host.to_string()).unwrap_or_default();
    let all: Vec<Robot> = records::all(cx).await?;
    let mut sealed = false;
    for robot in all.iter().filter(|robot| robot.active && robot.signs && robot.kind == RobotKind::Generic) {
        match store::reached(cx, robot.id).await? {
            Some(by) if by.address == address => return Ok(Some(by.secret)),
            Some(_) => {}
            None => sealed |= robot.host == host,
        }
    }
    if sealed { Err(Fault::refused("calls.sealed")) } else { Ok(None) }
}
