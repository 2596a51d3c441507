//! The large figures: each is a list that a press opens.

use leptos::prelude::*;
use yingda_shared::monitor::{COUNTED_MAX, Figure, Monitor};

use super::Standing;
use crate::i18n::{Key, use_i18n};
use crate::key;
use crate::ui::{Icon, Tone};

fn sign(figure: Figure) -> (&'static str, Tone, Key) {
    match figure {
        Figure::Overdue => ("alert", Tone::Danger, key!(monitor.overdue)),
        Figure::AtRisk => ("clock", Tone::Warn, key!(monitor.at_risk)),
        Figure::Unassigned => ("inbox", Tone::Info, key!(monitor.unassigned)),
        Figure::CustomerWaits => ("message", Tone::Info, key!(monitor.customer_waits)),
        Figure::Open => ("case", Tone::Neutral, key!(monitor.open)),
    }
}

/// A count as it is shown.
pub fn said(count: i64) -> String {
    if count >= COUNTED_MAX { format!("{COUNTED_MAX}+") } else { count.to_string() }
}

#[component]
pub fn Tiles(data: Standing) -> impl IntoView {
    let i18n = use_i18n();
    let tile = move |figure: &Figure| {
        let figure = *figure;
        let (icon, tone, name) = sign(figure);
        let count = Memo::new(move |_| data.with(|data| data.as_ref().map_or(0, |data: &Monitor| data.figure(figure))));
        // Nothing that is late is nothing to be alarmed about.
        let tone = move || if count.get() > 0 { tone.name() } else { Tone::Neutral.name() };
        view! {
            <li>
                <a class="monitor-tile" id=format!("figure-{figure}") href=format!("/cases?{}", figure.query()) data-tone=tone>
                    <span class="monitor-name"><Icon name=icon />{i18n.t(name)}</span>
                    <b class="monitor-value">{move || said(count.get())}</b>
                </a>
            </li>
        }
    };
    view! { <ul class="monitor-tiles" aria-label=i18n.t(key!(monitor.figures))>{Figure::ALL.iter().map(tile).collect_view()}</ul> }
}
