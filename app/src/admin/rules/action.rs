//! Actions while they are being edited.

use std::str::FromStr;

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::{CategoryId, Uuid};
use yingda_shared::rules::{Action, Dispatch, Medium, Recipient, Strategy, TaskFor};

use super::chosen::Chosen;
use super::condition::next_key;
use super::task::TaskEdit;

/// What can be done.
pub const DEEDS: [&str; 8] =
    ["notify", "dispatch", "reassign", "set_priority", "set_category", "raise_level", "open_task", "webhook"];

/// One action. Rows come by presses of buttons that may be gone before them: they own what they hold.
#[derive(Clone)]
pub struct ActionEdit {
    pub key: usize,
    pub deed: ArcRwSignal<String>,
    /// Words of recipients, in their order.
    pub recipients: ArcRwSignal<Vec<String>>,
    pub media: ArcRwSignal<Vec<String>>,
    pub text: ArcRwSignal<String>,
    pub urgent: ArcRwSignal<bool>,
    pub level: ArcRwSignal<String>,
    pub team: Chosen,
    pub person: Chosen,
    pub category: Chosen,
    pub priority: ArcRwSignal<String>,
    /// Separated by commas.
    pub skills: ArcRwSignal<String>,
    pub region: ArcRwSignal<bool>,
    pub language: ArcRwSignal<bool>,
    pub on_duty: ArcRwSignal<bool>,
    pub most: ArcRwSignal<String>,
    pub by: ArcRwSignal<String>,
    pub url: ArcRwSignal<String>,
    pub task: TaskEdit,
}

/// Rows of actions.
pub type ActionRows = RwSignal<Vec<ActionEdit>>;

impl ActionEdit {
    pub fn of(action: &Action) -> ActionEdit {
        let mut edit = ActionEdit::blank();
        let text = |text: &str| ArcRwSignal::new(text.to_string());
        edit.deed = text(deed(action));
        match action {
            Action::Notify { recipients, media, text: said, urgent } => {
                edit.recipients = ArcRwSignal::new(recipients.iter().map(word).collect());
                edit.media = ArcRwSignal::new(media.iter().map(Medium::to_string).collect());
                edit.text = text(said);
                edit.urgent = ArcRwSignal::new(*urgent);
            }
            Action::RaiseLevel { level } => edit.level = text(&level.to_string()),
            Action::Reassign { team_id, assignee_id } => {
                edit.team = Chosen::of(*team_id);
                edit.person = Chosen::of(*assignee_id);
            }
            Action::Dispatch(dispatch) => {
                edit.team = Chosen::of(dispatch.team_id);
                edit.skills = text(&dispatch.skills.join(", "));
                edit.region = ArcRwSignal::new(dispatch.same_region);
                edit.language = ArcRwSignal::new(dispatch.same_language);
                edit.on_duty = ArcRwSignal::new(dispatch.on_duty);
                edit.most = text(&dispatch.most.map(|most| most.to_string()).unwrap_or_default());
                edit.by = text(dispatch.by.as_str());
            }
            Action::SetPriority { priority } => edit.priority = text(priority.as_str()),
            Action::SetCategory { category_id } => edit.category = Chosen::of(Some(*category_id)),
            Action::OpenTask { title, text, whom, due } => edit.task = TaskEdit::of(title, text, whom, *due),
            Action::Webhook { url } => edit.url = text(url),
        }
        edit
    }

    /// A notice to whoever the case is assigned to.
    pub fn blank() -> ActionEdit {
        let text = |text: &str| ArcRwSignal::new(text.to_string());
        ActionEdit {
            key: next_key(),
            deed: text("notify"),
            recipients: ArcRwSignal::new(vec![word(&Recipient::Owner)]),
            media: ArcRwSignal::new(vec![Medium::Push.to_string()]),
            text: ArcRwSignal::default(),
            urgent: ArcRwSignal::default(),
            level: text("1"),
            team: Chosen::of(None::<Uuid>),
            person: Chosen::of(None::<Uuid>),
            category: Chosen::of(None::<Uuid>),
            priority: text(Priority::P2.as_str()),
            skills: ArcRwSignal::default(),
            region: ArcRwSignal::default(),
            language: ArcRwSignal::default(),
            on_duty: ArcRwSignal::new(true),
            most: ArcRwSignal::default(),
            by: text(Strategy::LeastLoad.as_str()),
            url: ArcRwSignal::default(),
            task: TaskEdit::of("", "", &TaskFor::default(), None),
        }
    }

    /// The action that is typed; what cannot be read is told with its pointer.
    pub fn read(&self, pointer: &str, faults: &mut Vec<FieldFault>) -> Action {
        let mut wrong = |field: &str, code: &str| faults.push(FieldFault::new(&format!("{pointer}/{field}"), code));
        match self.deed.get().as_str() {
            "raise_level" => Action::RaiseLevel { level: number(&self.level, "level", &mut wrong).unwrap_or(1) },
            "reassign" => {
                vague(&self.team, "team_id", &mut wrong);
                vague(&self.person, "assignee_id", &mut wrong);
                Action::Reassign { team_id: self.team.read(), assignee_id: self.person.read() }
            }
            "dispatch" => {
                vague(&self.team, "team_id", &mut wrong);
                let typed = !self.most.with(|most| most.trim().is_empty());
                Action::Dispatch(Dispatch {
                    team_id: self.team.read(),
                    skills: self.skills.with(|skills| separated(skills)),
                    same_region: self.region.get(),
                    same_language: self.language.get(),
                    on_duty: self.on_duty.get(),
                    most: typed.then(|| number(&self.most, "most", &mut wrong)).flatten(),
                    by: self.by.with(|word| Strategy::parse(word)).unwrap_or(Strategy::LeastLoad),
                })
            }
            "set_priority" => Action::SetPriority {
                priority: self.priority.with(|word| Priority::parse(word)).unwrap_or(Priority::P2),
            },
            "set_category" => {
                let category = self.category.read::<CategoryId>();
                if category.is_none() {
                    wrong("category_id", if self.category.is_vague() { "unknown" } else { "required" });
                }
                Action::SetCategory { category_id: category.unwrap_or(CategoryId(Uuid::nil())) }
            }
            "open_task" => self.task.read(&mut wrong),
            "webhook" => Action::Webhook { url: self.url.with(|url| url.trim().to_string()) },
            _ => {
                let recipients: Vec<Recipient> =
                    self.recipients.with(|words| words.iter().filter_map(|word| recipient(word)).collect());
                // Where groups alone are told there is nothing to choose.
                let groups = !recipients.is_empty() && recipients.iter().all(Recipient::is_robot);
                let media: Vec<Medium> =
                    self.media.with(|words| words.iter().filter_map(|word| Medium::parse(word)).collect());
                Action::Notify {
                    recipients,
                    media: if groups { Vec::new() } else { media },
                    text: self.text.with(|text| text.trim().to_string()),
                    urgent: self.urgent.get(),
                }
            }
        }
    }
}

pub(super) fn number<N: FromStr>(
    text: &ArcRwSignal<String>,
    field: &str,
    wrong: &mut impl FnMut(&str, &str),
) -> Option<N> {
    let read = text.with(|text| text.trim().parse().ok());
    if read.is_none() {
        wrong(field, "whole_number");
    }
    read
}

pub(super) fn vague(chosen: &Chosen, field: &str, wrong: &mut impl FnMut(&str, &str)) {
    if chosen.is_vague() {
        wrong(field, "unknown");
    }
}

/// Words between commas of either writing, or line ends.
fn separated(text: &str) -> Vec<String> {
    let comma = |c: char| matches!(c, ',' | '\u{3001}' | '\u{ff0c}' | '\n');
    text.split(comma).map(str::trim).filter(|word| !word.is_empty()).map(String::from).collect()
}

pub fn deed(action: &Action) -> &'static str {
    match action {
        Action::Notify { .. } => "notify",
        Action::RaiseLevel { .. } => "raise_level",
        Action::Reassign { .. } => "reassign",
        Action::Dispatch(_) => "dispatch",
        Action::SetPriority { .. } => "set_priority",
        Action::SetCategory { .. } => "set_category",
        Action::OpenTask { .. } => "open_task",
        Action::Webhook { .. } => "webhook",
    }
}

pub const ON_CALL: &str = "on_call_";
pub const NAMED: &str = "named_";
pub const ROBOT: &str = "robot_";
const MANAGER: &str = "manager_";

/// A recipient as one word.
fn word(recipient: &Recipient) -> String {
    match recipient {
        Recipient::Owner => "owner".into(),
        Recipient::TeamLead => "team_lead".into(),
        Recipient::OnCall { rota_id } => format!("{ON_CALL}{rota_id}"),
        Recipient::Manager { steps } => format!("{MANAGER}{steps}"),
        Recipient::Named { user_id } => format!("{NAMED}{user_id}"),
        Recipient::Robot { robot_id } => format!("{ROBOT}{robot_id}"),
    }
}

fn recipient(word: &str) -> Option<Recipient> {
    if let Some(id) = word.strip_prefix(ON_CALL) {
        return Some(Recipient::OnCall { rota_id: id.parse().ok()? });
    }
    if let Some(id) = word.strip_prefix(NAMED) {
        return Some(Recipient::Named { user_id: id.parse().ok()? });
    }
    if let Some(id) = word.strip_prefix(ROBOT) {
        return Some(Recipient::Robot { robot_id: id.parse().ok()? });
    }
    match word {
        "owner" => Some(Recipient::Owner),
        "team_lead" => Some(Recipient::TeamLead),
        word => Some(Recipient::Manager { steps: word.strip_prefix(MANAGER)?.parse().ok()? }),
    }
}

pub fn rows_of(actions: &[Action]) -> Vec<ActionEdit> {
    actions.iter().map(ActionEdit::of).collect()
}

/// All of them; `pointer` is that of the list.
pub fn read_rows(rows: &[ActionEdit], pointer: &str, faults: &mut Vec<FieldFault>) -> Vec<Action> {
    rows.iter().enumerate().map(|(at, row)| row.read(&format!("{pointer}/{at}"), faults)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::{RobotId, RotaId, TeamId, UserId};
    use yingda_shared::rules::TaskDue;

    fn task(whom: TaskFor, due: Option<TaskDue>) -> Action {
        Action::OpenTask { title: "A".into(), text: "B".into(), whom, due }
    }

    #[test]
    fn what_is_typed_is_the_action() {
        Owner::new().with(|| {
            let id = Uuid::from_u128(7);
            let recipients = vec![
                Recipient::Named { user_id: UserId(id) },
                Recipient::Owner,
                Recipient::OnCall { rota_id: RotaId(id) },
                Recipient::Manager { steps: 9 },
                Recipient::Robot { robot_id: RobotId(id) },
                Recipient::TeamLead,
            ];
            let dispatch = Dispatch {
                team_id: Some(TeamId(id)),
                skills: vec!["vpn".into(), "linux".into()],
                same_region: true,
                same_language: false,
                on_duty: false,
                most: Some(4),
                by: Strategy::RoundRobin,
            };
            let actions = [
                Action::Notify { recipients, media: vec![Medium::Sms, Medium::Push], text: "x".into(), urgent: true },
                Action::RaiseLevel { level: 3 },
                Action::Reassign { team_id: None, assignee_id: Some(UserId(id)) },
                Action::Dispatch(dispatch),
                Action::SetPriority { priority: Priority::P1 },
                Action::SetCategory { category_id: CategoryId(id) },
                task(TaskFor::NamedTeam { team_id: TeamId(id) }, Some(TaskDue { minutes: 90, working: true })),
                Action::Webhook { url: "https://example.com/hook".into() },
            ];
            let mut faults = Vec::new();
            assert_eq!(read_rows(&rows_of(&actions), "/then", &mut faults), actions);
            assert_eq!(faults, []);
            let whoms = [
                TaskFor::Owner,
                TaskFor::Team,
                TaskFor::TeamLead,
                TaskFor::OnCall { rota_id: RotaId(id) },
                TaskFor::Named { user_id: UserId(id) },
            ];
            let tasks = whoms.map(|whom| task(whom, None));
            assert_eq!(read_rows(&rows_of(&tasks), "/then", &mut faults), tasks);
            let groups = [Action::Notify {
                recipients: vec![Recipient::Robot { robot_id: RobotId(id) }],
                media: Vec::new(),
                text: String::new(),
                urgent: false,
            }];
            assert_eq!(read_rows(&rows_of(&groups), "/then", &mut faults), groups);
            let mut told: Vec<&str> = actions.iter().map(deed).collect();
            told.sort_unstable();
            let mut offered = DEEDS;
            offered.sort_unstable();
            assert_eq!(told, offered);
        });
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_place() {
        Owner::new().with(|| {
            let edit = ActionEdit::blank();
            edit.deed.set("set_category".into());
            let other = ActionEdit::blank();
            other.deed.set("dispatch".into());
            other.most.set("many".into());
            let mut faults = Vec::new();
            read_rows(&[edit, other], "/then", &mut faults);
            let told: Vec<(&str, &str)> =
                faults.iter().map(|fault| (fault.pointer.as_str(), fault.code.as_str())).collect();
            assert_eq!(told, [("/then/0/category_id", "required"), ("/then/1/most", "whole_number")]);
        });
    }
}
