//! Articles of the knowledge base: written, reviewed, published, verified, retired (docs/knowledge.md).
//!
//! Four axes that say nothing of each other: where an article stands (`Workflow`), how far it is trusted (`Confidence`), who
//! reads it (`Audience`), and what kind of word it is (`Governance`). `acts` holds the rules, `reading` who reads what.

mod acts;
mod diff;
mod feedback;
mod finding;
mod gates;
mod kept;
mod links;
mod markdown;
mod masking;
mod model;
mod operations;
mod reading;
mod seeking;
mod seeks;
mod segments;
mod settings;
mod slug;
mod timers;
mod told;

pub use acts::{Act, Ctx, Dossier, decide};
pub use diff::{DiffLine, Sign, diff};
pub use feedback::*;
pub use finding::{score, terms};
pub use gates::{Deed, gate};
pub use kept::{ARTICLES, KeptArticle};
pub use links::{Link, links, pictures};
pub use markdown::{plain, render};
pub use masking::{Known, Mask, Masked, mask};
pub use model::*;
pub use operations::*;
pub use reading::{Class, Reader, fact, facts, upward};
pub use seeking::{as_question, sought_words};
pub use seeks::*;
pub use segments::*;
pub use settings::{CategoryRule, KnowledgeSettings};
pub use slug::slug;
pub use timers::{Rang, ring};
pub use told::*;
