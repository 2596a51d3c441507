//! How long the desk keeps what it need not keep for ever.

use crate::fault::FieldFault;
use crate::kernel::check::Checks;
use crate::kernel::limits::SESSION_DAYS_MAX;
use crate::kernel::limits::{AUDIT_YEARS_MAX, FILE_MONTHS_MAX, NOTICE_DAYS, NOTICE_DAYS_MAX, NOTICE_DAYS_MIN};
use crate::kernel::time::{DAY, Millis};
use crate::record::Saved;

data! {
/// What administrators decide; zero keeps for ever.
pub struct RetentionPolicy {
    #[serde(default)]
    pub rv: i64,
    /// Months after which the files of a closed case go.
    pub file_months: u32,
    /// Years after which lines of the audit go; never less than one.
    pub audit_years: u32,
    /// Days after which a notice that was read goes.
    pub notice_days: u32,
    /// Days after which a session nobody used is ended.
    pub session_days: u32,
}

pub struct GetRetention {}

#[serde(transparent)]
pub struct SaveRetention(pub RetentionPolicy);

/// What would go under other rules, if they held now.
pub struct PreviewRetention {
    pub file_months: u32,
    pub audit_years: u32,
    pub notice_days: u32,
    pub session_days: u32,
}

pub struct WouldGo {
    pub files: i64,
    pub file_bytes: i64,
    pub audit_lines: i64,
    pub notices: i64,
    pub sessions: i64,
}
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        let notice_days = NOTICE_DAYS as u32;
        RetentionPolicy { rv: 0, file_months: 0, audit_years: 0, notice_days, session_days: SESSION_DAYS_MAX }
    }
}

/// Days of a month as rules count them: nobody's files go a day early.
const MONTH: Millis = 31 * DAY;
const YEAR: Millis = 366 * DAY;

impl RetentionPolicy {
    /// Files of cases that rest since before this go; None keeps them.
    pub fn files_before(&self, now: Millis) -> Option<Millis> {
        (self.file_months > 0).then(|| now - i64::from(self.file_months) * MONTH)
    }

    pub fn audit_before(&self, now: Millis) -> Option<Millis> {
        (self.audit_years > 0).then(|| now - i64::from(self.audit_years) * YEAR)
    }

    pub fn notices_before(&self, now: Millis) -> Millis {
        now - i64::from(self.notice_days) * DAY
    }

    pub fn sessions_before(&self, now: Millis) -> Millis {
        now - i64::from(self.session_days) * DAY
    }

    fn check(&self) -> Vec<FieldFault> {
        let within = |number: u32, least: u32, most: u32| (least..=most).contains(&number);
        Checks::new()
            .when(!within(self.file_months, 0, FILE_MONTHS_MAX), "/file_months", "file_months_range")
            .when(!within(self.audit_years, 0, AUDIT_YEARS_MAX), "/audit_years", "audit_years_range")
            .when(!within(self.notice_days, NOTICE_DAYS_MIN, NOTICE_DAYS_MAX), "/notice_days", "notice_days_range")
            .when(!within(self.session_days, 1, SESSION_DAYS_MAX), "/session_days", "session_days_range")
            .done()
    }
}

impl PreviewRetention {
    pub fn policy(&self) -> RetentionPolicy {
        let PreviewRetention { file_months, audit_years, notice_days, session_days } = *self;
        RetentionPolicy { rv: 0, file_months, audit_years, notice_days, session_days }
    }
}

operation!(GetRetention => RetentionPolicy, "retention.get", Get "/retention", Server, "How long files, the audit, notices and sessions are kept.");
operation!(PreviewRetention => WouldGo, "retention.preview", Get "/retention/preview", Server, "What would go under other rules, if they held now.",
    |op| op.policy().check());
operation!(SaveRetention => Saved, "retention.save", Post "/retention", Online, "Sets how long files, the audit, notices and sessions are kept.",
    |op| op.0.check());

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = 1_000_000 * DAY;

    #[test]
    fn zero_keeps_for_ever() {
        let policy = RetentionPolicy::default();
        assert_eq!((policy.files_before(NOW), policy.audit_before(NOW)), (None, None));
        assert_eq!(policy.notices_before(NOW), NOW - 180 * DAY);
        assert_eq!(policy.check(), []);
    }

    #[test]
    fn a_month_and_a_year_are_never_short() {
        let policy = RetentionPolicy { file_months: 12, audit_years: 1, ..RetentionPolicy::default() };
        assert!(policy.files_before(NOW).expect("a moment") <= NOW - 366 * DAY);
        assert!(policy.audit_before(NOW).expect("a moment") <= NOW - 366 * DAY);
    }

    #[test]
    fn rules_beyond_the_limits_are_refused_at_their_field() {
        let odd = RetentionPolicy { rv: 0, file_months: 1000, audit_years: 1000, notice_days: 1, session_days: 0 };
        let pointers: Vec<String> = odd.check().into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/file_months", "/audit_years", "/notice_days", "/session_days"]);
    }
}
