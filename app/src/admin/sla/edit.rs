//! A policy while it is being edited: what is typed, and the policy that it says.

use leptos::prelude::*;
use yingda_shared::catalog::priority::Priority;
use yingda_shared::contract::Operation;
use yingda_shared::fault::FieldFault;
use yingda_shared::kernel::id::SlaPolicyId;
use yingda_shared::record::Save;
use yingda_shared::sla::{
    Applies, CaseKind, ClockKind, NextMode, PendingReason, Regrading, Reopening, Side, SlaPolicy, Target, TimeUnit,
    WARN_PERCENT, When,
};

/// A target while it is being edited.
#[derive(Clone, Copy, PartialEq)]
pub struct TargetEdit {
    /// Tells rows apart while they come and go.
    pub key: usize,
    pub kind: RwSignal<String>,
    /// Word of the priority that it is for; empty for any.
    pub priority: RwSignal<String>,
    pub amount: RwSignal<String>,
    pub unit: RwSignal<String>,
    /// What the desk asks of itself; empty for nothing.
    pub inner: RwSignal<String>,
    pub mode: RwSignal<String>,
    /// As it was saved, for what no field here shows.
    kept: RwSignal<Target>,
}

impl TargetEdit {
    pub fn of(key: usize, target: &Target) -> TargetEdit {
        let word = |word: Option<&'static str>| RwSignal::new(word.unwrap_or_default().to_string());
        TargetEdit {
            key,
            kind: word(Some(target.kind.as_str())),
            priority: word(target.when.priority.map(Priority::as_str)),
            amount: RwSignal::new(target.amount.to_string()),
            unit: word(Some(target.unit.as_str())),
            inner: RwSignal::new(target.inner.map(|inner| inner.to_string()).unwrap_or_default()),
            mode: word(Some(target.mode.unwrap_or(NextMode::AfterCustomer).as_str())),
            kept: RwSignal::new(*target),
        }
    }

    /// Whether it is of the clock that has a mode.
    pub fn has_mode(self) -> bool {
        self.kind.with(|kind| kind == ClockKind::NextResponse.as_str())
    }

    fn read(self, pointer: &str, faults: &mut Vec<FieldFault>) -> Target {
        let kept = self.kept.get();
        let mut number = |text: String, field: &str| {
            text.trim().parse::<u32>().unwrap_or_else(|_| {
                faults.push(FieldFault::new(&format!("{pointer}/{field}"), "malformed"));
                1
            })
        };
        let amount = number(self.amount.get(), "amount");
        let inner = Some(self.inner.get()).filter(|text| !text.trim().is_empty()).map(|text| number(text, "inner"));
        Target {
            kind: ClockKind::parse(&self.kind.get()).unwrap_or(kept.kind),
            when: When { priority: Priority::parse(&self.priority.get()), ..kept.when },
            amount,
            inner,
            unit: TimeUnit::parse(&self.unit.get()).unwrap_or(kept.unit),
            mode: NextMode::parse(&self.mode.get()).filter(|_| self.has_mode()),
        }
    }
}

#[derive(Clone, Copy)]
pub struct Edit {
    pub name: RwSignal<String>,
    pub active: RwSignal<bool>,
    pub side: RwSignal<String>,
    pub applies: RwSignal<Applies>,
    pub targets: RwSignal<Vec<TargetEdit>>,
    /// Id of the calendar; empty for the default one.
    pub calendar: RwSignal<String>,
    pub warn: RwSignal<String>,
    pub pauses: RwSignal<Vec<PendingReason>>,
    pub responses_pause: RwSignal<bool>,
    pub reopening: RwSignal<String>,
    pub regrading: RwSignal<String>,
    /// As it was saved last.
    pub kept: RwSignal<SlaPolicy>,
}

impl Edit {
    pub fn of(policy: &SlaPolicy) -> Edit {
        let edit = Edit {
            name: RwSignal::default(),
            active: RwSignal::default(),
            side: RwSignal::default(),
            applies: RwSignal::default(),
            targets: RwSignal::default(),
            calendar: RwSignal::default(),
            warn: RwSignal::default(),
            pauses: RwSignal::default(),
            responses_pause: RwSignal::default(),
            reopening: RwSignal::default(),
            regrading: RwSignal::default(),
            kept: RwSignal::new(policy.clone()),
        };
        edit.load(policy);
        edit
    }

    pub fn load(self, policy: &SlaPolicy) {
        self.name.set(policy.name.clone());
        self.active.set(policy.active);
        self.side.set(policy.side.to_string());
        self.applies.set(policy.applies.clone());
        self.targets.set((0..).zip(&policy.targets).map(|(key, target)| TargetEdit::of(key, target)).collect());
        self.calendar.set(policy.calendar_id.map(|id| id.to_string()).unwrap_or_default());
        self.warn.set(policy.warn_percent.to_string());
        self.pauses.set(policy.pauses.clone());
        self.responses_pause.set(policy.responses_pause);
        self.reopening.set(policy.reopening.to_string());
        self.regrading.set(policy.regrading.to_string());
    }

    /// Another row, like the last one.
    pub fn add(self) {
        self.targets.update(|targets| {
            let key = targets.iter().map(|row| row.key + 1).max().unwrap_or_default();
            let unit = targets.last().and_then(|row| TimeUnit::parse(&row.unit.get_untracked()));
            targets.push(TargetEdit::of(key, &target(ClockKind::Resolution, 60, unit)));
        });
    }

    /// The policy that is typed, or all that is wrong with it.
    pub fn read(self) -> Result<SlaPolicy, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let rows = self.targets.get();
        let targets =
            rows.iter().enumerate().map(|(at, row)| row.read(&format!("/targets/{at}"), &mut faults)).collect();
        let warn_percent = self.warn.get().trim().parse().unwrap_or_else(|_| {
            faults.push(FieldFault::new("/warn_percent", "warn_range"));
            WARN_PERCENT
        });
        let kept = self.kept.get();
        let policy = SlaPolicy {
            id: kept.id,
            rv: kept.rv,
            active: self.active.get(),
            name: self.name.get().trim().to_string(),
            side: Side::parse(&self.side.get()).unwrap_or(kept.side),
            applies: self.applies.get(),
            targets,
            calendar_id: self.calendar.get().parse().ok(),
            warn_percent,
            pauses: self.pauses.get(),
            responses_pause: self.responses_pause.get(),
            reopening: Reopening::parse(&self.reopening.get()).unwrap_or(kept.reopening),
            regrading: Regrading::parse(&self.regrading.get()).unwrap_or(kept.regrading),
        };
        faults.extend(Save(policy.clone()).check());
        if faults.is_empty() { Ok(policy) } else { Err(faults) }
    }

    /// A word put into a list of words, or taken out of it.
    pub fn toggle<T: Copy + PartialEq + Send + Sync + 'static>(list: &mut Vec<T>, word: T) {
        match list.iter().position(|known| *known == word) {
            Some(at) => drop(list.remove(at)),
            None => list.push(word),
        }
    }
}

fn target(kind: ClockKind, amount: u32, unit: Option<TimeUnit>) -> Target {
    let unit = unit.unwrap_or(TimeUnit::BusinessMinutes);
    Target { kind, when: When::default(), amount, inner: None, unit, mode: None }
}

/// A new policy: an answer within an hour, a solution within a day of work, for ordinary cases.
pub fn blank(id: SlaPolicyId) -> SlaPolicy {
    SlaPolicy {
        id,
        rv: 0,
        active: true,
        name: String::new(),
        side: Side::External,
        applies: Applies { kinds: vec![CaseKind::Case], ..Applies::default() },
        targets: vec![target(ClockKind::FirstResponse, 60, None), target(ClockKind::Resolution, 480, None)],
        calendar_id: None,
        warn_percent: WARN_PERCENT,
        pauses: PendingReason::ALL.to_vec(),
        responses_pause: false,
        reopening: Reopening::Resume,
        regrading: Regrading::Running,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::Uuid;

    #[test]
    fn what_is_typed_is_the_policy_and_what_is_not_shown_stays() {
        Owner::new().with(|| {
            let mut policy = SlaPolicy { name: "金牌".into(), rv: 3, ..blank(SlaPolicyId(Uuid::from_u128(7))) };
            let impact = Some(yingda_shared::catalog::priority::Impact::Group);
            policy.targets[1].when = When { impact, ..When::default() };
            let edit = Edit::of(&policy);
            assert_eq!(edit.read(), Ok(policy.clone()));
            let row = edit.targets.get_untracked()[1];
            row.amount.set("90".into());
            row.priority.set("p1".into());
            let read = edit.read().expect("a policy").targets[1];
            assert_eq!((read.amount, read.when.priority, read.when.impact), (90, Some(Priority::P1), impact));
            row.amount.set("bald".into());
            edit.warn.set("x".into());
            let wrong: Vec<String> = edit.read().expect_err("faults").into_iter().map(|fault| fault.pointer).collect();
            assert_eq!(wrong, ["/targets/1/amount", "/warn_percent"]);
        });
    }
}
