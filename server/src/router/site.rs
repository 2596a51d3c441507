//! The built site: hashed files for ever, the rest for a while, all with their brotli twins.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Response};
use serde::Deserialize;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

use super::{assets, inside};
use crate::config::Config;
use crate::services::Services;

/// What the build says of itself in `site.json`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Site {
    pub build: String,
    pub js: String,
    pub wasm: String,
    pub css: String,
}

/// The folder of the site: as configured, as the program carries it, or where a build leaves it.
pub fn folder(config: &Config) -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|dir| dir.join("site")));
    let places = match &config.site {
        // Told where it is, it is nowhere else.
        Some(told) => vec![told.clone()],
        None => match inside::place(&config.data) {
            Some(carried) => vec![carried],
            None => std::iter::once("target/site".into()).chain(beside).collect(),
        },
    };
    places.into_iter().find(|place| place.join("site.json").is_file())
}

pub fn read(folder: &Path) -> Option<Site> {
    serde_json::from_str(&std::fs::read_to_string(folder.join("site.json")).ok()?).ok()
}

/// Identity of the served build.
pub fn build_id(services: &Services) -> Option<String> {
    folder(&services.config).and_then(|folder| read(&folder)).map(|site| site.build)
}

pub fn routes(services: &Arc<Services>) -> Router {
    let Some(folder) = folder(&services.config) else { return Router::new() };
    let build = read(&folder).unwrap_or_default().build;
    let earlier = assets::keep(&services.config.data, &folder, &build).unwrap_or_else(|error| {
        tracing::warn!(%error, "the assets of this build were not kept for pages that stay open");
        Vec::new()
    });
    let pkg = ServiceBuilder::new()
        .layer(keep("public, max-age=31536000, immutable"))
        .service(assets::service(&folder.join("pkg"), &earlier));
    let mut router = Router::new().nest_service("/pkg", pkg);
    let Ok(files) = std::fs::read_dir(&folder) else { return router };
    for file in files.flatten() {
        let (path, name) = (file.path(), file.file_name().to_string_lossy().into_owned());
        if path.is_dir() && name != "pkg" {
            let pictures = ServiceBuilder::new().layer(keep("public, max-age=86400")).service(ServeDir::new(path));
            router = router.nest_service(&format!("/{name}"), pictures);
        } else if path.is_file() && !name.ends_with(".br") && name != "site.json" {
            let service = ServiceBuilder::new()
                .layer(keep("public, max-age=3600"))
                .service(ServeFile::new(path).precompressed_br());
            router = router.route_service(&format!("/{name}"), service);
        }
    }
    router
}

/// How long an answer may be kept, unless nothing was found: what is missing now may come with the next start.
fn keep<B>(value: &'static str) -> SetResponseHeaderLayer<impl Fn(&Response<B>) -> Option<HeaderValue> + Clone> {
    let found = move |response: &Response<B>| response.status().is_success().then_some(HeaderValue::from_static(value));
    SetResponseHeaderLayer::overriding(CACHE_CONTROL, found)
}
