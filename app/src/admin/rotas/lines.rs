//! The lines of a rota: shifts of a week, and the people who take them by turns.

use leptos::prelude::*;
use yingda_shared::calendar::{Hours, Week};
use yingda_shared::escalation::RotaLine;
use yingda_shared::identity::User;
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::limits::ROTA_LINES_MAX;

use super::edit::{Edit, always};
use super::line::{LineEdit, WeekEdit};
use crate::admin::calendars::edit::WEEK;
use crate::admin::calendars::hours::HoursEdit;
use crate::admin::calendars::week::WeekFields;
use crate::admin::rules::boxes::FieldError;
use crate::admin::rules::wrong::Wrong;
use crate::admin::sla::picks::{Picked, picks_of};
use crate::cases::colleague;
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn Lines(edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let full = Signal::derive(move || edit.lines.with(|rows| rows.len() >= ROTA_LINES_MAX));
    let row = move |line: LineEdit| view! { <Line line edit wrong fixed /> };
    let add = move || {
        let line = RotaLine { week: always(), people: Vec::new() };
        edit.lines.update(|rows| rows.push(LineEdit::of(&line)));
    };
    view! {
        <p class="small quiet">{t!(i18n, rotas.lines_help)}</p>
        <div class="stack stack-4" id="rota-lines" tabindex="-1">
            <For each=move || edit.lines.get() key=|line| line.key children=row />
            <FieldError id="rota-lines-error" error=wrong.at("/lines") />
            {(!fixed).then(|| view! { <div class="row"><ui::Button label=t!(i18n, rotas.add_line) icon="plus" disabled=full on_press=add /></div> })}
        </div>
    }
}

#[component]
fn Line(line: LineEdit, edit: Edit, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let key = line.key;
    let at = Memo::new(move |_| edit.lines.with(|rows| rows.iter().position(|other| other.key == key)));
    let place = move |rest: &str| format!("/lines/{}{rest}", at.get().unwrap_or(ROTA_LINES_MAX));
    let people = RwSignal::from(line.people.clone());
    let picked = Picked { ids: people.into(), set: Callback::new(move |ids: Vec<Uuid>| people.set(ids)) };
    let id = format!("rota-lines-{key}");
    let people_error = Signal::derive(move || wrong.now(i18n, &place("/people")));
    let pointer = Signal::derive(move || place("/week"));
    let remove = move || edit.lines.update(|rows| rows.retain(|other| other.key != key));
    let named = move |words| move || i18n.fill(words, &[("n", &(at.get().unwrap_or_default() + 1).to_string())]);
    view! {
        <section class="policy-level" aria-labelledby=format!("{id}-title")>
            <div class="policy-level-head">
                <h3 id=format!("{id}-title")>{named(key!(rotas.line))}</h3>
                {(!fixed).then(|| view! { <ui::IconButton label=named(key!(rotas.remove_line)) icon="trash" on_press=move || remove() /> })}
            </div>
            {picks_of::<User>(format!("{id}-people"), key!(rotas.people), Some(key!(rotas.people_note)), picked, people_error, fixed, colleague)}
            <WeekHours id=format!("{id}-week") edit=line.week.clone() pointer wrong fixed />
        </section>
    }
}

/// The hours of a week; what is typed is written back as soon as it can be read.
#[component]
pub fn WeekHours(id: String, edit: WeekEdit, pointer: Signal<String>, wrong: Wrong, fixed: bool) -> impl IntoView {
    let i18n = use_i18n();
    let week: [HoursEdit; 7] = edit.week.with_untracked(|week| week.days().map(HoursEdit::of));
    let (kept, unread) = (edit.week, edit.wrong);
    Effect::new(move |_| {
        let read: Vec<Result<Hours, &'static str>> = week.iter().map(|day| day.read()).collect();
        let odd = read.iter().enumerate().find_map(|(at, day)| Some((at, *day.as_ref().err()?)));
        if unread.get_untracked() != odd {
            unread.set(odd);
        }
        if odd.is_some() {
            return;
        }
        let mut days = read.into_iter().map(Result::unwrap_or_default);
        let mut next = || days.next().unwrap_or_default();
        let typed = Week { mon: next(), tue: next(), wed: next(), thu: next(), fri: next(), sat: next(), sun: next() };
        if kept.with_untracked(|kept| *kept != typed) {
            kept.set(typed);
        }
    });
    let day_error = Callback::new(move |at: usize| {
        Signal::derive(move || wrong.now(i18n, &format!("{}/{}", pointer.get(), WEEK[at])))
    });
    let error = MaybeProp::derive(move || wrong.now(i18n, &pointer.get()));
    view! {
        <div id=id.clone() tabindex="-1">
            <WeekFields id=id.clone() week error=day_error fixed />
            <FieldError id=format!("{id}-error") error />
        </div>
    }
}
