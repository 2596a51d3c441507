//! `/sitemap.xml`: the articles that everybody reads, for machines that look for pages.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use yingda_shared::contract::push_encoded;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::knowledge::articles::ArticleLanguage;

use super::problem::Problem;
use crate::ctx::Caller;
use crate::knowledge::articles::{self, Listed};
use crate::services::Services;

pub fn routes() -> Router<Arc<Services>> {
    Router::new().route("/sitemap.xml", get(sitemap))
}

async fn sitemap(State(services): State<Arc<Services>>) -> Result<Response, Problem> {
    let caller = Caller::of(Actor::bare(ActorKind::Guest, "guest"), "sitemap");
    let listed = articles::listed(&mut services.reader(caller)).await?;
    let public = services.config.public_url.trim_end_matches('/');
    let headers = [(CONTENT_TYPE, "application/xml; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, xml(public, &listed)).into_response())
}

/// Each article with the same in the other language. Addresses hold no sign that XML minds: they are encoded.
fn xml(public: &str, listed: &[Listed]) -> String {
    let address = |slug: &str| {
        let mut address = format!("{public}/help/");
        push_encoded(&mut address, slug);
        address
    };
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for article in listed {
        let _ = write!(xml, "<url><loc>{}</loc>", address(&article.slug));
        for (language, slug) in
            article.pair.iter().flat_map(|pair| [(article.language, &article.slug), (pair.0, &pair.1)])
        {
            let (tag, at) = (tag(language), address(slug));
            let _ = write!(xml, "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{at}\"/>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

fn tag(language: ArticleLanguage) -> &'static str {
    match language {
        ArticleLanguage::Zh => "zh-CN",
        ArticleLanguage::En => "en",
    }
}
