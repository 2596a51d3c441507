//! Picking a colleague: those who can work now first, the others with when they are back.

use leptos::prelude::*;
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::kernel::time::Millis;
use yingda_shared::record::List;
use yingda_shared::schedules::{Colleague, ListColleagues};

use super::acts::colleague;
use super::picking::{Pick, Search, use_answers};
use crate::api::call;
use crate::format::use_now;
use crate::i18n::{I18n, use_i18n};
use crate::leave::off;
use crate::ui::{ComboOption, Combobox};
use crate::{key, t};

/// Colleagues of one answer without the server, by name alone.
const OFFERED: u32 = 100;

fn option(i18n: I18n, now: Millis, row: Colleague) -> ComboOption {
    let note = match off(i18n, row.now, now) {
        Some(off) => format!("{} · {off}", row.login),
        None => row.login,
    };
    ComboOption { key: row.id.to_string(), text: row.name, note, disabled: false }
}

/// Whoever may not ask who works, or is out of the server's reach, finds people by name.
async fn found(i18n: I18n, now: Millis, more: RwSignal<bool>, words: String) -> Result<Vec<ComboOption>, Fault> {
    let q = Some(words).filter(|q| !q.trim().is_empty());
    match call(ListColleagues { q: q.clone() }).await {
        Ok(found) => {
            more.try_set(found.more);
            return Ok(found.rows.into_iter().map(|row| option(i18n, now, row)).collect());
        }
        Err(Fault::Offline | Fault::Unavailable { .. } | Fault::Forbidden) => {}
        Err(fault) => return Err(fault),
    }
    let page = call(List::<User> { q, limit: Some(OFFERED), ..List::default() }).await?;
    let option = |user: &User| {
        let (key, text) = (user.id.to_string(), user.name.clone());
        colleague(user).map(|note| ComboOption { key, text, note, disabled: false })
    };
    Ok(page.rows.iter().filter_map(option).collect())
}

/// A field that finds somebody to give work to. Whoever is off can be picked all the same: the words say so.
#[component]
pub fn ColleaguePicker(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    pick: Pick,
    #[prop(into, optional)] error: MaybeProp<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let more = RwSignal::new(false);
    let help = MaybeProp::derive(move || more.get().then(|| i18n.say(key!(schedules.more_people))));
    let Search { options, busy, on_search, empty } =
        use_answers(move |words| found(i18n, now.try_get_untracked().unwrap_or_default(), more, words));
    view! {
        <Combobox
            name
            label
            value=pick.id
            text=pick.text
            options
            on_search
            busy=Signal::from(busy)
            error
            help
            empty
            clear_label=t!(i18n, common.clear)
        />
    }
}
