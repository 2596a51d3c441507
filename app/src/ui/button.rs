use super::icon::{attr, maybe_icon};
use leptos::{ev, prelude::*};

/// How much a button asks for. One Primary per view.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    Primary,
    #[default]
    Quiet,
    Danger,
    Plain,
}

/// Medium follows the density; Large is for the one act of a phone page.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Size {
    Small,
    #[default]
    Medium,
    Large,
}

fn class(kind: Kind, size: Size, extra: &str) -> String {
    let kind = match kind {
        Kind::Primary => "btn btn-primary",
        Kind::Quiet => "btn btn-quiet",
        Kind::Danger => "btn btn-danger",
        Kind::Plain => "btn btn-plain",
    };
    let size = match size {
        Size::Small => " btn-sm",
        Size::Medium => "",
        Size::Large => " btn-lg",
    };
    let gap = if extra.is_empty() { "" } else { " " };
    format!("{kind}{size}{gap}{extra}")
}

/// An act, named by a verb. While `busy` it keeps its width, says so to screen readers and ignores presses.
/// A submit button inside a form needs no `on_press`. `name`/`value` go with a form sent without wasm.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] size: Size,
    #[prop(optional)] icon: &'static str,
    #[prop(into, optional)] busy: Signal<bool>,
    #[prop(into, optional)] disabled: Signal<bool>,
    /// `type="submit"`; otherwise `button`.
    #[prop(optional)]
    submit: bool,
    #[prop(into, optional)] name: String,
    #[prop(into, optional)] value: String,
    /// For buttons that stay down: `aria-pressed`.
    #[prop(into, optional)]
    pressed: MaybeProp<bool>,
    #[prop(into, optional)] title: MaybeProp<String>,
    /// Keyboard hint, shown and announced.
    #[prop(optional)]
    keys: &'static str,
    /// Extra classes, e.g. `btn-wide`, `push`.
    #[prop(optional)]
    class: &'static str,
    #[prop(into, optional)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |event: ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(act) = on_press {
            act.run(());
        }
    };
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=self::class(kind, size, class)
            class:is-busy=busy
            name=(!name.is_empty()).then_some(name)
            value=(!value.is_empty()).then_some(value)
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
            aria-keyshortcuts=attr(keys)
            title=move || title.get()
            on:click=press
        >
            {maybe_icon(icon)}
            <span>{label}</span>
            {(!keys.is_empty()).then(|| view! { <kbd class="kbd" aria-hidden="true">{keys}</kbd> })}
        </button>
    }
    .into_any()
}

/// A place to go that looks like a button. Works without wasm.
#[component]
pub fn LinkButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] size: Size,
    #[prop(optional)] icon: &'static str,
    #[prop(optional)] class: &'static str,
) -> impl IntoView {
    view! {
        <a class=self::class(kind, size, class) href=move || href.get()>
            {maybe_icon(icon)}
            <span>{label}</span>
        </a>
    }
    .into_any()
}

/// An icon that acts. The label is spoken and shown on hover: it is required.
#[component]
pub fn IconButton(
    #[prop(into)] label: Signal<String>,
    icon: &'static str,
    /// A link instead of a button when given.
    #[prop(into, optional)]
    href: Option<Signal<String>>,
    #[prop(default = Kind::Plain)] kind: Kind,
    #[prop(optional)] size: Size,
    #[prop(into, optional)] disabled: Signal<bool>,
    #[prop(into, optional)] pressed: MaybeProp<bool>,
    #[prop(into, optional)] expanded: MaybeProp<bool>,
    #[prop(optional)] class: &'static str,
    #[prop(optional)] submit: bool,
    #[prop(into, optional)] on_press: Option<Callback<()>>,
) -> impl IntoView {
    let class = format!("{} btn-icon", self::class(kind, size, class));
    let text = move || label.get();
    let flag = |on: bool| if on { "true" } else { "false" };
    match href {
        Some(href) => view! {
            <a class=class href=move || href.get() aria-label=text title=text>
                {maybe_icon(icon)}
            </a>
        }
        .into_any(),
        None => view! {
            <button
                type=if submit { "submit" } else { "button" }
                class=class
                aria-label=text
                title=text
                disabled=disabled
                aria-pressed=move || pressed.get().map(flag)
                aria-expanded=move || expanded.get().map(flag)
                on:click=move |_| {
                    if let Some(act) = on_press {
                        act.run(());
                    }
                }
            >
                {maybe_icon(icon)}
            </button>
        }
        .into_any(),
    }
}
