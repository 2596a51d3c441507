//! The document around every page, and the same without a page: what starts without a network.

use crate::i18n::Lang;

#[cfg(feature = "ssr")]
pub use server::{Site, blank, shell, start};

/// Names the code: a module takes over only what the same code rendered.
pub const CODE: &str = env!("YINGDA_CODE");

/// Where the description of the installed app is.
pub fn manifest(lang: Lang) -> String {
    format!("/manifest.{}.webmanifest", lang.as_str())
}

#[cfg(feature = "ssr")]
mod server {
    use leptos::nonce::use_nonce;
    use leptos::prelude::*;
    use leptos_meta::MetaTags;

    use super::{CODE, manifest};
    use crate::boot::Boot;
    use crate::i18n::Lang;
    use crate::key;
    use crate::routes::App;

    /// Addresses of the built site.
    #[derive(Clone, Debug, Default)]
    pub struct Site {
        pub build: String,
        pub js: String,
        pub wasm: String,
        pub css: String,
    }

    /// JSON inside a script element: nothing in it can end the element.
    fn script_json(value: &impl serde::Serialize) -> String {
        let text = serde_json::to_string(value).unwrap_or_default();
        text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }

    const RELOAD: &str = "let b;setInterval(async()=>{try{const t=await(await fetch('/healthz')).text();if(b&&t!==b)location.reload();b=t}catch{}},700)";

    /// The script every document starts with; the same text for everyone, so that a policy can name its hash.
    pub fn start(site: &Site) -> String {
        let words = |lang: Lang| {
            [key!(app.broken_title), key!(app.broken_text), key!(app.reload)].map(|key| lang.text(key).to_string())
        };
        let words = script_json(&serde_json::json!({"zh": words(Lang::Zh), "en": words(Lang::En)}));
        let (js, wasm) = (script_json(&site.js), script_json(&site.wasm));
        format!("const JS={js},WASM={wasm},WORDS={words};\n{}", include_str!("start.js"))
    }

    /// The document without a page, without a person and without a nonce: one for everyone, kept by browsers.
    pub fn blank(site: &Site) -> String {
        let Site { build, js, wasm, css } = site;
        let (lang, start) = (Lang::default(), start(site));
        let (tag, title, manifest) = (lang.tag(), lang.text(key!(common.product)), manifest(lang));
        format!(
            "<!DOCTYPE html><html lang=\"{tag}\" data-render=\"csr\" data-build=\"{build}\" data-code=\"{CODE}\"><head>\
             <meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
             <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"theme-color\" content=\"#0f766e\"><title>{title}</title>\
             <link rel=\"stylesheet\" href=\"{css}\"><link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\
             <link rel=\"apple-touch-icon\" href=\"/apple-touch-icon.png\"><link rel=\"manifest\" href=\"{manifest}\">\
             <link rel=\"modulepreload\" href=\"{js}\"><link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" crossorigin=\"anonymous\">\
             <script type=\"module\">{start}</script></head><body></body></html>"
        )
    }

    /// The whole document of a page.
    pub fn shell(boot: Boot, site: Site) -> impl IntoView {
        let nonce = use_nonce();
        let nonce = nonce.map(|nonce| nonce.to_string()).unwrap_or_default();
        let start = (!site.js.is_empty()).then(|| start(&site));
        let (lang, theme, density) = (boot.lang, boot.theme.clone(), boot.density.clone());
        let title = lang.text(key!(common.product));
        let reload = boot.dev.then(|| view! { <script nonce=nonce.clone() inner_html=RELOAD></script> });
        view! {
            <!DOCTYPE html>
            <html
                lang=lang.tag()
                data-theme=theme
                data-density=density
                data-render="ssr"
                data-build=site.build.clone()
                data-code=CODE
            >
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                    <meta name="color-scheme" content="light dark" />
                    <meta name="theme-color" content="#0f766e" />
                    <meta name="application-name" content=title />
                    <link rel="stylesheet" href=site.css.clone() />
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                    <link rel="manifest" href=manifest(lang) />
                    {(!site.js.is_empty()).then(|| view! {
                        <link rel="modulepreload" href=site.js.clone() nonce=nonce.clone() />
                        <link rel="preload" href=site.wasm.clone() r#as="fetch" crossorigin="anonymous" />
                    })}
                    <script id="boot" type="application/json" nonce=nonce.clone() inner_html=script_json(&boot)></script>
                    {start.map(|start| view! { <script type="module" nonce=nonce.clone() inner_html=start></script> })}
                    {reload}
                    <MetaTags />
                </head>
                <body>
                    <App boot=boot />
                </body>
            </html>
        }
    }
}
