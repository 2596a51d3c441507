//! When each person can work: a calendar, shifts of one's own, leave, and days that are different.
//!
//! `availability` makes of all these a `Duty`: the one thing that dispatch, recipients of an escalation, the choice of an
//! assignee and the monitor ask. `leave` is asked for and decided on; `steering` says who decides on whose.

mod availability;
mod duty;
mod leave;
mod model;
mod operations;
mod steering;

pub use availability::{Base, Personal, availability};
pub use duty::{Duty, OffDuty, Standing};
pub use leave::{Leave, LeaveKind, LeaveState};
pub use model::Schedule;
pub use operations::{
    AskLeave, AwayMonth, AwayPerson, CalendarName, Colleague, Colleagues, DecideLeave, GetSchedule, LeavesToDecide,
    ListAway, ListColleagues, ListLeaves, ListLeavesToDecide, OwnLeaves, PersonSchedule, SaveSchedule, WaitingLeave,
    WithdrawLeave,
};
pub use steering::{decides, sets};
