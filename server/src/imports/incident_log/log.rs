//! The log as a whole: its lines gathered into incidents, cut off and moved in time as asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::tz::TimeZone;
use yingda_shared::kernel::time::Millis;

use super::header::Header;
use super::row::{Reader, Row};

/// A line that was left out, and why.
#[derive(Debug, PartialEq)]
pub struct Rejected {
    /// Counted from 1, the header being line 1.
    pub line: usize,
    pub why: String,
}

/// What happened to one incident, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    pub rows: Vec<Row>,
}

impl Incident {
    pub fn number(&self) -> &str {
        &self.rows[0].number
    }

    pub fn opened_at(&self) -> Millis {
        self.rows[0].opened_at
    }
}

#[derive(Debug, Default)]
pub struct Log {
    /// Lines below the header.
    pub rows: usize,
    /// By opening, so that numbers are given in that order.
    pub incidents: Vec<Incident>,
    pub rejected: Vec<Rejected>,
    /// Rows after the moment history stops at.
    pub later: usize,
}

impl Log {
    /// Reads line by line, so that a stray quotation mark spoils its own line only.
    pub fn read(bytes: &[u8], zone: TimeZone, until: Option<Millis>) -> Result<Log, String> {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let reader = Reader { header: Header::parse(lines.next().unwrap_or_default())?, zone };
        let mut log = Log::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim_ascii().is_empty()) {
            log.rows += 1;
            match reader.row(line) {
                Err(why) => log.rejected.push(Rejected { line: index + 2, why }),
                Ok(row) if until.is_some_and(|until| row.at > until) => log.later += 1,
                Ok(row) => match places.get(&row.number) {
                    Some(place) => log.incidents[*place].rows.push(row),
                    None => {
                        places.insert(row.number.clone(), log.incidents.len());
                        log.incidents.push(Incident { rows: vec![row] });
                    }
                },
            }
        }
        for incident in &mut log.incidents {
            // Stable: rows of one minute stay in the order of the file.
            incident.rows.sort_by_key(|row| row.at);
        }
        log.incidents.sort_by_key(Incident::opened_at);
        Ok(log)
    }

    /// Rows that were kept.
    pub fn kept(&self) -> usize {
        self.incidents.iter().map(|incident| incident.rows.len()).sum()
    }

    fn every_row(&self) -> impl Iterator<Item = &Row> {
        self.incidents.iter().flat_map(|incident| &incident.rows)
    }

    /// The last moment of what was kept.
    pub fn last(&self) -> Option<Millis> {
        self.every_row().map(|row| row.at).max()
    }

    /// The people, groups and categories the kept rows name.
    pub fn names(&self) -> Named {
        let mut named = Named::default();
        for row in self.every_row() {
            named.callers.extend(row.caller.clone());
            named.groups.extend(row.group.clone());
            if let Some(assignee) = &row.assignee {
                named.assignees.entry(assignee.clone()).or_default().extend(row.group.clone());
            }
            if let Some(category) = &row.category {
                named.categories.entry(category.clone()).or_default().extend(row.subcategory.clone());
            }
        }
        named
    }
}

#[derive(Debug, Default)]
pub struct Named {
    pub callers: BTreeSet<String>,
    pub groups: BTreeSet<String>,
    /// With the groups they were given cases in.
    pub assignees: BTreeMap<String, BTreeSet<String>>,
    /// With their subcategories.
    pub categories: BTreeMap<String, BTreeSet<String>>,
}
