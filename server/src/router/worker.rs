//! The service worker's script: a fixed text into which the build writes what is to be kept.

use std::path::Path;

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::site::Site;

const TEMPLATE: &str = include_str!("worker.js");
/// Address of the document without a page.
pub const SHELL: &str = "/__shell";
/// A worker may fetch what it keeps, and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; connect-src 'self'";

/// The script for a built site. `shell` is the text of the document, which comes with the program.
pub fn script(folder: &Path, site: &Site, shell: &str) -> String {
    let mut files = vec![SHELL.to_string(), site.js.clone(), site.wasm.clone(), site.css.clone()];
    list(folder, &folder.join("pkg/snippets"), &mut files);
    list(folder, folder, &mut files);
    let script = TEMPLATE.replace("__BUILD__", &json(&site.build)).replace("__FILES__", &json(&files));
    // The same files under another program are another version: document and rules may differ.
    let digest = Sha256::new().chain_update(&script).chain_update(shell).finalize();
    let version: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    script.replace("__VERSION__", &json(&version))
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Files of a folder as addresses, in order; of the root only what pages show.
fn list(root: &Path, folder: &Path, files: &mut Vec<String>) {
    let mut found: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).collect();
    found.sort();
    for path in found {
        let address = path.strip_prefix(root).map(|path| format!("/{}", path.display())).unwrap_or_default();
        if path.is_dir() {
            if folder != root {
                list(root, &path, files);
            }
        } else if !address.ends_with(".br") && address != "/site.json" {
            files.push(address);
        }
    }
}

/// Asked for anew each time: a worker that is kept by caches keeps its build for ever.
pub fn answer(script: String) -> Response {
    let headers = [
        (CONTENT_TYPE.as_str(), "text/javascript; charset=utf-8"),
        (CACHE_CONTROL.as_str(), "no-cache"),
        (CONTENT_SECURITY_POLICY.as_str(), POLICY),
        ("service-worker-allowed", "/"),
    ];
    (headers, script).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_follows_files_and_document() {
        let folder = std::env::temp_dir().join(format!("yingda-worker-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("pkg/snippets/a")).expect("a folder");
        for file in ["icons.svg", "icons.svg.br", "site.json", "pkg/snippets/a/inline.js"] {
            std::fs::write(folder.join(file), "").expect("a file");
        }
        let site =
            Site { build: "b1".into(), js: "/pkg/a.js".into(), wasm: "/pkg/a.wasm".into(), css: "/pkg/a.css".into() };
        let one = script(&folder, &site, "document");
        assert!(one.contains(r#"const BUILD = "b1";"#));
        assert!(one.contains(
            r#"["/__shell","/pkg/a.js","/pkg/a.wasm","/pkg/a.css","/pkg/snippets/a/inline.js","/icons.svg"]"#
        ));
        assert!(!one.contains(concat!("__", "FILES__")) && !one.contains(concat!("__", "VERSION__")));
        assert_eq!(one, script(&folder, &site, "document"));
        assert_ne!(one, script(&folder, &site, "another document"));
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
