//! Administration: organisation and people, customers, catalogue, rules, audit.

mod audit;
mod calendars;
mod conflict;
mod contracts;
mod devices;
mod escalation;
mod frame;
mod import;
mod matrix;
mod overview;
mod policy;
mod records;
mod retention;
mod roles;
mod rotas;
mod rules;
mod satisfaction;
mod sla;
mod units;

pub use audit::AuditPage;
pub use calendars::CalendarsPage;
pub use contracts::{ContractPage, ContractsPage};
pub use devices::DevicesPage;
pub use escalation::{EscalationPoliciesPage, EscalationPolicyPage};
pub use frame::{AdminPage, pages};
pub use import::{ImportPage, ImportsPage};
pub use matrix::MatrixPage;
pub use overview::OverviewPage;
pub use records::{LabelsPage, RecordsPage};
pub use retention::RetentionPage;
pub use roles::RolesPage;
pub use rotas::{RotaPage, RotasPage};
pub use rules::{RulePage, RuleRunsPage, RulesPage};
pub use satisfaction::SatisfactionPage;
pub use sla::SlaPoliciesPage;
pub use units::UnitsPage;
