//! What somebody has begun to write, on every device of theirs. Of two versions the newest is shown; the
//! other is kept beside it until the person has chosen. A draft may be shared with those who see the
//! case, and taken over to be sent.

use std::collections::BTreeMap;

use crate::kernel::id::{CaseId, UserId};
use crate::kernel::time::Millis;

data! {
#[derive(Default)]
pub struct Draft {
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub internal: bool,
    /// Newest entry the writer had seen when the first word was written.
    #[serde(default)]
    pub seen: Option<i64>,
    /// What else is filled in, for forms of several fields.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
}

/// As it is kept.
pub struct DraftKept {
    pub rv: i64,
    pub at: Millis,
    pub draft: Draft,
    /// Whoever sees the case may read it and take it over.
    #[serde(default)]
    pub shared: bool,
    /// The version of another device that this one took the place of.
    #[serde(default)]
    pub other: Option<Draft>,
    /// Who took it over: it is written no more here.
    #[serde(default)]
    pub taken_by: Option<String>,
}

/// The draft of a reply, or, without a case, of the sheet that opens one.
pub struct GetDraft {
    #[serde(default)]
    pub case_id: Option<CaseId>,
}

/// What a colleague shares.
pub struct SharedDraft {
    pub user_id: UserId,
    pub name: String,
    pub at: Millis,
    pub draft: Draft,
}

pub struct Drafts {
    pub own: Option<DraftKept>,
    pub shared: Vec<SharedDraft>,
}

/// Keeps a draft; an empty one is forgotten.
pub struct SaveDraft {
    #[serde(default)]
    pub case_id: Option<CaseId>,
    pub draft: Draft,
    /// The version that the writer went on from; none on a device that knew of none.
    #[serde(default)]
    pub base: Option<i64>,
    #[serde(default)]
    pub shared: bool,
    /// The writer has looked at the other version and needs it no more.
    #[serde(default)]
    pub settled: bool,
}

pub struct TakeDraft {
    pub case_id: CaseId,
    /// Whose it is.
    pub from: UserId,
}
}

impl Draft {
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.fields.values().all(|text| text.trim().is_empty())
    }

    /// Nothing of `other` is missing here.
    fn holds(&self, other: &Draft) -> bool {
        let field = |(name, text): (&String, &String)| {
            text.trim().is_empty() || self.fields.get(name).is_some_and(|own| own.starts_with(text.trim_end()))
        };
        self.text.starts_with(other.text.trim_end()) && other.fields.iter().all(field)
    }
}

/// What is kept after a save. `rv` is larger than every version before.
pub fn keep(stored: Option<&DraftKept>, op: &SaveDraft, rv: i64, now: Millis) -> DraftKept {
    let fresh = |other| DraftKept { rv, at: now, draft: op.draft.clone(), shared: op.shared, other, taken_by: None };
    let Some(stored) = stored else { return fresh(None) };
    let known = op.base == Some(stored.rv);
    // The words are with whoever took them: a device that does not know brings them back to nobody.
    if stored.taken_by.is_some() && !known {
        return stored.clone();
    }
    if known || stored.draft.is_empty() || op.draft.holds(&stored.draft) {
        return fresh(stored.other.clone().filter(|_| !op.settled));
    }
    // An older device that only repeats what is known takes nothing back.
    if stored.draft.holds(&op.draft) {
        return stored.clone();
    }
    fresh(Some(stored.draft.clone()))
}

/// The draft as it is after it was taken over: the taker's own begun words are kept beside it.
pub fn taken(theirs: &DraftKept, own: Option<&DraftKept>, rv: i64, now: Millis) -> DraftKept {
    let other = own.filter(|own| !own.draft.is_empty()).map(|own| own.draft.clone());
    DraftKept { rv, at: now, draft: theirs.draft.clone(), shared: true, other, taken_by: None }
}

/// What is left with whom it was taken from.
pub fn given_up(theirs: &DraftKept, by: &str, rv: i64, now: Millis) -> DraftKept {
    let draft = Draft { internal: theirs.draft.internal, ..Draft::default() };
    DraftKept { rv, at: now, draft, shared: false, other: theirs.other.clone(), taken_by: Some(by.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Draft {
        Draft { text: text.into(), ..Draft::default() }
    }

    fn save(text: &str, base: Option<i64>) -> SaveDraft {
        SaveDraft { case_id: None, draft: words(text), base, shared: false, settled: false }
    }

    fn texts(kept: &DraftKept) -> (&str, Option<&str>) {
        (kept.draft.text.as_str(), kept.other.as_ref().map(|other| other.text.as_str()))
    }

    #[test]
    fn the_newest_is_shown_and_the_other_kept() {
        let first = keep(None, &save("您好", None), 1, 10);
        let on = keep(Some(&first), &save("您好，请重启", Some(1)), 2, 11);
        assert_eq!(texts(&on), ("您好，请重启", None));
        let clash = keep(Some(&on), &save("另一台设备写的", Some(1)), 3, 12);
        assert_eq!(texts(&clash), ("另一台设备写的", Some("您好，请重启")));
        let more = keep(Some(&clash), &save("另一台设备写的，续", Some(3)), 4, 13);
        assert_eq!(texts(&more).1, Some("您好，请重启"), "kept until it was looked at");
        let settled = keep(Some(&more), &SaveDraft { settled: true, ..save("定稿", Some(4)) }, 5, 14);
        assert_eq!(texts(&settled), ("定稿", None));
    }

    #[test]
    fn what_holds_all_of_the_other_is_no_clash() {
        let first = keep(None, &save("您好", None), 1, 10);
        assert_eq!(texts(&keep(Some(&first), &save("您好，在", None), 2, 11)), ("您好，在", None));
        let longer = keep(Some(&first), &save("您好，请重启", Some(1)), 2, 11);
        assert_eq!(keep(Some(&longer), &save("您好", None), 3, 12), longer, "an old device takes nothing back");
    }

    #[test]
    fn words_that_were_taken_over_come_back_to_nobody() {
        let theirs = keep(None, &SaveDraft { shared: true, ..save("请重启", None) }, 1, 10);
        let own = keep(None, &save("我在看", None), 1, 10);
        let taker = taken(&theirs, Some(&own), 2, 11);
        assert_eq!((texts(&taker), taker.shared), (("请重启", Some("我在看")), true));
        let left = given_up(&theirs, "王敏", 2, 11);
        assert!(left.draft.is_empty() && left.taken_by.as_deref() == Some("王敏"));
        assert_eq!(keep(Some(&left), &save("请重启打印机", Some(1)), 3, 12), left);
        assert_eq!(
            texts(&keep(Some(&left), &save("新的", Some(2)), 3, 12)),
            ("新的", None),
            "who has read of it writes on"
        );
    }

    #[test]
    fn forms_of_several_fields_are_drafts_too() {
        let form =
            |subject: &str| Draft { fields: [("subject".to_string(), subject.to_string())].into(), ..Draft::default() };
        assert!(form(" ").is_empty() && !form("打印机").is_empty());
        assert!(form("打印机卡纸").holds(&form("打印机")) && !form("打印").holds(&form("网络")));
    }
}
