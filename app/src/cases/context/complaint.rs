//! The complaint beside its case: where it stands, whom it is about, what was offered.

use leptos::prelude::*;
use yingda_shared::cases::complaint::{Complaint, Severity};

use crate::cases::pane::OpenCase;
use crate::format::{amount, day, exact, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::ui::{Chip, DescriptionList, Fact, Tone};
use crate::{key, t};

fn against(case: OpenCase, complaint: &Complaint, i18n: I18n) -> String {
    let names: Vec<String> = complaint.named().map(|id| case.name_now(id)).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { i18n.say(key!(complaints.card.unknown)) } else { names.join(" · ") }
}

fn facts(case: OpenCase, complaint: &Complaint, i18n: I18n, now: i64) -> Vec<(Key, String)> {
    let mut facts = vec![(key!(complaints.card.topic), i18n.word("words.complaint_topic", complaint.topic.as_str()))];
    if !case.desk.partner {
        facts.push((key!(complaints.card.against), against(case, complaint, i18n)));
    }
    facts.push((key!(complaints.card.expectation), complaint.expectation.clone()));
    facts.extend(complaint.answer_by.map(|at| (key!(complaints.card.answer_by), day(i18n, at, now))));
    if let Some(remedy) = &complaint.remedy {
        facts.push((key!(complaints.card.remedy), remedy.text.clone()));
        let paid = (remedy.compensation_minor > 0).then(|| {
            let amount = amount(remedy.compensation_minor);
            i18n.fill(key!(complaints.portal.compensation), &[("amount", &amount)])
        });
        facts.extend(paid.map(|paid| (key!(complaints.card.compensation), paid)));
    }
    if let Some(cause) = &complaint.cause {
        let class = i18n.word("words.complaint_cause", cause.class.as_str());
        facts.push((key!(complaints.card.cause), format!("{class} · {}", cause.text)));
    }
    facts.retain(|(_, text)| !text.is_empty());
    facts
}

fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Minor => Tone::Neutral,
        Severity::Serious => Tone::Warn,
        Severity::Critical => Tone::Danger,
    }
}

/// Only where the case is one.
#[component]
pub fn ComplaintFacts(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let complaint = Memo::new(move |_| case.follow(|detail| detail.case.complaint.clone()).flatten());
    move || {
        let complaint = complaint.get()?;
        let stage = complaint.stage;
        let stage = view! { <Chip text=Signal::derive(move || i18n.word("words.complaint_stage", stage.as_str())) icon="progress" tone=Tone::Info /> };
        let severity = complaint.severity.map(|severity| {
            let text = Signal::derive(move || i18n.word("words.complaint_severity", severity.as_str()));
            view! { <Chip text icon="flag" tone=severity_tone(severity) /> }
        });
        let repeat = complaint.repeat.then(
            || view! { <Chip text=Signal::derive(t!(i18n, complaints.card.repeat)) icon="rotate" tone=Tone::Warn /> },
        );
        let title = complaint.answer_by.map(exact).unwrap_or_default();
        let rows = move || {
            let row = |(name, text): (Key, String)| view! { <Fact name=i18n.t(name)><span class="plain-text">{text}</span></Fact> };
            let rows = facts(case, &complaint, i18n, now.get()).into_iter().map(row).collect_view();
            view! { <DescriptionList>{rows}</DescriptionList> }
        };
        Some(view! {
            <section class="context-section" id="complaint" title=title>
                <h3>{t!(i18n, complaints.card.title)}</h3>
                <p class="cluster">{stage}{severity}{repeat}</p>
                {rows}
            </section>
        })
    }
}
