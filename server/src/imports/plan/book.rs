//! The small lists that rows name things of, and the choices that hold for every row.

use yingda_shared::catalog::{Category, Product};
use yingda_shared::customers::Company;
use yingda_shared::fault::Fault;
use yingda_shared::identity::Role;
use yingda_shared::imports::{DateOrder, OnDuplicate};
use yingda_shared::kernel::id::UnitId;
use yingda_shared::kernel::text::fold;
use yingda_shared::organisation::{Team, Unit, UnitKind};
use yingda_shared::partners::Firm;
use yingda_shared::record::Record;

use super::{Stop, Wrong};
use crate::ctx::Cx;
use crate::records::store;
use crate::words;

pub struct Book {
    pub units: Vec<Unit>,
    pub teams: Vec<Team>,
    pub roles: Vec<Role>,
    pub products: Vec<Product>,
    pub categories: Vec<Category>,
    pub firms: Vec<Firm>,
    pub on_duplicate: OnDuplicate,
    pub dates: Option<DateOrder>,
}

impl Book {
    pub async fn open(cx: &mut Cx, on_duplicate: OnDuplicate, dates: Option<DateOrder>) -> Result<Book, Fault> {
        Ok(Book {
            units: store::all(cx).await?,
            teams: store::all(cx).await?,
            roles: store::all(cx).await?,
            products: store::all(cx).await?,
            categories: store::all(cx).await?,
            firms: store::all(cx).await?,
            on_duplicate,
            dates,
        })
    }

    /// The unit of a name; without one the importer's own, or the head office.
    pub fn unit(&self, said: &str, own: Option<UnitId>) -> Result<UnitId, Wrong> {
        if !said.is_empty() {
            return named(&self.units, "unit", said).map(|unit| unit.id);
        }
        let root = || self.units.iter().find(|unit| unit.kind == UnitKind::HeadOffice).map(|unit| unit.id);
        own.or_else(root).ok_or_else(|| Wrong::new("unit", "required"))
    }

    /// A role by its name; a built-in one by its key or by its word in either language.
    pub fn role(&self, said: &str) -> Result<&Role, Wrong> {
        let key = word_of("role", said);
        let builtin = |role: &&Role| role.builtin.as_deref().is_some_and(|builtin| Some(builtin) == key);
        self.roles.iter().find(builtin).map_or_else(|| named(&self.roles, "role", said), Ok)
    }

    /// Several teams in one cell.
    pub fn teams(&self, field: &str, said: &str) -> Result<Vec<&Team>, Wrong> {
        let parts = said.split([',', ';', '\u{3001}', '\u{ff0c}', '\u{ff1b}', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty()).map(|part| named(&self.teams, field, part)).collect()
    }
}

/// The one record of a name or a code. A name that several have says nothing.
pub fn named<'a, R: Record>(all: &'a [R], field: &str, said: &str) -> Result<&'a R, Wrong> {
    let wanted = fold(said);
    if let Some(record) = all.iter().find(|record| record.keys().code.is_some_and(|code| fold(&code) == wanted)) {
        return Ok(record);
    }
    let mut found = all.iter().filter(|record| record.active() && fold(record.name()) == wanted);
    match (found.next(), found.next()) {
        (Some(record), None) => Ok(record),
        (None, _) => Err(Wrong::new(field, "table_unknown")),
        _ => Err(Wrong::new(field, "table_several")),
    }
}

/// The value behind a word of a group, in either language or as it is stored.
pub fn word_of(group: &str, said: &str) -> Option<&'static str> {
    let wanted = fold(said);
    words::group(group).find(|(word, said)| fold(word) == wanted || fold(said) == wanted).map(|(word, _)| word)
}

/// A value of one of our enumerations; None where nothing is said.
pub fn choice<T>(group: &str, field: &str, said: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Wrong> {
    if said.is_empty() {
        return Ok(None);
    }
    word_of(group, said).and_then(parse).map(Some).ok_or_else(|| Wrong::new(field, "unknown_word"))
}

/// On or off, as people write it; None where nothing is said.
pub fn switch(said: &str) -> Result<Option<bool>, Wrong> {
    const ON: &[&str] = &["1", "true", "yes", "y", "on", "\u{662f}", "\u{6709}\u{6548}"];
    const OFF: &[&str] = &["0", "false", "no", "n", "off", "inactive", "\u{5426}", "\u{65e0}\u{6548}"];
    let wanted = fold(said);
    match (word_of("switch", said), wanted.as_str()) {
        (_, "") => Ok(None),
        (Some(word), _) => Ok(Some(word == "on")),
        (None, word) if ON.contains(&word) => Ok(Some(true)),
        (None, word) if OFF.contains(&word) => Ok(Some(false)),
        _ => Err(Wrong::new("active", "unknown_word")),
    }
}

/// A company by its number, else by its name.
pub async fn company(cx: &mut Cx, code: &str, name: &str) -> Result<Option<Company>, Stop> {
    if !code.is_empty()
        && let Some(company) = store::by_code::<Company>(cx, code).await?
    {
        return Ok(Some(company));
    }
    // A number that is new is another company, even of the same name.
    let mut found = store::by_title::<Company>(cx, name).await?;
    found.retain(|company| code.is_empty() || company.code.is_empty());
    if found.len() > 1 {
        return Err(Wrong::new("company", "table_several").into());
    }
    Ok(found.pop())
}

/// A company that has to be there: what stands in the cell is its number or its name.
pub async fn known_company(cx: &mut Cx, said: &str) -> Result<Company, Stop> {
    if let Some(company) = store::by_code::<Company>(cx, said).await? {
        return Ok(company);
    }
    company(cx, "", said).await?.ok_or_else(|| Wrong::new("company", "table_unknown").into())
}
