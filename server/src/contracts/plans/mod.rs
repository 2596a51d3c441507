//! Plans of contracts on the server: keeping them, telling their dates, opening their cases.

mod dates;
mod expand;
mod faults;
mod keeping;
mod opening;
mod renewing;
pub mod store;
mod telling;
pub mod watch;

use yingda_shared::contracts::plans::*;

use crate::dispatch::Registry;
use crate::records::handlers as records;

pub use faults::solved;
pub use keeping::contract_saved;
pub use renewing::copy as copy_to_renewal;

pub fn register(registry: &mut Registry) {
    records::register_with::<ServicePlan, _>(registry, keeping::save);
    registry.free::<PreviewPlan, _>(telling::preview);
    registry.read::<ContractPlans, _>(telling::of_contract);
    registry.read::<PlanHistory, _>(telling::history);
}
