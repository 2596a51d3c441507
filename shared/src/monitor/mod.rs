//! The service monitor (服务监控台): what is open, what is late, who waits, who carries how much, as one reader sees it.

use crate::cases::listing::{CaseRow, Group, Names};
use crate::cases::queries::ListCases;
use crate::kernel::id::UserId;
use crate::kernel::time::Millis;
use crate::schedules::Standing;

words! {
/// What a wall shows large. Each is a list of cases, see `Figure::query`.
Figure {
    /// A promise was missed, and is still owed.
    Overdue = "overdue",
    /// Late, or past the warning of a promise.
    AtRisk = "at_risk",
    Unassigned = "unassigned",
    /// The customer side wrote last.
    CustomerWaits = "customer_waits",
    Open = "open",
}
}

/// Cases that wait for an acknowledgement and are shown one by one; more are only counted.
pub const WAITING_MAX: usize = 50;
/// People whose load is shown.
pub const PEOPLE_MAX: usize = 40;
/// No figure is counted further.
pub const COUNTED_MAX: i64 = 100_000;

data! {
#[derive(Copy)]
pub struct GetMonitor {}

/// How things stand at one moment, of cases in sight that are open.
pub struct Monitor {
    pub at: Millis,
    /// In the order of `Figure`.
    pub figures: Vec<Counted>,
    /// In the order of the states and priorities, those without any case left out.
    pub states: Vec<Group>,
    pub priorities: Vec<Group>,
    /// The largest first; an empty word is "none".
    pub units: Vec<Group>,
    pub teams: Vec<Group>,
    /// Who carries how much, the most first, `PEOPLE_MAX` of them.
    pub people: Vec<Load>,
    /// Escalations that nobody acknowledged, the oldest first, `WAITING_MAX` of them.
    pub waiting: Vec<Waiting>,
    /// More wait than are shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more_wait: bool,
    pub names: Names,
}

/// So many cases are behind a figure, counted up to `COUNTED_MAX`.
#[derive(Copy, Eq)]
pub struct Counted {
    pub figure: Figure,
    pub cases: i64,
}

/// Open cases of one person, and whether they can work on them now.
#[derive(Copy)]
pub struct Load {
    pub user_id: UserId,
    pub cases: i64,
    pub now: Standing,
    /// Working time that is left of today; None of whoever keeps no hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Millis>,
}

/// A level was reached, and nobody said that they see to it.
pub struct Waiting {
    pub row: CaseRow,
    pub since: Millis,
    /// The highest level that waits.
    pub level: u16,
}
}

operation!(GetMonitor => Monitor, "monitor.get", Get "/monitor", Server, "What is open, late, unassigned and waiting, and who carries how much.");

impl Figure {
    /// The list that holds just the cases which are counted, as its address says it.
    pub fn query(self) -> &'static str {
        match self {
            Figure::Overdue => "due=overdue",
            Figure::AtRisk => "due=risk",
            Figure::Unassigned => "assignee=none&state=open",
            Figure::CustomerWaits => "state=open&waits=customer",
            Figure::Open => "state=open",
        }
    }

    /// The same as a question.
    pub fn question(self) -> ListCases {
        let word = |text: &str| Some(text.to_string());
        let open = ListCases { state: word("open"), ..ListCases::default() };
        match self {
            Figure::Overdue => ListCases { due: word("overdue"), ..ListCases::default() },
            Figure::AtRisk => ListCases { due: word("risk"), ..ListCases::default() },
            Figure::Unassigned => ListCases { assignee: word("none"), ..open },
            Figure::CustomerWaits => ListCases { waits: word("customer"), ..open },
            Figure::Open => open,
        }
    }
}

impl Monitor {
    pub fn figure(&self, figure: Figure) -> i64 {
        self.figures.iter().find(|counted| counted.figure == figure).map_or(0, |counted| counted.cases)
    }

    /// What a wall calls out for: cases that are late, and escalations that nobody sees to.
    pub fn alarms(&self) -> i64 {
        self.figure(Figure::Overdue) + self.waiting.len() as i64
    }
}

/// Groups in the order of some words, whoever is the largest.
pub fn in_order_of<'a>(groups: &[Group], words: impl IntoIterator<Item = &'a str>) -> Vec<Group> {
    words.into_iter().filter_map(|word| groups.iter().find(|group| group.word == word).cloned()).collect()
}

/// The load of people out of groups by assignee; cases without anybody are no load.
pub fn loads(groups: &[Group], time: impl Fn(UserId) -> (Standing, Option<Millis>)) -> Vec<Load> {
    let load = |group: &Group| {
        let user_id = UserId(group.word.parse().ok()?);
        let (now, left) = time(user_id);
        Some(Load { user_id, cases: group.count, now, left })
    };
    groups.iter().filter_map(load).take(PEOPLE_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Uuid;
    use crate::schedules::OffDuty;

    fn group(word: &str, count: i64) -> Group {
        Group { word: word.to_string(), count }
    }

    #[test]
    fn groups_come_in_the_order_of_their_words_and_without_empty_ones() {
        let groups = [group("p4", 9), group("p1", 2)];
        let ordered = in_order_of(&groups, ["p1", "p2", "p3", "p4"]);
        assert_eq!(ordered, [group("p1", 2), group("p4", 9)]);
    }

    /// The address that a figure leads to asks for what was counted.
    #[test]
    fn figures_lead_to_what_they_count() {
        for figure in Figure::ALL {
            let question = figure.question();
            let said = question.filters().into_iter().filter_map(|(pointer, text)| Some((pointer, text?)));
            let mut said: Vec<String> = said.map(|(pointer, text)| format!("{}={text}", &pointer[1..])).collect();
            said.sort();
            assert_eq!(said.join("&"), figure.query());
        }
    }

    #[test]
    fn nobody_carries_nothing_and_whoever_is_away_is_said_to_be() {
        let (anna, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let groups = [group(&anna.to_string(), 5), group("", 4), group(&ben.to_string(), 1)];
        let away = Standing { off: Some(OffDuty::Away), next: Some(9) };
        let time = |user: UserId| if user.0 == ben { (away, Some(0)) } else { (Standing::default(), Some(7)) };
        let told: Vec<_> = loads(&groups, time)
            .into_iter()
            .map(|load| (load.user_id.0, load.cases, load.now.off, load.left))
            .collect();
        assert_eq!(told, [(anna, 5, None, Some(7)), (ben, 1, Some(OffDuty::Away), Some(0))]);
    }
}
