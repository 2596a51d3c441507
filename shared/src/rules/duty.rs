//! When somebody is at work: hours of a calendar, less the time away.

use crate::calendar::WorkingTime;
pub use crate::kernel::span::Span;
use crate::kernel::time::Millis;

words! {
/// Why somebody is not there, the strongest first.
OffDuty {
    /// The account is switched off.
    Inactive = "inactive",
    /// On leave, ill, or elsewhere.
    Away = "away",
    /// Outside of the hours of work.
    Hours = "hours",
}
}

/// What is known of one person's time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duty {
    pub inactive: bool,
    /// None: at any hour.
    pub hours: Option<WorkingTime>,
    pub away: Vec<Span>,
}

impl Duty {
    /// None: at work. Days that the calendar was not compiled for are worked: nobody is lost to a table.
    pub fn off(&self, at: Millis) -> Option<OffDuty> {
        if self.inactive {
            return Some(OffDuty::Inactive);
        }
        if self.away.iter().any(|span| span.holds(at)) {
            return Some(OffDuty::Away);
        }
        let open = self.hours.as_ref().is_none_or(|hours| hours.is_open(at).unwrap_or(true));
        (!open).then_some(OffDuty::Hours)
    }
}
