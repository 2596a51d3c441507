//! The strip of tabs on desks.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use yingda_shared::kernel::id::CaseId;
use yingda_shared::workplace::tabs::Tab;

use super::keys::bind_keys;
use super::{Tabs, use_tabs};
use crate::i18n::use_i18n;
use crate::ui::{Icon, Menu, MenuItem};
use crate::{key, t};

/// Nothing while fewer than two cases are open: one case is the page itself.
#[component]
pub fn TabStrip() -> impl IntoView {
    let i18n = use_i18n();
    let tabs = use_tabs();
    bind_keys(tabs);
    let many = Memo::new(move |_| tabs.all().len() > 1);
    let dragged = RwSignal::new(None::<CaseId>);
    let ids = move || tabs.all().into_iter().map(|tab| tab.id).collect::<Vec<_>>();
    move || {
        many.get().then(|| {
            view! {
                <nav class="desk-tabs" aria-label=t!(i18n, tabs.label)>
                    <ol on:keydown=move |event| keys(tabs, &event)>
                        <For each=ids key=|id| *id children=move |id| view! { <TabItem id tabs dragged /> } />
                    </ol>
                </nav>
            }
        })
    }
}

/// Arrows lead along the strip; with Alt they move the tab itself.
fn keys(tabs: Tabs, event: &leptos::ev::KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowLeft" => -1,
        "ArrowRight" => 1,
        _ => return,
    };
    let link = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(link) = link.filter(|link| link.class_list().contains("desk-tab-link")) else { return };
    let id = link.get_attribute("data-id").and_then(|id| id.parse::<CaseId>().ok());
    event.prevent_default();
    event.stop_propagation();
    if event.alt_key() || event.ctrl_key() {
        if let Some(id) = id {
            tabs.shift(id, by);
            // It was put elsewhere in the document, and took no focus along.
            request_animation_frame(move || focus(id));
        }
        return;
    }
    let all = tabs.all_now();
    let at = all.iter().position(|tab| Some(tab.id) == id).unwrap_or(0);
    if let Some(next) = at.checked_add_signed(by).and_then(|at| all.get(at)) {
        focus(next.id);
    }
}

fn focus(id: CaseId) {
    let link = document().query_selector(&format!(".desk-tab-link[data-id='{id}']")).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = link.focus();
    }
}

#[component]
fn TabItem(id: CaseId, tabs: Tabs, dragged: RwSignal<Option<CaseId>>) -> impl IntoView {
    let i18n = use_i18n();
    let tab = Memo::new(move |_| tabs.all().into_iter().find(|tab| tab.id == id));
    let number = move || tab.with(|tab| tab.as_ref().map(|tab| tab.number.clone()).unwrap_or_default());
    let subject = move || tabs.head(id).map(|head| head.subject).unwrap_or_default();
    let news = Memo::new(move |_| tab.with(|tab| tab.as_ref().is_some_and(|tab| tabs.is_news(tab))));
    let pinned = Signal::derive(move || tab.with(|tab| tab.as_ref().is_some_and(|tab| tab.pinned)));
    let href = move || tab.with(|tab| tab.as_ref().map(|tab: &Tab| tabs.address(tab)).unwrap_or_default());
    let navigate = use_navigate();
    let go = Callback::new(move |address: String| navigate(&address, Default::default()));
    let close = move || {
        if let Some(address) = tabs.close(id) {
            go.run(address);
        }
    };
    let named = move |words| i18n.fill(words, &[("number", &number())]);
    view! {
        <li
            class="desk-tab"
            draggable="true"
            data-here=move || (tabs.here.get() == Some(id)).then_some("")
            data-dragged=move || (dragged.get() == Some(id)).then_some("")
            on:dragstart=move |event| {
                dragged.set(Some(id));
                if let Some(data) = event.data_transfer() {
                    let _ = data.set_data("text/plain", &number());
                    data.set_effect_allowed("move");
                }
            }
            on:dragend=move |_| dragged.set(None)
            on:dragover=move |event| {
                if let Some(other) = dragged.get_untracked() {
                    event.prevent_default();
                    if other != id {
                        tabs.drop_at(other, id);
                    }
                }
            }
            on:drop=move |event| event.prevent_default()
            on:auxclick=move |event| {
                // The middle button closes, as in browsers.
                if event.button() == 1 {
                    event.prevent_default();
                    close();
                }
            }
        >
            <a class="desk-tab-link" draggable="false" href=href data-id=id.to_string() aria-current=move || (tabs.here.get() == Some(id)).then_some("page") title=move || format!("{} {}", number(), subject())>
                {move || pinned.get().then(|| view! { <Icon name="pin" /><span class="vh">{t!(i18n, tabs.pinned)}</span> })}
                {move || news.get().then(|| view! { <span class="desk-tab-dot"></span><span class="vh">{t!(i18n, tabs.news)}</span> })}
                <span class="mono desk-tab-number">{move || short(&number())}</span>
                <span class="desk-tab-subject">{subject}</span>
            </a>
            <Menu id=format!("tab-{id}") label=move || named(key!(tabs.more)) icon="chevron-down" class="desk-tab-more">
                <MenuItem label=Signal::derive(move || i18n.say(if pinned.get() { key!(tabs.unpin) } else { key!(tabs.pin) })) icon="pin" on_press=move |()| tabs.pin(id) />
                <MenuItem label=t!(i18n, tabs.left) icon="arrow-left" on_press=move |()| tabs.shift(id, -1) />
                <MenuItem label=t!(i18n, tabs.right) icon="arrow-right" on_press=move |()| tabs.shift(id, 1) />
                <hr />
                <MenuItem label=t!(i18n, tabs.close_others) icon="layers" on_press=move |()| tabs.close_others(id) />
                <MenuItem label=t!(i18n, tabs.close) icon="x" on_press=move |()| close() />
            </Menu>
            <button type="button" class="desk-tab-close" aria-label=move || named(key!(tabs.close_one)) title=t!(i18n, tabs.close) on:click=move |_| close()>
                <Icon name="x" />
            </button>
        </li>
    }
}

/// The end of a number says enough beside the subject.
fn short(number: &str) -> String {
    match number.rsplit_once('-') {
        Some((_, tail)) if tail.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("#{}", tail.trim_start_matches('0'))
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_are_shortened_where_they_count() {
        assert_eq!(short("CS-2026-000123"), "#123");
        assert_eq!(short("LOCAL-AB2C"), "LOCAL-AB2C");
    }
}
