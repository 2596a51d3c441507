//! What each kind of row may hold, and which column looks like what.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use yingda_shared::imports::{FieldInfo, Target};
use yingda_shared::kernel::text::fold;

use super::dates;
use crate::words;

/// A field of a target. What is required has to be there for a thing that is new.
pub struct Field {
    pub name: &'static str,
    pub required: bool,
}

const fn required(name: &'static str) -> Field {
    Field { name, required: true }
}

const fn may(name: &'static str) -> Field {
    Field { name, required: false }
}

const CUSTOMERS: &[Field] = &[
    required("company"),
    may("code"),
    may("unit"),
    may("company_phone"),
    may("address"),
    may("note"),
    may("department"),
    may("contact"),
    may("contact_phone"),
    may("contact_email"),
    may("contact_title"),
];
const USERS: &[Field] = &[
    required("login"),
    required("name"),
    required("role"),
    may("email"),
    may("phone"),
    may("unit"),
    may("teams"),
    may("company"),
    may("firm"),
    may("active"),
];
const ASSETS: &[Field] = &[
    required("serial"),
    required("name"),
    required("company"),
    may("product"),
    may("place"),
    may("note"),
    may("active"),
];
const CASES: &[Field] = &[
    required("subject"),
    may("description"),
    may("number"),
    may("opened_at"),
    may("company"),
    may("contact_name"),
    may("contact_phone"),
    may("category"),
    may("product"),
    may("serial"),
    may("impact"),
    may("urgency"),
    may("channel"),
    may("team"),
];

const PAIRS: &[Field] = &[
    required("name"),
    required("category"),
    may("description"),
    may("solution"),
    may("language"),
    may("audience"),
    may("product"),
    may("unit"),
    may("active"),
];

pub fn of(target: Target) -> &'static [Field] {
    match target {
        Target::Customers => CUSTOMERS,
        Target::Users => USERS,
        Target::Assets => ASSETS,
        Target::Cases => CASES,
        Target::Pairs => PAIRS,
    }
}

pub fn infos(target: Target) -> Vec<FieldInfo> {
    let info = |field: &Field| FieldInfo {
        name: field.name.into(),
        required: field.required,
        date: field.name == dates::FIELD,
    };
    of(target).iter().map(info).collect()
}

pub fn find(target: Target, name: &str) -> Option<&'static Field> {
    of(target).iter().find(|field| field.name == name)
}

type Headings = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn headings() -> &'static Headings {
    static HEADINGS: OnceLock<Headings> = OnceLock::new();
    HEADINGS.get_or_init(|| toml::from_str(include_str!("headings.toml")).unwrap_or_default())
}

/// A heading without what differs between files: width, case, spaces and signs.
fn plain(heading: &str) -> String {
    fold(heading).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// How surely a heading means a field: our own word before those of others.
fn closeness(target: Target, field: &str, heading: &str) -> Option<u8> {
    let own = words::group("import_field").filter(|(name, _)| *name == field);
    if plain(field) == heading || own.into_iter().any(|(_, said)| plain(said) == heading) {
        return Some(0);
    }
    let others = headings().get(target.as_str()).and_then(|fields| fields.get(field))?;
    others.iter().any(|other| plain(other) == heading).then_some(1)
}

/// The field of each column, none twice: the surest first, then the leftmost.
pub fn guess(target: Target, columns: &[String]) -> Vec<Option<&'static str>> {
    let mut found = vec![None; columns.len()];
    let mut taken = Vec::new();
    for wanted in [0, 1] {
        for (at, heading) in columns.iter().enumerate() {
            let heading = plain(heading);
            if heading.is_empty() || found[at].is_some() {
                continue;
            }
            let fits = |field: &&Field| {
                !taken.contains(&field.name) && closeness(target, field.name, &heading) == Some(wanted)
            };
            if let Some(field) = of(target).iter().find(fits) {
                taken.push(field.name);
                found[at] = Some(field.name);
            }
        }
    }
    found
}

/// What the rows look like: the target that knows most of the headings.
pub fn likely(columns: &[String]) -> Target {
    let known = |target: &Target| {
        let guesses = guess(*target, columns);
        let all = of(*target).iter().filter(|field| field.required).all(|field| guesses.contains(&Some(field.name)));
        (all, guesses.iter().flatten().count())
    };
    Target::ALL.iter().rev().copied().max_by_key(known).unwrap_or(Target::Customers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(target: Target, columns: &[&str]) -> Vec<Option<&'static str>> {
        guess(target, &columns.iter().map(|column| column.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn headings_are_known_in_both_languages() {
        let found = guessed(Target::Customers, &["客户名称", "客户编码", "姓名", "手机号", "E-mail", "颜色", ""]);
        let fields =
            [Some("company"), Some("code"), Some("contact"), Some("contact_phone"), Some("contact_email"), None, None];
        assert_eq!(found, fields);
        let found =
            guessed(Target::Users, &["User Name", "Full name", "ROLE", "Ｅｍａｉｌ", "Mobile phone", "Team(s)"]);
        assert_eq!(found, [Some("login"), Some("name"), Some("role"), Some("email"), Some("phone"), Some("teams")]);
        let found = guessed(Target::Cases, &["工单号", "标题", "创建时间", "Caller", "紧急程度"]);
        assert_eq!(found, [Some("number"), Some("subject"), Some("opened_at"), Some("contact_name"), Some("urgency")]);
    }

    #[test]
    fn no_field_is_given_twice_and_the_surest_column_has_it() {
        assert_eq!(guessed(Target::Assets, &["设备编号", "序列号", "sn"]), [None, Some("serial"), None]);
    }

    #[test]
    fn a_file_says_what_it_is() {
        let likely = |columns: &[&str]| likely(&columns.iter().map(|column| column.to_string()).collect::<Vec<_>>());
        assert_eq!(likely(&["登录名", "姓名", "角色"]), Target::Users);
        assert_eq!(likely(&["序列号", "名称", "客户公司"]), Target::Assets);
        assert_eq!(likely(&["标题", "描述", "创建时间"]), Target::Cases);
        assert_eq!(likely(&["公司名称", "联系人", "电话"]), Target::Customers);
    }

    #[test]
    fn every_field_is_called_something() {
        for target in Target::ALL {
            for field in of(*target) {
                let said = words::group("import_field").filter(|(name, _)| *name == field.name).count();
                assert_eq!(said, 2, "{}", field.name);
                let known =
                    headings()[target.as_str()].contains_key(field.name) || words::group("import_field").count() > 0;
                assert!(known, "{}", field.name);
            }
        }
    }
}
