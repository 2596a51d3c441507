//! What a look through the rows found, and why rows are left out.

use leptos::prelude::*;
use yingda_shared::imports::{Checked, Counts, RowFault};

use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

#[component]
pub fn Faults(checked: RwSignal<Option<Checked>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        checked.get().map(|checked| {
            let (shown, refused) = (checked.faults.len(), checked.counts.refused);
            let rest = move || i18n.fill(key!(import.first_faults), &[("n", &shown.to_string())]);
            view! {
                <section class="import-checked" aria-labelledby="checked-title" role="status">
                    <h2 id="checked-title">{t!(i18n, import.would)}</h2>
                    <Figures counts=checked.counts />
                    {checked.more.then(|| view! { <p class="quiet small">{move || i18n.fill(key!(import.only_first), &[("n", &checked.counts.rows.to_string())])}</p> })}
                    {(refused > shown as u64 && shown > 0).then(|| view! { <p class="quiet small">{rest}</p> })}
                    <FaultTable rows=checked.faults />
                </section>
            }
        })
    }
}

/// How many rows came to what; what did not happen is not said.
#[component]
pub fn Figures(counts: Counts) -> impl IntoView {
    let i18n = use_i18n();
    let all = [
        ("created", counts.created, ui::Tone::Ok),
        ("updated", counts.updated, ui::Tone::Info),
        ("skipped", counts.skipped, ui::Tone::Neutral),
        ("refused", counts.refused, ui::Tone::Danger),
        ("undone", counts.undone, ui::Tone::Neutral),
        ("kept", counts.kept, ui::Tone::Warn),
    ];
    let figure = move |(word, n, tone): (&'static str, u64, ui::Tone)| {
        (n > 0 || word == "created").then(|| {
            view! {
                <div class="import-figure" data-tone=tone.name() data-figure=word>
                    <dt>{move || i18n.word("words.import_outcome", word)}</dt>
                    <dd>{n.to_string()}</dd>
                </div>
            }
        })
    };
    view! { <dl class="import-figures">{all.into_iter().map(figure).collect_view()}</dl> }
}

fn why(i18n: I18n, row: &RowFault) -> String {
    let mut fault = yingda_shared::fault::FieldFault::new("", &row.code);
    fault.params = row.params.clone();
    i18n.field_fault(&fault)
}

#[component]
pub fn FaultTable(rows: Vec<RowFault>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |row: RowFault| {
        let column = match row.column.is_empty() {
            false => Some(row.column.clone()),
            true => None,
        };
        let field = row.field.clone();
        let place = move || match (&column, field.is_empty()) {
            (Some(column), _) => column.clone(),
            (None, false) => i18n.word("words.import_field", &field),
            (None, true) => String::new(),
        };
        let (number, value) = (row.line.to_string(), row.value.clone());
        view! { <tr><td class="num">{number}</td><td>{place}</td><td class="import-value">{value}</td><td>{move || why(i18n, &row)}</td></tr> }
    };
    (!rows.is_empty()).then(|| {
        view! {
            <ui::TableScroll label=t!(i18n, import.faults)>
                <table class="table import-faults">
                    <thead><tr>
                        <th scope="col" class="num">{t!(i18n, import.line)}</th><th scope="col">{t!(i18n, import.column)}</th>
                        <th scope="col">{t!(i18n, import.value)}</th><th scope="col">{t!(i18n, import.why)}</th>
                    </tr></thead>
                    <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
                </table>
            </ui::TableScroll>
        }
    })
}
