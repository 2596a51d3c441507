//! Whom a level means, at a moment: people who are there, and why others are passed over.

use std::collections::{BTreeMap, BTreeSet};

use super::rota::{Rota, on_call};
use crate::kernel::id::{RobotId, RotaId, TeamId, UserId};
use crate::kernel::time::Millis;
use crate::rules::{CaseFacts, Duty, OffDuty, Recipient};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    pub name: String,
    pub manager_id: Option<UserId>,
    pub duty: Duty,
    /// Sees this very case.
    pub sees: bool,
}

/// People around a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    pub people: BTreeMap<UserId, Person>,
    pub leads: BTreeMap<TeamId, UserId>,
    pub rotas: BTreeMap<RotaId, Rota>,
    /// Those that are there and switched on.
    pub robots: BTreeSet<RobotId>,
}

words! {
WhyPassed {
    /// Nobody is assigned.
    NoOwner = "no_owner",
    /// The case has no team, or its team has no lead.
    NoLead = "no_lead",
    /// There is no such rota, or it is switched off.
    NoRota = "no_rota",
    /// Nobody is on call then.
    Gap = "gap",
    /// Nobody stands so far above.
    NoManager = "no_manager",
    /// Managers stand above one another in a circle.
    Circle = "circle",
    Unknown = "unknown",
    /// May not see the case.
    NoRight = "no_right",
    Inactive = "inactive",
    Away = "away",
    OffHours = "off_hours",
    /// There is no such robot, or it is switched off.
    NoRobot = "no_robot",
}
}

data! {
pub struct Passed {
    /// Place of the recipient.
    pub place: u32,
    /// Who, where it is somebody.
    pub user_id: Option<UserId>,
    pub why: WhyPassed,
    /// Of a circle: who stands in it, from below.
    #[serde(default)]
    pub circle: Vec<UserId>,
}

#[derive(Default)]
pub struct Resolved {
    /// Each once, in the order of the recipients. Nobody and no robot: then administrators have to hear of it.
    pub people: Vec<UserId>,
    /// Robots, the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub robots: Vec<RobotId>,
    pub passed: Vec<Passed>,
}
}

/// `urgent` reaches people outside of their hours, but nobody who is away. So does a rota: whoever is on call is at
/// work by it, whatever their calendar says.
pub fn resolve(recipients: &[Recipient], urgent: bool, case: &CaseFacts, of: &Directory, at: Millis) -> Resolved {
    let mut search = Search { urgent, of, at, place: 0, resolved: Resolved::default() };
    for (place, recipient) in (0..).zip(recipients) {
        search.place = place;
        let lead = case.team_id.and_then(|team| of.leads.get(&team)).copied();
        match recipient {
            Recipient::Owner => search.one(case.assignee_id, WhyPassed::NoOwner),
            Recipient::TeamLead => search.one(lead, WhyPassed::NoLead),
            Recipient::Named { user_id } => search.one(Some(*user_id), WhyPassed::Unknown),
            Recipient::OnCall { rota_id } => match of.rotas.get(rota_id).filter(|rota| rota.active) {
                Some(rota) => search.on_call(on_call(rota, at)),
                None => search.pass(None, WhyPassed::NoRota),
            },
            Recipient::Robot { robot_id } => search.robot(*robot_id),
            Recipient::Manager { steps } => search.manager(case.assignee_id.or(lead), *steps),
        }
    }
    search.resolved
}

struct Search<'a> {
    urgent: bool,
    of: &'a Directory,
    at: Millis,
    place: u32,
    resolved: Resolved,
}

impl Search<'_> {
    fn pass(&mut self, user_id: Option<UserId>, why: WhyPassed) {
        self.resolved.passed.push(Passed { place: self.place, user_id, why, circle: Vec::new() });
    }

    fn one(&mut self, user: Option<UserId>, none: WhyPassed) {
        match user {
            Some(user) => {
                self.reach(user);
            }
            None => self.pass(None, none),
        }
    }

    /// The rota is their hours: only leave and the like keep it from them.
    fn on_call(&mut self, user: Option<UserId>) {
        match user {
            Some(user) => {
                self.reach_within(user, true);
            }
            None => self.pass(None, WhyPassed::Gap),
        }
    }

    /// Whether somebody is told, by this or by an earlier recipient.
    fn reach(&mut self, user: UserId) -> bool {
        self.reach_within(user, self.urgent)
    }

    fn reach_within(&mut self, user: UserId, any_hour: bool) -> bool {
        let why = match self.of.people.get(&user) {
            None => Some(WhyPassed::Unknown),
            Some(person) if !person.sees => Some(WhyPassed::NoRight),
            Some(person) => match person.duty.off(self.at) {
                Some(OffDuty::Inactive) => Some(WhyPassed::Inactive),
                Some(OffDuty::Away) => Some(WhyPassed::Away),
                Some(OffDuty::Hours) if !any_hour => Some(WhyPassed::OffHours),
                _ => None,
            },
        };
        match why {
            Some(why) => self.pass(Some(user), why),
            None if !self.resolved.people.contains(&user) => self.resolved.people.push(user),
            None => {}
        }
        why.is_none()
    }

    fn robot(&mut self, robot: RobotId) {
        match self.of.robots.contains(&robot) {
            true if self.resolved.robots.contains(&robot) => {}
            true => self.resolved.robots.push(robot),
            false => self.pass(None, WhyPassed::NoRobot),
        }
    }

    fn manager(&mut self, from: Option<UserId>, steps: u32) {
        let Some(from) = from else { return self.pass(None, WhyPassed::NoOwner) };
        let (mut way, mut climbed) = (vec![from], 0);
        loop {
            let last = way[way.len() - 1];
            let Some(next) = self.of.people.get(&last).and_then(|person| person.manager_id) else {
                return self.pass(None, WhyPassed::NoManager);
            };
            if let Some(begin) = way.iter().position(|user| *user == next) {
                let (place, circle) = (self.place, way.split_off(begin));
                self.resolved.passed.push(Passed { place, user_id: None, why: WhyPassed::Circle, circle });
                return;
            }
            way.push(next);
            climbed += 1;
            // Whoever is away is stood in for by the next one up.
            if climbed >= steps && self.reach(next) {
                return;
            }
        }
    }
}
