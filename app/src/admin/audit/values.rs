//! What an audit line says, in words: fields, values and places by the names people know.

use serde_json::Value;
use yingda_shared::audit::AuditRow;

use crate::admin::records::names::Names;
use crate::admin::records::shown::shown;
use crate::admin::records::spec;
use crate::admin::records::spec::{Input, ids};
use crate::i18n::I18n;
use crate::key;

/// The value as JSON had it: texts stand bare in the audit, the rest as JSON.
fn parsed(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Array(_) | Value::Bool(_))) => value,
        _ => Value::String(text.to_string()),
    }
}

pub fn kind_name(i18n: I18n, kind: &str) -> String {
    match kind {
        "cases" => i18n.say(key!(admin.rights.cases)),
        "settings" => i18n.say(key!(admin.group.rules)),
        "audit" => i18n.say(key!(admin.audit.title)),
        "matrix" => i18n.say(key!(admin.matrix.title)),
        "devices" | "sessions" | "tokens" | "invitations" | "desk" => i18n.say(key!(admin.rights.access)),
        kind => i18n.word("words.records", kind),
    }
}

pub fn field_name(i18n: I18n, row: &AuditRow) -> String {
    field_of(i18n, &row.kind, &row.field)
}

pub fn field_of(i18n: I18n, kind: &str, field: &str) -> String {
    if let Some(field) = spec(kind).and_then(|spec| spec.field(field)) {
        return i18n.say(field.label);
    }
    let key = match field {
        "name" => key!(admin.field.name),
        "active" => key!(admin.field.active),
        "parent_id" => key!(admin.new_parent),
        "kind" => key!(admin.field.kind),
        "reach" => key!(admin.field.reach),
        "operations" => key!(admin.rights.title),
        "state" => key!(admin.field.state),
        "priority" => key!(admin.matrix.priority),
        "cells" => key!(admin.matrix.title),
        "password" => key!(admin.field.password),
        "invitation" => key!(admin.invite_link),
        "token" => key!(admin.field.token),
        "devices" => key!(account.devices),
        "staff_hours" => key!(lock.staff_hours),
        "partner_hours" => key!(lock.partner_hours),
        "customer_hours" => key!(lock.customer_hours),
        "pin_required" => key!(lock.pin_required),
        "id" => key!(admin.field.id),
        "content" => key!(admin.audit.words_of_line),
        "checkpoint" => key!(admin.audit.lines_gone),
        "lines" => key!(admin.audit.lines_taken),
        "personal_data" => key!(personal.title),
        "audit_years" => key!(kept.audit_years),
        "file_months" => key!(kept.file_months),
        "notice_days" => key!(kept.notice_days),
        "session_days" => key!(kept.session_days),
        "points" => key!(rewards.points),
        "hidden" => key!(rewards.aside),
        "sought" => key!(knowledge.seeks),
        other => return other.to_string(),
    };
    i18n.say(key)
}

pub fn value(i18n: I18n, names: Names, row: &AuditRow, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    if let Some(field) = spec(&row.kind).and_then(|spec| spec.field(&row.field)) {
        let said = match field.input {
            Input::Role => names.of(text).map(|name| i18n.word("roles", &name)).unwrap_or_default(),
            _ => shown(i18n, names, &[], field, &parsed(text)),
        };
        return if said.is_empty() { text.to_string() } else { said };
    }
    match (row.kind.as_str(), row.field.as_str()) {
        ("rewards", "hidden") => i18n.say(if text == "true" { key!(rewards.on) } else { key!(rewards.off) }),
        (_, "active") => i18n.say(if text == "true" { key!(admin.active) } else { key!(admin.inactive) }),
        ("units", "parent_id") => names.of(text).unwrap_or_else(|| text.to_string()),
        ("units", "kind") => i18n.word("words.unit", text),
        ("roles", "kind") => i18n.word("words.kind", text),
        (_, "reach") => i18n.word("words.reach", text),
        (_, "state") => i18n.word("words.state", text),
        (_, "priority") => i18n.word("words.priority", text),
        (_, "operations") => i18n.fill(key!(admin.audit.rights), &[("n", &ids(&parsed(text)).len().to_string())]),
        ("users", "devices") => i18n.say(key!(lock.erase)),
        // The digest that stands there, and the head of what is gone, are for the doctor.
        ("audit", "content") => i18n.fill(key!(admin.audit.line), &[("n", &row.object)]),
        ("audit", "checkpoint") => text.split(' ').nth(1).unwrap_or(text).to_string(),
        (_, "cells") => i18n.say(key!(admin.audit.table)),
        _ => text.to_string(),
    }
}

/// Where the changed thing is kept.
pub fn link(row: &AuditRow) -> String {
    match row.kind.as_str() {
        "settings" if row.action.starts_with("devices.") => "/admin/devices".into(),
        "settings" if row.action.starts_with("retention.") => "/admin/retention".into(),
        "settings" if row.action.starts_with("rewards.") => "/knowledge/rewards".into(),
        "settings" => "/admin/matrix".into(),
        "articles" if row.action == "articles.dismiss_seek" => "/knowledge/health".into(),
        "cases" => format!("/cases/{}", row.object),
        "audit" => "/admin/audit?kind=audit".into(),
        "rewards" => "/knowledge/rewards".into(),
        kind => format!("/admin/{kind}?id={}", row.object),
    }
}

/// Ids that the lines name, by kind.
pub fn references(rows: &[AuditRow]) -> Vec<(&'static str, Vec<String>)> {
    let mut found: Vec<(&'static str, Vec<String>)> = Vec::new();
    for row in rows {
        let field = spec(&row.kind).and_then(|spec| spec.field(&row.field));
        let kind = match (field.and_then(|field| field.refers()), row.kind.as_str(), row.field.as_str()) {
            (Some(kind), ..) => kind,
            (None, "units", "parent_id") => "units",
            _ => continue,
        };
        let named = [&row.old, &row.new].into_iter().flat_map(|text| ids(&parsed(text)));
        match found.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, known)) => known.extend(named),
            None => found.push((kind, named.collect())),
        }
    }
    for (_, ids) in &mut found {
        ids.sort();
        ids.dedup();
    }
    found
}
