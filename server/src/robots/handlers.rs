//! Keeping robots, and trying one.

use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::record::{Record, Save, Saved};
use yingda_shared::robots::{Robot, RobotTested, TestRobot};

use super::store::{self, Reached};
use super::{Occasion, message};
use crate::audit::Line;
use crate::ctx::{Cx, new_id, now};
use crate::records::handlers as keeping;
use crate::records::store as records;

/// Saves a robot. Address and secret go where nobody reads them; the record keeps the host, and whether there is a
/// secret. The audit says that they changed, and not to what.
pub async fn save(cx: &mut Cx, op: Save<Robot>) -> Result<Saved, Fault> {
    // Nobody outside learns from a fault what there is.
    keeping::fence::<Robot>(cx)?;
    let mut robot = op.0;
    let written = Reached {
        address: std::mem::take(&mut robot.address),
        secret: std::mem::take(&mut robot.secret).trim().to_string(),
    };
    let before = store::reached(cx, robot.id).await?;
    let kept = joined(&robot, written, before.clone().unwrap_or_default())?;
    robot.host = host(cx, &kept.address)?;
    let id = robot.id;
    let saved = keeping::replace(cx, robot).await?;
    if before.as_ref() != Some(&kept) {
        store::keep(cx, id, &kept).await?;
        let before = before.unwrap_or_default();
        for (field, old, new) in [("address", before.address, kept.address), ("secret", before.secret, kept.secret)] {
            if old != new {
                note(cx, id.0, field, &old, &new).await?;
            }
        }
    }
    Ok(saved)
}

/// What it is reached by from now on: what was written anew, and of the rest what there was.
fn joined(robot: &Robot, written: Reached, before: Reached) -> Result<Reached, Fault> {
    let or = |written: String, before: String| if written.is_empty() { before } else { written };
    let secret = match robot.signs {
        true => or(written.secret, before.secret),
        false => String::new(),
    };
    let address = or(written.address, before.address);
    // Also where the key is gone that it was sealed with.
    match (address.is_empty(), robot.signs && secret.is_empty()) {
        (true, _) => Err(Fault::invalid("/address", "required")),
        (_, true) => Err(Fault::invalid("/secret", "required")),
        _ => Ok(Reached { address, secret }),
    }
}

/// Where an address leads, if anybody is called there at all.
fn host(cx: &Cx, address: &str) -> Result<String, Fault> {
    let target = cx.services.calls.judge(address).map_err(|code| Fault::invalid("/address", code))?;
    Ok(target.host.to_string())
}

/// Says that there is another one, by a word that stands for any.
async fn note(cx: &mut Cx, id: Uuid, field: &'static str, old: &str, new: &str) -> Result<(), Fault> {
    let masked = |text: &str| if text.is_empty() { "" } else { "***" };
    let object = id.to_string();
    let (old, new) = (masked(old), masked(new));
    cx.audit(Line { action: Robot::SAVE, kind: Robot::KIND, object: &object, field, old, new, reason: "" }).await
}

/// Says a word by a robot, switched off or not, and tells what came of it.
pub async fn test(cx: &mut Cx, op: TestRobot) -> Result<RobotTested, Fault> {
    keeping::fence::<Robot>(cx)?;
    let robot: Robot = records::find(cx, op.id.0).await?.ok_or(Fault::NotFound)?;
    let by = store::reached(cx, op.id).await?.ok_or_else(|| Fault::refused("calls.sealed"))?;
    cx.rest();
    let services = cx.services.clone();
    let what = Occasion::test(new_id::<Uuid>().to_string(), services.config.public_url.clone(), now());
    let text = message::test_text(robot.language);
    let (address, call) = message::request(&robot, &by, &what, &text, now());
    let failed = |code: &str| RobotTested { sent: false, fault: Some(code.into()), code: None, said: String::new() };
    let answer = match services.calls.post(&address, &call).await {
        Ok(answer) => answer,
        Err(why) => return Ok(failed(why.code())),
    };
    if let Err(fault) = answer.taken() {
        let code = if matches!(fault, Fault::Unavailable { .. }) { "calls.busy" } else { fault.code() };
        return Ok(RobotTested { code: Some(i64::from(answer.status)), ..failed(code) });
    }
    Ok(match message::refusal(robot.kind, &answer) {
        None => RobotTested { sent: true, fault: None, code: None, said: String::new() },
        Some(refusal) => RobotTested { code: refusal.code, said: refusal.said, ..failed("calls.robot_refused") },
    })
}
