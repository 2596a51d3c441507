//! What the desk holds of a person: taken along by whoever asks for them, and taken out for ever.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::ContactId;
use crate::kernel::limits::{NAME_MAX, NOTE_MAX};

data! {
/// How much the desk holds of a contact.
pub struct GetPersonalData {
    pub id: ContactId,
}

pub struct PersonalData {
    pub cases: i64,
    /// Of those, how many somebody still works on.
    pub open_cases: i64,
    pub files: i64,
    pub notices: i64,
    /// Accounts that belong to the contact, and where they are signed in.
    pub accounts: i64,
    pub sessions: i64,
    /// It was erased already.
    pub erased: bool,
}

/// Takes a contact out of everything the desk keeps, for ever.
pub struct EraseContact {
    pub id: ContactId,
    /// Their name, typed: nobody erases the wrong person by a slip.
    pub name: String,
    /// Also while somebody still works on their cases.
    #[serde(default)]
    pub even_open: bool,
    /// Why; it stays in the audit.
    #[serde(default)]
    pub reason: String,
}

pub struct Erased {
    pub cases: i64,
    pub files: i64,
    /// Lines of the audit whose words were taken out.
    pub lines: i64,
}
}

impl EraseContact {
    fn check(&self) -> Vec<FieldFault> {
        Checks::new().text("/name", &self.name, NAME_MAX).optional("/reason", &self.reason, NOTE_MAX).done()
    }
}

operation!(GetPersonalData => PersonalData, "contacts.personal_data", Get "/contacts/{id}/personal-data", Server,
    "How much the desk holds of a contact; with the same right `/contacts/{id}/personal-data.zip` gives all of it.");
operation!(EraseContact => Erased, "contacts.erase", Post "/contacts/{id}/erase", Online,
    "Takes a contact out of everything the desk keeps, for ever; what is counted stays.", |op| op.check());
