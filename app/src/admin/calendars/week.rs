//! The week: the shifts of each day, and a day copied to others.

use leptos::prelude::*;
use yingda_shared::calendar::Hours;

use super::edit::WEEK;
use super::hours::{HoursEdit, HoursFields};
use crate::i18n::use_i18n;
use crate::{key, t, ui};

const WORKING: std::ops::Range<usize> = 0..5;

/// `id` begins the ids of the days, Monday is 0 to `error`.
#[component]
pub fn WeekFields(
    #[prop(into)] id: String,
    week: [HoursEdit; 7],
    error: Callback<usize, Signal<Option<String>>>,
    fixed: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let day = move |at: usize| {
        let name = Signal::derive(move || i18n.word("words.weekday", WEEK[at]));
        let copy = move |to: std::ops::Range<usize>| {
            move || {
                let hours: Hours = untrack(|| week[at].read()).unwrap_or_default();
                to.clone().filter(|other| *other != at).for_each(|other| week[other].set(&hours));
            }
        };
        let id = format!("{id}-{}", WEEK[at]);
        let label = move || i18n.fill(key!(calendars.copy), &[("day", &name.get())]);
        // What cannot be read is copied nowhere.
        let unread = Signal::derive(move || week[at].read().is_err());
        let menu = (!fixed).then(|| {
            view! {
                <ui::Menu id=format!("{id}-copy") label icon="copy">
                    <ui::MenuItem label=t!(i18n, calendars.copy_working) disabled=unread on_press=copy(WORKING) />
                    <ui::MenuItem label=t!(i18n, calendars.copy_all) disabled=unread on_press=copy(0..WEEK.len()) />
                </ui::Menu>
            }
        });
        view! { <HoursFields id name edit=week[at] fixed error=error.run(at)>{menu}</HoursFields> }
    };
    view! { <div class="cal-week">{(0..WEEK.len()).map(day).collect_view()}</div> }
}
