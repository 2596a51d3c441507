//! What the rest of the console learns of the case that is shown: its tab, and what the palette offers first.

use std::sync::Arc;

use leptos::prelude::*;
use yingda_shared::cases::view::CaseDetail;
use yingda_shared::kernel::time::Millis;
use yingda_shared::workplace::tabs::TabHead;

use super::open::OpenCase;
use crate::boot::use_boot;
use crate::i18n::use_i18n;
use crate::key;
use crate::palette::{Here, Offer, Part, use_here};
use crate::tabs::use_tabs;

fn head(detail: &CaseDetail) -> TabHead {
    let case = &detail.case;
    TabHead { id: case.id, number: case.number.clone(), subject: case.subject.clone(), state: case.state, rv: case.rv }
}

pub fn tell_place(case: OpenCase) {
    let (i18n, tabs) = (use_i18n(), use_tabs());
    let me = use_boot().with_value(|boot| boot.me.user_id);
    let id = case.id();
    Effect::new(move |_| {
        if let Some(head) = case.follow(head) {
            // The page's own clock moves twice a minute: too seldom to tell which tab was looked at last.
            tabs.looked(head, js_sys::Date::now() as Millis);
        }
        if let Some(asked) = case.follow(|detail| detail.asked.as_ref().map(|asked| asked.id)).flatten() {
            tabs.led(asked);
        }
    });
    on_cleanup(move || tabs.left(id));
    let offers = move || {
        let partner = case.desk.partner;
        let acts = untrack(|| case.acts(me));
        let mut offers: Vec<Offer> = acts
            .into_iter()
            .map(|act| {
                let key = match act.keys() {
                    "A" => "case.assign",
                    "P" => "case.priority",
                    "Z" => "case.snooze",
                    _ => act.operation(),
                };
                let run = move || case.run(act);
                Offer::run(Part::Here, key, act.icon(), act.verb(i18n, partner), run).keys(act.keys().to_lowercase())
            })
            .collect();
        if case.with(|detail| detail.may("cases.comment")) == Some(true) {
            let reply = move || case.reply.update(|n| *n += 1);
            let at = offers.len().min(1);
            offers.insert(
                at,
                Offer::run(Part::Here, "case.reply", "reply", i18n.say(key!(cases.keys.reply)), reply).keys("r"),
            );
        }
        offers
    };
    use_here(move || {
        let number = case.follow(|detail| detail.case.number.clone())?;
        Some(Here { name: number, offers: Arc::new(offers) })
    });
}
