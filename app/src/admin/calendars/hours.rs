//! Shifts of one day while they are being edited.

use std::sync::atomic::{AtomicUsize, Ordering};

use leptos::prelude::*;
use yingda_shared::calendar::{Hours, Shift};

use crate::i18n::use_i18n;
use crate::{key, t, ui};

/// One shift as it is typed. Rows come by presses of buttons that may be gone before them: they own what they hold.
#[derive(Clone)]
struct Row {
    key: usize,
    from: ArcRwSignal<String>,
    to: ArcRwSignal<String>,
}

impl Row {
    fn of([from, to]: [String; 2]) -> Row {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        Row { key: KEYS.fetch_add(1, Ordering::Relaxed), from: ArcRwSignal::new(from), to: ArcRwSignal::new(to) }
    }

    fn read(&self) -> Result<Shift, &'static str> {
        Shift::typed(&self.from.get(), &self.to.get())
    }
}

/// The shifts of a day, none for a day off.
#[derive(Clone, Copy)]
pub struct HoursEdit(RwSignal<Vec<Row>>);

impl HoursEdit {
    pub fn of(hours: &Hours) -> HoursEdit {
        HoursEdit(RwSignal::new(rows(hours)))
    }

    pub fn set(self, hours: &Hours) {
        self.0.set(rows(hours));
    }

    /// What is typed; the code of a fault for what is no shift.
    pub fn read(self) -> Result<Hours, &'static str> {
        self.0.get().iter().map(Row::read).collect::<Result<_, _>>().map(Hours::new)
    }

    fn is_off(self) -> bool {
        self.0.with(Vec::is_empty)
    }

    /// One more: the usual morning, or afternoon, or one to be typed.
    fn add(self) {
        let last = self.0.with_untracked(|rows| rows.last().map(|row| row.to.get_untracked()));
        let next = match last.as_deref() {
            None => ["09:00", "18:00"],
            Some("12:00") => ["13:00", "18:00"],
            Some(_) => ["", ""],
        };
        self.0.update(|rows| rows.push(Row::of(next.map(str::to_string))));
    }

    fn whole_day(self) {
        self.0.set(vec![Row::of(["00:00", "24:00"].map(str::to_string))]);
    }

    fn remove(self, key: usize) {
        self.0.update(|rows| rows.retain(|row| row.key != key));
    }
}

fn rows(hours: &Hours) -> Vec<Row> {
    hours.shifts().iter().map(|shift| Row::of(shift.written())).collect()
}

/// The shifts of a day to type, with what is wrong with them below. Children stand at the end of the line.
#[component]
pub fn HoursFields(
    #[prop(into)] id: String,
    /// The day that it is about.
    #[prop(into)]
    name: Signal<String>,
    edit: HoursEdit,
    fixed: bool,
    #[prop(into)] error: Signal<Option<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let i18n = use_i18n();
    let error_id = format!("{id}-error");
    let about = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    let wrong = move || error.with(Option::is_some).then_some("true");
    let field_id = id.clone();
    let shift = move |row: Row| {
        let Row { key, from, to } = row.clone();
        let time = |value: ArcRwSignal<String>, end: &'static str, word: crate::i18n::Key| {
            let typed = value.clone();
            let label = move || i18n.fill(word, &[("day", &name.get())]);
            view! {
                <input class="input cal-time" id=format!("{field_id}-{key}-{end}") type="text" inputmode="text" maxlength="5" autocomplete="off"
                    placeholder="00:00" aria-label=label aria-invalid=wrong disabled=fixed prop:value=move || value.get()
                    on:input=move |event| typed.set(event_target_value(&event)) />
            }
        };
        let next_day = move || {
            row.read()
                .is_ok_and(Shift::over_midnight)
                .then(|| view! { <small class="cal-next">{t!(i18n, calendars.next_day)}</small> })
        };
        let remove = move || i18n.fill(key!(calendars.remove_shift), &[("day", &name.get())]);
        view! {
            <span class="cal-shift">
                {time(from, "from", key!(calendars.begins))}<span aria-hidden="true">"–"</span>{time(to, "to", key!(calendars.ends))}
                {next_day}
                {(!fixed).then(|| view! { <ui::IconButton label=remove icon="x" size=ui::Size::Small on_press=move || edit.remove(key) /> })}
            </span>
        }
    };
    view! {
        <div class="cal-hours" role="group" id=id tabindex="-1" aria-label=move || name.get() aria-describedby=about>
            <span class="cal-day-name" aria-hidden="true">{move || name.get()}</span>
            <div class="cal-shifts">
                {move || edit.is_off().then(|| view! { <span class="cal-off">{t!(i18n, calendars.off)}</span> })}
                <For each=move || edit.0.get() key=|row| row.key children=shift />
                {(!fixed).then(|| view! {
                    <span class="cal-add">
                        <ui::Button label=t!(i18n, calendars.add_shift) kind=ui::Kind::Plain size=ui::Size::Small icon="plus" on_press=move || edit.add() />
                        {move || edit.is_off().then(|| view! { <ui::Button label=t!(i18n, calendars.whole_day) kind=ui::Kind::Plain size=ui::Size::Small on_press=move || edit.whole_day() /> })}
                    </span>
                })}
            </div>
            {children.map(|children| children())}
            {move || error.get().map(|text| view! { <p class="field-error" id=error_id.clone()><ui::Icon name="alert" /><span>{text}</span></p> })}
        </div>
    }
}
