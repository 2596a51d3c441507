//! Everything of the demo world that cases point at.

use std::collections::HashMap;

use yingda_shared::calendar::WorkCalendar;
use yingda_shared::catalog::{CannedText, Category, Product};
use yingda_shared::fault::Fault;
use yingda_shared::identity::User;
use yingda_shared::identity::actor::scope;
use yingda_shared::kernel::id::{TeamId, UnitId, UserId};
use yingda_shared::knowledge::pairs::Pair;
use yingda_shared::organisation::{Team, Unit};
use yingda_shared::partners::Firm;
use yingda_shared::record::Record;

use super::customers::{Customers, accounts};
use super::stories::{self, Story};
use super::{calendars, catalogue, customers, pairs, people, plan};
use crate::ctx::Cx;
use crate::records::store;

/// The accounts that open with one tap, in the order they are offered.
pub const DEMO_LOGINS: &[&str] = &[
    "customer",
    "agent",
    "engineer",
    "partner",
    "manager",
    "admin",
    "region",
    "dispatcher",
    "support",
    "knowledge",
    "sales",
    "customer-admin",
    "partner-admin",
];

pub struct World {
    pub units: Vec<Unit>,
    pub teams: Vec<Team>,
    pub firms: Vec<Firm>,
    pub products: Vec<Product>,
    pub categories: Vec<Category>,
    pub texts: Vec<CannedText>,
    pub pairs: Vec<Pair>,
    pub calendars: Vec<WorkCalendar>,
    pub customers: Customers,
    pub users: Vec<User>,
    pub stories: Vec<Story>,
    /// Stories whose subjects are as long as they get.
    pub long: Vec<Story>,
    logins: HashMap<String, usize>,
}

impl World {
    pub fn build() -> Result<World, String> {
        let customers = customers::build();
        let mut users = people::users();
        users.extend(accounts(users.len(), &customers.contacts));
        Ok(World {
            units: people::units(),
            teams: people::teams(),
            firms: people::firms(),
            products: catalogue::products(),
            categories: catalogue::categories(),
            texts: catalogue::texts(),
            pairs: pairs::pairs(),
            calendars: calendars::calendars(),
            stories: stories::all()?,
            long: stories::long()?,
            logins: plan::logins(&users),
            customers,
            users,
        })
    }

    pub async fn store(&self, cx: &mut Cx) -> Result<(), Fault> {
        put(cx, &self.units).await?;
        put(cx, &self.teams).await?;
        put(cx, &self.firms).await?;
        put(cx, &self.products).await?;
        put(cx, &self.categories).await?;
        put(cx, &self.texts).await?;
        put(cx, &self.pairs).await?;
        put(cx, &self.calendars).await?;
        put(cx, &self.customers.companies).await?;
        put(cx, &self.customers.departments).await?;
        put(cx, &self.customers.contacts).await?;
        put(cx, &self.customers.assets).await?;
        put(cx, &self.users).await
    }

    /// Place of a login; the administrator's for one nobody has.
    pub fn user(&self, login: &str) -> usize {
        self.logins.get(login).copied().unwrap_or(0)
    }

    pub fn user_id(&self, login: &str) -> Option<UserId> {
        self.logins.get(login).map(|n| self.users[*n].id)
    }

    /// The account of a contact, where it has one.
    pub fn account(&self, contact: usize) -> Option<&User> {
        let id = self.customers.contacts[contact].id;
        self.users.iter().find(|user| user.contact_id == Some(id))
    }

    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.name == name && category.parent_id.is_some())
    }

    pub fn members(&self, team: TeamId) -> Vec<usize> {
        self.users.iter().enumerate().filter(|(_, user)| user.team_ids.contains(&team)).map(|(n, _)| n).collect()
    }

    fn company_of(&self, contact: usize) -> usize {
        let company = self.customers.contacts[contact].company_id;
        self.customers.companies.iter().position(|known| Some(known.id) == company).unwrap_or(0)
    }

    pub fn unit_of(&self, contact: usize) -> UnitId {
        self.customers.companies[self.company_of(contact)].unit_id
    }

    /// Contacts of companies that use a product; without one, the vendor's own people. Not the first
    /// contact: it is the demo customer.
    pub fn contacts_with(&self, product: &str) -> Vec<usize> {
        let own = self.customers.companies.len() - 1;
        let uses = |company: usize| if product.is_empty() { company == own } else { customers::uses(company, product) };
        (1..self.customers.contacts.len()).filter(|contact| uses(self.company_of(*contact))).collect()
    }

    /// The firm that works with the branch's region.
    pub fn firm_near(&self, unit: UnitId) -> Option<usize> {
        let region = |unit: UnitId| self.units.iter().find(|known| known.id == unit).and_then(|known| known.parent_id);
        self.firms.iter().position(|firm| region(firm.unit_id) == region(unit))
    }

    pub fn firm_people(&self, firm: usize) -> Vec<usize> {
        let id = people::firm_id(firm);
        self.users.iter().enumerate().filter(|(_, user)| user.firm_id == Some(id)).map(|(n, _)| n).collect()
    }
}

async fn put<R: Record>(cx: &mut Cx, records: &[R]) -> Result<(), Fault> {
    for record in records {
        store::put(cx, record, vec![scope::ORGANISATION.into()]).await?;
    }
    Ok(())
}
