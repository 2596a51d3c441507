//! How a case hangs together with others, and who keeps an eye on it.

use crate::cases::model::{Case, CaseState, Channel, PendingReason};
use crate::identity::actor::scope;
use crate::kernel::id::{AssetId, CaseId, CompanyId, ContactId, EntryId, ProductId, UserId};
use crate::kernel::time::Millis;

words! {
/// What the other case is to this one.
LinkKind {
    Related = "related",
    /// It brought this one about.
    Cause = "cause",
    /// This one brought it about.
    Effect = "effect",
    Parent = "parent",
    Child = "child",
    /// It reports what this one reports; comes with `cases.mark_duplicate` alone.
    Duplicate = "duplicate",
    /// It stays, and this one reports the same.
    Original = "original",
    /// Comments of this one went there; comes with `cases.split` alone.
    SplitOff = "split_off",
    /// Its comments came from there.
    SplitFrom = "split_from",
}
}

impl LinkKind {
    /// Those that people choose.
    pub const CHOSEN: &'static [LinkKind] =
        &[LinkKind::Related, LinkKind::Cause, LinkKind::Effect, LinkKind::Parent, LinkKind::Child];

    /// What this case is to the other one.
    pub fn mirrored(self) -> LinkKind {
        match self {
            LinkKind::Cause => LinkKind::Effect,
            LinkKind::Effect => LinkKind::Cause,
            LinkKind::Parent => LinkKind::Child,
            LinkKind::Child => LinkKind::Parent,
            LinkKind::Duplicate => LinkKind::Original,
            LinkKind::Original => LinkKind::Duplicate,
            LinkKind::SplitOff => LinkKind::SplitFrom,
            LinkKind::SplitFrom => LinkKind::SplitOff,
            same => same,
        }
    }
}

data! {
pub struct Link {
    pub kind: LinkKind,
    pub case_id: CaseId,
}

/// A case whose customers and history came to another one: what it was at that moment.
pub struct Joined {
    pub id: CaseId,
    pub number: String,
    pub subject: String,
    #[serde(default)]
    pub description: String,
    pub channel: Channel,
    #[serde(default)]
    pub contact_name: String,
    #[serde(default)]
    pub contact_phone: String,
    pub company_id: Option<CompanyId>,
    pub contact_id: Option<ContactId>,
    pub asset_id: Option<AssetId>,
    pub product_id: Option<ProductId>,
    pub created_at: Millis,
    /// The case it was merged into itself: this one, or one that came along.
    pub into: CaseId,
    /// The case whose merging brought it here: undoing that takes it away again.
    pub via: CaseId,
    /// Place in the timeline, and moment, since when its customers read along in `into`.
    pub since: i64,
    pub at: Millis,
    /// Its customer wrote and had no answer.
    #[serde(default)]
    pub waits: bool,
    #[serde(default)]
    pub followers: Vec<UserId>,
}

/// Where a case stood before it ended in another one: undoing leads back there.
pub struct Aside {
    pub state: CaseState,
    pub pending_reason: Option<PendingReason>,
    #[serde(default)]
    pub pending_note: String,
    pub held_from: Option<CaseState>,
    pub closed_at: Option<Millis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snooze: Option<Snooze>,
}

/// The case some comments came from, and which.
pub struct Origin {
    pub case_id: CaseId,
    pub entries: Vec<EntryId>,
}

/// Out of sight until a moment.
pub struct Snooze {
    pub until: Millis,
    pub by: String,
    /// Since when.
    pub at: Millis,
}

#[derive(Default)]
pub struct Ties {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<Joined>,
    /// The case this one ended in: merged into it, or another report of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_in: Option<CaseId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Aside>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split_from: Option<Origin>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snooze: Option<Snooze>,
}
}

impl Ties {
    pub fn is_empty(&self) -> bool {
        *self == Ties::default()
    }

    /// Those who follow this case or one that came to it.
    pub fn all_followers(&self) -> impl Iterator<Item = UserId> {
        self.followers.iter().chain(self.joined.iter().flat_map(|joined| &joined.followers)).copied()
    }
}

impl Joined {
    pub fn scopes(&self) -> Vec<String> {
        let mut scopes = vec![scope::case(self.id)];
        scopes.extend(self.company_id.map(scope::company));
        scopes.extend(self.contact_id.map(scope::contact));
        scopes
    }
}

impl Case {
    /// The case as another one remembers it.
    pub fn to_join(&self, into: CaseId) -> Joined {
        Joined {
            id: self.id,
            number: self.number.clone(),
            subject: self.subject.clone(),
            description: self.description.clone(),
            channel: self.channel,
            contact_name: self.contact_name.clone(),
            contact_phone: self.contact_phone.clone(),
            company_id: self.company_id,
            contact_id: self.contact_id,
            asset_id: self.asset_id,
            product_id: self.product_id,
            created_at: self.created_at,
            into,
            via: self.id,
            since: 0,
            at: 0,
            waits: self.customer_wrote_at.is_some() && self.state.is_open(),
            followers: self.ties.followers.clone(),
        }
    }

    /// The case that this one was merged into.
    pub fn merged_into(&self) -> Option<CaseId> {
        self.ties.ended_in.filter(|_| self.state == CaseState::Merged)
    }

    /// Its links, and the case it reports again.
    pub fn links(&self) -> Vec<Link> {
        let original = self.ties.ended_in.filter(|_| self.state == CaseState::Duplicate);
        let original = original.map(|case_id| Link { kind: LinkKind::Original, case_id });
        original.into_iter().chain(self.ties.links.iter().cloned()).collect()
    }

    pub fn is_asleep(&self, now: Millis) -> bool {
        self.ties.snooze.as_ref().is_some_and(|snooze| snooze.until > now)
    }
}
