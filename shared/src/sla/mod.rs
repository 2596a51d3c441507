//! Promises kept on time: policies, and the clocks that count them.
//!
//! A clock is a pure function of what happened to a case (`turns`), of the versions of policies and calendars that
//! it names (`book`), and of nothing else: `replay`. Its log is folded into a course (`course`), the course is cut
//! into rounds of clocks and the spans in which they stand still (`rounds`), and only then is a calendar asked
//! (`clock`). What changes with the time is read from a clock (`reading`, `explain`) and kept nowhere.

mod binding;
mod book;
mod choosing;
mod clock;
mod compiled;
mod course;
mod explain;
mod moments;
mod owing;
mod policy;
mod reading;
mod replay;
mod rounds;
mod standard;
mod target;
mod thresholds;
mod timetable;
mod turns;

pub use binding::rebound;
pub use book::{Book, Term};
pub use choosing::{Choice, Ground, GroundKind, Subject, choose};
pub use clock::Clock;
pub use compiled::{CompiledCalendar, PolicyTimes};
pub use explain::{Explanation, Stretch, StretchKind};
pub use moments::{Anchor, Count};
pub use owing::{NextDue, Owing};
pub use policy::{Applies, CaseKind, PendingReason, Regrading, Reopening, SlaPolicy, WARN_PERCENT};
pub use reading::{Reading, Status};
pub use replay::{Earlier, Replay, replay};
pub use rounds::{Standstill, Still};
pub use standard::{STANDARD, standard};
pub use target::{ClockKind, Grade, NextMode, Side, Target, TimeUnit, When};
pub use thresholds::{Threshold, ThresholdId, ThresholdKind, to_tell};
pub use timetable::{Counted, Timetable};
pub use turns::{Binding, CalendarVersion, PolicyVersion, Signal, Turn};
