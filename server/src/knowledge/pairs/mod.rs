//! Standard descriptions and solutions on the server: keeping them, offering them, counting what they are used for.

mod candidates;
mod counting;
mod folding;
mod keeping;
mod offering;
mod portal;
pub mod store;

use yingda_shared::knowledge::pairs::*;

use crate::dispatch::Registry;
use crate::records::handlers as records;

pub use counting::{keep, standing, used_before, used_for};

pub fn register(registry: &mut Registry) {
    records::register_with::<Pair, _>(registry, keeping::save);
    registry.write::<MergePair, _>(keeping::merge);
    registry.read::<OfferPairs, _>(offering::offer);
    registry.read::<OftenReported, _>(offering::often);
    registry.write::<UsePair, _>(counting::used);
    registry.read::<PairHistory, _>(counting::history);
    registry.write::<ProposePair, _>(candidates::propose);
    registry.read::<ListCandidates, _>(candidates::list);
    registry.read::<ListFoldable, _>(folding::list);
    registry.write::<FoldCategory, _>(folding::fold);
    registry.read::<SuggestPairs, _>(portal::suggest);
    registry.write::<HelpedBy, _>(portal::helped);
}
