//! What the tray lays side by side: a field as it was when the person began, as they made it, and as
//! it stands now.

use serde_json::Value;

use crate::cases::doc::{CaseDoc, KIND};
use crate::cases::events::CaseEvent;
use crate::cases::listing::Names;
use crate::fault::{Fault, FieldChange};
use crate::kernel::id::Uuid;
use crate::offline::{Here, rows};
use crate::sync::Mutation;
use crate::sync::conflict::fault_of;
use crate::sync::overlay::View;
use crate::sync::store::TrayItem;

/// Members of an input that steer an operation and say nothing to a person.
const STEERING: &[&str] = &[
    "id", "new_id", "base", "seen", "rv", "internal", "files", "take", "channel", "serial", "code", "reasons",
    "task_id",
];
/// Members that hold a person's own words, which they may put otherwise.
const WORDS: &[&str] = &[
    "subject",
    "title",
    "description",
    "text",
    "note",
    "reason",
    "comment",
    "outcome",
    "contact_name",
    "contact_phone",
];

data! {
/// One field of a refused mutation.
pub struct Compared {
    pub field: String,
    /// As it was when the person began; absent where nobody on this device knows.
    pub was: Option<String>,
    /// As the person made it; absent where only somebody else touched it.
    pub mine: Option<String>,
    /// As it stands now; absent where nobody contradicts.
    pub theirs: Option<FieldChange>,
    /// The person's own words, which they may put otherwise before they send them again.
    pub words: bool,
}
}

/// The fields of a refused mutation, the person's own first. Ids are given by their names.
pub fn compared(item: &TrayItem, view: &View<'_>, here: &Here) -> Vec<Compared> {
    let doc = doc_of(&item.mutation, view);
    let changes = match fault_of(&item.verdict.outcome) {
        Some(Fault::Conflict { changes, .. }) => changes.clone(),
        _ => Vec::new(),
    };
    let base = item.mutation.input["base"].as_i64();
    let mine = values(&item.mutation).into_iter().map(|(field, value)| Compared {
        was: doc.as_ref().zip(base).and_then(|(doc, base)| was(doc, &field, base)),
        theirs: changes.iter().find(|change| change.field == field).cloned(),
        words: WORDS.contains(&field.as_str()),
        mine: Some(value),
        field,
    });
    let mut fields: Vec<Compared> = mine.collect();
    for change in &changes {
        if fields.iter().all(|known| known.field != change.field) {
            let field = change.field.clone();
            fields.push(Compared { field, was: None, mine: None, theirs: Some(change.clone()), words: false });
        }
    }
    let known = doc.map(|doc| doc.names).unwrap_or_default();
    fields.iter_mut().for_each(|field| name(field, &known, view, here));
    fields
}

/// The mutation with other words in it; members that hold no words stay as they are.
pub fn reworded(mut mutation: Mutation, words: impl IntoIterator<Item = (String, String)>) -> Mutation {
    for (field, text) in words {
        if let Some(value) = mutation.input.get_mut(&field).filter(|_| WORDS.contains(&field.as_str())) {
            *value = Value::String(text);
        }
    }
    mutation
}

/// The person's own words in one text, as a note among staff keeps them.
pub fn own_words(mutation: &Mutation) -> String {
    let said = values(mutation).into_iter().filter(|(field, _)| WORDS.contains(&field.as_str()));
    said.map(|(_, text)| text).collect::<Vec<_>>().join("\n\n")
}

fn doc_of(mutation: &Mutation, view: &View<'_>) -> Option<CaseDoc> {
    let id = mutation.about.id.parse().ok().filter(|_| mutation.about.kind == KIND)?;
    rows::doc(view, id)
}

/// What a mutation says, member by member, in the order in which forms ask for it.
fn values(mutation: &Mutation) -> Vec<(String, String)> {
    let members = mutation.input.as_object().into_iter().flatten();
    let spoken = members.filter(|(name, _)| !STEERING.contains(&name.as_str()));
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let mut values: Vec<_> = spoken.map(|(name, value)| (name.clone(), text(value))).collect();
    values.retain(|(_, text)| !text.is_empty());
    let place = |name: &str| WORDS.iter().position(|known| *known == name).unwrap_or(WORDS.len());
    values.sort_by_key(|(name, _)| place(name));
    values
}

/// What a field held before the first change after `base`, as far as the timeline on this device reaches.
fn was(doc: &CaseDoc, field: &str, base: i64) -> Option<String> {
    let later = doc.timeline.iter().filter(|entry| entry.pos > base && !doc.pending.contains(&entry.id));
    let mut edits = later.filter_map(|entry| match &entry.event {
        CaseEvent::Edited { changes } => changes.iter().find(|change| change.field == field),
        _ => None,
    });
    edits.next().map(|change| change.old.clone())
}

/// Puts names in the place of ids.
fn name(field: &mut Compared, known: &Names, view: &View<'_>, here: &Here) {
    let say = |value: &mut String| {
        if let Ok(id) = value.parse::<Uuid>()
            && let Some(name) = rows::names(view, here, [id], known).get(&id)
        {
            value.clone_from(name);
        }
    };
    [&mut field.was, &mut field.mine].into_iter().flatten().for_each(say);
    if let Some(theirs) = &mut field.theirs {
        say(&mut theirs.value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cases::Channel;
    use crate::cases::open::{Draft, OpenFacts, open};
    use crate::kernel::id::EntryId;
    use crate::offline::Domains;
    use crate::sync::plan::Rows;
    use crate::sync::store::Held;
    use crate::sync::{Key, Outcome, Row, Verdict};

    fn mutation(input: Value) -> Mutation {
        let about = Key::new(KIND, input["id"].as_str().unwrap_or_default());
        Mutation { id: Uuid::nil(), mid: 1, about, name: "cases.edit".into(), version: 1, input, made_at: 0 }
    }

    fn refused(mutation: Mutation, changes: Vec<FieldChange>) -> TrayItem {
        let fault = Fault::Conflict { version: 9, changes };
        let verdict = Verdict { mid: 1, id: mutation.id, outcome: Outcome::Conflict { fault } };
        TrayItem { mutation, verdict, at: 0 }
    }

    fn here() -> Here {
        let actor = crate::identity::Actor::bare(crate::identity::ActorKind::Staff, "agent");
        Here { actor, now: 0, local_word: "L".into() }
    }

    /// A device that holds one case, with these edits in its timeline.
    fn rows_with(id: &str, edits: &[(i64, &str, &str)]) -> Rows {
        let timeline: Vec<Value> = edits
            .iter()
            .map(|(pos, old, new)| {
                json!({
                    "id": EntryId(Uuid::from_u128(*pos as u128)), "pos": pos, "at": 1, "by_id": null, "by": "w",
                    "by_kind": "staff", "event": "edited",
                    "changes": [{ "field": "subject", "old": old, "new": new }],
                })
            })
            .collect();
        let facts = OpenFacts {
            matrix: Default::default(),
            clock: Default::default(),
            category: None,
            asset: None,
            contact: None,
            company: None,
            head_office: Uuid::nil().into(),
        };
        let id: Uuid = id.parse().expect("an id");
        let case = open(id.into(), Channel::Phone, Draft::default(), &facts, &here().actor, 0);
        let body = json!({ "case": case, "timeline": timeline, "more": false, "files": [], "names": {} });
        let row = Row { key: Key::new(KIND, id), rv: 9, scopes: Vec::new(), body: body.into() };
        [(row.key.clone(), Held { row, snapshot: 0 })].into_iter().collect()
    }

    fn seen(item: &TrayItem, rows: &Rows) -> Vec<Compared> {
        let here = here();
        compared(item, &View::of(rows, &[], &Domains { here: &here }).0, &here)
    }

    #[test]
    fn a_field_is_shown_as_it_was_as_i_made_it_and_as_it_is() {
        let id = Uuid::from_u128(7).to_string();
        let rows = rows_with(&id, &[(4, "older", "was"), (6, "was", "their first"), (8, "their first", "theirs")]);
        let change = FieldChange { field: "subject".into(), value: "theirs".into(), by: "w".into(), at: 3 };
        let item = refused(mutation(json!({ "id": id, "base": 5, "subject": "mine" })), vec![change.clone()]);
        let fields = seen(&item, &rows);
        let expected = Compared {
            field: "subject".into(),
            was: Some("was".into()),
            mine: Some("mine".into()),
            theirs: Some(change),
            words: true,
        };
        assert_eq!(fields, [expected]);
    }

    #[test]
    fn what_only_others_touched_is_shown_too_and_what_steers_is_not() {
        let rows = Rows::default();
        let reply = FieldChange { field: "reply".into(), value: "wait".into(), by: "c".into(), at: 3 };
        let input = json!({ "id": "x", "text": "done", "internal": false, "files": ["f"], "seen": 4 });
        let fields = seen(&refused(mutation(input), vec![reply]), &rows);
        let named: Vec<_> = fields.iter().map(|field| (field.field.as_str(), field.mine.as_deref())).collect();
        assert_eq!(named, [("text", Some("done")), ("reply", None)]);
    }

    #[test]
    fn only_words_are_put_otherwise() {
        let before = mutation(json!({ "id": "x", "base": 5, "subject": "mine", "note": "n" }));
        let words = [("subject", "other"), ("base", "1"), ("description", "new")];
        let after = reworded(before.clone(), words.map(|(name, text)| (name.to_string(), text.to_string())));
        assert_eq!(after.input, json!({ "id": "x", "base": 5, "subject": "other", "note": "n" }));
        assert_eq!(own_words(&before), "mine\n\nn");
    }
}
