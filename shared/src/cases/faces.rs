//! What each customer reads of a case that other cases came to: what was said to them, and what is said
//! since they read along. Before a merge the customers of either side knew nothing of the other.

use std::borrow::Cow;

use crate::cases::model::Case;
use crate::cases::ties::Joined;
use crate::identity::actor::Actor;
use crate::kernel::id::CaseId;
use crate::kernel::time::Millis;

/// A part of the history: the entries of one case after a place, and its files after a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub case: CaseId,
    pub after: i64,
    pub since: Millis,
}

impl Part {
    fn whole(case: CaseId) -> Part {
        Part { case, after: 0, since: i64::MIN }
    }
}

/// A device holds nothing but what its person sees, and knows of no grants.
fn sees(actor: &Actor, scopes: &[String]) -> bool {
    actor.grants.is_empty() || actor.sees(scopes)
}

impl Case {
    /// Whether this actor sees the case as what it is, and not as what came to it.
    fn is_own(&self, actor: &Actor) -> bool {
        !actor.is_customer_side() || self.ties.joined.is_empty() || sees(actor, &self.own_scopes())
    }

    /// The cases that came to this one, as far as they are this actor's.
    pub fn came(&self, actor: &Actor) -> impl Iterator<Item = &Joined> {
        self.ties.joined.iter().filter(|joined| !actor.is_customer_side() || sees(actor, &joined.scopes()))
    }

    /// The parts of the history this actor reads.
    pub fn parts(&self, actor: &Actor) -> Vec<Part> {
        let joined = &self.ties.joined;
        if !actor.is_customer_side() {
            return std::iter::once(self.id).chain(joined.iter().map(|each| each.id)).map(Part::whole).collect();
        }
        let mut parts: Vec<Part> = self.came(actor).map(|each| Part::whole(each.id)).collect();
        if self.is_own(actor) {
            parts.push(Part::whole(self.id));
        }
        // Who reads a case reads on in the one it went into, from then on: upwards until nothing is added.
        let mut at = 0;
        while let Some(part) = parts.get(at).copied() {
            at += 1;
            let up = joined.iter().find(|each| each.id == part.case);
            let Some(next) = up.map(|each| Part { case: each.into, after: each.since, since: each.at }) else {
                continue;
            };
            match parts.iter_mut().find(|known| known.case == next.case) {
                Some(known) if known.after > next.after => *known = next,
                Some(_) => {}
                None => parts.push(next),
            }
        }
        parts
    }

    /// The case as it is to this actor: for a customer who came along with another case, what that one
    /// said, in the state of this one.
    pub fn facing(&self, actor: &Actor) -> Cow<'_, Case> {
        if !actor.is_customer_side() || self.ties.joined.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut case = self.clone();
        case.ties.joined = self.came(actor).cloned().collect();
        if self.is_own(actor) {
            return Cow::Owned(case);
        }
        let Some(face) = case.ties.joined.first().cloned() else { return Cow::Borrowed(self) };
        let since = self.parts(actor).iter().find(|part| part.case == self.id).map_or(i64::MAX, |part| part.since);
        case.subject = face.subject;
        case.description = face.description;
        case.channel = face.channel;
        case.contact_name = face.contact_name;
        case.contact_phone = face.contact_phone;
        case.company_id = face.company_id;
        case.contact_id = face.contact_id;
        case.asset_id = face.asset_id;
        case.product_id = face.product_id;
        case.planned = None;
        case.created_at = face.created_at;
        case.resolution = case.resolution.filter(|resolution| resolution.at > since);
        case.rating = case.rating.filter(|rating| rating.at > since);
        case.first_response_at = case.first_response_at.filter(|at| *at > since);
        case.urged_at = case.urged_at.filter(|at| *at > since);
        case.urge_count = if case.urged_at.is_some() { case.urge_count } else { 0 };
        case.customer_wrote_at = case.customer_wrote_at.filter(|at| *at > since);
        case.follow_up_of = None;
        Cow::Owned(case)
    }
}
