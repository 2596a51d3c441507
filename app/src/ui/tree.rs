use super::{dom, icon::Icon};
use leptos::{ev, html::Ul, prelude::*};
use std::collections::BTreeSet;

/// One node of a tree given as a flat list in preorder.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TreeNode {
    pub key: String,
    /// 0 for roots.
    pub depth: usize,
    pub text: String,
    pub note: String,
}

/// A tree (APG): arrows walk, right and left open and close, Enter or click selects. All open at first unless `closed`
/// says otherwise. Nodes come flat, in preorder.
#[component]
pub fn Tree(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] nodes: Signal<Vec<TreeNode>>,
    /// Key of the chosen node.
    selected: RwSignal<String>,
    /// Keys of the closed nodes.
    #[prop(default = RwSignal::new(BTreeSet::new()))]
    closed: RwSignal<BTreeSet<String>>,
) -> impl IntoView {
    let list = NodeRef::<Ul>::new();
    let shown = move || nodes.with(|nodes| closed.with(|closed| visible(nodes, closed)));
    let stop = move |key: &str| {
        let chosen = selected.with(|selected| selected == key);
        let none = selected.with(String::is_empty);
        chosen || (none && nodes.with(|nodes| nodes.first().is_some_and(|first| first.key == key)))
    };
    let item = move |(node, parent): (TreeNode, bool)| {
        let key = StoredValue::new(node.key.clone());
        let open = move || key.with_value(|key| closed.with(|closed| !closed.contains(key)));
        let chosen = move || key.with_value(|key| selected.with(|selected| selected == key));
        let text = |on: bool| if on { "true" } else { "false" };
        let twist = view! {
            <span class="tree-twist" on:click=move |event: ev::MouseEvent| {
                if parent {
                    event.stop_propagation();
                    toggle(closed, key.get_value());
                }
            }>{parent.then(|| view! { <Icon name="chevron-right"/> })}</span>
        };
        view! {
            <li
                class="tree-row"
                role="treeitem"
                data-key=node.key.clone()
                style=format!("--depth:{}", node.depth)
                {..leptos::attr::custom::custom_attribute("aria-level", (node.depth + 1).to_string())}
                aria-expanded=move || parent.then(|| text(open()))
                aria-selected=move || text(chosen())
                tabindex=move || key.with_value(|key| if stop(key) { "0" } else { "-1" })
                on:click=move |_| selected.set(key.get_value())
                on:keydown=move |event| match event.key().as_str() {
                    "Enter" | " " => { event.prevent_default(); selected.set(key.get_value()); }
                    "ArrowRight" if parent && !untrack(open) => toggle(closed, key.get_value()),
                    "ArrowLeft" if parent && untrack(open) => toggle(closed, key.get_value()),
                    _ => {}
                }
            >
                {twist}
                <span class="tree-text">{node.text}</span>
                {(!node.note.is_empty()).then(|| view! { <span class="tree-note">{node.note}</span> })}
            </li>
        }
    };
    view! {
        <ul
            node_ref=list
            class="tree"
            role="tree"
            aria-label=move || label.get()
            on:keydown=move |event| {
                if let Some(list) = list.get_untracked()
                    && dom::rove(&dom::all(&list, "[role=treeitem]"), &event.key(), "ArrowDown", "ArrowUp").is_some()
                {
                    event.prevent_default();
                }
            }
        >
            <For each=shown key=|(node, parent)| (node.key.clone(), node.text.clone(), node.note.clone(), node.depth, *parent) children=item/>
        </ul>
    }
    .into_any()
}

fn toggle(closed: RwSignal<BTreeSet<String>>, key: String) {
    closed.update(|closed| {
        if !closed.remove(&key) {
            closed.insert(key);
        }
    });
}

/// The nodes under no closed one, each with whether it has children.
fn visible(nodes: &[TreeNode], closed: &BTreeSet<String>) -> Vec<(TreeNode, bool)> {
    let mut hidden_below = None;
    let mut shown = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        if hidden_below.is_some_and(|depth| node.depth > depth) {
            continue;
        }
        let parent = nodes.get(at + 1).is_some_and(|next| next.depth > node.depth);
        hidden_below = (parent && closed.contains(&node.key)).then_some(node.depth);
        shown.push((node.clone(), parent));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_hides_what_is_below() {
        let node = |key: &str, depth| TreeNode { key: key.into(), depth, ..TreeNode::default() };
        let nodes = [node("a", 0), node("b", 1), node("c", 2), node("d", 0)];
        let closed = BTreeSet::from(["a".to_owned()]);
        let shown: Vec<_> = visible(&nodes, &closed).into_iter().map(|(node, parent)| (node.key, parent)).collect();
        assert_eq!(shown, [("a".to_owned(), true), ("d".to_owned(), false)]);
        assert_eq!(visible(&nodes, &BTreeSet::new()).len(), 4);
    }
}
