//! What to do when a record changed while it was being edited: what only one of the two touched is
//! kept; what both touched is asked.

use serde_json::Value;

/// A field that both changed, differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    pub field: String,
    pub mine: Value,
    pub theirs: Value,
}

/// The three versions of a record put together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Both sides' changes; where they clash, mine.
    pub merged: Value,
    pub clashes: Vec<Clash>,
    /// Fields that only the others changed.
    pub taken: Vec<String>,
}

/// `base` is what the editor started from.
pub fn merge(base: &Value, mine: &Value, theirs: &Value) -> Merge {
    let mut merge = Merge { merged: theirs.clone(), clashes: Vec::new(), taken: Vec::new() };
    let (Some(mine), Some(theirs)) = (mine.as_object(), theirs.as_object()) else { return merge };
    for (field, my_value) in mine.iter().filter(|(field, _)| *field != "rv") {
        let was = base.get(field);
        let their_value = theirs.get(field).cloned().unwrap_or(Value::Null);
        let (i_did, they_did) = (was != Some(my_value), was != Some(&their_value));
        if i_did && they_did && *my_value != their_value {
            merge.clashes.push(Clash { field: field.clone(), mine: my_value.clone(), theirs: their_value });
        } else if they_did && !i_did {
            merge.taken.push(field.clone());
        }
        if i_did {
            merge.merged[field] = my_value.clone();
        }
    }
    merge
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_both_changed_is_asked() {
        let base = json!({"rv": 1, "name": "华明", "phone": "1", "note": ""});
        let mine = json!({"rv": 1, "name": "华明电器", "phone": "1", "note": "我的"});
        let theirs = json!({"rv": 5, "name": "华明", "phone": "2", "note": "对方"});
        let merge = merge(&base, &mine, &theirs);
        assert_eq!(merge.merged, json!({"rv": 5, "name": "华明电器", "phone": "2", "note": "我的"}));
        assert_eq!(merge.taken, ["phone"]);
        assert_eq!(merge.clashes, [Clash { field: "note".into(), mine: json!("我的"), theirs: json!("对方") }]);
    }

    #[test]
    fn the_same_change_twice_is_no_clash() {
        let (base, both) = (json!({"rv": 1, "name": "a"}), json!({"rv": 1, "name": "b"}));
        let merge = merge(&base, &both, &json!({"rv": 2, "name": "b"}));
        assert!(merge.clashes.is_empty() && merge.taken.is_empty());
        assert_eq!(merge.merged, json!({"rv": 2, "name": "b"}));
    }
}
