//! What rules and levels of escalation do. They only say it: whoever runs them does it, with a key that says it once.

use super::dispatch::Dispatch;
use super::facts::{CaseFacts, Field, Value};
use super::task::{TaskDue, TaskFor};
use crate::cases::CaseState;
use crate::catalog::priority::Priority;
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CategoryId, RobotId, RotaId, TeamId, UserId};
use crate::kernel::limits::{
    ESCALATION_LEVELS_MAX, MANAGER_STEPS_MAX, NOTE_MAX, RECIPIENTS_MAX, RULE_ACTIONS_MAX, SUBJECT_MAX, WEBHOOK_MAX,
};
use crate::record::Reference;

words! {
/// A way by which people are told.
Medium { Push = "push", Email = "email", Sms = "sms", Im = "im" }
}

data! {
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Recipient {
    /// Whoever the case is assigned to.
    Owner,
    /// Whoever leads the team of the case.
    TeamLead,
    OnCall { rota_id: RotaId },
    /// So many steps above the owner, or above the team's lead where nobody is assigned; the next one up where that
    /// one is away.
    Manager { steps: u32 },
    Named { user_id: UserId },
    /// A group of a messenger, by its robot.
    Robot { robot_id: RobotId },
}

#[serde(tag = "do", rename_all = "snake_case")]
pub enum Action {
    Notify {
        recipients: Vec<Recipient>,
        media: Vec<Medium>,
        #[serde(default)]
        text: String,
        /// Breaks quiet hours, and reaches people who are off duty (not those who are away).
        #[serde(default)]
        urgent: bool,
    },
    /// Marks the case as escalated so far; never lowers it.
    RaiseLevel { level: u16 },
    /// A team alone takes the case from whoever had it.
    Reassign { team_id: Option<TeamId>, assignee_id: Option<UserId> },
    /// Where nobody fits, a case that has nobody goes to the team, and any other stays where it is.
    Dispatch(Dispatch),
    SetPriority { priority: Priority },
    SetCategory { category_id: CategoryId },
    /// Beside the case, with its priority.
    OpenTask {
        title: String,
        #[serde(default)]
        text: String,
        #[serde(default, rename = "for")]
        whom: TaskFor,
        #[serde(default)]
        due: Option<TaskDue>,
    },
    Webhook { url: String },
}
}

impl Recipient {
    pub fn is_robot(&self) -> bool {
        matches!(self, Recipient::Robot { .. })
    }
}

/// What is known of a field after an action.
#[derive(Clone, Debug, PartialEq)]
pub enum After {
    Is(Value),
    /// It says something.
    Set,
    Unknown,
}

impl Action {
    /// Fields that it may give another value, with what is known of them then.
    pub fn changes(&self) -> Vec<(Field, After)> {
        let id = |id| After::Is(Value::Id(id));
        match self {
            Action::Notify { .. } | Action::OpenTask { .. } | Action::Webhook { .. } => Vec::new(),
            // The case may stand higher already.
            Action::RaiseLevel { .. } => vec![(Field::Level, After::Set)],
            Action::Reassign { team_id, assignee_id } => {
                let team = team_id.map(|team| (Field::Team, id(team.0)));
                let assignee = assignee_id.map_or(After::Unknown, |user| id(user.0));
                team.into_iter().chain([(Field::Assignee, assignee), (Field::State, After::Unknown)]).collect()
            }
            Action::Dispatch(dispatch) => {
                let team = dispatch.team_id.map(|team| (Field::Team, id(team.0)));
                team.into_iter().chain([(Field::Assignee, After::Set), (Field::State, After::Unknown)]).collect()
            }
            Action::SetPriority { priority } => vec![(Field::Priority, After::Is(Value::Word(priority.as_str())))],
            // Of the categories above it nothing is known here.
            Action::SetCategory { .. } => vec![(Field::Category, After::Set)],
        }
    }

    /// The case after it, as far as that is known without doing it: whom a dispatch chooses is not.
    pub fn apply(&self, facts: &CaseFacts) -> CaseFacts {
        let mut after = facts.clone();
        match self {
            Action::Notify { .. } | Action::OpenTask { .. } | Action::Webhook { .. } => {}
            Action::RaiseLevel { level } => after.level = after.level.max(*level),
            Action::Reassign { team_id, assignee_id } => {
                after.team_id = team_id.or(after.team_id);
                after.assignee_id = *assignee_id;
            }
            Action::Dispatch(dispatch) if after.assignee_id.is_none() => {
                after.team_id = dispatch.team_id.or(after.team_id);
            }
            Action::Dispatch(_) => {}
            Action::SetPriority { priority } => after.priority = *priority,
            Action::SetCategory { category_id } => after.categories = vec![*category_id],
        }
        let someone = after.assignee_id.is_some() || after.firm_id.is_some();
        after.state = match (after.state, someone) {
            (CaseState::New, true) => CaseState::Assigned,
            (CaseState::Assigned | CaseState::InProgress, false) => CaseState::New,
            (state, _) => state,
        };
        after
    }

    /// As those may read it who do not keep rules: what stands behind the host of an address may be a secret.
    pub fn told(self) -> Action {
        match self {
            Action::Webhook { url } => {
                let host = url.find("://").map_or(0, |at| at + 3);
                let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |end| host + end);
                Action::Webhook { url: url[..end].to_string() }
            }
            action => action,
        }
    }

    /// Whether it is done again when a level is repeated: people and programs are told again, a task is not opened
    /// twice.
    pub fn is_repeated(&self) -> bool {
        matches!(self, Action::Notify { .. } | Action::Webhook { .. })
    }

    fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let at = |field: &str| format!("{pointer}/{field}");
        let levels = 1..=ESCALATION_LEVELS_MAX as u16;
        match self {
            Action::Notify { recipients, media, text, .. } => {
                let checks = Checks::new()
                    .when(recipients.is_empty(), &at("recipients"), "recipients_missing")
                    .when(recipients.len() > RECIPIENTS_MAX, &at("recipients"), "recipients_too_many")
                    // Robots have no ways to choose among.
                    .when(
                        media.is_empty() && !recipients.iter().all(Recipient::is_robot),
                        &at("media"),
                        "media_missing",
                    )
                    .when(media.len() > Medium::ALL.len(), &at("media"), "too_many")
                    .optional(&at("text"), text, NOTE_MAX);
                let places = (0..).zip(recipients).take(RECIPIENTS_MAX);
                let odd = |recipient: &Recipient| match recipient {
                    Recipient::Manager { steps } => !(1..=MANAGER_STEPS_MAX).contains(steps),
                    _ => false,
                };
                let each = |checks: Checks, (place, recipient): (usize, _)| {
                    checks.when(odd(recipient), &at(&format!("recipients/{place}/steps")), "manager_steps_range")
                };
                places.fold(checks, each).done()
            }
            Action::RaiseLevel { level } => {
                Checks::new().when(!levels.contains(level), &at("level"), "level_range").done()
            }
            Action::Reassign { team_id, assignee_id } => {
                let nobody = team_id.is_none() && assignee_id.is_none();
                Checks::new().when(nobody, &at("team_id"), "required").done()
            }
            Action::Dispatch(dispatch) => dispatch.check(pointer),
            Action::SetPriority { .. } | Action::SetCategory { .. } => Vec::new(),
            Action::OpenTask { title, text, due, .. } => {
                let checks = Checks::new().text(&at("title"), title, SUBJECT_MAX);
                let mut faults = checks.optional(&at("text"), text, NOTE_MAX).done();
                faults.extend(due.iter().flat_map(|due| due.check(pointer)));
                faults
            }
            Action::Webhook { url } => {
                // Where the host leads to is known only when it is called, and who is called in plain http only to the server.
                let below = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
                let host = below.unwrap_or_default().split(['/', '?', '#']).next();
                let odd = host.is_none_or(|host| host.is_empty() || host.contains('@'))
                    || url.contains(|c: char| c.is_whitespace() || c.is_control());
                Checks::new().text(&at("url"), url, WEBHOOK_MAX).when(odd, &at("url"), "webhook_address").done()
            }
        }
    }

    fn references(&self) -> Vec<Reference> {
        const AT: &str = "/actions";
        let recipient = |recipient: &Recipient| match recipient {
            Recipient::OnCall { rota_id } => Some((AT, "rotas", rota_id.0)),
            Recipient::Named { user_id } => Some((AT, "users", user_id.0)),
            Recipient::Robot { robot_id } => Some((AT, "robots", robot_id.0)),
            _ => None,
        };
        let team = |id: &Option<TeamId>| id.map(|id| (AT, "teams", id.0));
        match self {
            Action::Notify { recipients, .. } => recipients.iter().filter_map(recipient).collect(),
            Action::Reassign { team_id, assignee_id } => {
                team(team_id).into_iter().chain(assignee_id.map(|id| (AT, "users", id.0))).collect()
            }
            Action::Dispatch(dispatch) => team(&dispatch.team_id).into_iter().collect(),
            Action::SetCategory { category_id } => vec![(AT, "categories", category_id.0)],
            Action::OpenTask { whom: TaskFor::NamedTeam { team_id }, .. } => vec![(AT, "teams", team_id.0)],
            Action::OpenTask { whom, .. } => whom.person().iter().filter_map(recipient).collect(),
            _ => Vec::new(),
        }
    }
}

/// What is wrong with some actions; `pointer` is that of their list.
pub(crate) fn check_all(actions: &[Action], pointer: &str) -> Vec<FieldFault> {
    let mut faults = Checks::new()
        .when(actions.is_empty(), pointer, "actions_missing")
        .when(actions.len() > RULE_ACTIONS_MAX, pointer, "actions_too_many")
        .done();
    let each = (0..).zip(actions).take(RULE_ACTIONS_MAX);
    faults.extend(each.flat_map(|(at, action): (usize, _)| action.check(&format!("{pointer}/{at}"))));
    faults
}

/// Records that some actions name.
pub(crate) fn references(actions: &[Action]) -> Vec<Reference> {
    actions.iter().flat_map(Action::references).collect()
}
