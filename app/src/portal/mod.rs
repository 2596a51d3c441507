//! The customer's side, phones first: what is open, what was promised, how to report and to answer.
//! Rendered on the server with its data; every form works before and without the module.

mod actions;
mod assets;
mod attachments;
mod bell;
mod case_cards;
mod complain;
mod contracts;
mod conversation;
mod detail;
mod ending;
mod entries;
mod fault;
mod frame;
mod guest_home;
mod help;
mod home;
mod kept_reports;
mod label;
mod not_found;
mod notices;
mod progress;
mod promise;
mod rating;
mod remedy;
mod reply;
mod submit;
mod submit_form;
mod topbar;
mod tracking_link;
mod why;

pub use bell::provide_unread;
pub use complain::ComplainPage;
pub use contracts::{ContractPage, ContractsPage};
pub use detail::{CasePage, TrackPage};
pub use fault::{FormFault, PageFault, PartFault};
pub use frame::PortalFrame;
pub use help::{HelpListPage, HelpPage, stars};
pub use home::HomePage;
pub use not_found::NotFoundPage;
pub use notices::NoticesPage;
pub use submit::SubmitPage;
pub use topbar::LanguageLink;
