//! The versions of policies and calendars that the clocks of some cases need.

use std::collections::BTreeMap;

use super::policy::SlaPolicy;
use super::timetable::Timetable;
use super::turns::{Binding, CalendarVersion, PolicyVersion};

#[derive(Clone, Debug, Default)]
pub struct Book {
    policies: BTreeMap<PolicyVersion, SlaPolicy>,
    timetables: BTreeMap<CalendarVersion, Timetable>,
}

/// What one side of a case is promised, and what counts it.
#[derive(Clone, Copy)]
pub struct Term<'a> {
    pub policy: &'a SlaPolicy,
    pub timetable: &'a Timetable,
}

impl Book {
    pub fn with_policy(mut self, policy: SlaPolicy) -> Book {
        self.policies.insert(policy.version(), policy);
        self
    }

    pub fn with_timetable(mut self, timetable: Timetable) -> Book {
        self.timetables.insert(timetable.version, timetable);
        self
    }

    /// None where nothing is promised, or where a version is not here: see `has`.
    pub fn term(&self, binding: &Binding) -> Option<Term<'_>> {
        let policy = self.policies.get(binding.policy.as_ref()?)?;
        Some(Term { policy, timetable: self.timetables.get(&binding.calendar)? })
    }

    pub fn policy(&self, version: &PolicyVersion) -> Option<&SlaPolicy> {
        self.policies.get(version)
    }

    pub fn timetable(&self, version: &CalendarVersion) -> Option<&Timetable> {
        self.timetables.get(version)
    }

    /// Whether all is here that the binding names.
    pub fn has(&self, binding: &Binding) -> bool {
        binding.policy.is_none() || self.term(binding).is_some()
    }
}

impl SlaPolicy {
    pub fn version(&self) -> PolicyVersion {
        PolicyVersion { id: self.id, version: self.rv }
    }
}
