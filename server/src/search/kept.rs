//! What a follower keeps behind the feed: any index that takes documents in and is read as it stood at a moment.

use yingda_shared::kernel::id::Uuid;

use super::shelf::{Mark, Unusable};

/// An index that is written to.
pub trait Kept: Sized + Send + 'static {
    type Doc: Send + 'static;
    type Snapshot: Standing;

    /// Of how documents are made: indexes of other versions are thrown away.
    const VERSION: u32;

    fn id(doc: &Self::Doc) -> Uuid;

    /// How far it knows the feed. None: it is to be filled.
    fn mark(&self) -> Option<&Mark>;

    /// It knows the feed up to here without a commit: nothing of its kind changed.
    fn pass(&mut self, mark: Mark);

    /// Takes documents in, in the place of those with the same ids. `fresh`: there are none.
    fn put(&mut self, docs: &[Self::Doc], fresh: bool) -> Result<(), Unusable>;

    fn remove(&mut self, id: Uuid);

    /// Makes what was put and removed part of the index, which then knows the feed up to the mark.
    fn commit(&mut self, mark: Mark) -> Result<(), Unusable>;

    /// The index as it stands after the last commit.
    fn snapshot(&self) -> Result<Option<Self::Snapshot>, Unusable>;
}

/// An index at one moment, for reading.
pub trait Standing: Send + Sync + 'static {
    /// The position of the feed up to which it knows everything.
    fn pos(&self) -> i64;
}
