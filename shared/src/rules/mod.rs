//! Rules that a desk writes itself, without a program: when something happens, if the case is so, then do this.
//!
//! A rule (`rule`) listens to what happened (`happening`), asks for fields of the case (`condition`, `facts`) and
//! says what is to be done (`action`). `evaluate` is one pure function for cases of today and for a rehearsal on
//! cases of the past. What one rule does may set off another one: `circle` refuses rules that would go round, and
//! `cascade` ends those that come through all the same. Who gets a case is chosen in `dispatch`, from people who
//! are on duty (`schedules`).

mod action;
mod cascade;
mod circle;
mod condition;
mod dispatch;
mod evaluate;
mod facts;
mod happening;
mod hearing;
mod operations;
mod past;
mod rule;
mod task;

pub use action::{Action, After, Medium, Recipient};
pub(crate) use action::{check_all as check_actions, references as references_of};
pub use cascade::{Cascade, cascade};
pub use circle::{circle, circle_faults};
pub(crate) use condition::check_all as check_conditions;
pub use condition::{Condition, Test};
pub use dispatch::{Candidate, Chosen, Dispatch, Needs, PassedOver, Strategy, Turn, WhyNot, dispatch};
pub use evaluate::{Evaluation, Outcome, Planned, Told, evaluate, rehearse};
pub use facts::{Around, CaseFacts, Field, FieldType, Value};
pub use happening::{Happening, HappeningKind};
pub use hearing::{happenings, heard_in};
pub use operations::{ListRuleRuns, Rehearsal, RehearseRule, Rehearsed, RuleRun, RunAction};
pub use past::past;
pub use rule::{Rule, RuleVersion, ThresholdWhen, When};
pub use task::{TaskDue, TaskFor};

pub use crate::kernel::span::Span;
pub use crate::schedules::{Duty, OffDuty};
