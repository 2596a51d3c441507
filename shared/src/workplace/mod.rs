//! A person's place of work: the keys they use, the cases they keep open, what they are writing, the list
//! they work through, and who is beside them at a case.

pub mod drafts;
pub mod keys;
pub mod presence;
pub mod queue;
pub mod tabs;

use crate::kernel::check::Checks;
use crate::kernel::limits::{KEYS_MAX, NAME_MAX, TABS_MAX};

use self::drafts::{Draft, DraftKept, Drafts, GetDraft, SaveDraft, TakeDraft};
use self::keys::{GetPreferences, KeySettings, Preferences, SavePreferences, strokes};
use self::presence::{AttendCase, Attendance};
use self::queue::{SkipCase, Skipped};
use self::tabs::{ListTabs, SaveTabs, Tabs};

data! {
/// The version that was kept.
pub struct Kept {
    pub rv: i64,
}
}

fn check_keys(keys: &KeySettings) -> Vec<crate::fault::FieldFault> {
    let sound = |(id, keys): (&String, &String)| {
        id.len() <= NAME_MAX && keys.len() <= NAME_MAX && (keys.is_empty() || strokes(keys).is_some())
    };
    Checks::new()
        .when(keys.keys.len() > KEYS_MAX, "/keys", "too_many")
        .when(!keys.keys.iter().all(sound), "/keys", "invalid")
        .done()
}

fn check_draft(draft: &Draft) -> Vec<crate::fault::FieldFault> {
    use crate::kernel::limits::{DRAFT_FIELDS_MAX, TEXT_MAX};
    let fields = draft.fields.iter().fold(Checks::new(), |checks, (name, text)| {
        checks.optional("/draft/fields", name, NAME_MAX).optional("/draft/fields", text, TEXT_MAX)
    });
    fields
        .optional("/draft/text", &draft.text, TEXT_MAX)
        .when(draft.fields.len() > DRAFT_FIELDS_MAX, "/draft/fields", "too_many")
        .done()
}

operation!(GetPreferences => Preferences, "preferences.get", Get "/preferences", Server, "The shortcuts as the caller has arranged them.");
operation!(SavePreferences => Kept, "preferences.save", Put "/preferences", BestEffort, "Keeps the caller's shortcuts; the newest word counts.", |op| check_keys(&op.keys));
operation!(ListTabs => Tabs, "tabs.list", Get "/tabs", Server, "The cases the caller keeps open, with what became of them.");
operation!(SaveTabs => Kept, "tabs.save", Put "/tabs", BestEffort, "Keeps which cases the caller has open; the newest word counts.", |op| {
    let mut checks = Checks::new().when(op.tabs.len() > TABS_MAX, "/tabs", "too_many");
    for (at, tab) in op.tabs.iter().enumerate() {
        checks = checks.optional(&format!("/tabs/{at}/number"), &tab.number, NAME_MAX);
    }
    checks.done()
});
operation!(GetDraft => Drafts, "drafts.get", Get "/drafts", Server, "What the caller has begun to write, and what colleagues share of the same case.");
operation!(SaveDraft => DraftKept, "drafts.save", Put "/drafts", BestEffort, "Keeps what the caller is writing; of two versions the newest is shown and the other kept beside it.", |op| check_draft(&op.draft));
operation!(TakeDraft => DraftKept, "drafts.take", Post "/drafts/take", Online, "Takes over what a colleague shares, to finish and send it.");
operation!(AttendCase => Attendance, "cases.attend", Post "/cases/{id}/presence", BestEffort, "Says that the caller looks at a case or writes in it, and answers who else does; forgotten after half a minute.");
operation!(SkipCase => Skipped, "cases.skip", Post "/cases/{id}/skip", Queued, "Passes a case over while working through a list, with the reason; kept in the audit.", |op| op.faults());
