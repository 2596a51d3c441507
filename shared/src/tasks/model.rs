//! A task as it is kept.

use crate::catalog::priority::Priority;
use crate::identity::actor::scope;
use crate::kernel::id::{TaskId, TeamId, UnitId, UserId, Uuid};
use crate::kernel::time::Millis;

words! {
TaskState {
    Open = "open",
    Done = "done",
    /// Nobody does it any more.
    Cancelled = "cancelled",
}
}

words! {
/// What a task stands beside.
AboutKind { Case = "case", Contract = "contract" }
}

words! {
/// Who opened a task.
OpenedBy {
    Person = "person",
    Rule = "rule",
    /// A level of an escalation.
    Level = "level",
    /// A plan of a contract.
    Plan = "plan",
}
}

data! {
#[derive(Copy, Eq)]
pub struct TaskAbout {
    pub kind: AboutKind,
    pub id: Uuid,
}

pub struct TaskOrigin {
    pub by: OpenedBy,
    /// Of the person, or of the rule, the policy or the plan.
    pub name: String,
    /// The person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
}

pub struct Task {
    pub id: TaskId,
    #[serde(default)]
    pub rv: i64,
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub about: Option<TaskAbout>,
    /// Whoever does it; the team as long as nobody is named. One of the two is there.
    #[serde(default)]
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub team_id: Option<TeamId>,
    #[serde(default)]
    pub due_at: Option<Millis>,
    pub priority: Priority,
    pub state: TaskState,
    /// What came of it, where whoever ended it said so.
    #[serde(default)]
    pub outcome: String,
    pub opened_at: Millis,
    pub origin: TaskOrigin,
    #[serde(default)]
    pub ended_at: Option<Millis>,
    /// Who ended it, by name.
    #[serde(default)]
    pub ended_by: String,
    /// Leaf of the organisation, taken over from what it is about, or from whom it is for.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// The team of what it is about.
    #[serde(default)]
    pub beside_team_id: Option<TeamId>,
    /// The due moment that people were told of when it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_due: Option<Millis>,
}
}

impl TaskState {
    pub fn is_open(self) -> bool {
        self == TaskState::Open
    }
}

impl Task {
    /// The scopes that see it. Whoever does it and whoever opened it always do; the fence of the store says the same.
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = vec![scope::ORGANISATION.to_string()];
        scopes.extend(self.unit_id.map(scope::unit));
        scopes.extend(self.team_id.map(scope::team));
        scopes.extend(self.beside_team_id.filter(|team| Some(*team) != self.team_id).map(scope::team));
        scopes.extend(self.owner_id.map(scope::user));
        scopes.extend(self.origin.user_id.filter(|user| Some(*user) != self.owner_id).map(scope::user));
        scopes
    }

    /// Its place among those of the same state: open ones by when they are due, those without a moment last; ended ones
    /// with the latest first.
    pub fn place(&self) -> Millis {
        match self.ended_at.filter(|_| !self.state.is_open()) {
            Some(ended) => -ended,
            None => self.due_at.unwrap_or(Millis::MAX),
        }
    }

    /// When somebody is to be told that it is due; None once they were, until it is due at another moment.
    pub fn tells_at(&self) -> Option<Millis> {
        self.due_at.filter(|due| self.state.is_open() && self.told_due != Some(*due))
    }

    /// Whether a device of somebody keeps it: open ones of their own and of their teams.
    pub fn is_kept_by(&self, user: UserId, teams: &[TeamId]) -> bool {
        let of_team = self.team_id.is_some_and(|team| teams.contains(&team));
        self.state.is_open() && (self.owner_id == Some(user) || of_team)
    }

    pub fn is_overdue(&self, now: Millis) -> bool {
        self.state.is_open() && self.due_at.is_some_and(|due| due <= now)
    }
}
