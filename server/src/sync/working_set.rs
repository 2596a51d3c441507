//! What a device keeps of what its person may see: not all of it, but what they work with. Staff keep
//! their own and their teams' cases, customers and partners keep theirs; open ones always, resting
//! ones for a while; and the people, places and things that those name.

use std::collections::BTreeSet;

use yingda_shared::contract::Operation;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::time::{DAY, Millis};
use yingda_shared::knowledge::articles::{ARTICLES, OpenHelp};
use yingda_shared::tasks::KIND as TASKS;
use yingda_shared::views::rules::sight;
use yingda_shared::views::{DESK as VIEW_DESKS, KIND as VIEWS};

use crate::knowledge::articles::kept;
use crate::records::handlers::fence_of;

/// Rows of one device at most; what rests longest is left out.
pub const ROWS_MAX: u32 = 20_000;
/// How long a closed case stays on a device after its last change.
const RESTING_STAFF: Millis = 30 * DAY;
const RESTING_OTHERS: Millis = 365 * DAY;

/// A part of the working set. Snapshots send them in the order of `stages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What promises are made by: the matrix and the desk's working time.
    Matrix,
    OpenCases,
    Notices,
    /// Records of a kind that the person may list.
    Records(&'static str),
    /// The same, but only those that the cases on the device name.
    Named(&'static str),
    /// Saved views, and how the person arranged them.
    Views,
    /// Open tasks of the person and their teams.
    Tasks,
    /// Published articles that the person reads.
    Articles,
    RestingCases,
}

/// Small kinds that pages and rules need whole.
const REFERENCE: &[&str] = &[
    "categories",
    "products",
    "units",
    "teams",
    "firms",
    "users",
    "canned_texts",
    "pairs",
    "calendars",
    "sla_policies",
];
/// Kinds that grow with the customers: staff keep those their cases name, a company keeps its own.
const CUSTOMERS: &[&str] = &["companies", "departments", "contacts", "assets"];

pub fn stages(actor: &Actor) -> Vec<Stage> {
    // Who reports something chooses from the categories that customers are shown.
    let chooses = |kind: &str| kind == "categories" && actor.may("portal.options");
    let lists = |kind: &str| (actor.may(&format!("{kind}.list")) || chooses(kind)) && fence_of(kind, actor).is_ok();
    let mut stages = Vec::new();
    if actor.may("matrix.get") {
        stages.push(Stage::Matrix);
    }
    // A token may be made for less than its owner may do.
    let cases = actor.may("cases.list") && actor.may("cases.get");
    if cases {
        stages.push(Stage::OpenCases);
    }
    if actor.may("notices.list") {
        stages.push(Stage::Notices);
    }
    stages.extend(REFERENCE.iter().filter(|kind| lists(kind)).map(|kind| Stage::Records(kind)));
    if actor.is_staff() && actor.user_id.is_some() && actor.may("views.list") {
        stages.push(Stage::Views);
    }
    if actor.is_staff() && actor.user_id.is_some() && actor.may("tasks.list") {
        stages.push(Stage::Tasks);
    }
    let customers = CUSTOMERS.iter().filter(|kind| lists(kind));
    stages.extend(customers.map(|kind| match actor.is_staff() {
        true => Stage::Named(kind),
        false => Stage::Records(kind),
    }));
    // Which products a customer owns is asked for each exchange of nobody else: customers read with a line.
    let reads = actor.is_staff() || actor.kind == ActorKind::Partner;
    if reads && actor.user_id.is_some() && actor.may(OpenHelp::NAME) {
        stages.push(Stage::Articles);
    }
    if cases {
        stages.push(Stage::RestingCases);
    }
    stages
}

/// The scopes a device holds rows for; which articles is for `pull` to add.
pub fn grants(actor: &Actor) -> BTreeSet<String> {
    let mut grants = BTreeSet::new();
    for stage in stages(actor) {
        match stage {
            Stage::OpenCases => grants.extend(case_scopes(actor)),
            Stage::Notices => grants.extend(actor.user_id.map(scope::user)),
            Stage::Records(kind) | Stage::Named(kind) => grants.extend(word(kind, actor)),
            Stage::Matrix => drop(grants.insert(SETTINGS.into())),
            Stage::Views => grants.extend(sight(actor).into_iter().map(view_word)),
            Stage::Tasks => {
                let own = actor.user_id.map(scope::user).into_iter();
                grants.extend(own.chain(actor.team_ids.iter().map(scope::team)).map(task_word));
            }
            Stage::Articles => grants.extend(kept::words(actor).into_iter().map(article_word)),
            Stage::RestingCases => {}
        }
    }
    grants
}

/// The scope under which views of a sight reach devices: staff without the organisation's cases see its views.
pub fn view_word(scope: String) -> String {
    format!("{VIEWS}@{scope}")
}

/// The scope under which tasks of a person or a team reach devices: nobody's cases come with them.
pub fn task_word(scope: String) -> String {
    format!("{TASKS}@{scope}")
}

/// The scope of an audience, under which changes of articles reach devices, or of what one reads of them, under which they
/// are kept there: all go when it becomes another.
pub fn article_word(scope: String) -> String {
    format!("{ARTICLES}@{scope}")
}

pub const SETTINGS: &str = "settings@*";

/// Whoever sees the whole organisation keeps what is theirs and their teams', or, without a team,
/// everything up to the limit.
fn case_scopes(actor: &Actor) -> BTreeSet<String> {
    if !actor.grants.contains(scope::ORGANISATION) || actor.team_ids.is_empty() {
        return actor.grants.clone();
    }
    actor.team_ids.iter().map(scope::team).chain(actor.user_id.map(scope::user)).collect()
}

/// The scope under which rows of a kind reach this actor.
pub fn word(kind: &str, actor: &Actor) -> Option<String> {
    match fence_of(kind, actor) {
        Err(_) => None,
        Ok(None) => Some(format!("{kind}@*")),
        Ok(Some(("company_id", company))) => Some(format!("{kind}@acct:{company}")),
        Ok(Some((_, owner))) => Some(format!("{kind}@{owner}")),
    }
}

/// The words of a change, from the scopes on the feed: settings and records reach devices by words of
/// their kind.
pub fn words_of(kind: &str, vis: Vec<String>) -> Vec<String> {
    if kind == "settings" {
        return vec![SETTINGS.into()];
    }
    if kind == VIEWS || kind == VIEW_DESKS {
        return vis.into_iter().map(view_word).collect();
    }
    if kind == TASKS {
        return vis.into_iter().map(task_word).collect();
    }
    if kind == ARTICLES {
        return vis.into_iter().filter(|scope| scope.starts_with("kb:")).map(article_word).collect();
    }
    if !is_record(kind) {
        return vis;
    }
    let mut words = vec![format!("{kind}@*"), format!("{kind}@portal")];
    for scope in vis {
        match scope.strip_prefix("firm:") {
            Some(firm) => words.push(format!("{kind}@{firm}")),
            None => words.push(format!("{kind}@{scope}")),
        }
    }
    words
}

/// The kinds of records a device may keep.
pub fn is_record(kind: &str) -> bool {
    REFERENCE.contains(&kind) || CUSTOMERS.contains(&kind)
}

/// The moment since when a closed case must have changed to be kept: moves once a day.
pub fn since(actor: &Actor, now: Millis) -> Millis {
    let resting = if actor.kind == ActorKind::Staff { RESTING_STAFF } else { RESTING_OTHERS };
    (now - resting).div_euclid(DAY) * DAY
}
