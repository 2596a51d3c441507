//! The kinds of records that administrators keep, field by field.

use yingda_shared::catalog::priority::{Impact, Urgency};
use yingda_shared::identity::ActorKind;
use yingda_shared::knowledge::pairs::{Audience, Language};

use super::spec::{Field, Input, Spec};
use crate::key;

fn impacts() -> Vec<&'static str> {
    Impact::ALL.iter().map(|word| word.as_str()).collect()
}

fn urgencies() -> Vec<&'static str> {
    Urgency::ALL.iter().map(|word| word.as_str()).collect()
}

fn languages() -> Vec<&'static str> {
    Language::ALL.iter().map(|word| word.as_str()).collect()
}

fn audiences() -> Vec<&'static str> {
    Audience::ALL.iter().map(|word| word.as_str()).collect()
}

const NAME: Field = Field::new("name", key!(admin.field.name), Input::Text).required();
const PHONE: Field = Field::new("phone", key!(admin.field.phone), Input::Phone);
const EMAIL: Field = Field::new("email", key!(admin.field.email), Input::Email);
const NOTE: Field = Field::new("note", key!(admin.field.note), Input::Multiline);
const UNIT: Field = Field::new("unit_id", key!(admin.field.unit_id), Input::One("units")).required();
const COMPANY: Field = Field::new("company_id", key!(admin.field.company_id), Input::One("companies"));

pub fn spec(kind: &str) -> Option<&'static Spec> {
    SPECS.iter().find(|spec| spec.kind == kind)
}

static SPECS: [Spec; 12] = [
    Spec {
        kind: "teams",
        icon: "users",
        new: key!(admin.new.teams),
        lead: key!(admin.lead.teams),
        fields: &[NAME, UNIT],
        columns: &["unit_id"],
        stays: false,
    },
    Spec {
        kind: "users",
        icon: "user",
        new: key!(admin.new.users),
        lead: key!(admin.lead.users),
        fields: &[
            NAME,
            Field::new("login", key!(admin.field.login), Input::Text).required().help(key!(admin.help.login)),
            Field::new("role_id", key!(admin.field.role_id), Input::Role).required(),
            UNIT.side(ActorKind::Staff),
            Field::new("team_ids", key!(admin.field.team_ids), Input::Many("teams")).side(ActorKind::Staff),
            COMPANY.required().side(ActorKind::Customer),
            Field::new("contact_id", key!(admin.field.contact_id), Input::One("contacts"))
                .side(ActorKind::Customer)
                .within_company()
                .help(key!(admin.help.contact)),
            Field::new("firm_id", key!(admin.field.firm_id), Input::One("firms")).required().side(ActorKind::Partner),
            EMAIL,
            PHONE,
        ],
        columns: &["login", "role_id", "phone"],
        stays: true,
    },
    Spec {
        kind: "firms",
        icon: "wrench",
        new: key!(admin.new.firms),
        lead: key!(admin.lead.firms),
        fields: &[NAME, UNIT, PHONE, NOTE],
        columns: &["unit_id", "phone"],
        stays: false,
    },
    Spec {
        kind: "companies",
        icon: "building",
        new: key!(admin.new.companies),
        lead: key!(admin.lead.companies),
        fields: &[
            NAME,
            Field::new("code", key!(admin.field.customer_code), Input::Text),
            UNIT,
            PHONE,
            Field::new("address", key!(admin.field.address), Input::Text),
            NOTE,
        ],
        columns: &["code", "unit_id", "phone"],
        stays: false,
    },
    Spec {
        kind: "departments",
        icon: "layers",
        new: key!(admin.new.departments),
        lead: key!(admin.lead.departments),
        fields: &[NAME, COMPANY.required()],
        columns: &["company_id"],
        stays: false,
    },
    Spec {
        kind: "contacts",
        icon: "phone",
        new: key!(admin.new.contacts),
        lead: key!(admin.lead.contacts),
        fields: &[
            NAME,
            COMPANY,
            Field::new("department_id", key!(admin.field.department_id), Input::One("departments")).within_company(),
            Field::new("title", key!(admin.field.title), Input::Text),
            PHONE,
            EMAIL,
        ],
        columns: &["company_id", "title", "phone"],
        stays: false,
    },
    Spec {
        kind: "products",
        icon: "box",
        new: key!(admin.new.products),
        lead: key!(admin.lead.products),
        fields: &[
            NAME,
            Field::new("code", key!(admin.field.product_code), Input::Text),
            Field::new("version", key!(admin.field.version), Input::Text),
            Field::new("modules", key!(admin.field.modules), Input::Lines).help(key!(admin.help.lines)),
        ],
        columns: &["code", "version", "modules"],
        stays: false,
    },
    Spec {
        kind: "categories",
        icon: "tag",
        new: key!(admin.new.categories),
        lead: key!(admin.lead.categories),
        fields: &[
            NAME,
            Field::new("parent_id", key!(admin.field.parent_id), Input::One("categories"))
                .help(key!(admin.help.parent)),
            Field::new("portal", key!(admin.field.portal), Input::Switch).help(key!(admin.help.portal)),
            Field::new("team_id", key!(admin.field.team_id), Input::One("teams")).help(key!(admin.help.team)),
            Field::new("impact", key!(admin.field.impact), Input::Words("words.impact", impacts)),
            Field::new("urgency", key!(admin.field.urgency), Input::Words("words.urgency", urgencies)),
        ],
        columns: &["parent_id", "team_id", "portal"],
        stays: false,
    },
    Spec {
        kind: "assets",
        icon: "qr",
        new: key!(admin.new.assets),
        lead: key!(admin.lead.assets),
        fields: &[
            NAME,
            Field::new("serial", key!(admin.field.serial), Input::Text).required().help(key!(admin.help.serial)),
            COMPANY.required(),
            Field::new("product_id", key!(admin.field.product_id), Input::One("products")),
            Field::new("place", key!(admin.field.place), Input::Text),
            NOTE,
        ],
        columns: &["serial", "company_id", "place"],
        stays: true,
    },
    Spec {
        kind: "canned_texts",
        icon: "message",
        new: key!(admin.new.canned_texts),
        lead: key!(admin.lead.canned_texts),
        fields: &[
            NAME,
            Field::new("shortcut", key!(admin.field.shortcut), Input::Text).required().help(key!(admin.help.shortcut)),
            Field::new("text", key!(admin.field.text), Input::Multiline).required(),
        ],
        columns: &["shortcut", "text"],
        stays: false,
    },
    Spec {
        kind: "pairs",
        icon: "bulb",
        new: key!(admin.new.pairs),
        lead: key!(admin.lead.pairs),
        fields: &[
            Field::new("name", key!(pairs.name), Input::Text).required().help(key!(pairs.name_help)),
            Field::new("category_id", key!(pairs.category), Input::One("categories")).required(),
            Field::new("description", key!(pairs.description), Input::Long).help(key!(pairs.description_help)),
            Field::new("solution", key!(pairs.solution), Input::Long).help(key!(pairs.solution_help)),
            Field::new("language", key!(pairs.language), Input::Words("words.language", languages))
                .required()
                .begins("zh"),
            Field::new("audience", key!(pairs.audience), Input::Words("words.audience", audiences))
                .required()
                .begins("internal")
                .help(key!(pairs.audience_help)),
            Field::new("product_id", key!(admin.field.product_id), Input::One("products")),
            Field::new("unit_id", key!(pairs.region), Input::One("units")).help(key!(pairs.region_help)),
        ],
        columns: &["category_id", "language", "audience"],
        stays: true,
    },
    Spec {
        kind: "service_products",
        icon: "layers",
        new: key!(admin.new.service_products),
        lead: key!(admin.lead.service_products),
        fields: &[NAME, Field::new("code", key!(admin.field.product_code), Input::Text), NOTE],
        columns: &["code", "note"],
        stays: false,
    },
];
