//! A robot while it is being edited. What it is reached by is written here and never comes back.

use leptos::prelude::*;
use yingda_shared::contract::Operation;
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::RobotId;
use yingda_shared::record::Save;
use yingda_shared::robots::{Robot, RobotKind, Tongue};

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub kind: RwSignal<String>,
    pub language: RwSignal<String>,
    pub address: RwSignal<String>,
    pub signs: RwSignal<bool>,
    pub secret: RwSignal<String>,
    /// As it was saved last.
    pub kept: RwSignal<Robot>,
}

impl Edit {
    pub fn of(robot: &Robot) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            active: RwSignal::default(),
            kind: RwSignal::default(),
            language: RwSignal::default(),
            address: RwSignal::default(),
            signs: RwSignal::default(),
            secret: RwSignal::default(),
            kept: RwSignal::new(robot.clone()),
        };
        edit.load(robot);
        edit
    }

    pub fn load(self, robot: &Robot) {
        self.name.set(robot.name.clone());
        self.active.set(robot.active);
        self.kind.set(robot.kind.to_string());
        self.language.set(robot.language.to_string());
        self.signs.set(robot.signs);
        self.forget();
    }

    /// What was written is on the server: the fields are empty again, and empty changes nothing.
    pub fn forget(self) {
        self.address.try_set(String::new());
        self.secret.try_set(String::new());
    }

    pub fn kind(self) -> RobotKind {
        self.kind.with(|word| RobotKind::parse(word)).unwrap_or(RobotKind::Generic)
    }

    /// The robot that is typed.
    pub fn typed(self) -> Robot {
        let kind = self.kind();
        let signs = self.signs.get() && kind.may_sign();
        Robot {
            active: self.active.get(),
            name: self.name.with(|name| name.trim().to_string()),
            kind,
            language: self.language.with(|word| Tongue::parse(word)).unwrap_or(Tongue::Chinese),
            signs,
            address: self.address.with(|address| address.trim().to_string()),
            secret: self.secret.with(|secret| if signs { secret.trim().to_string() } else { String::new() }),
            ..self.kept.get()
        }
    }

    pub fn read(self) -> Result<Robot, Vec<FieldFault>> {
        let robot = self.typed();
        let mut faults = Save(robot.clone()).check();
        // A secret that is to be there and is not.
        let missing = robot.signs && robot.secret.is_empty() && !self.kept.with(|kept| kept.signs);
        if missing && !faults.iter().any(|fault| fault.pointer == "/secret") {
            faults.push(FieldFault::new("/secret", "required"));
        }
        if faults.is_empty() { Ok(robot) } else { Err(faults) }
    }

    pub fn is_changed(self) -> bool {
        let kept = self.kept.with(|kept| Robot { address: String::new(), secret: String::new(), ..kept.clone() });
        self.typed() != kept
    }
}

pub fn blank(id: RobotId) -> Robot {
    Robot {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        kind: RobotKind::WeCom,
        language: Tongue::Chinese,
        host: String::new(),
        signs: false,
        address: String::new(),
        secret: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::Uuid;

    #[test]
    fn what_is_typed_is_the_robot_and_what_is_empty_stays() {
        Owner::new().with(|| {
            let kept = Robot {
                rv: 4,
                name: "Night".into(),
                kind: RobotKind::Feishu,
                host: "open.feishu.cn".into(),
                signs: true,
                ..blank(RobotId(Uuid::from_u128(1)))
            };
            let edit = Edit::of(&kept);
            assert_eq!((edit.read(), edit.is_changed()), (Ok(kept.clone()), false));
            edit.secret.set(" s ".into());
            assert_eq!(edit.read().map(|robot| robot.secret), Ok("s".into()));
            assert!(edit.is_changed());
            // WeCom signs nothing, whatever was ticked before.
            edit.kind.set("wecom".into());
            assert_eq!(edit.read().map(|robot| (robot.signs, robot.secret)), Ok((false, String::new())));
            edit.load(&Robot { signs: false, ..kept.clone() });
            edit.kept.set(Robot { signs: false, ..kept });
            edit.signs.set(true);
            let pointers: Result<Robot, Vec<String>> =
                edit.read().map_err(|faults| faults.into_iter().map(|fault| fault.pointer).collect());
            assert_eq!(pointers.map(|_| ()), Err(vec!["/secret".to_string()]));
        });
    }
}
