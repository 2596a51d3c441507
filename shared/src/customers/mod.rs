//! Customers: company → departments → contacts, each company owned by a region or branch.

pub mod personal;

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::id::{CompanyId, ContactId, DepartmentId, UnitId};
use crate::kernel::limits::{EMAIL_MAX, NAME_MAX, NOTE_MAX, PHONE_MAX};
use crate::kernel::text::phone_digits;
use crate::record::{Details, Keys, Reference};

data! {
pub struct Company {
    pub id: CompanyId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Customer number in the vendor's books.
    #[serde(default)]
    pub code: String,
    pub unit_id: UnitId,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub note: String,
}

pub struct Department {
    pub id: DepartmentId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    pub company_id: CompanyId,
}

pub struct Contact {
    pub id: ContactId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Absent for a caller whose company is unknown.
    #[serde(default)]
    pub company_id: Option<CompanyId>,
    #[serde(default)]
    pub department_id: Option<DepartmentId>,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    /// What the person does there.
    #[serde(default)]
    pub title: String,
}
}

record!(Company, CompanyId, "companies");
record!(Department, DepartmentId, "departments");
record!(Contact, ContactId, "contacts");

impl Details for Company {
    fn keys(&self) -> Keys {
        let code = Some(self.code.trim().to_lowercase()).filter(|code| !code.is_empty());
        Keys { code, unit_id: Some(self.unit_id), ..Keys::default() }
    }
    fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .optional("/code", &self.code, PHONE_MAX)
            .optional("/phone", &self.phone, PHONE_MAX)
            .optional("/address", &self.address, NOTE_MAX)
            .optional("/note", &self.note, NOTE_MAX)
            .done()
    }
    fn search(&self) -> String {
        format!("{} {}", phone_digits(&self.phone), self.address)
    }
}

impl Details for Department {
    fn keys(&self) -> Keys {
        Keys { company_id: Some(self.company_id), ..Keys::default() }
    }
}

impl Details for Contact {
    fn keys(&self) -> Keys {
        Keys { parent_id: self.department_id.map(|id| id.0), company_id: self.company_id, ..Keys::default() }
    }
    fn references(&self) -> Vec<Reference> {
        self.department_id.map(|id| ("/department_id", "departments", id.0)).into_iter().collect()
    }
    fn check(&self) -> Vec<FieldFault> {
        Checks::new()
            .optional("/phone", &self.phone, PHONE_MAX)
            .optional("/email", &self.email, EMAIL_MAX)
            .when(!self.email.is_empty() && !self.email.contains('@'), "/email", "email")
            .optional("/title", &self.title, NAME_MAX)
            .done()
    }
    fn search(&self) -> String {
        format!("{} {}", phone_digits(&self.phone), self.email)
    }
}
