//! A plan while it is being edited: what is typed, and the plan that it says.

use leptos::prelude::*;
use yingda_shared::cases::Occasion;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::contract::Operation;
use yingda_shared::contracts::plans::{Choice, DayOff, End, Frequency, On, Opens, Recurrence, ServicePlan};
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::day::Day;
use yingda_shared::record::Save;

use crate::cases::Pick;

/// The word of the form for a rule that is written out.
pub const WRITTEN: &str = "written";
/// Words of the form for frequencies.
pub const FREQUENCIES: [(&str, Frequency); 4] = [
    ("daily", Frequency::Daily),
    ("weekly", Frequency::Weekly),
    ("monthly", Frequency::Monthly),
    ("yearly", Frequency::Yearly),
];

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub occasion: RwSignal<String>,
    pub opens: RwSignal<String>,
    pub frequency: RwSignal<String>,
    pub interval: RwSignal<String>,
    /// `start`, `weekdays`, `month_day` or `nth`.
    pub on: RwSignal<String>,
    pub weekdays: [RwSignal<bool>; 7],
    pub month_day: RwSignal<String>,
    pub nth: RwSignal<String>,
    pub weekday: RwSignal<String>,
    /// `never`, `count` or `until`.
    pub end: RwSignal<String>,
    pub times: RwSignal<String>,
    pub until: RwSignal<String>,
    /// The rule as it is written out.
    pub rule: RwSignal<String>,
    pub except: RwSignal<String>,
    pub starts_on: RwSignal<String>,
    pub time: RwSignal<String>,
    pub calendar: Pick,
    pub day_off: RwSignal<String>,
    pub ahead: RwSignal<String>,
    pub fault_priority: RwSignal<String>,
    pub subject: RwSignal<String>,
    pub description: RwSignal<String>,
    pub category: Pick,
    pub priority: RwSignal<String>,
    pub team: Pick,
    pub assignee: Pick,
    pub asset: Pick,
    pub department: Pick,
    pub contact: Pick,
    pub note: RwSignal<String>,
    /// As it was saved last.
    pub kept: RwSignal<ServicePlan>,
}

impl Edit {
    pub fn of(plan: &ServicePlan) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            active: RwSignal::default(),
            occasion: RwSignal::default(),
            opens: RwSignal::default(),
            frequency: RwSignal::default(),
            interval: RwSignal::default(),
            on: RwSignal::default(),
            weekdays: std::array::from_fn(|_| RwSignal::new(false)),
            month_day: RwSignal::new("1".into()),
            nth: RwSignal::new("1".into()),
            weekday: RwSignal::new("0".into()),
            end: RwSignal::default(),
            times: RwSignal::default(),
            until: RwSignal::default(),
            rule: RwSignal::default(),
            except: RwSignal::default(),
            starts_on: RwSignal::default(),
            time: RwSignal::default(),
            calendar: Pick::none(),
            day_off: RwSignal::default(),
            ahead: RwSignal::default(),
            fault_priority: RwSignal::default(),
            subject: RwSignal::default(),
            description: RwSignal::default(),
            category: Pick::none(),
            priority: RwSignal::default(),
            team: Pick::none(),
            assignee: Pick::none(),
            asset: Pick::none(),
            department: Pick::none(),
            contact: Pick::none(),
            note: RwSignal::default(),
            kept: RwSignal::new(plan.clone()),
        };
        edit.load(plan);
        edit
    }

    /// Puts another version into the fields. Names of what is picked follow when they are known.
    pub fn load(self, plan: &ServicePlan) {
        let pick = |pick: Pick, id: Option<String>| {
            let id = id.unwrap_or_default();
            if pick.id.with_untracked(|known| *known != id) {
                pick.set(id, String::new());
            }
        };
        self.name.set(plan.name.clone());
        self.active.set(plan.active);
        self.occasion.set(plan.occasion.as_str().into());
        self.opens.set(plan.opens.as_str().into());
        self.load_rule(&plan.rule);
        self.except.set(plan.except.iter().map(Day::to_string).collect::<Vec<_>>().join(", "));
        self.starts_on.set(plan.starts_on.map(|day| day.to_string()).unwrap_or_default());
        self.time.set(format!("{:02}:{:02}", plan.minute / 60, plan.minute % 60));
        pick(self.calendar, plan.calendar_id.map(|id| id.to_string()));
        self.day_off.set(plan.day_off.as_str().into());
        self.ahead.set(plan.ahead_days.to_string());
        let word = |priority: Option<Priority>| priority.map(|one| one.as_str().to_string()).unwrap_or_default();
        self.fault_priority.set(word(plan.fault_priority));
        self.subject.set(plan.subject.clone());
        self.description.set(plan.description.clone());
        pick(self.category, plan.category_id.map(|id| id.to_string()));
        self.priority.set(word(plan.priority));
        pick(self.team, plan.team_id.map(|id| id.to_string()));
        pick(self.assignee, plan.assignee_id.map(|id| id.to_string()));
        pick(self.asset, plan.asset_id.map(|id| id.to_string()));
        pick(self.department, plan.department_id.map(|id| id.to_string()));
        pick(self.contact, plan.contact_id.map(|id| id.to_string()));
        self.note.set(plan.note.clone());
    }

    fn load_rule(self, rule: &str) {
        self.rule.set(rule.to_string());
        let choice = match rule.is_empty() {
            true => Some(Choice { frequency: Frequency::Monthly, interval: 1, on: On::Start, end: End::Never }),
            false => Recurrence::parse(rule).ok().and_then(|rule| Choice::of(&rule)),
        };
        let Some(choice) = choice else { return self.frequency.set(WRITTEN.into()) };
        let word =
            FREQUENCIES.iter().find(|(_, frequency)| *frequency == choice.frequency).map_or("", |(word, _)| word);
        self.frequency.set(word.into());
        self.interval.set(choice.interval.to_string());
        let on = match &choice.on {
            On::Start => "start",
            On::Weekdays(days) => {
                for (day, on) in self.weekdays.into_iter().enumerate() {
                    on.set(days.contains(&day));
                }
                "weekdays"
            }
            On::MonthDay(day) => {
                self.month_day.set(day.to_string());
                "month_day"
            }
            On::Nth { nth, weekday } => {
                self.nth.set(nth.to_string());
                self.weekday.set(weekday.to_string());
                "nth"
            }
        };
        self.on.set(on.into());
        let end = match choice.end {
            End::Never => "never",
            End::Count(times) => {
                self.times.set(times.to_string());
                "count"
            }
            End::Until(day) => {
                self.until.set(day.to_string());
                "until"
            }
        };
        self.end.set(end.into());
    }

    /// What is chosen; the error is the field that is not filled in. None of a rule that is written out.
    pub fn choice(self) -> Result<Option<Choice>, FieldFault> {
        let word = self.frequency.get();
        let Some((_, frequency)) = FREQUENCIES.into_iter().find(|(known, _)| *known == word) else { return Ok(None) };
        let missing = |pointer: &str| FieldFault::new(pointer, "required");
        let number = |text: RwSignal<String>| text.with(|text| text.trim().parse::<u16>().ok()).filter(|n| *n > 0);
        let interval = number(self.interval).ok_or_else(|| missing("/interval"))?;
        let on = match (frequency, self.on.get().as_str()) {
            (Frequency::Weekly, "weekdays") => {
                let days: Vec<usize> =
                    self.weekdays.iter().enumerate().filter(|(_, on)| on.get()).map(|(day, _)| day).collect();
                if days.is_empty() {
                    return Err(missing("/weekdays"));
                }
                On::Weekdays(days)
            }
            (Frequency::Monthly, "month_day") => On::MonthDay(self.month_day.get().parse().unwrap_or(1)),
            (Frequency::Monthly, "nth") => On::Nth {
                nth: self.nth.get().parse().unwrap_or(1),
                weekday: self.weekday.get().parse().unwrap_or_default(),
            },
            _ => On::Start,
        };
        let end = match self.end.get().as_str() {
            "count" => End::Count(number(self.times).ok_or_else(|| missing("/times"))?),
            "until" => End::Until(self.until.get().parse().map_err(|_| missing("/until"))?),
            _ => End::Never,
        };
        Ok(Some(Choice { frequency, interval, on, end }))
    }

    /// The plan that is typed, with all that is wrong with it.
    pub fn typed(self) -> (ServicePlan, Vec<FieldFault>) {
        let mut faults = Vec::new();
        let kept = self.kept.get();
        let occasion = Occasion::parse(&self.occasion.get()).unwrap_or(kept.occasion);
        let dated = occasion != Occasion::Analysis;
        let rule = match self.choice() {
            _ if !dated => String::new(),
            Ok(Some(choice)) => choice.recurrence().written(),
            Ok(None) => self.rule.with(|rule| rule.trim().to_string()),
            Err(fault) => {
                faults.push(fault);
                kept.rule.clone()
            }
        };
        let except = days(&self.except.get());
        faults.extend((dated && except.is_none()).then(|| FieldFault::new("/except", "malformed")));
        let starts_on = self.starts_on.with(|day| day.parse::<Day>().ok());
        let minute = self.time.with(|time| minute_of(time));
        faults.extend((dated && minute.is_none()).then(|| FieldFault::new("/minute", "required")));
        let ahead = self.ahead.with(|days| days.trim().parse::<u16>());
        faults.extend((dated && ahead.is_err()).then(|| FieldFault::new("/ahead_days", "plan_ahead_range")));
        let picks = [
            (self.calendar, "calendar_id"),
            (self.category, "category_id"),
            (self.team, "team_id"),
            (self.assignee, "assignee_id"),
            (self.asset, "asset_id"),
            (self.department, "department_id"),
            (self.contact, "contact_id"),
        ];
        for (pick, field) in picks {
            pick.id.track();
            pick.text.track();
            // What is hidden is nobody's to put right.
            faults.extend(pick.fault(field).filter(|_| dated || field != "calendar_id"));
        }
        let text = |text: RwSignal<String>| text.with(|text| text.trim().to_string());
        let plan = ServicePlan {
            name: text(self.name),
            active: self.active.get(),
            occasion,
            opens: Opens::parse(&self.opens.get()).unwrap_or(kept.opens),
            rule,
            except: except.filter(|_| dated).unwrap_or_default(),
            starts_on: starts_on.filter(|_| dated),
            minute: minute.filter(|_| dated).unwrap_or_default(),
            calendar_id: self.calendar.get(),
            day_off: DayOff::parse(&self.day_off.get()).unwrap_or(kept.day_off),
            ahead_days: ahead.ok().filter(|_| dated).unwrap_or_default(),
            fault_priority: Priority::parse(&self.fault_priority.get()).filter(|_| !dated),
            subject: text(self.subject),
            description: text(self.description),
            category_id: self.category.get(),
            priority: Priority::parse(&self.priority.get()),
            team_id: self.team.get(),
            assignee_id: self.assignee.get(),
            asset_id: self.asset.get(),
            department_id: self.department.get(),
            contact_id: self.contact.get(),
            note: text(self.note),
            ..kept
        };
        faults.extend(Save(plan.clone()).check());
        (plan, faults)
    }

    pub fn read(self) -> Result<ServicePlan, Vec<FieldFault>> {
        let (plan, faults) = self.typed();
        if faults.is_empty() { Ok(plan) } else { Err(faults) }
    }

    /// The control that a fault is about.
    pub fn control(self, pointer: &str) -> String {
        match pointer.trim_start_matches('/').split('/').next() {
            // A rule that is chosen is not written anywhere.
            Some("rule") if self.frequency.with(|word| word != WRITTEN) => "plan-frequency".into(),
            name => format!("plan-{}", name.unwrap_or_default()),
        }
    }
}

/// Days between commas or spaces.
fn days(text: &str) -> Option<Vec<Day>> {
    let parts = text.split(|c: char| c.is_whitespace() || [',', ';', '\u{ff0c}', '\u{3001}'].contains(&c));
    parts.filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect()
}

fn minute_of(text: &str) -> Option<u16> {
    let (hour, minute) = text.get(..5)?.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::plans::blank::blank;
    use yingda_shared::kernel::id::{ContractId, ServicePlanId, TeamId, Uuid};

    fn sample() -> ServicePlan {
        let id = Uuid::from_u128(7);
        let mut plan = blank(ServicePlanId(id), ContractId(id), Day(20_000));
        (plan.name, plan.subject) = ("A".into(), "{date} A".into());
        plan.team_id = Some(TeamId(id));
        plan
    }

    #[test]
    fn what_is_loaded_is_read_back_as_it_was() {
        Owner::new().with(|| {
            for rule in [
                "FREQ=DAILY;INTERVAL=2",
                "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=8",
                "FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO",
                "FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20281231",
                "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO",
            ] {
                let opens = if rule.contains("COUNT") { Opens::Task } else { Opens::Case };
                let plan = ServicePlan { opens, rule: rule.into(), except: vec![Day(20_001), Day(20_009)], ..sample() };
                assert_eq!(Edit::of(&plan).read(), Ok(plan), "{rule}");
            }
            let rule = String::new();
            let looked = ServicePlan {
                occasion: Occasion::Analysis,
                fault_priority: Some(Priority::P2),
                starts_on: None,
                minute: 0,
                ahead_days: 0,
                rule,
                ..sample()
            };
            assert_eq!(Edit::of(&looked).read(), Ok(looked));
        });
    }

    #[test]
    fn what_is_not_filled_in_is_told_where_it_is() {
        Owner::new().with(|| {
            let edit = Edit::of(&sample());
            let wrong = || edit.read().expect_err("faults").into_iter().map(|fault| fault.pointer).collect::<Vec<_>>();
            edit.interval.set("0".into());
            assert_eq!(wrong()[0], "/interval");
            edit.interval.set("2".into());
            edit.frequency.set("weekly".into());
            edit.on.set("weekdays".into());
            assert_eq!(wrong()[0], "/weekdays");
            edit.weekdays[2].set(true);
            edit.end.set("until".into());
            assert_eq!(wrong()[0], "/until");
            edit.until.set("2028-12-31".into());
            edit.except.set("2026-10-01\u{ff0c}x".into());
            edit.time.set(String::new());
            assert_eq!(wrong(), ["/except", "/minute"]);
            edit.except.set("2026-10-01\u{ff0c}2026-10-08".into());
            edit.time.set("13:30".into());
            let plan = edit.read().expect("a plan");
            assert_eq!(plan.rule, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE;UNTIL=20281231");
            assert_eq!((plan.except.len(), plan.minute), (2, 810));
            assert_eq!(edit.control("/rule"), "plan-frequency");
            edit.frequency.set(WRITTEN.into());
            assert_eq!(edit.control("/rule"), "plan-rule");
        });
    }
}
