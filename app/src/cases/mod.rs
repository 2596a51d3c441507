//! Cases as staff and partners work with them: list, case, context, notices, opening one by phone.

mod acts;
mod beside;
mod bulk;
mod composer;
mod context;
mod desk;
mod escalation;
mod filters;
mod list;
mod notices;
mod page;
mod pane;
mod picking;
mod picking_case;
mod picking_colleague;
mod picking_people;
mod quick_open;
mod run;
mod signs;
pub mod timeline;
mod views;

pub use acts::{ActForm, colleague, submit, submit_picked, team};
pub use bulk::{JobNotice, provide_watch};
pub use desk::provide_desk;
pub use escalation::{AccountBox, why_not};
pub use notices::NoticesPage;
pub use page::{CasesPage, NoCase, Panes};
pub use pane::CasePane;
pub use picking::{Offer, Pick, RecordPicker, Search, use_search};
pub use picking_case::CasePicker;
pub use picking_colleague::ColleaguePicker;
pub use picking_people::{Chosen, PeoplePicker};
pub use quick_open::QuickOpenSheet;
pub use run::{RunHost, provide_run};
pub use signs::{PriorityMark, Status};
