//! What is promised: how much of which time, of which clock, for which cases.

use crate::catalog::priority::{Impact, Priority, Urgency};
use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::limits::{SLA_DAYS_MAX, SLA_MINUTES_MAX};
use crate::kernel::time::{MINUTE, Millis};

words! {
/// To whom something is promised. Both stand side by side on one case.
Side {
    /// To the customer (SLA).
    External = "external",
    /// Among those who work on it (OLA). Nobody outside hears of it.
    Internal = "internal",
}
}

words! {
ClockKind {
    /// From the opening to the first answer.
    FirstResponse = "first_response",
    /// After the first answer, to each one that follows: see `NextMode`.
    NextResponse = "next_response",
    /// From the opening to the solution.
    Resolution = "resolution",
    /// From the opening to somebody standing at the customer's.
    Arrival = "arrival",
}
}

words! {
/// When the clock of the next response begins.
NextMode {
    /// With the first message of the customer's that is not answered yet.
    AfterCustomer = "after_customer",
    /// With each answer, whether the customer writes or not.
    EveryInterval = "every_interval",
}
}

words! {
/// What an amount is counted in. A day is never 24 hours of working time.
TimeUnit {
    /// Minutes of the calendar's working time.
    BusinessMinutes = "business_minutes",
    /// Days with working hours: to the same time of day.
    WorkingDays = "working_days",
    /// Days with working hours: to the end of that day's work.
    WorkingDaysEnd = "working_days_end",
    /// Minutes of the clock on the wall, day and night.
    CalendarMinutes = "calendar_minutes",
}
}

impl ClockKind {
    /// Clocks that a message to the customer stops. Waiting for the customer is no excuse for silence.
    pub fn is_response(self) -> bool {
        matches!(self, ClockKind::FirstResponse | ClockKind::NextResponse)
    }
}

impl TimeUnit {
    fn most(self) -> u32 {
        match self {
            TimeUnit::BusinessMinutes | TimeUnit::CalendarMinutes => SLA_MINUTES_MAX,
            TimeUnit::WorkingDays | TimeUnit::WorkingDaysEnd => SLA_DAYS_MAX,
        }
    }

    /// Milliseconds of an amount, where the unit has a length of its own.
    pub fn length(self, amount: u32) -> Option<Millis> {
        match self {
            TimeUnit::BusinessMinutes | TimeUnit::CalendarMinutes => Some(Millis::from(amount) * MINUTE),
            TimeUnit::WorkingDays | TimeUnit::WorkingDaysEnd => None,
        }
    }
}

data! {
/// How grave a case is at one moment.
#[derive(Copy)]
pub struct Grade {
    pub impact: Impact,
    pub urgency: Urgency,
    pub priority: Priority,
}

/// Cases that a target is for: what is left out is any.
#[derive(Copy, Default)]
pub struct When {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
}

/// One target of a policy.
#[derive(Copy)]
pub struct Target {
    pub kind: ClockKind,
    #[serde(default)]
    pub when: When,
    /// What is promised, in `unit`.
    pub amount: u32,
    /// What the desk asks of itself, in the same unit: never more than what is promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner: Option<u32>,
    pub unit: TimeUnit,
    /// Of the next response alone; without it, after a message of the customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<NextMode>,
}
}

impl When {
    pub fn holds(&self, grade: &Grade) -> bool {
        self.priority.is_none_or(|priority| priority == grade.priority)
            && self.impact.is_none_or(|impact| impact == grade.impact)
            && self.urgency.is_none_or(|urgency| urgency == grade.urgency)
    }

    /// How much it says: the target that says most of a case is the one that counts.
    pub fn says(&self) -> usize {
        [self.priority.is_some(), self.impact.is_some(), self.urgency.is_some()]
            .into_iter()
            .filter(|said| *said)
            .count()
    }
}

impl Target {
    pub fn mode(&self) -> NextMode {
        self.mode.unwrap_or(NextMode::AfterCustomer)
    }

    pub(super) fn check(&self, pointer: &str) -> Vec<FieldFault> {
        let most = self.unit.most();
        let at = |field: &str| format!("{pointer}/{field}");
        let mut faults = Checks::new()
            .when(self.inner.is_some_and(|inner| inner > self.amount), &at("inner"), "inner_longer")
            .when(self.inner == Some(0), &at("inner"), "inner_zero")
            .when(self.mode.is_some() && self.kind != ClockKind::NextResponse, &at("mode"), "mode_of_next_response")
            .done();
        if !(1..=most).contains(&self.amount) {
            let mut fault = FieldFault::new(&at("amount"), "target_range");
            fault.params.insert("max".into(), most.to_string());
            faults.push(fault);
        }
        faults
    }
}
