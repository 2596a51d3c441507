//! Other cases that this one has to do with: linked, merged into it, and what may be the same.

use leptos::prelude::*;
use yingda_shared::cases::queries::{SimilarCase, SimilarCases};
use yingda_shared::cases::relations::{UndoMergeCase, UnlinkCase};
use yingda_shared::cases::ties::LinkKind;
use yingda_shared::cases::view::{Came, Relative};

use crate::boot::may;
use crate::cases::acts::Act;
use crate::cases::pane::{OpenCase, Other};
use crate::cases::signs::state_sign;
use crate::data::fetch;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Button, Icon, IconButton, Size};
use crate::{key, t};

/// Each section only where there is something in it.
#[component]
pub fn Ties(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let relatives = Memo::new(move |_| case.follow(|detail| detail.relatives.clone()).unwrap_or_default());
    let came = Memo::new(move |_| case.follow(|detail| detail.case.came.clone()).unwrap_or_default());
    let linked = move || {
        Some(relatives.get()).filter(|rows| !rows.is_empty()).map(|rows| {
            view! {
                <section class="context-section">
                    <h3>{t!(i18n, cases.ties.relatives)}</h3>
                    <ul class="tie-list">{rows.into_iter().map(|row| relative(i18n, case, row)).collect_view()}</ul>
                </section>
            }
        })
    };
    let merged = move || {
        Some(came.get()).filter(|rows| !rows.is_empty()).map(|rows| {
            view! {
                <section class="context-section">
                    <h3>{t!(i18n, cases.ties.came)}</h3>
                    <ul class="tie-list">{rows.into_iter().map(|row| merged_row(i18n, case, row)).collect_view()}</ul>
                </section>
            }
        })
    };
    view! {
        <Similar case />
        {linked}
        {merged}
    }
}

fn relative(i18n: I18n, case: OpenCase, row: Relative) -> impl IntoView {
    let (icon, tone) = state_sign(row.state);
    let (state, kind, to) = (row.state, row.kind, row.id);
    let removable = LinkKind::CHOSEN.contains(&kind);
    let number = row.number.clone();
    let unlink = move || {
        let number = number.clone();
        (removable && case.may("cases.unlink")).then(|| {
            let label = Signal::derive(move || i18n.fill(key!(cases.ties.unlink), &[("number", &number)]));
            let press = move |()| case.run_now(UnlinkCase { id: case.id(), to });
            view! { <IconButton label icon="x" on_press=press /> }
        })
    };
    view! {
        <li>
            <a href=format!("{}/{}", case.desk.base, row.number) title=row.subject.clone()>
                <span class="status" data-tone=tone.name()><Icon name=icon /><span class="vh">{move || i18n.word("words.state", state.as_str())}</span></span>
                <span class="tie-text">
                    <span class="tie-subject">{row.subject.clone()}</span>
                    <small class="faint">{move || i18n.word("words.link", kind.as_str())}" · "<span class="mono">{row.number.clone()}</span></small>
                </span>
            </a>
            {unlink}
        </li>
    }
}

fn merged_row(i18n: I18n, case: OpenCase, row: Came) -> impl IntoView {
    let (id, here) = (row.id, row.here);
    let undo = move || {
        (here && case.may("cases.undo_merge")).then(|| {
            let press = move |()| case.run_now(UndoMergeCase { id });
            view! { <Button label=t!(i18n, common.undo) size=Size::Small busy=case.busy on_press=press /> }
        })
    };
    view! {
        <li>
            <span class="tie-still">
                <Icon name="merge" />
                <span class="tie-text">
                    <span class="tie-subject" title=row.subject.clone()>{row.subject.clone()}</span>
                    <small class="faint"><span class="mono">{row.number.clone()}</span>" · "{row.contact_name.clone()}</small>
                </span>
            </span>
            {undo}
        </li>
    }
}

/// What may report the same. Merging is one press and a confirmation away.
#[component]
fn Similar(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = !case.desk.partner && may("cases.similar");
    // Asked anew when what is compared changes, not with every word written.
    let asked = Memo::new(move |_| {
        case.follow(|detail| {
            let shown = &detail.case;
            let open = shown.state.is_open();
            (open, shown.id, shown.subject.clone(), shown.contact_id, shown.asset_id, detail.relatives.len())
        })
    });
    let found = fetch(move || {
        let (open, id, ..) = asked.get()?;
        (allowed && open).then(|| SimilarCases { id: Some(id), ..SimilarCases::default() })
    });
    let rows =
        Memo::new(move |_| found.data.with(|data| data.as_ref().map(|data| data.cases.clone()).unwrap_or_default()));
    let open = move || asked.with(|asked| asked.as_ref().is_some_and(|(open, ..)| *open));
    move || {
        Some(rows.get()).filter(|rows| open() && !rows.is_empty()).map(|rows| {
            view! {
                <section class="context-section" data-similar="">
                    <h3>{t!(i18n, cases.ties.similar)}</h3>
                    <ul class="tie-list">{rows.into_iter().map(|row| similar_row(i18n, case, row)).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn similar_row(i18n: I18n, case: OpenCase, found: SimilarCase) -> impl IntoView {
    let SimilarCase { row, because } = found;
    let (icon, tone) = state_sign(row.state);
    let (state, number, id, at) = (row.state, row.number.clone(), row.id, row.created_at);
    let why =
        move || because.iter().map(|what| i18n.word("words.likeness", what.as_str())).collect::<Vec<_>>().join(" · ");
    let merge = {
        let number = number.clone();
        move || {
            let number = number.clone();
            case.may("cases.merge").then(|| {
                let named = number.clone();
                let title = Signal::derive(move || Some(i18n.fill(key!(cases.ties.merge_this), &[("number", &named)])));
                let press = move |()| {
                    let later = case.with(|detail| detail.case.created_at).unwrap_or(at) < at;
                    case.other.set(Some(Other { id, number: number.clone(), later }));
                    case.act.set(Some(Act::Merge));
                };
                view! { <Button label=t!(i18n, cases.ties.merge) size=Size::Small icon="merge" title on_press=press /> }
            })
        }
    };
    view! {
        <li>
            <a href=format!("{}/{number}", case.desk.base) title=row.subject.clone()>
                <span class="status" data-tone=tone.name()><Icon name=icon /><span class="vh">{move || i18n.word("words.state", state.as_str())}</span></span>
                <span class="tie-text">
                    <span class="tie-subject">{row.subject.clone()}</span>
                    <small class="faint"><span class="mono">{number.clone()}</span>" · "{why}</small>
                </span>
            </a>
            {merge}
        </li>
    }
}
