//! Telling what is no person: a group of a messenger by its robot, and an address that a rule or level names.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use yingda_shared::cases::Case;
use yingda_shared::contract::BoxFuture;
use yingda_shared::escalation::Sent;
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::RobotId;
use yingda_shared::notices::NoticeKind;
use yingda_shared::robots::Robot;
use yingda_shared::rules::{Action, Medium};

use crate::cases::store;
use crate::ctx::{Caller, Cx};
use crate::failure;
use crate::outbox::outside::Courier;
use crate::outbox::store::Ended;
use crate::outbox::{self, Errand};
use crate::records::store as records;
use crate::robots::message::Told;
use crate::robots::{self, Occasion};
use crate::rules::{Deed, WEBHOOK};
use crate::services::Services;

/// The channel of messages by robots.
pub const ROBOT: &str = "robot";

/// What a message says; how the case stands is read when it goes.
#[derive(Serialize, Deserialize)]
struct Said {
    robot_id: RobotId,
    kind: NoticeKind,
    /// Name of the rule or policy.
    by: String,
    text: String,
}

/// Writes down that some groups are to be told.
pub async fn write_to(
    cx: &mut Cx,
    errand: &Errand,
    robots: &[RobotId],
    (kind, by, text): (NoticeKind, &str, &str),
) -> Result<(), Fault> {
    for robot_id in robots {
        let said = Said { robot_id: *robot_id, kind, by: by.to_string(), text: text.to_string() };
        let message = Errand {
            id: format!("{}.{ROBOT}.{robot_id}", errand.id),
            channel: ROBOT.to_string(),
            body: serde_json::to_value(&said).map_err(|error| failure::internal(&error))?,
            attempts: 0,
            ..errand.clone()
        };
        outbox::store::put(cx, &message).await?;
    }
    Ok(())
}

/// What became of the message that an errand is; None of another channel.
pub fn sent(ended: &Ended) -> Option<Sent> {
    if ended.errand.channel != ROBOT {
        return None;
    }
    let said: Said = ended.errand.says().ok()?;
    Some(Sent {
        id: ended.errand.id.clone(),
        user_id: None,
        robot_id: Some(said.robot_id),
        medium: Medium::Im,
        state: ended.state,
        held_until: None,
        fault: ended.fault.clone(),
    })
}

fn occasion(
    services: &Services,
    errand: &Errand,
    case: &Case,
    kind: NoticeKind,
    (by, text): (String, String),
) -> Occasion {
    Occasion {
        errand: errand.id.clone(),
        event: kind.as_str(),
        at: errand.at,
        by,
        text,
        case: Some(Told::of(case)),
        url: format!("{}/cases/{}", services.config.public_url, case.number),
    }
}

/// Hands messages over to messengers.
pub struct Robots;

impl Courier for Robots {
    fn channel(&self) -> &'static str {
        ROBOT
    }

    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let said: Said = errand.says()?;
            let mut cx = services.reader(Caller::system());
            let case = store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
            // Switched off meanwhile, it tells nothing any more.
            let robot: Option<Robot> = records::find(&mut cx, said.robot_id.0).await?;
            let robot = robot.filter(|robot| robot.active).ok_or(Fault::NotFound)?;
            let sealed = || Fault::refused("calls.sealed");
            let by = robots::store::reached(&mut cx, robot.id).await?.ok_or_else(sealed)?;
            // Nobody holds a connection while another server takes its time.
            drop(cx);
            let what = occasion(services, errand, &case, said.kind, (said.by, said.text));
            robots::say(services, &robot, &by, &what).await.map(|()| None)
        })
    }
}

/// Calls addresses.
pub struct Calls;

impl Courier for Calls {
    fn channel(&self) -> &'static str {
        WEBHOOK
    }

    fn deliver<'a>(
        &'a self,
        services: &'a Arc<Services>,
        errand: &'a Errand,
    ) -> BoxFuture<'a, Result<Option<Value>, Fault>> {
        Box::pin(async move {
            let deed: Deed = errand.says()?;
            let Action::Webhook { url } = deed.action else {
                return Err(failure::internal(&"no call to an address"));
            };
            let mut cx = services.reader(Caller::system());
            let case = store::find(&mut cx, errand.case_id).await?.ok_or(Fault::NotFound)?;
            let what = occasion(services, errand, &case, super::notice(deed.because), (deed.by, String::new()));
            robots::call(services, &mut cx, &url, &what).await.map(|()| None)
        })
    }
}
