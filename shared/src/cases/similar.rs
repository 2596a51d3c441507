//! Which cases may report the same: about the same person, thing or company, or in like words.

use std::collections::BTreeSet;

use crate::cases::model::Case;
use crate::cases::queries::SimilarCases;
use crate::kernel::id::{AssetId, CaseId, CompanyId, ContactId};
use crate::kernel::text::bigrams;
use crate::kernel::time::{DAY, Millis};

words! {
/// What two cases have in common.
Likeness { Asset = "asset", Contact = "contact", Words = "words", Company = "company" }
}

/// How long after its last change a case that ended may still be what is reported again.
pub const RECENT: Millis = 14 * DAY;
/// Offered at most.
pub const OFFERED: usize = 5;
/// Of each kind of candidates at most.
pub const CANDIDATES: usize = 30;
/// Share of the word pairs of two subjects that are the same, in hundredths, from which they are alike.
const ALIKE: usize = 45;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub id: Option<CaseId>,
    pub subject: String,
    pub company_id: Option<CompanyId>,
    pub contact_id: Option<ContactId>,
    pub asset_id: Option<AssetId>,
    /// Complaints alone, or none of them; both where nothing is there yet.
    pub complaint: Option<bool>,
}

impl Wanted {
    pub fn of(op: &SimilarCases) -> Wanted {
        let (id, subject) = (op.id, op.subject.clone().unwrap_or_default());
        Wanted {
            id,
            subject,
            company_id: op.company_id,
            contact_id: op.contact_id,
            asset_id: op.asset_id,
            complaint: None,
        }
    }

    pub fn of_case(case: &Case) -> Wanted {
        let (id, subject) = (Some(case.id), case.subject.clone());
        Wanted {
            id,
            subject,
            company_id: case.company_id,
            contact_id: case.contact_id,
            asset_id: case.asset_id,
            complaint: Some(case.complaint.is_some()),
        }
    }

    /// Nothing to go by yet.
    pub fn is_vague(&self) -> bool {
        self.contact_id.is_none() && self.asset_id.is_none() && bigrams(&self.subject).len() < 2
    }

    /// Whether a case comes into question at all.
    pub fn may_be(&self, case: &Case, now: Millis) -> bool {
        use crate::cases::CaseState::*;
        let lives =
            case.state.is_open() || (matches!(case.state, Resolved | Closed) && now - case.updated_at <= RECENT);
        let linked = case.ties.links.iter().any(|link| Some(link.case_id) == self.id);
        let fits = self.complaint.is_none_or(|complaint| complaint == case.complaint.is_some());
        lives && fits && !linked && Some(case.id) != self.id && case.follow_up_of.is_none_or(|old| Some(old) != self.id)
    }

    /// How alike a case is, and in what; None when it is not. The same company alone says too little.
    pub fn like(&self, case: &Case) -> Option<(u32, Vec<Likeness>)> {
        let alike = share(&bigrams(&self.subject), &bigrams(&case.subject));
        let both = |same: bool, weight: u32, what: Likeness| same.then_some((weight, what));
        let found = [
            both(self.asset_id.is_some() && self.asset_id == case.asset_id, 40, Likeness::Asset),
            both(self.contact_id.is_some() && self.contact_id == case.contact_id, 35, Likeness::Contact),
            both(alike >= ALIKE, alike as u32 / 2, Likeness::Words),
            both(self.company_id.is_some() && self.company_id == case.company_id, 15, Likeness::Company),
        ];
        let found: Vec<(u32, Likeness)> = found.into_iter().flatten().collect();
        let because: Vec<Likeness> = found.iter().map(|(_, what)| *what).collect();
        let enough = because.iter().any(|what| *what != Likeness::Company);
        enough.then(|| (found.iter().map(|(weight, _)| weight).sum(), because))
    }
}

/// The likeliest of the candidates, each once.
pub fn rank<'c>(
    wanted: &Wanted,
    candidates: impl IntoIterator<Item = &'c Case>,
    now: Millis,
) -> Vec<(&'c Case, Vec<Likeness>)> {
    let mut met = BTreeSet::new();
    let fits = candidates.into_iter().filter(|case| wanted.may_be(case, now) && met.insert(case.id));
    let mut found: Vec<(u32, &Case, Vec<Likeness>)> =
        fits.filter_map(|case| wanted.like(case).map(|(weight, because)| (weight, case, because))).collect();
    found.sort_by_key(|(weight, case, _)| (std::cmp::Reverse((*weight, case.updated_at)), case.id));
    found.truncate(OFFERED);
    found.into_iter().map(|(_, case, because)| (case, because)).collect()
}

/// Dice's coefficient in hundredths.
fn share(one: &BTreeSet<(char, char)>, other: &BTreeSet<(char, char)>) -> usize {
    let all = one.len() + other.len();
    (200 * one.intersection(other).count()).checked_div(all).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_alike_by_what_they_say_whatever_the_order_and_the_script() {
        let alike = |one, other| share(&bigrams(one), &bigrams(other)) >= ALIKE;
        for (one, other) in [
            ("三楼打印机卡纸", "打印机又卡纸了"),
            ("打印机卡纸", "财务打印机卡纸"),
            ("VPN keeps disconnecting", "vpn disconnecting every hour"),
            ("Ｕ８ 登录报错", "u8登录报错"),
        ] {
            assert!(alike(one, other), "{one} and {other}");
        }
        for (one, other) in [("打印机卡纸", "服务器宕机"), ("打印机", "打卡机"), ("", ""), ("VPN", "printer")]
        {
            assert!(!alike(one, other), "{one} and {other}");
        }
    }
}
