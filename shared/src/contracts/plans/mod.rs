//! Plans of a contract 主动服务计划: visits, checks and reports that come round and open a case ahead of their date, and
//! the look into a fault once it is over.

mod choice;
mod model;
mod operations;
mod recurrence;

pub use choice::{Choice, On};
pub use model::{DayOff, Opens, ServicePlan};
pub use operations::*;
pub use recurrence::{End, Frequency, Recurrence, WeekdayPlace, compact};
