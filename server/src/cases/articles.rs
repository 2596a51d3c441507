//! Articles of the knowledge base beside a case.

use yingda_shared::cases::articles::*;
use yingda_shared::cases::events::CaseEvent;
use yingda_shared::cases::operations::CaseRef;
use yingda_shared::cases::{Case, policy};
use yingda_shared::catalog::{Asset, Product};
use yingda_shared::contract::Operation;
use yingda_shared::customers::{Company, Contact};
use yingda_shared::fault::Fault;
use yingda_shared::kernel::id::{CaseId, UnitId};
use yingda_shared::kernel::limits::ARTICLES_FOUND_MAX;
use yingda_shared::knowledge::articles::*;

use super::handlers::{record, reference};
use super::store;
use crate::ctx::Cx;
use crate::knowledge::articles as knowledge;
use crate::records::store as records;
use crate::words::{self, Language};

/// People of the customer whose names are looked for.
const PEOPLE: usize = 500;

async fn visible(cx: &mut Cx, id: CaseId) -> Result<Case, Fault> {
    store::find_visible(cx, id).await?.ok_or(Fault::NotFound)
}

/// A case on which the operation may be run as it stands.
async fn open_to(cx: &mut Cx, id: CaseId, name: &'static str) -> Result<Case, Fault> {
    let case = visible(cx, id).await?;
    super::seen::check(cx, &case, name).await?;
    policy::right_side(name, &case, cx.actor())?;
    policy::right_state(name, &case, cx.now)?;
    Ok(case)
}

pub async fn suggest(cx: &mut Cx, op: SuggestArticles) -> Result<CaseArticles, Fault> {
    let case = visible(cx, op.id).await?;
    policy::right_side(SuggestArticles::NAME, &case, cx.actor())?;
    let words = op.q.filter(|q| !q.trim().is_empty());
    let text = words.unwrap_or_else(|| format!("{} {}", case.subject, case.description));
    let now = cx.now;
    let reader = knowledge::reader(cx).await?;
    let found = knowledge::find(cx, &reader, &text, case.product_id, ARTICLES_FOUND_MAX).await?;
    let used = knowledge::used_for(cx, &reader, &case.id.to_string()).await?;
    let found = found.into_iter().map(|article| FoundArticle {
        unverified: article.is_unverified(now),
        id: article.id,
        slug: article.slug,
        title: article.title,
        summary: article.summary,
        audience: article.audience,
    });
    let used = used.into_iter().map(|(article, how)| UsedArticle { id: article.id, title: article.title, how });
    Ok(CaseArticles { found: found.collect(), used: used.collect() })
}

/// Said twice it counts once, and stands in the timeline once.
pub async fn use_article(cx: &mut Cx, op: UseArticle) -> Result<CaseRef, Fault> {
    let mut case = open_to(cx, op.id, UseArticle::NAME).await?;
    let reader = knowledge::reader(cx).await?;
    let article = knowledge::readable(cx, &reader, op.article_id).await?;
    let article = article.ok_or_else(|| Fault::invalid("/article_id", "unknown"))?;
    let key = case.id.to_string();
    let before = knowledge::used_for(cx, &reader, &key).await?;
    if before.iter().any(|(known, how)| known.id == article.id && *how == op.how) {
        return Ok(reference(&case));
    }
    knowledge::used(cx, article.id, op.how, &key).await?;
    let event = CaseEvent::ArticleUsed { article_id: article.id, title: article.title, how: op.how };
    record(cx, &mut case, vec![event], UseArticle::NAME).await?;
    Ok(reference(&case))
}

/// What solved the case as a draft: its words under the headings of the kind, without what is the customer's.
pub async fn write(cx: &mut Cx, op: WriteFromCase) -> Result<ArticleRef, Fault> {
    let mut case = open_to(cx, op.id, WriteFromCase::NAME).await?;
    if !cx.actor().may(WriteArticle::NAME) {
        return Err(Fault::Forbidden);
    }
    let known = known(cx, &case).await?;
    let (title, mut masked) = mask(&case.subject, &known);
    let (body, more) = mask(&body(cx, &case, &op).await?, &known);
    for one in more {
        match masked.iter_mut().find(|before| (before.what, &before.hint) == (one.what, &one.hint)) {
            Some(before) => before.times += one.times,
            None => masked.push(one),
        }
    }
    // What is left of the customer in it stays where the case is until somebody read it over and widens it.
    let reader = knowledge::reader(cx).await?;
    let reads = |unit: &UnitId| reader.units.as_ref().is_none_or(|units| units.contains(unit));
    let unit_id = Some(case.unit_id).filter(reads).or(cx.actor().unit_id);
    let facets = Facets {
        kind: op.kind,
        audience: Audience::Internal,
        governance: Governance::Experience,
        product_id: case.product_id,
        only_owners: false,
        category_id: case.category_id,
        unit_id,
        verify_months: None,
    };
    let text = ArticleText { title, summary: String::new(), body };
    let article = WriteArticle { article_id: None, language: op.language, facets, text };
    let begun = knowledge::begin(cx, article, masked).await?;
    let (article_id, title) = (begun.article.id, begun.article.title.clone());
    knowledge::used(cx, article_id, UseKind::Linked, &case.id.to_string()).await?;
    let event = CaseEvent::ArticleUsed { article_id, title, how: UseKind::Linked };
    record(cx, &mut case, vec![event], WriteFromCase::NAME).await?;
    knowledge::told(cx, &begun).await
}

/// The case under the headings of the kind: what it says of each, and nothing where it says nothing.
async fn body(cx: &mut Cx, case: &Case, op: &WriteFromCase) -> Result<String, Fault> {
    let language = match op.language {
        ArticleLanguage::Zh => Language::Zh,
        ArticleLanguage::En => Language::En,
    };
    let product: Option<Product> = match case.product_id {
        Some(id) => records::find(cx, id.0).await?,
        None => None,
    };
    let asset: Option<Asset> = match case.asset_id {
        Some(id) => records::find(cx, id.0).await?,
        None => None,
    };
    let solution = case.resolution.as_ref();
    let product = product.map(|product| format!("- {} {}", product.name, product.version).trim_end().to_string());
    let thing = asset.map(|asset| format!("- {}", asset.name));
    let environment: Vec<String> = product.into_iter().chain(thing).collect();
    let said = |heading: &str| match heading {
        "problem" | "question" | "purpose" => format!("{}\n\n{}", case.subject, case.description).trim().to_string(),
        "environment" | "before" => environment.join("\n"),
        "cause" => solution.map(|one| words::say(language, "resolution", one.code.as_str())).unwrap_or_default(),
        "steps" | "answer" | "fix" => solution.map(|one| one.text.clone()).unwrap_or_default(),
        _ => String::new(),
    };
    let part =
        |heading: &&str| format!("## {}\n\n{}\n\n", words::say(language, "article_heading", heading), said(heading));
    Ok(op.kind.headings().iter().map(part).collect())
}

/// What is known of the customer of a case: names, numbers, addresses, serials.
async fn known(cx: &mut Cx, case: &Case) -> Result<Known, Fault> {
    let mut known =
        Known { names: vec![case.contact_name.clone()], phones: vec![case.contact_phone.clone()], ..Known::default() };
    let mut people: Vec<Contact> = Vec::new();
    if let Some(company) = case.company_id {
        let record: Option<Company> = records::find(cx, company.0).await?;
        if let Some(company) = record {
            known.names.push(company.name);
            known.phones.push(company.phone);
        }
        people = records::belonging(cx, company).await?;
        people.truncate(PEOPLE);
        let assets: Vec<Asset> = records::belonging(cx, company).await?;
        known.serials.extend(assets.into_iter().map(|asset| asset.serial));
    }
    if let Some(contact) = case.contact_id {
        people.extend(records::find::<Contact>(cx, contact.0).await?);
    }
    if let Some(asset) = case.asset_id {
        known.serials.extend(records::find::<Asset>(cx, asset.0).await?.map(|asset| asset.serial));
    }
    for person in people {
        known.names.push(person.name);
        known.phones.push(person.phone);
        known.emails.push(person.email);
    }
    Ok(known)
}
