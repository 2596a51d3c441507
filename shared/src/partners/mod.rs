//! Partner firms: outside service providers that cases are forwarded to.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{FirmId, UnitId};
use crate::kernel::limits::{NOTE_MAX, PHONE_MAX};
use crate::record::{Details, Keys};

data! {
pub struct Firm {
    pub id: FirmId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// The region or branch that works with the firm.
    pub unit_id: UnitId,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub note: String,
}
}

record!(Firm, FirmId, "firms");

impl Details for Firm {
    fn keys(&self) -> Keys {
        Keys { unit_id: Some(self.unit_id), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        Checks::new().optional("/phone", &self.phone, PHONE_MAX).optional("/note", &self.note, NOTE_MAX).done()
    }
}
