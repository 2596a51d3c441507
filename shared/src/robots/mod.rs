//! Robots of messengers: the address by which a group hears of a case, and the secret that proves who says it.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::RobotId;
use crate::kernel::limits::{NAME_MAX, ROBOT_SECRET_MAX, WEBHOOK_MAX};
use crate::record::{Details, Keys};

words! {
/// Whose robot it is: each wants its messages in another form.
RobotKind {
    WeCom = "wecom",
    DingTalk = "dingtalk",
    Feishu = "feishu",
    /// Any address that takes the JSON of calls.
    Generic = "generic",
}
}

words! {
/// What a group is told in.
Tongue { Chinese = "zh", English = "en" }
}

data! {
pub struct Robot {
    pub id: RobotId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub kind: RobotKind,
    #[serde(default = "chinese")]
    pub language: Tongue,
    /// Where its address leads; the server reads it from there, whatever is sent.
    #[serde(default)]
    pub host: String,
    /// Messages are signed by a secret that both sides know.
    #[serde(default)]
    pub signs: bool,
    /// Written, never given back, since who knows it can speak in the group. Empty leaves it as it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The same for the secret.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub secret: String,
}

/// Says a word in the group, so that somebody sees whether it arrives.
pub struct TestRobot {
    pub id: RobotId,
}

/// What came of a test.
pub struct RobotTested {
    pub sent: bool,
    /// Why it did not go: a code of a fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Number by which the messenger named what is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// How the messenger put it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub said: String,
}
}

record!(Robot, RobotId, "robots");
operation!(TestRobot => RobotTested, "robots.test", Post "/robots/{id}/test", Online, "Sends a test message by a robot, and tells what the other side said.");

fn chinese() -> Tongue {
    Tongue::Chinese
}

impl RobotKind {
    /// Whether its messages can be signed; WeCom trusts the key in the address alone.
    pub fn may_sign(self) -> bool {
        self != RobotKind::WeCom
    }
}

impl Details for Robot {
    fn keys(&self) -> Keys {
        Keys::default()
    }

    fn check(&self) -> Vec<FieldFault> {
        let is_new = self.rv == 0;
        let web = self.address.is_empty() || ["https://", "http://"].iter().any(|head| self.address.starts_with(head));
        let odd = !web || self.address.contains(|c: char| c.is_whitespace() || c.is_control());
        Checks::new()
            .when(is_new && self.address.is_empty(), "/address", "required")
            .when(odd, "/address", "webhook_address")
            .optional("/address", &self.address, WEBHOOK_MAX)
            .when(self.signs && !self.kind.may_sign(), "/signs", "robot_unsigned")
            .when(is_new && self.signs && self.secret.trim().is_empty(), "/secret", "required")
            .optional("/secret", &self.secret, ROBOT_SECRET_MAX)
            .optional("/host", &self.host, NAME_MAX)
            .done()
    }

    fn search(&self) -> String {
        self.host.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;

    fn robot() -> Robot {
        Robot {
            id: RobotId(Uuid::from_u128(1)),
            rv: 0,
            active: true,
            name: "Night group".into(),
            kind: RobotKind::DingTalk,
            language: Tongue::English,
            host: String::new(),
            signs: true,
            address: "https://oapi.dingtalk.com/robot/send?access_token=x".into(),
            secret: "SEC1".into(),
        }
    }

    #[test]
    fn what_no_robot_may_be_is_told_at_its_field() {
        let faults = |robot: Robot| -> Vec<(String, String)> {
            robot.check().into_iter().map(|fault| (fault.pointer, fault.code)).collect()
        };
        let one = |pointer: &str, code: &str| vec![(pointer.to_string(), code.to_string())];
        assert_eq!(faults(robot()), []);
        assert_eq!(faults(Robot { address: String::new(), ..robot() }), one("/address", "required"));
        for address in ["ftp://a.cn/", "a.cn", "https://a.cn/x y", "https://a.cn/\n"] {
            let told = faults(Robot { address: address.into(), ..robot() });
            assert_eq!(told[0], ("/address".to_string(), "webhook_address".to_string()), "{address}");
        }
        assert_eq!(faults(Robot { kind: RobotKind::WeCom, ..robot() }), one("/signs", "robot_unsigned"));
        assert_eq!(faults(Robot { secret: " ".into(), ..robot() }), one("/secret", "required"));
        assert_eq!(faults(Robot { secret: "x".repeat(201), ..robot() }), one("/secret", "too_long"));
        // One that is there keeps what is not written anew.
        assert_eq!(faults(Robot { rv: 3, address: String::new(), secret: String::new(), ..robot() }), []);
    }

    #[test]
    fn what_is_empty_is_not_said() {
        let kept = Robot { address: String::new(), secret: String::new(), ..robot() };
        let json = serde_json::to_value(kept).expect("JSON");
        assert!(json.get("address").is_none() && json.get("secret").is_none());
    }
}
