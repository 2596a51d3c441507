//! Hours in which nothing disturbs: from, to, and the days.

use leptos::prelude::*;
use yingda_shared::kernel::limits::SHIFTS_MAX;

use super::edit::{Edit, LineEdit};
use crate::admin::{Boxes, FieldError, WEEK, Wrong};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

#[component]
pub fn QuietLines(edit: Edit, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let zone = zone(edit.offset());
    let help = move || i18n.fill(key!(account.delivery.quiet_help), &[("zone", &zone)]);
    let none = move || {
        edit.lines.with(Vec::is_empty).then(|| view! { <p class="quiet">{t!(i18n, account.delivery.quiet_none)}</p> })
    };
    let add = move || {
        edit.add();
        if let Some(key) = edit.lines.with_untracked(|lines| lines.last().map(|line| line.key)) {
            ui::focus_soon(format!("quiet-{key}-from"));
        }
    };
    let full = Signal::derive(move || edit.lines.with(|lines| lines.len() >= SHIFTS_MAX));
    view! {
        <fieldset class="field" id="quiet-lines" tabindex="-1" aria-describedby="quiet-lines-help">
            <legend class="field-label">{t!(i18n, account.delivery.quiet)}</legend>
            <p class="field-help" id="quiet-lines-help">{help}</p>
            {none}
            <For each=move || edit.lines.get() key=|line| line.key children=move |line| view! { <Line edit line wrong /> } />
            <FieldError id="quiet-lines-error" error=wrong.at("/quiet") />
            <div class="row"><ui::Button label=t!(i18n, account.delivery.quiet_add) icon="plus" size=ui::Size::Small disabled=full on_press=add /></div>
        </fieldset>
    }
}

#[component]
fn Line(edit: Edit, line: LineEdit, wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let key = line.key;
    let error = move |part: &'static str| {
        let pointer = format!("/quiet/{key}/{part}");
        MaybeProp::derive(move || wrong.now(i18n, &pointer))
    };
    let (from, to) = (RwSignal::from(line.from.clone()), RwSignal::from(line.to.clone()));
    let days = RwSignal::from(line.days.clone());
    let place = move || {
        let at = edit.lines.with(|lines| lines.iter().position(|other| other.key == key)).unwrap_or_default();
        (at + 1).to_string()
    };
    let remove = move || {
        edit.remove(key);
        // The button that was pressed is gone.
        ui::focus_soon("quiet-lines".to_string());
    };
    let named = move |words| move || i18n.fill(words, &[("n", &place())]);
    let next_day =
        move || line.over_midnight().then(|| view! { <small class="cal-next">{t!(i18n, calendars.next_day)}</small> });
    view! {
        <div class="quiet-line" role="group" aria-label=named(key!(account.delivery.quiet_line))>
            <div class="quiet-times">
                <ui::TextInput name=format!("quiet-{key}-from") label=t!(i18n, account.delivery.from) value=from error=error("from") placeholder="22:00" maxlength=5 autocomplete="off" />
                <ui::TextInput name=format!("quiet-{key}-to") label=t!(i18n, account.delivery.to) value=to placeholder="08:00" maxlength=5 autocomplete="off" />
                {next_day}
            </div>
            <ui::IconButton label=named(key!(account.delivery.quiet_remove)) icon="trash" on_press=remove />
            <Boxes id=format!("quiet-{key}-days") label=t!(i18n, account.delivery.days) namespace="words.weekday" all=WEEK.to_vec() chosen=days error=error("days") fixed=false />
        </div>
    }
}

/// A fixed zone as it is written: `UTC+8`, `UTC+5:30`.
pub fn zone(offset: i32) -> String {
    let (sign, minutes) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    match minutes % 60 {
        0 => format!("UTC{sign}{}", minutes / 60),
        rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::zone;

    #[test]
    fn zones_are_written_short() {
        assert_eq!([480, 330, -210, 0].map(zone), ["UTC+8", "UTC+5:30", "UTC-3:30", "UTC+0"]);
    }
}
