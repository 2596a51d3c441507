//! What is typed into the sheet.

use leptos::prelude::*;
use yingda_shared::cases::Channel;
use yingda_shared::cases::complaint::{SubmitComplaint, Topic};
use yingda_shared::cases::operations::QuickOpenCase;
use yingda_shared::cases::queries::Caller;
use yingda_shared::catalog::priority::Urgency;

use crate::cases::picking::Pick;

#[derive(Clone, Copy)]
pub struct Draft {
    /// The words of the caller field: a name or a number.
    pub caller: Pick,
    pub found: RwSignal<Option<Caller>>,
    pub subject: RwSignal<String>,
    pub description: RwSignal<String>,
    pub category: Pick,
    pub asset: RwSignal<String>,
    pub urgency: RwSignal<String>,
    pub take: RwSignal<bool>,
    /// What is taken down is a complaint.
    pub complaint: RwSignal<bool>,
    pub topic: RwSignal<String>,
    pub expectation: RwSignal<String>,
}

pub fn use_draft() -> Draft {
    Draft {
        caller: Pick::none(),
        found: RwSignal::new(None),
        subject: RwSignal::new(String::new()),
        description: RwSignal::new(String::new()),
        category: Pick::none(),
        asset: RwSignal::new(String::new()),
        urgency: RwSignal::new(String::new()),
        take: RwSignal::new(false),
        complaint: RwSignal::new(false),
        topic: RwSignal::new(Topic::Attitude.as_str().to_string()),
        expectation: RwSignal::new(String::new()),
    }
}

/// Mostly digits: a number to call back, not a name.
fn is_phone(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    digits >= 5 && digits * 2 > words.chars().count()
}

impl Draft {
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
        for text in [self.subject, self.description, self.asset, self.urgency, self.expectation] {
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
