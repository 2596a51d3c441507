//! One line of the incident log, read and checked on its own: a broken line harms no other.
//! docs/import-incident-log.md has the same tables in words.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use yingda_shared::cases::{CaseState, Channel, PendingReason};
use yingda_shared::catalog::priority::{Impact, Priority, Urgency};
use yingda_shared::kernel::limits::NAME_MAX;
use yingda_shared::kernel::time::Millis;

use super::header::{Header, fields};

/// The log's words for a state and what they are here.
pub const STATES: &[(&str, CaseState, Option<PendingReason>)] = &[
    ("New", CaseState::New, None),
    ("Active", CaseState::InProgress, None),
    ("Awaiting User Info", CaseState::Pending, Some(PendingReason::Customer)),
    ("Awaiting Evidence", CaseState::Pending, Some(PendingReason::Customer)),
    ("Awaiting Vendor", CaseState::Pending, Some(PendingReason::ThirdParty)),
    ("Awaiting Problem", CaseState::Pending, Some(PendingReason::WorkOrder)),
    ("Resolved", CaseState::Resolved, None),
    ("Closed", CaseState::Closed, None),
];

/// A line of the log. Texts are as they stand there; `?` is `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The same for the same line wherever it stands in whichever file.
    pub key: String,
    pub number: String,
    pub word: &'static str,
    pub state: CaseState,
    pub reason: Option<PendingReason>,
    pub at: Millis,
    pub by: String,
    pub opened_at: Millis,
    pub resolved_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    pub reopen_count: u32,
    pub channel: Channel,
    pub impact: Impact,
    pub urgency: Urgency,
    pub priority: Priority,
    pub caller: Option<String>,
    pub category: Option<String>,
    pub subcategory: Option<String>,
    pub symptom: Option<String>,
    pub group: Option<String>,
    pub assignee: Option<String>,
    pub closed_code: Option<String>,
    pub resolved_by: Option<String>,
    /// What has no field here, with its Chinese label, for the description.
    pub extras: Vec<(&'static str, String)>,
}

/// Reads lines of one file, whose dates are of one zone.
pub struct Reader {
    pub header: Header,
    pub zone: TimeZone,
}

impl Reader {
    pub fn row(&self, line: &[u8]) -> Result<Row, String> {
        let fields = fields(line)?;
        let width = self.header.width();
        if fields.len() != width {
            return Err(format!("{} columns instead of {width}", fields.len()));
        }
        if fields.iter().any(|field| field.chars().count() > NAME_MAX) {
            return Err(format!("a field is longer than {NAME_MAX} characters"));
        }
        let get = |column: &str| self.header.field(&fields, column);
        let known =
            |column: &str| Some(get(column)).filter(|text| !text.is_empty() && *text != "?").map(str::to_string);
        let date = |column: &str| {
            self.date(get(column)).ok_or_else(|| format!("{column} {:?} is no date like 29-02-2016 01:23", get(column)))
        };
        let maybe_date = |column: &str| known(column).map(|_| date(column)).transpose();
        let number = known("number").ok_or("the number is empty")?;
        let (word, state, reason) =
            state(get("incident_state")).ok_or_else(|| format!("unknown state {:?}", get("incident_state")))?;
        let (at, closed_at) = (date("sys_updated_at")?, maybe_date("closed_at")?);
        // The log's closed_at is the closing that lasted: one before it left the incident to be closed again.
        let early = state == CaseState::Closed && closed_at.is_some_and(|closed| closed > at);
        let hash = Sha256::digest(fields.join("\u{1f}"));
        let hash: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Row {
            key: format!("incident-log:{number}:{}:{}:{hash}", get("sys_mod_count"), get("sys_updated_at")),
            word,
            state: if early { CaseState::Resolved } else { state },
            reason,
            at,
            by: known("sys_updated_by").unwrap_or_default(),
            opened_at: date("opened_at")?,
            resolved_at: maybe_date("resolved_at")?,
            closed_at,
            reopen_count: get("reopen_count")
                .parse()
                .map_err(|_| format!("reopen_count {:?} is no number", get("reopen_count")))?,
            channel: channel(get("contact_type")),
            impact: level(get("impact"), &[Impact::Department, Impact::Group, Impact::Person], "impact")?,
            urgency: level(get("urgency"), &[Urgency::High, Urgency::Medium, Urgency::Low], "urgency")?,
            priority: level(get("priority"), &[Priority::P1, Priority::P2, Priority::P3, Priority::P4], "priority")?,
            caller: known("caller_id"),
            category: known("category"),
            subcategory: known("subcategory"),
            symptom: known("u_symptom"),
            group: known("assignment_group"),
            assignee: known("assigned_to"),
            closed_code: known("closed_code"),
            resolved_by: known("resolved_by"),
            extras: EXTRAS.iter().filter_map(|(column, label)| known(column).map(|text| (*label, text))).collect(),
            number,
        })
    }

    /// `29-02-2016 01:23` in the file's zone. A moment the clocks skipped is the one after the gap.
    fn date(&self, text: &str) -> Option<Millis> {
        moment(DateTime::strptime("%d-%m-%Y %H:%M", text).ok()?, &self.zone)
    }
}

/// Columns that have no field here and go into the description, with their labels.
const EXTRAS: &[(&str, &str)] = &[
    ("location", "地点"),
    ("opened_by", "登记人"),
    ("cmdb_ci", "配置项"),
    ("problem_id", "问题单"),
    ("rfc", "变更单"),
    ("caused_by", "起因变更"),
    ("vendor", "供应商"),
];

pub fn moment(at: DateTime, zone: &TimeZone) -> Option<Millis> {
    zone.to_ambiguous_zoned(at).compatible().ok().map(|zoned| zoned.timestamp().as_millisecond())
}

fn state(word: &str) -> Option<(&'static str, CaseState, Option<PendingReason>)> {
    STATES.iter().find(|(known, ..)| *known == word).copied()
}

/// `2 - Medium`: the number counts from the highest.
fn level<T: Copy>(text: &str, levels: &[T], column: &str) -> Result<T, String> {
    let number: Option<usize> = text.split([' ', '-']).next().and_then(|digits| digits.parse().ok());
    let level = number.and_then(|number| levels.get(number.checked_sub(1)?));
    level.copied().ok_or_else(|| format!("unknown {column} {text:?}"))
}

fn channel(word: &str) -> Channel {
    match word {
        "Phone" | "IVR" => Channel::Phone,
        "Email" => Channel::Email,
        "Self service" => Channel::Portal,
        "Direct opening" => Channel::Branch,
        _ => Channel::Api,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::time::{SHANGHAI, date_time};

    const HEAD: &str = "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at";
    const LINE: &str = "INC0000045,Resolved,TRUE,0,0,2,TRUE,Caller 2403,Opened by  8,29-02-2016 01:16,Created by 6,29-02-2016 01:23,Updated by 642,29-02-2016 08:53,Phone,Location 143,Category 55,Subcategory 170,Symptom 72,?,2 - Medium,1 - High,3 - Moderate,Group 56,?,TRUE,FALSE,Do Not Notify,?,?,?,?,code 5,Resolved by 149,29-02-2016 11:29,05-03-2016 12:00";

    fn reader() -> Reader {
        Reader { header: Header::parse(HEAD.as_bytes()).unwrap(), zone: TimeZone::get("Asia/Shanghai").unwrap() }
    }

    #[test]
    fn a_line_becomes_a_row_and_a_question_mark_nothing() {
        let row = reader().row(LINE.as_bytes()).unwrap();
        assert_eq!(
            (row.number.as_str(), row.state, row.urgency, row.impact),
            ("INC0000045", CaseState::Resolved, Urgency::High, Impact::Group)
        );
        assert_eq!(date_time(row.at, SHANGHAI), "2016-02-29 08:53");
        assert_eq!((row.assignee, row.group.as_deref()), (None, Some("Group 56")));
        assert_eq!(row.extras, [("地点", "Location 143".to_string()), ("登记人", "Opened by  8".to_string())]);
    }

    #[test]
    fn the_key_follows_the_line_and_not_its_place() {
        let reader = reader();
        let key = |line: &str| reader.row(line.as_bytes()).unwrap().key;
        assert_eq!(key(LINE), key(&format!("{LINE}\r")));
        assert_ne!(key(LINE), key(&LINE.replace("Group 56", "Group 57")));
    }

    #[test]
    fn what_is_broken_is_named() {
        let reader = reader();
        let why = |line: String| reader.row(line.as_bytes()).unwrap_err();
        assert_eq!(why("INC0000045,New".into()), "2 columns instead of 36");
        assert!(why(LINE.replace("29-02-2016 08:53", "30-02-2016 08:53")).contains("sys_updated_at"));
        assert_eq!(why(LINE.replace("Resolved,", "Solved,")), "unknown state \"Solved\"");
        assert_eq!(why(LINE.replace("INC0000045", " ")), "the number is empty");
        assert!(why(LINE.replace("INC0000045", "\"INC0000045")).contains("columns"));
        assert!(why(LINE.replace("1 - High", "0 - High")).contains("urgency"));
        assert!(Header::parse(b"number,incident_state").is_err());
    }

    #[test]
    fn a_closing_before_the_lasting_one_is_only_a_solution() {
        let early = LINE.replace("Resolved,", "Closed,");
        assert_eq!(reader().row(early.as_bytes()).unwrap().state, CaseState::Resolved);
        let last = early.replace("29-02-2016 08:53", "05-03-2016 12:00");
        assert_eq!(reader().row(last.as_bytes()).unwrap().state, CaseState::Closed);
    }
}
