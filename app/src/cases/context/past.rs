//! What was before: other cases of the person and of the thing.

use leptos::prelude::*;
use yingda_shared::cases::listing::CaseRow;
use yingda_shared::cases::queries::ListCases;
use yingda_shared::kernel::id::CaseId;

use crate::cases::pane::OpenCase;
use crate::cases::signs::state_sign;
use crate::data::{Fetch, fetch};
use crate::format::{ago, use_now};
use crate::i18n::{I18n, Key, use_i18n};
use crate::key;
use crate::ui::Icon;

const SHOWN: u32 = 6;

fn question() -> ListCases {
    ListCases { sort: Some("-created".into()), limit: Some(SHOWN + 1), ..ListCases::default() }
}

/// Both lists; each only where there is something to ask.
#[component]
pub fn Past(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let ids =
        Memo::new(move |_| case.follow(|detail| (detail.case.contact_id, detail.case.asset_id)).unwrap_or_default());
    let of_person = fetch(move || ids.get().0.map(|id| ListCases { contact_id: Some(id.to_string()), ..question() }));
    let of_thing = fetch(move || ids.get().1.map(|id| ListCases { asset_id: Some(id.to_string()), ..question() }));
    view! {
        {section(i18n, case, of_person, key!(cases.context.past_person))}
        {section(i18n, case, of_thing, key!(cases.context.past_thing))}
    }
}

fn section(i18n: I18n, case: OpenCase, list: Fetch<ListCases>, title: Key) -> impl IntoView {
    let here = Memo::new(move |_| case.follow(|detail| detail.case.id));
    let others = Memo::new(move |_| {
        let mine: Option<CaseId> = here.get();
        list.data.with(|data| {
            data.as_ref().map(|list| {
                list.rows.iter().filter(|row| Some(row.id) != mine).take(SHOWN as usize).cloned().collect::<Vec<_>>()
            })
        })
    });
    move || {
        others.get().filter(|rows| !rows.is_empty()).map(|rows| {
            view! {
                <section class="context-section">
                    <h3>{i18n.t(title)}</h3>
                    <ul class="link-list">{rows.into_iter().map(|row| item(i18n, case, row)).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn item(i18n: I18n, case: OpenCase, row: CaseRow) -> impl IntoView {
    let now = use_now();
    let (icon, tone) = state_sign(row.state);
    let title = row.subject.clone();
    let (state, subject, at) = (row.state, row.subject, row.created_at);
    view! {
        <li>
            <a href=format!("{}/{}", case.desk.base, row.number) title=title>
                <span class="status" data-tone=tone.name()><Icon name=icon /><span class="vh">{move || i18n.word("words.state", state.as_str())}</span></span>
                <span class="grow">{subject}</span>
                <small class="faint">{move || ago(i18n, at, now.get())}</small>
            </a>
        </li>
    }
}
