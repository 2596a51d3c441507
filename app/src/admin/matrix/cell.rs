//! One cell of the matrix: a priority and two promises, in minutes to type and in words to read.

use leptos::prelude::*;
use yingda_shared::catalog::priority::{Cell, Impact, Priority, PriorityMatrix, Urgency};

use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// A cell while it is being edited.
#[derive(Clone, Copy)]
pub struct CellEdit {
    priority: RwSignal<String>,
    respond: RwSignal<String>,
    resolve: RwSignal<String>,
}

impl CellEdit {
    pub fn of(cell: &Cell) -> CellEdit {
        CellEdit {
            priority: RwSignal::new(cell.priority.as_str().to_string()),
            respond: RwSignal::new(cell.respond_minutes.to_string()),
            resolve: RwSignal::new(cell.resolve_minutes.to_string()),
        }
    }

    pub fn set(&self, cell: &Cell) {
        self.priority.set(cell.priority.as_str().to_string());
        self.respond.set(cell.respond_minutes.to_string());
        self.resolve.set(cell.resolve_minutes.to_string());
    }

    /// What is no number is 0, which the matrix refuses.
    pub fn read(&self) -> Cell {
        Cell {
            priority: Priority::parse(&self.priority.get()).unwrap_or(Priority::P4),
            respond_minutes: self.respond.get().trim().parse().unwrap_or(0),
            resolve_minutes: self.resolve.get().trim().parse().unwrap_or(0),
        }
    }
}

/// `1 小时 30 分`, `2 天`
fn words(i18n: I18n, minutes: u32) -> String {
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    let part = |n: u32, key, name: &str| (n > 0).then(|| i18n.fill(key, &[(name, &n.to_string())]));
    let parts = [
        part(days, key!(common.span_days), "d"),
        part(hours, key!(common.span_hours), "h"),
        part(rest, key!(common.span_minutes), "m"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// `/cells/1/2` as the id of a control.
pub fn control(pointer: &str) -> String {
    format!("cell{}-respond", pointer.trim_start_matches("/cells").replace('/', "-"))
}

/// `/cells/1/2` as people say it.
pub fn place(i18n: I18n, pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches("/cells/").split('/').filter_map(|part| part.parse::<usize>().ok());
    match (parts.next().and_then(|i| Impact::ALL.get(i)), parts.next().and_then(|j| Urgency::ALL.get(j))) {
        (Some(impact), Some(urgency)) => name(i18n, *impact, *urgency),
        _ => String::new(),
    }
}

fn name(i18n: I18n, impact: Impact, urgency: Urgency) -> String {
    format!("{} × {}", i18n.word("words.impact", impact.as_str()), i18n.word("words.urgency", urgency.as_str()))
}

fn said(i18n: I18n, cell: &Cell) -> String {
    let priority = i18n.word("words.priority", cell.priority.as_str());
    let (respond, resolve) = (words(i18n, cell.respond_minutes), words(i18n, cell.resolve_minutes));
    i18n.fill(key!(admin.matrix.cell), &[("priority", &priority), ("respond", &respond), ("resolve", &resolve)])
}

/// The cells in which two matrices differ, mine beside theirs.
pub fn differences(i18n: I18n, mine: &PriorityMatrix, theirs: &PriorityMatrix) -> AnyView {
    let cells = Impact::ALL.iter().flat_map(|impact| Urgency::ALL.iter().map(move |urgency| (*impact, *urgency)));
    let line = |(impact, urgency): (Impact, Urgency)| {
        let (mine, theirs) = (mine.cell(impact, urgency), theirs.cell(impact, urgency));
        (mine != theirs).then(|| {
            view! {
                <li>
                    <p class="strong">{name(i18n, impact, urgency)}</p>
                    <div class="diff">
                        <div><p class="small quiet">{i18n.say(key!(admin.theirs))}</p>{said(i18n, &theirs)}</div>
                        <div><p class="small quiet">{i18n.say(key!(admin.mine))}</p><ins>{said(i18n, &mine)}</ins></div>
                    </div>
                </li>
            }
        })
    };
    cells.map(line).collect_view().into_any()
}

/// The controls of a cell.
#[component]
pub fn MatrixCell(edit: CellEdit, at: (usize, usize), fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let id = format!("cell-{}-{}", at.0, at.1);
    let (impact, urgency) = (Impact::ALL[at.0], Urgency::ALL[at.1]);
    let named = move |what: crate::i18n::Key| move || format!("{} {}", name(i18n, impact, urgency), i18n.say(what));
    let priorities = Signal::derive(move || {
        Priority::ALL
            .iter()
            .map(|word| ui::Choice::new(word.as_str(), i18n.word("words.priority", word.as_str())))
            .collect::<Vec<_>>()
    });
    let in_words = move |text: RwSignal<String>| {
        move || text.get().trim().parse().ok().map(|minutes| words(i18n, minutes)).unwrap_or_default()
    };
    view! {
        <div class="matrix-cell" data-priority=move || edit.priority.get()>
            <span class="matrix-urgency" aria-hidden="true">{move || i18n.word("words.urgency", urgency.as_str())}</span>
            <ui::Select name=format!("{id}-priority") label=named(key!(admin.matrix.priority)) choices=priorities value=edit.priority hide_label=true disabled=fixed />
            <div class="matrix-promise">
                <span aria-hidden="true">{t!(i18n, admin.matrix.respond)}</span>
                <ui::TextInput name=format!("{id}-respond") label=named(key!(admin.matrix.respond_minutes)) kind="number" min="1" value=edit.respond inputmode="numeric" hide_label=true disabled=fixed />
                <small>{in_words(edit.respond)}</small>
            </div>
            <div class="matrix-promise">
                <span aria-hidden="true">{t!(i18n, admin.matrix.resolve)}</span>
                <ui::TextInput name=format!("{id}-resolve") label=named(key!(admin.matrix.resolve_minutes)) kind="number" min="1" value=edit.resolve inputmode="numeric" hide_label=true disabled=fixed />
                <small>{in_words(edit.resolve)}</small>
            </div>
        </div>
    }
}
