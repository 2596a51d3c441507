//! Who stands above whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::fault::FieldFault;
use crate::kernel::id::UserId;

/// Somebody, and whoever stands above.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    pub name: String,
    pub manager_id: Option<UserId>,
}

/// What is wrong with giving somebody a manager: the names in the circle that it would close.
pub fn manager_faults(people: &BTreeMap<UserId, Standing>, user: UserId, manager: Option<UserId>) -> Vec<FieldFault> {
    let (mut way, mut seen, mut next) = (vec![user], BTreeSet::from([user]), manager);
    while let Some(above) = next {
        way.push(above);
        if above == user {
            let name = |id: &UserId| people.get(id).map_or("", |person| person.name.as_str());
            let mut fault = FieldFault::new("/manager_id", "manager_circle");
            fault.params.insert("names".into(), way.iter().map(name).collect::<Vec<_>>().join(" → "));
            return vec![fault];
        }
        // A circle further up is not this person's.
        if !seen.insert(above) {
            break;
        }
        next = people.get(&above).and_then(|person| person.manager_id);
    }
    Vec::new()
}
