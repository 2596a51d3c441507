//! Service products and contracts as they are kept.

use super::{Amount, ContractState, Measure};
use crate::cases::Channel;
use crate::kernel::id::{
    AssetId, CategoryId, CompanyId, ContractId, DepartmentId, FirmId, ProductId, ServiceProductId, UnitId,
};
use crate::kernel::time::Millis;

/// The one place that says what a promise points at: a policy of the service levels.
pub use crate::kernel::id::SlaPolicyId;

words! {
/// Which of its limits end a contract.
Combine {
    /// The first that is reached.
    Any = "any",
    /// All of them together.
    All = "all",
}
}

words! {
/// What happens to a call when nothing is left to draw it from.
OnDepletion {
    /// It is refused.
    Block = "block",
    /// It is taken, the balance goes below nothing, and people are told.
    Warn = "warn",
    /// It is taken, and the balance goes below nothing.
    Negative = "negative",
    /// It is taken; what goes beyond is not drawn but written down to be paid.
    PayAsYouGo = "pay_as_you_go",
    /// The next contract takes it: the one that is named, or else the next best that covers the call.
    Next = "next",
}
}

words! {
/// What kind of call a contract covers. Complaints are covered where it says so: nobody pays for complaining.
CallKind { Case = "case", Complaint = "complaint" }
}

data! {
/// A service level among those that a service product is made of.
pub struct Promise {
    pub policy_id: SlaPolicyId,
    /// As the product calls it.
    pub name: String,
}

/// A service that is sold: service levels put together under one name.
pub struct ServiceProduct {
    pub id: ServiceProductId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub slas: Vec<Promise>,
    #[serde(default)]
    pub note: String,
}

pub struct Limit {
    /// Must be said; absent is a fault of its own.
    #[serde(default)]
    pub measure: Option<Measure>,
    /// Calls, hours or yuan.
    #[serde(default)]
    pub total: Amount,
}

pub struct Contract {
    pub id: ContractId,
    #[serde(default)]
    pub rv: i64,
    pub active: bool,
    pub name: String,
    /// Its number in the books.
    #[serde(default)]
    pub code: String,
    pub company_id: CompanyId,
    #[serde(default)]
    pub service_product_id: Option<ServiceProductId>,
    pub state: ContractState,
    /// Who gives the service: a unit of ours, or a partner firm.
    #[serde(default)]
    pub supplier_unit_id: Option<UnitId>,
    #[serde(default)]
    pub supplier_firm_id: Option<FirmId>,
    pub starts_at: Millis,
    /// The first moment at which it is over; None when only its other limits end it.
    #[serde(default)]
    pub ends_at: Option<Millis>,
    /// An empty list covers all there are. A call is covered by its product or by its asset.
    #[serde(default)]
    pub departments: Vec<DepartmentId>,
    #[serde(default)]
    pub products: Vec<ProductId>,
    #[serde(default)]
    pub assets: Vec<AssetId>,
    /// With all categories below them.
    #[serde(default)]
    pub categories: Vec<CategoryId>,
    /// Empty: cases, and no complaints.
    #[serde(default)]
    pub kinds: Vec<CallKind>,
    #[serde(default)]
    pub channels: Vec<Channel>,
    #[serde(default)]
    pub limits: Vec<Limit>,
    pub combine: Combine,
    pub on_depletion: OnDepletion,
    /// Who takes what this one has nothing left for.
    #[serde(default)]
    pub next_id: Option<ContractId>,
    /// Percent of a limit at whose use people are told, each once for each time it is crossed.
    #[serde(default)]
    pub thresholds: Vec<u8>,
    /// The contract that this one follows.
    #[serde(default)]
    pub renews_id: Option<ContractId>,
    /// What a call draws: hours that it holds while it is open, yuan for itself, yuan for each hour.
    #[serde(default)]
    pub call_hours: Amount,
    #[serde(default)]
    pub call_charge: Amount,
    #[serde(default)]
    pub hour_charge: Amount,
    /// What the customer pays for the whole of it, in yuan.
    #[serde(default)]
    pub price: Amount,
    /// What it costs the supplier beside the work, in yuan.
    #[serde(default)]
    pub cost: Amount,
    /// What an hour of work costs the supplier, in yuan.
    #[serde(default)]
    pub hour_cost: Amount,
    #[serde(default)]
    pub note: String,
}
}

record!(ServiceProduct, ServiceProductId, "service_products");
record!(Contract, ContractId, "contracts");

impl Contract {
    /// Units that a limit grants from the start; None where the measure has none.
    pub fn limit(&self, measure: Measure) -> Option<i64> {
        let limit = self.limits.iter().find(|limit| limit.measure == Some(measure))?;
        limit.total.units(measure).ok()
    }

    /// What has a limit, in the order of measures.
    pub fn limited(&self) -> impl Iterator<Item = Measure> + '_ {
        Measure::ALL.iter().copied().filter(|measure| self.limit(*measure).is_some())
    }

    /// Units that an open call holds of a measure.
    pub fn need(&self, measure: Measure) -> i64 {
        match measure {
            Measure::Calls => 1,
            Measure::Hours => self.call_hours.units(Measure::Hours).unwrap_or_default(),
            Measure::Money => self.charge(self.need(Measure::Hours)),
        }
    }

    /// Fen that a call of so many minutes draws.
    pub fn charge(&self, minutes: i64) -> i64 {
        let call = self.call_charge.units(Measure::Money).unwrap_or_default();
        call + super::costs::of_time(minutes, self.hour_charge.units(Measure::Money).unwrap_or_default())
    }

    /// Nothing is drawn that is not there. Elsewhere the balance may go below nothing.
    pub fn never_overdrawn(&self) -> bool {
        !matches!(self.on_depletion, OnDepletion::Warn | OnDepletion::Negative)
    }

    pub fn has_ended(&self, now: Millis) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }
}
