//! Who reads: the caller's side, region and products.

use std::collections::BTreeSet;

use yingda_shared::catalog::Asset;
use yingda_shared::contract::Operation;
use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::identity::actor::scope;
use yingda_shared::identity::{Actor, ActorKind};
use yingda_shared::kernel::id::{ArticleId, UnitId, UserId};
use yingda_shared::knowledge::articles::{Article, Class, ListVersions, Reader, upward};
use yingda_shared::organisation::Unit;
use yingda_shared::partners::Firm;

use super::store;
use crate::ctx::Cx;
use crate::identity::actors;
use crate::records::store as records;

/// The caller as a reader.
pub async fn of(cx: &mut Cx) -> Result<Reader, Fault> {
    let actor = cx.caller.actor.clone();
    of_actor(cx, &actor).await
}

/// Somebody who is not the caller as a reader, as their rights stand now; None for who is there no more.
pub async fn of_user(cx: &mut Cx, user: UserId) -> Result<Option<Reader>, Fault> {
    match actors::of_user(cx, user).await? {
        Some(actor) => of_actor(cx, &actor).await.map(Some),
        None => Ok(None),
    }
}

/// Whether somebody who is not the caller reads an article.
pub async fn does_read(cx: &mut Cx, user: UserId, article: &Article) -> Result<bool, Fault> {
    Ok(of_user(cx, user).await?.is_some_and(|reader| reader.reads(article)))
}

/// The caller as somebody who looks at what is open to all: whoever has no account looks so often and no more.
pub async fn visiting(cx: &mut Cx) -> Result<Reader, Fault> {
    if cx.actor().kind == ActorKind::Guest {
        cx.services.limits.guest_read(&cx.caller.address)?;
    }
    of(cx).await
}

async fn of_actor(cx: &mut Cx, actor: &Actor) -> Result<Reader, Fault> {
    let class = Class::of(actor);
    let drafts = class == Class::Staff && actor.may(ListVersions::NAME);
    let units = match actor.sees(&[scope::ORGANISATION.to_string()]) {
        true => None,
        false => {
            let from = places(cx, actor, class).await?;
            let units: Vec<Unit> = records::all(cx).await?;
            Some(upward(&units, from))
        }
    };
    let products = match (class, actor.company_id) {
        (Class::Staff | Class::Partner, _) => None,
        (_, None) => Some(BTreeSet::new()),
        (_, Some(company)) => {
            let assets: Vec<Asset> = records::belonging(cx, company).await?;
            Some(assets.into_iter().filter_map(|asset| asset.product_id).collect())
        }
    };
    Ok(Reader { class, drafts, units, products })
}

/// Units in which somebody stands.
async fn places(cx: &mut Cx, actor: &Actor, class: Class) -> Result<Vec<UnitId>, Fault> {
    let granted = actor.grants.iter().filter_map(|grant| grant.strip_prefix("unit:")?.parse().ok());
    let mut places: Vec<UnitId> = granted.chain(actor.unit_id).collect();
    match class {
        Class::Customer => {
            if let Some(company) = actor.company_id {
                let company: Option<Company> = records::find(cx, company.0).await?;
                places.extend(company.map(|company| company.unit_id));
            }
        }
        Class::Partner => {
            if let Some(firm) = actor.firm_id {
                let firm: Option<Firm> = records::find(cx, firm.0).await?;
                places.extend(firm.map(|firm| firm.unit_id));
            }
        }
        Class::Staff | Class::Visitor => {}
    }
    Ok(places)
}

/// Whether the caller reads an article: so are its pictures shown.
pub async fn reads(cx: &mut Cx, article: ArticleId) -> Result<bool, Fault> {
    let Some(article) = store::find(cx, article).await? else { return Ok(false) };
    Ok(of(cx).await?.reads(&article))
}

/// An article that the caller reads.
pub async fn found(cx: &mut Cx, id: ArticleId) -> Result<Article, Fault> {
    let article = store::find(cx, id).await?.ok_or(Fault::NotFound)?;
    match of(cx).await?.reads(&article) {
        true => Ok(article),
        false => Err(Fault::NotFound),
    }
}
