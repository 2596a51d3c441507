//! The acts as buttons: in the head on desks, at the thumb on phones.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::open::OpenCase;
use crate::boot::use_boot;
use crate::cases::acts::Act;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::{Button, Kind, Menu, MenuItem};

fn acts(case: OpenCase) -> Memo<Vec<Act>> {
    let me = use_boot().with_value(|boot| boot.me.user_id);
    Memo::new(move |_| case.acts(me))
}

fn button(case: OpenCase, at: usize, act: Act) -> AnyView {
    let i18n = use_i18n();
    let label = Signal::derive(move || act.verb(i18n, case.desk.partner));
    let kind = if at == 0 { Kind::Primary } else { Kind::Quiet };
    let busy = Signal::derive(move || at == 0 && case.busy.get());
    view! { <Button label kind icon=act.icon() busy on_press=move |()| case.run(act) /> }.into_any()
}

fn item(case: OpenCase, act: Act) -> impl IntoView {
    let i18n = use_i18n();
    let label = Signal::derive(move || act.verb(i18n, case.desk.partner));
    let line = (act == Act::Cancel).then(|| view! { <hr /> });
    view! {
        {line}
        <MenuItem label icon=act.icon() danger=act == Act::Cancel keys=act.keys() on_press=move |()| case.run(act) />
    }
}

/// Buttons of the likeliest acts, the rest in a menu; `S` opens the menu of states.
#[component]
pub fn DeskActs(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let acts = acts(case);
    Effect::new(move |_| {
        if case.states.get() == 0 {
            return;
        }
        // The menu whose button is there to be seen: in the head, or at the thumb.
        let list = ["case-states", "case-thumb-more"].into_iter().find(|id| is_shown(id));
        let list = list.and_then(|id| document().get_element_by_id(id)?.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(list) = list {
            let _ = list.show_popover();
        }
    });
    const SHOWN: usize = 4;
    let first =
        move || acts.get().into_iter().take(SHOWN).enumerate().map(|(at, act)| button(case, at, act)).collect_view();
    let states =
        move || acts.get().into_iter().filter(|act| act.changes_state()).map(|act| item(case, act)).collect_view();
    let rest = move || {
        let rest: Vec<Act> = acts.get().into_iter().skip(SHOWN).collect();
        (!rest.is_empty()).then(|| {
            view! { <Menu id="case-more" label=t!(i18n, common.more)>{rest.into_iter().map(|act| item(case, act)).collect_view()}</Menu> }
        })
    };
    view! {
        <div class="case-head-actions">
            {first}
            <Menu id="case-states" label=t!(i18n, cases.act.states) icon="progress" class="btn btn-plain btn-icon">{states}</Menu>
            {rest}
        </div>
    }
}

fn is_shown(menu: &str) -> bool {
    let button = document().query_selector(&format!("[popovertarget={menu}]")).ok().flatten();
    let button = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
    button.is_some_and(|button| button.offset_width() > 0)
}

/// One act, one more, and the menu, at the thumb.
#[component]
pub fn ThumbActs(case: OpenCase) -> impl IntoView {
    let i18n = use_i18n();
    let acts = acts(case);
    view! {
        <div class="case-thumb">
            {move || {
                let all = acts.get();
                let first = all.iter().take(2).enumerate().map(|(at, act)| button(case, at, *act)).collect_view();
                let rest = all.iter().skip(2).map(|act| item(case, *act)).collect_view();
                let menu = (all.len() > 2).then(|| view! { <Menu id="case-thumb-more" label=t!(i18n, common.more) class="btn btn-quiet btn-icon">{rest}</Menu> });
                view! { {first}{menu} }
            }}
        </div>
    }
}
