//! A stretch of time.

use crate::kernel::time::Millis;

data! {
/// From a moment up to another one, without it.
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Millis,
    pub to: Millis,
}
}

impl Span {
    pub fn holds(&self, at: Millis) -> bool {
        (self.from..self.to).contains(&at)
    }
}
