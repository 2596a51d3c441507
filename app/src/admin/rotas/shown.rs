//! Who is on call now and next, and when nobody is.

use leptos::prelude::*;
use yingda_shared::escalation::{Gap, HandOver, Rota, hand_overs, on_call};
use yingda_shared::kernel::day::Day;
use yingda_shared::kernel::id::UserId;
use yingda_shared::kernel::time;

use crate::admin::calendars::edit::WEEK;
use crate::admin::records::names::Names;
use crate::format::{day, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::{key, t, ui};

/// Days that are looked ahead, and hand-overs that are told.
const DAYS: i32 = 28;
const NEXT: usize = 6;
/// Minutes of a day.
const DAY_MINUTES: u16 = 1440;

/// A person by name, or that it is nobody.
pub fn called(i18n: I18n, names: Names, user: Option<UserId>) -> String {
    match user {
        Some(user) => names.of(&user.to_string()).unwrap_or_else(|| "…".into()),
        None => i18n.say(key!(rotas.nobody)),
    }
}

#[component]
pub fn OnCall(rota: Signal<Rota>, names: Names) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let current = move || rota.with(|rota| on_call(rota, now.get()));
    let next = Memo::new(move |_| {
        rota.with(|rota| {
            let today = time::date(now.get(), rota.offset).parse().unwrap_or(Day(0));
            let overs = hand_overs(rota, today, DAYS).into_iter();
            overs.filter(|over| over.at > now.get()).take(NEXT).collect::<Vec<HandOver>>()
        })
    });
    let line = move |over: HandOver| {
        let said = move || {
            let (from, to) = (called(i18n, names, over.from), called(i18n, names, over.to));
            i18n.fill(key!(rotas.hands_over), &[("from", &from), ("to", &to)])
        };
        view! { <li><span class="rota-at">{move || day(i18n, over.at, now.get())}</span><span>{said}</span></li> }
    };
    let gaps = move || rota.with(Rota::gaps);
    let gap = move |gap: Gap| {
        view! { <li>{move || i18n.fill(key!(rotas.gap), &[("from", &written(i18n, gap.from)), ("to", &written(i18n, gap.to))])}</li> }
    };
    view! {
        <p class="rule-sentence" id="rota-now">{move || i18n.fill(key!(rotas.now), &[("who", &called(i18n, names, current()))])}</p>
        <ul class="rota-next" aria-label=t!(i18n, rotas.next)>{move || next.get().into_iter().map(line).collect_view()}</ul>
        {move || {
            let gaps = gaps();
            (!gaps.is_empty()).then(|| view! {
                <div class="rota-gaps">
                    <ui::Banner tone=ui::Tone::Warn icon="alert" card=true text=t!(i18n, rotas.gaps) />
                    <ul>{gaps.into_iter().map(gap).collect_view()}</ul>
                </div>
            })
        }}
    }
}

/// A minute of the week; the end of Sunday is written as such.
fn written(i18n: I18n, minute: u16) -> String {
    let (day, rest) = (minute / DAY_MINUTES, minute % DAY_MINUTES);
    let (day, rest) = if usize::from(day) >= WEEK.len() { (day - 1, DAY_MINUTES) } else { (day, rest) };
    format!("{} {:02}:{:02}", i18n.word("words.weekday", WEEK[usize::from(day)]), rest / 60, rest % 60)
}
