//! How the one page of records reaches every kind: the typed operations of each, as three
//! functions over JSON, so that list and form exist once.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;
use yingda_shared::calendar::WorkCalendar;
use yingda_shared::catalog::{Asset, CannedText, Category, Product};
use yingda_shared::contracts::plans::ServicePlan;
use yingda_shared::contracts::{Contract, ServiceProduct};
use yingda_shared::customers::{Company, Contact, Department};
use yingda_shared::escalation::Rota;
use yingda_shared::fault::Fault;
use yingda_shared::identity::{Role, User};
use yingda_shared::kernel::id::Uuid;
use yingda_shared::kernel::page::Page;
use yingda_shared::knowledge::pairs::Pair;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::record::{Get, List, Record, Save, Saved};
use yingda_shared::robots::Robot;

use crate::api::call;
use yingda_shared::contract::Operation;

pub type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Fault>>>>;

/// What is asked of a list.
#[derive(Clone, Default, PartialEq)]
pub struct Ask {
    pub q: String,
    pub all: bool,
    pub cursor: Option<String>,
    /// Id of the company to stay within; empty for any.
    pub company: String,
    /// Id of what the records lie under; empty for any.
    pub parent: String,
    pub limit: Option<u32>,
}

/// The three operations of a kind.
#[derive(Clone, Copy)]
pub struct Door {
    pub list: fn(Ask) -> Answer<Page<Value>>,
    pub get: fn(String) -> Answer<Value>,
    pub save: fn(Value) -> Answer<Saved>,
}

pub fn door(kind: &str) -> Option<Door> {
    Some(match kind {
        "units" => of::<Unit>(),
        "teams" => of::<Team>(),
        "companies" => of::<Company>(),
        "departments" => of::<Department>(),
        "contacts" => of::<Contact>(),
        "firms" => of::<Firm>(),
        "products" => of::<Product>(),
        "categories" => of::<Category>(),
        "assets" => of::<Asset>(),
        "canned_texts" => of::<CannedText>(),
        "pairs" => of::<Pair>(),
        "roles" => of::<Role>(),
        "users" => of::<User>(),
        "service_products" => of::<ServiceProduct>(),
        "contracts" => of::<Contract>(),
        "service_plans" => of::<ServicePlan>(),
        "calendars" => of::<WorkCalendar>(),
        "rotas" => of::<Rota>(),
        "robots" => of::<Robot>(),
        _ => return None,
    })
}

const fn of<R: Record>() -> Door {
    Door { list: list::<R>, get: get::<R>, save: save::<R> }
}

fn list<R: Record>(ask: Ask) -> Answer<Page<Value>> {
    let q = Some(ask.q.trim().to_string()).filter(|q| !q.is_empty());
    let company_id = ask.company.parse().ok();
    let parent_id = ask.parent.parse().ok();
    let query =
        List::<R> { q, company_id, parent_id, all: ask.all, cursor: ask.cursor, limit: ask.limit, ..List::default() };
    Box::pin(async move {
        let page = call(query).await?;
        let rows = page.rows.iter().filter_map(|row| serde_json::to_value(row).ok()).collect();
        Ok(Page { rows, next: page.next })
    })
}

fn get<R: Record>(id: String) -> Answer<Value> {
    Box::pin(async move {
        let id: Uuid = id.parse().map_err(|_| Fault::NotFound)?;
        let record = call(Get::<R>::new(id)).await?;
        serde_json::to_value(record).map_err(|_| Fault::NotFound)
    })
}

fn save<R: Record>(value: Value) -> Answer<Saved> {
    Box::pin(async move {
        let op: Save<R> = serde_json::from_value(value).map_err(|_| Fault::invalid("", "malformed"))?;
        match op.check() {
            faults if faults.is_empty() => call(op).await,
            fields => Err(Fault::Invalid { fields }),
        }
    })
}
