//! The built site: hashed files for ever, the rest for a while, all with their brotli twins.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use serde::Deserialize;
use tower::ServiceBuilder;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

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

/// The folder of the site: as configured, or where a build or a package leaves it.
pub fn folder(config: &Config) -> Option<PathBuf> {
    let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(|dir| dir.join("site")));
    let places = match &config.site {
        // Told where it is, it is nowhere else.
        Some(told) => vec![told.clone()],
        None => std::iter::once("target/site".into()).chain(beside).collect(),
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
    let keep = |value: &'static str| SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static(value));
    let pkg = ServiceBuilder::new()
        .layer(keep("public, max-age=31536000, immutable"))
        .service(ServeDir::new(folder.join("pkg")).precompressed_br());
    let mut router = Router::new().nest_service("/pkg", pkg);
    let Ok(files) = std::fs::read_dir(&folder) else { return router };
    for file in files.flatten().filter(|file| file.path().is_file()) {
        let name = file.file_name().to_string_lossy().into_owned();
        if name.ends_with(".br") || name == "site.json" {
            continue;
        }
        let service = ServiceBuilder::new()
            .layer(keep("public, max-age=3600"))
            .service(tower_http::services::ServeFile::new(file.path()).precompressed_br());
        router = router.route_service(&format!("/{name}"), service);
    }
    let icons = ServiceBuilder::new().layer(keep("public, max-age=86400")).service(ServeDir::new(folder.join("icons")));
    router.nest_service("/icons", icons)
}
