//! The document around every page, and how the browser starts on it.

#[cfg(feature = "ssr")]
pub use server::{Site, shell};

/// Reads what the server left for the first render.
#[cfg(feature = "hydrate")]
pub fn read_boot() -> crate::boot::Boot {
    let text = leptos::prelude::document().get_element_by_id("boot").and_then(|element| element.text_content());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_else(crate::boot::Boot::bare)
}

#[cfg(feature = "ssr")]
mod server {
    use leptos::nonce::use_nonce;
    use leptos::prelude::*;
    use leptos_meta::MetaTags;

    use crate::boot::Boot;
    use crate::routes::App;

    /// Addresses of the built site.
    #[derive(Clone, Debug, Default)]
    pub struct Site {
        pub js: String,
        pub wasm: String,
        pub css: String,
    }

    /// JSON inside a script element: nothing in it can end the element.
    fn script_json(boot: &Boot) -> String {
        let text = serde_json::to_string(boot).unwrap_or_default();
        text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
    }

    const RELOAD: &str = "let b;setInterval(async()=>{try{const t=await(await fetch('/healthz')).text();if(b&&t!==b)location.reload();b=t}catch{}},700)";

    /// The whole document.
    pub fn shell(boot: Boot, site: Site) -> impl IntoView {
        let nonce = use_nonce();
        let nonce = nonce.map(|nonce| nonce.to_string()).unwrap_or_default();
        let start = (!site.js.is_empty()).then(|| {
            format!(
                "import init,{{hydrate}} from '{}';await init({{module_or_path:'{}'}});hydrate();",
                site.js, site.wasm
            )
        });
        let manifest = format!("/manifest.{}.webmanifest", boot.lang.as_str());
        let (lang, theme, density) = (boot.lang, boot.theme.clone(), boot.density.clone());
        let title = lang.text(crate::key!(common.product));
        let reload = boot.dev.then(|| view! { <script nonce=nonce.clone() inner_html=RELOAD></script> });
        view! {
            <!DOCTYPE html>
            <html lang=lang.tag() data-theme=theme data-density=density>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                    <meta name="color-scheme" content="light dark" />
                    <meta name="application-name" content=title />
                    <link rel="stylesheet" href=site.css.clone() />
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />
                    <link rel="manifest" href=manifest />
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
