use super::icon::maybe_icon;
use leptos::prelude::*;

/// What a toned part means. Never shown without an icon or a word.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Ok,
    Warn,
    Danger,
    Accent,
}

impl Tone {
    /// The value of `data-tone`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Danger => "danger",
            Self::Accent => "accent",
        }
    }

    /// The icon that carries the tone where nothing better is known.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Ok => "check-circle",
            Self::Warn | Self::Danger => "alert",
            Self::Neutral | Self::Info | Self::Accent => "info",
        }
    }
}

/// A short state: icon, word, tone. `bare` drops the tinted ground for dense rows.
#[component]
pub fn Chip(
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: &'static str,
    #[prop(optional)] bare: bool,
    #[prop(into, optional)] title: MaybeProp<String>,
) -> impl IntoView {
    let class = if bare { "chip chip-bare" } else { "chip" };
    view! {
        <span class=class data-tone=tone.name() title=move || title.get()>
            {maybe_icon(icon)}
            <span class="chip-text">{text}</span>
        </span>
    }
    .into_any()
}

/// A count. Shows nothing at zero and `99+` above 99; `label` says what is counted, for screen readers.
#[component]
pub fn Badge(
    #[prop(into)] count: Signal<u32>,
    #[prop(into, optional)] label: MaybeProp<String>,
    #[prop(optional)] tone: Tone,
) -> impl IntoView {
    move || {
        let count = count.get();
        (count > 0).then(|| {
            let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
            view! {
                <span class="badge" data-tone=tone.name()>
                    {shown}
                    <span class="vh">{move || label.get()}</span>
                </span>
            }
        })
    }
}

/// A key to press.
#[component]
pub fn Kbd(keys: &'static str) -> impl IntoView {
    view! { <kbd class="kbd">{keys}</kbd> }
}

/// A level of four as rising bars plus the word for screen readers and hover (priority, severity).
#[component]
pub fn Level(
    /// 1 (low) to 4 (highest).
    level: u8,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let tone = match level {
        4.. => Tone::Danger,
        3 => Tone::Warn,
        _ => Tone::Neutral,
    };
    let bar = |at: u8| view! { <i class:on=at <= level></i> };
    view! {
        <span class="level" data-tone=tone.name() role="img" aria-label=move || label.get() title=move || label.get()>
            {bar(1)}
            {bar(2)}
            {bar(3)}
            {bar(4)}
        </span>
    }
    .into_any()
}
