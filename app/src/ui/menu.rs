use super::{
    dom,
    icon::{Icon, maybe_icon},
};
use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A button with a list of acts: native popover, so it opens before wasm; arrow keys, Home, End and Esc after.
/// Children are `MenuItem`, `MenuLink` and `<hr/>`. On narrow phones the list comes up from below.
#[component]
pub fn Menu(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(default = "more")] icon: &'static str,
    /// Show the label beside the icon instead of hiding it.
    #[prop(optional)]
    show_label: bool,
    /// Classes of the button; replaces the plain look.
    #[prop(optional)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let class = match (class, show_label) {
        ("", true) => "btn btn-quiet",
        ("", false) => "btn btn-plain btn-icon",
        (class, _) => class,
    };
    let hidden = move || (!show_label).then(|| label.get());
    let on_toggle = move |_| {
        if let Some(list) = node.get_untracked()
            && list.matches(":popover-open").unwrap_or(false)
            && let Some(first) = dom::all(&list, ITEMS).first()
        {
            let _ = first.focus();
        }
    };
    view! {
        <div class="menu">
            <button type="button" class=class popovertarget=id.clone() aria-haspopup="menu" aria-label=hidden title=hidden>
                {maybe_icon(icon)}
                {show_label.then(|| view! { <span>{label}</span> <Icon name="chevron-down"/> })}
            </button>
            <div
                node_ref=node
                id=id
                class="menu-list"
                popover="auto"
                role="menu"
                aria-label=move || label.get()
                on:toggle=on_toggle
                on:keydown=move |event| keys(node, &event)
                on:click=move |event| close_after(node, &event)
            >
                {children()}
            </div>
        </div>
    }
    .into_any()
}

const ITEMS: &str = "[role^=menuitem]:not(:disabled)";

fn keys(node: NodeRef<Div>, event: &ev::KeyboardEvent) {
    let Some(list) = node.get_untracked() else { return };
    if event.key() == "Tab" {
        let _ = list.hide_popover();
    } else if dom::rove(&dom::all(&list, ITEMS), &event.key(), "ArrowDown", "ArrowUp").is_some() {
        event.prevent_default();
    }
}

fn close_after(node: NodeRef<Div>, event: &ev::MouseEvent) {
    let hit = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on_item = hit.and_then(|target| target.closest("[role^=menuitem]").ok().flatten()).is_some();
    if on_item && let Some(list) = node.get_untracked() {
        let _ = list.hide_popover();
    }
}

/// An act in a menu. With `checked` it is a choice that can be on.
#[component]
pub fn MenuItem(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] icon: &'static str,
    #[prop(optional)] danger: bool,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] checked: MaybeProp<bool>,
    /// Key hint such as `A`.
    #[prop(optional)]
    keys: &'static str,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    let state = move || checked.get().map(|on| if on { "true" } else { "false" });
    view! {
        <button
            type="button"
            class="menu-item"
            role=move || if checked.get().is_some() { "menuitemcheckbox" } else { "menuitem" }
            aria-checked=state
            tabindex="-1"
            data-danger=danger.then_some("")
            disabled=disabled
            on:click=move |_| on_press.run(())
        >
            {maybe_icon(icon)}
            <span class="menu-text">{label}</span>
            {move || (checked.get() == Some(true)).then(|| view! { <Icon name="check"/> })}
            {(!keys.is_empty()).then(|| view! { <kbd class="kbd" aria-hidden="true">{keys}</kbd> })}
        </button>
    }
    .into_any()
}

/// A place to go in a menu.
#[component]
pub fn MenuLink(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] icon: &'static str,
    /// `true` marks the place where the person is.
    #[prop(into, optional)]
    current: Signal<bool>,
    /// Stands quietly at the end, such as a number.
    #[prop(into, optional)]
    note: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <a
            class="menu-item"
            role="menuitem"
            tabindex="-1"
            href=move || href.get()
            aria-current=move || current.get().then_some("page")
        >
            {maybe_icon(icon)}
            <span class="menu-text">{label}</span>
            {move || note.get().map(|note| view! { <span class="menu-note">{note}</span> })}
        </a>
    }
    .into_any()
}
