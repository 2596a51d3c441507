//! Opening a task: whom it is for, and when it is due.

use super::action::Recipient;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{RotaId, TeamId, UserId};
use crate::kernel::limits::TASK_DUE_MINUTES_MAX;

data! {
/// Where nobody who is meant is there, it is for the team of the case.
#[derive(Default)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum TaskFor {
    /// Whoever the case is assigned to.
    #[default]
    Owner,
    /// The team of the case.
    Team,
    /// Whoever leads the team of the case.
    TeamLead,
    OnCall { rota_id: RotaId },
    Named { user_id: UserId },
    NamedTeam { team_id: TeamId },
}

/// How long after it is opened it is due.
#[derive(Copy)]
pub struct TaskDue {
    pub minutes: u32,
    /// Minutes of the desk's working time instead of the clock on the wall.
    #[serde(default)]
    pub working: bool,
}
}

impl TaskFor {
    /// The person that is looked for; None of a team.
    pub fn person(&self) -> Option<Recipient> {
        match self {
            TaskFor::Owner => Some(Recipient::Owner),
            TaskFor::TeamLead => Some(Recipient::TeamLead),
            TaskFor::OnCall { rota_id } => Some(Recipient::OnCall { rota_id: *rota_id }),
            TaskFor::Named { user_id } => Some(Recipient::Named { user_id: *user_id }),
            TaskFor::Team | TaskFor::NamedTeam { .. } => None,
        }
    }
}

impl TaskDue {
    pub(super) fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let odd = !(1..=TASK_DUE_MINUTES_MAX).contains(&self.minutes);
        Checks::new().when(odd, &format!("{pointer}/due/minutes"), "task_due_range").done()
    }
}
