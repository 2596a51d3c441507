//! Language, theme and density: kept in cookies so that the first paint is right.

use leptos::prelude::*;

use crate::boot::use_boot;
use crate::i18n::{I18n, Lang};

#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<String>,
    pub density: RwSignal<String>,
}

pub fn provide_preferences() {
    let (lang, theme, density) = use_boot().with_value(|boot| (boot.lang, boot.theme.clone(), boot.density.clone()));
    provide_context(I18n(RwSignal::new(lang)));
    provide_context(Preferences { theme: RwSignal::new(theme), density: RwSignal::new(density) });
}

pub fn use_preferences() -> Preferences {
    expect_context::<Preferences>()
}

/// Switches the language in place: drafts, focus and scroll stay.
pub fn set_language(i18n: I18n, lang: Lang) {
    i18n.0.set(lang);
    remember("lang", lang.as_str(), "lang", lang.tag());
}

pub fn set_theme(preferences: Preferences, theme: &str) {
    preferences.theme.set(theme.to_string());
    remember("theme", theme, "data-theme", theme);
}

pub fn set_density(preferences: Preferences, density: &str) {
    preferences.density.set(density.to_string());
    remember("density", density, "data-density", density);
}

/// Keeps a preference for a year and puts it on `<html>`.
fn remember(name: &str, value: &str, attribute: &str, on_html: &str) {
    use wasm_bindgen::JsCast;
    let document = document();
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute(attribute, on_html);
    }
    if let Ok(html) = document.dyn_into::<web_sys::HtmlDocument>() {
        let _ = html.set_cookie(&format!("yd_{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"));
    }
}
