//! What is typed into the sheet, kept on this device and on the server until it is saved.

use std::collections::BTreeMap;

use gloo::storage::{LocalStorage, Storage};
use leptos::prelude::*;
use yingda_shared::cases::Channel;
use yingda_shared::cases::complaint::{SubmitComplaint, Topic};
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::queries::{Caller, FindCaller};
use yingda_shared::catalog::Category;
use yingda_shared::catalog::priority::Urgency;
use yingda_shared::kernel::id::CategoryId;
use yingda_shared::knowledge::pairs::Pair;
use yingda_shared::record::Get as GetRecord;
use yingda_shared::workplace::drafts::Draft as Words;

use crate::api::call;
use crate::boot::use_boot;
use crate::cases::picking::Pick;
use crate::drafts::{Elsewhere, Here, Told, use_elsewhere};

#[derive(Clone, Copy)]
pub struct Draft {
    /// The words of the caller field: a name or a number.
    pub caller: Pick,
    pub found: RwSignal<Option<Caller>>,
    pub subject: RwSignal<String>,
    pub description: RwSignal<String>,
    pub category: Pick,
    pub asset: RwSignal<String>,
    pub product: RwSignal<String>,
    /// The standard description that it begins with.
    pub pair: RwSignal<String>,
    pub urgency: RwSignal<String>,
    pub take: RwSignal<bool>,
    /// What is taken down is a complaint.
    pub complaint: RwSignal<bool>,
    pub topic: RwSignal<String>,
    pub expectation: RwSignal<String>,
}

/// An empty sheet, filled with what an earlier visit or another device left once it is opened.
pub fn use_draft(open: RwSignal<bool>) -> (Draft, Elsewhere, Here) {
    let draft = Draft {
        caller: Pick::none(),
        found: RwSignal::new(None),
        subject: RwSignal::new(String::new()),
        description: RwSignal::new(String::new()),
        category: Pick::none(),
        asset: RwSignal::new(String::new()),
        product: RwSignal::new(String::new()),
        pair: RwSignal::new(String::new()),
        urgency: RwSignal::new(String::new()),
        take: RwSignal::new(false),
        complaint: RwSignal::new(false),
        topic: RwSignal::new(Topic::Attitude.as_str().to_string()),
        expectation: RwSignal::new(String::new()),
    };
    let place = StoredValue::new(use_boot().with_value(|boot| format!("yingda.draft.{}.new", boot.me.login)));
    let told = StoredValue::new(Told::default());
    let keep = move |words: &Words, told: Told| {
        place.with_value(|place| match words.is_empty() && told.rv.is_none() {
            true => LocalStorage::delete(place),
            false => drop(LocalStorage::set(place, (words, told))),
        });
    };
    let ready = StoredValue::new(false);
    Effect::new(move |_| {
        if let Ok((words, known)) = place.with_value(|place| LocalStorage::get::<(Words, Told)>(place)) {
            told.set_value(known);
            draft.fill(&words);
        }
        ready.set_value(true);
    });
    Effect::new(move |_| {
        let words = draft.words();
        if ready.get_value() {
            keep(&words, told.get_value());
        }
    });
    let here = Here {
        read: Callback::new(move |()| (draft.words(), told.get_value())),
        write: Callback::new(move |words: Words| draft.fill(&words)),
        told: Callback::new(move |what| {
            told.set_value(what);
            keep(&untrack(|| draft.words()), what);
        }),
    };
    (draft, use_elsewhere(None, here, open.into()), here)
}

/// Mostly digits: a number to call back, not a name.
fn is_phone(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    digits >= 5 && digits * 2 > words.chars().count()
}

impl Draft {
    fn words(self) -> Words {
        let fields = [
            ("caller", self.caller.id),
            ("caller_text", self.caller.text),
            ("subject", self.subject),
            ("description", self.description),
            ("category", self.category.id),
            ("category_text", self.category.text),
            ("asset", self.asset),
            ("product", self.product),
            ("pair", self.pair),
            ("urgency", self.urgency),
            ("expectation", self.expectation),
        ];
        let mut fields: BTreeMap<String, String> =
            fields.into_iter().map(|(name, text)| (name.to_string(), text.get())).collect();
        fields.retain(|_, text| !text.is_empty());
        // What is chosen counts only where there are words: an empty sheet is no draft.
        let (take, complaint, topic) = (self.take.get(), self.complaint.get(), self.topic.get());
        if !fields.is_empty() {
            fields.extend(take.then(|| ("take".into(), "1".into())));
            fields.extend(complaint.then(|| ("complaint".into(), topic)));
        }
        Words { fields, ..Words::default() }
    }

    fn fill(self, words: &Words) {
        let text = |name: &str| words.fields.get(name).cloned().unwrap_or_default();
        self.caller.set(text("caller"), text("caller_text"));
        self.category.set(text("category"), text("category_text"));
        self.subject.set(text("subject"));
        self.description.set(text("description"));
        self.asset.set(text("asset"));
        self.product.set(text("product"));
        self.pair.set(text("pair"));
        self.urgency.set(text("urgency"));
        self.expectation.set(text("expectation"));
        self.take.set(!text("take").is_empty());
        let topic = text("complaint");
        self.complaint.set(!topic.is_empty());
        if Topic::parse(&topic).is_some() {
            self.topic.set(topic);
        }
        self.find_again();
    }

    /// Who was picked is known by id alone: the rest is looked up.
    fn find_again(self) {
        let (id, q) = (self.caller.id.get_untracked(), self.caller.text.get_untracked());
        if id.is_empty() || q.trim().is_empty() || !crate::boot::may("cases.find_caller") {
            return self.found.set(None);
        }
        leptos::task::spawn_local(async move {
            let Ok(found) = call(FindCaller { q: q.trim().to_string() }).await else { return };
            let caller = found.callers.into_iter().find(|caller| caller.contact.id.to_string() == id);
            if self.caller.id.try_with_untracked(|now| *now == id) == Some(true) {
                self.found.set(caller);
            }
        });
    }

    /// Fills the form with a standard description. What was written beside it stays: the placeholders are filled when
    /// the case is opened, from the case.
    pub fn apply(self, pair: &Pair) {
        self.subject.set(pair.name.clone());
        let written = self.description.get_untracked();
        let standard = pair.description.trim();
        if !standard.is_empty() && !written.contains(standard) {
            let gap = if written.trim().is_empty() { "" } else { "\n\n" };
            self.description.set(format!("{}{gap}{standard}", written.trim_end()));
        }
        if self.category.id.with_untracked(String::is_empty) {
            self.category.set(pair.category_id.to_string(), String::new());
            self.name_category(pair.category_id);
        }
        if let Some(product) = pair.product_id {
            self.product.set(product.to_string());
        }
        self.pair.set(pair.id.to_string());
    }

    /// What a category is called that was not picked by hand.
    fn name_category(self, id: CategoryId) {
        if !crate::boot::may("categories.get") {
            return;
        }
        leptos::task::spawn_local(async move {
            let Ok(category) = call(GetRecord::<Category>::new(id.0)).await else { return };
            if self.category.id.try_with_untracked(|now| *now == id.to_string()) == Some(true) {
                self.category.text.set(category.name);
            }
        });
    }

    /// The same case, opened with the answer to it.
    pub fn solved_by(self, pair: &Pair) -> QuickOpenCase {
        self.apply(pair);
        QuickOpenCase { resolution: pair.solution.clone(), ..self.op() }
    }

    pub fn op(self) -> QuickOpenCase {
        let found = self.found.get_untracked();
        let words = self.caller.text.get_untracked().trim().to_string();
        let phone = is_phone(&words);
        let (name, number) = match &found {
            Some(caller) => (caller.contact.name.clone(), caller.contact.phone.clone()),
            None if phone => (String::new(), words),
            None => (words, String::new()),
        };
        QuickOpenCase {
            subject: self.subject.get_untracked().trim().to_string(),
            description: self.description.get_untracked(),
            channel: Some(Channel::Phone),
            category_id: self.category.get(),
            asset_id: self.asset.with_untracked(|id| id.parse().ok()),
            product_id: self.product.with_untracked(|id| id.parse().ok()),
            pair_id: self.pair.with_untracked(|id| id.parse().ok()),
            company_id: found.as_ref().and_then(|caller| caller.contact.company_id),
            contact_id: found.as_ref().map(|caller| caller.contact.id),
            contact_name: name,
            contact_phone: number,
            urgency: self.urgency.with_untracked(|word| Urgency::parse(word)),
            take: self.take.get_untracked(),
            ..QuickOpenCase::default()
        }
    }

    /// The same words as a complaint.
    pub fn complaint_op(self) -> SubmitComplaint {
        let op = self.op();
        SubmitComplaint {
            id: None,
            subject: op.subject,
            description: op.description,
            topic: self.topic.with_untracked(|word| Topic::parse(word)),
            expectation: self.expectation.get_untracked(),
            about_id: None,
            files: op.files,
            contact_name: op.contact_name,
            contact_phone: op.contact_phone,
            company_id: op.company_id,
            contact_id: op.contact_id,
        }
    }

    pub fn clear(self) {
        self.caller.set(String::new(), String::new());
        self.category.set(String::new(), String::new());
        self.found.set(None);
        for text in
            [self.subject, self.description, self.asset, self.product, self.pair, self.urgency, self.expectation]
        {
            text.set(String::new());
        }
        self.take.set(false);
        self.complaint.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::is_phone;

    #[test]
    fn numbers_are_told_from_names() {
        assert!(is_phone("138 0013 8000") && is_phone("+86-21-5555") && is_phone("8001234"));
        assert!(!is_phone("王敏") && !is_phone("3号楼王敏") && !is_phone(""));
    }
}
