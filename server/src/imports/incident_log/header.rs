//! Which columns the log has, and where: other exports order them differently.

use std::collections::HashMap;

/// The columns that are read. The log has more; see the document for what becomes of them.
const COLUMNS: &[&str] = &[
    "number",
    "incident_state",
    "reopen_count",
    "sys_mod_count",
    "caller_id",
    "opened_by",
    "opened_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "location",
    "category",
    "subcategory",
    "u_symptom",
    "cmdb_ci",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "problem_id",
    "rfc",
    "vendor",
    "caused_by",
    "closed_code",
    "resolved_by",
    "resolved_at",
    "closed_at",
];

/// Where each column stands in this file.
pub struct Header {
    places: HashMap<&'static str, usize>,
    width: usize,
}

impl Header {
    pub fn parse(line: &[u8]) -> Result<Header, String> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        let names = fields(line)?;
        let mut places = HashMap::new();
        for column in COLUMNS {
            let place = names.iter().position(|name| name.trim() == *column);
            places.insert(*column, place.ok_or_else(|| format!("the file has no column {column}"))?);
        }
        Ok(Header { places, width: names.len() })
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// The text of a column, trimmed.
    pub fn field<'a>(&self, fields: &'a [String], column: &str) -> &'a str {
        self.places.get(column).and_then(|place| fields.get(*place)).map_or("", |text| text.trim())
    }
}

/// The fields of one line.
pub fn fields(line: &[u8]) -> Result<Vec<String>, String> {
    let line = std::str::from_utf8(line).map_err(|_| "the line is not UTF-8")?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(2048).from_reader(line.as_bytes());
    let mut record = csv::StringRecord::new();
    reader.read_record(&mut record).map_err(|error| error.to_string())?;
    Ok(record.iter().map(str::to_string).collect())
}
