//! Which cases the demo world has: who reports what, when, and how far it has come.

use std::collections::HashMap;

use yingda_shared::cases::{Channel, PendingReason};
use yingda_shared::catalog::priority::{Impact, PriorityMatrix, Urgency};
use yingda_shared::identity::User;
use yingda_shared::kernel::id::{TeamId, UnitId};
use yingda_shared::kernel::time::{DAY, MINUTE, Millis};

use super::calendar::Calendar;
use super::dice::Dice;
use super::people;
use super::stories::Story;
use super::world::World;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    New,
    Assigned,
    InProgress,
    Pending(PendingReason),
    Resolved,
    Closed,
    Cancelled,
}

/// A case to be told. People are places in the tables of the world.
#[derive(Clone, Debug)]
pub struct Plan {
    pub story: Story,
    pub contact: usize,
    pub channel: Channel,
    pub opened: Millis,
    pub end: End,
    /// Team and person who work on it once it is assigned.
    pub team: Option<TeamId>,
    pub assignee: usize,
    /// Partner firm it goes to, and who takes it there.
    pub firm: Option<(usize, Option<usize>)>,
    pub urges: u32,
    /// The customer wrote after the desk last answered.
    pub customer_last: bool,
    /// The first solution was not accepted.
    pub rejected: bool,
    pub score: Option<u8>,
}

const HISTORY: usize = 205;
const RECENT: usize = 32;
/// Days after which a case belongs to history.
const RECENT_DAYS: i64 = 13;
/// Kinds of trouble that people are sent for.
const ON_SITE: &[&str] = &["打印", "车间报工", "网络与 VPN", "条码与 PDA", "考勤排班"];
const OPEN: &[(End, usize)] = &[
    (End::New, 12),
    (End::Assigned, 12),
    (End::InProgress, 22),
    (End::Pending(PendingReason::Customer), 7),
    (End::Pending(PendingReason::ThirdParty), 4),
    (End::Pending(PendingReason::WorkOrder), 4),
    (End::Pending(PendingReason::Scheduled), 4),
];

pub struct Planner<'a> {
    pub world: &'a World,
    pub calendar: Calendar,
    pub dice: Dice,
    told: usize,
}

impl<'a> Planner<'a> {
    pub fn new(world: &'a World, calendar: Calendar) -> Planner<'a> {
        Planner { world, calendar, dice: Dice::new(0x5eed), told: 0 }
    }

    /// A year of cases; the closer to now, the more.
    pub fn year(&mut self) -> Vec<Plan> {
        let mut plans = Vec::new();
        for n in 0..HISTORY {
            let r = self.dice.between(0, 1000);
            let days = RECENT_DAYS + (365 - RECENT_DAYS) * r * r / 1_000_000;
            let opened = self.calendar.working(self.calendar.now - days * DAY - self.dice.between(0, 600) * MINUTE);
            let end = if n % 13 == 7 { End::Cancelled } else { End::Closed };
            plans.push(self.plan(opened, end));
        }
        for n in 0..RECENT {
            let age = self.dice.between(2 * 24 * 60, RECENT_DAYS * 24 * 60);
            let end = if n % 2 == 0 { End::Resolved } else { End::Closed };
            let opened = self.calendar.past(self.calendar.now - age * MINUTE);
            plans.push(self.plan(opened, end));
        }
        for (end, count) in OPEN {
            for n in 0..*count {
                plans.push(self.open_plan(*end, n));
            }
        }
        plans
    }

    /// An open case as old as its promise allows: most in time, some nearly due, some overdue.
    fn open_plan(&mut self, end: End, n: usize) -> Plan {
        let percent = match n % 10 {
            4 => self.dice.between(88, 97),
            8 => self.dice.between(112, 170),
            _ => self.dice.between(6, 75),
        };
        let mut plan = self.plan(self.calendar.now, end);
        let (respond, resolve) = promise(&plan.story);
        let promised = if end == End::New { respond } else { resolve };
        plan.opened = self.calendar.now - (promised * percent / 100).max(4) * MINUTE;
        plan.channel = self.channel(plan.opened);
        plan
    }

    fn plan(&mut self, opened: Millis, end: End) -> Plan {
        let stories = &self.world.stories;
        // A step without a common divisor visits every story before the first comes again.
        let story = stories[self.told * 31 % stories.len()].clone();
        self.told += 1;
        let contact = self.contact(&story);
        let channel = self.channel(opened);
        let unit = self.world.unit_of(contact);
        let (team, assignee) = self.worker(&story, unit);
        let firm = self.firm(&story, unit, end);
        Plan {
            contact,
            channel,
            opened,
            end,
            team,
            assignee,
            firm,
            urges: if self.dice.chance(12) { self.dice.between(1, 3) as u32 } else { 0 },
            customer_last: self.dice.chance(30),
            rejected: self.dice.chance(7),
            score: self.score(end),
            story,
        }
    }

    /// Someone of a company that uses the product. The demo customer's cases are arranged elsewhere.
    fn contact(&mut self, story: &Story) -> usize {
        let uses = self.world.contacts_with(&story.product);
        *self.dice.pick(&uses)
    }

    /// Nobody telephones at night.
    fn channel(&mut self, at: Millis) -> Channel {
        let day = self.calendar.is_day(at);
        match self.dice.between(0, 100) {
            0..45 => Channel::Portal,
            45..80 if day => Channel::Phone,
            80..87 if day => Channel::Branch,
            87..92 => Channel::Guest,
            92.. => Channel::Email,
            _ => Channel::Portal,
        }
    }

    fn worker(&mut self, story: &Story, unit: UnitId) -> (Option<TeamId>, usize) {
        let site = people::site_team(unit).filter(|_| ON_SITE.contains(&story.category.as_str()));
        let team = match site {
            Some(team) if self.dice.chance(60) => Some(team),
            _ if self.dice.chance(18) => Some(people::team_id("呼叫中心")),
            _ => self.world.category(&story.category).and_then(|category| category.team_id),
        };
        let members = team.map(|team| self.world.members(team)).unwrap_or_default();
        // The demo accounts of staff get cases of their own; colleagues have the others.
        let others: Vec<usize> = members
            .into_iter()
            .filter(|n| !["agent", "engineer"].contains(&self.world.users[*n].login.as_str()))
            .collect();
        match others.is_empty() {
            true => (None, self.world.user("support")),
            false => (team, *self.dice.pick(&others)),
        }
    }

    fn firm(&mut self, story: &Story, unit: UnitId, end: End) -> Option<(usize, Option<usize>)> {
        let wanted = ON_SITE.contains(&story.category.as_str()) && self.dice.chance(35);
        if !wanted || matches!(end, End::New | End::Cancelled) {
            return None;
        }
        let firm = self.world.firm_near(unit)?;
        let people = self.world.firm_people(firm);
        let taken = (end != End::Assigned).then(|| *self.dice.pick(&people));
        Some((firm, taken))
    }

    fn score(&mut self, end: End) -> Option<u8> {
        if end != End::Closed || !self.dice.chance(62) {
            return None;
        }
        Some(match self.dice.between(0, 100) {
            0..60 => 5,
            60..85 => 4,
            85..93 => 3,
            93..97 => 2,
            _ => 1,
        })
    }
}

/// Minutes to the first response and to the solution.
pub fn promise(story: &Story) -> (i64, i64) {
    let (impact, urgency) = (story.impact.unwrap_or(Impact::Person), story.urgency.unwrap_or(Urgency::Medium));
    let cell = PriorityMatrix::default().cell(impact, urgency);
    (i64::from(cell.respond_minutes), i64::from(cell.resolve_minutes))
}

/// Places of users by login.
pub fn logins(users: &[User]) -> HashMap<String, usize> {
    users.iter().enumerate().map(|(n, user)| (user.login.clone(), n)).collect()
}
