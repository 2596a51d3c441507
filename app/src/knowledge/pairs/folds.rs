//! Over the list of categories: those that are no more than a pair, and the one step that folds each.

use leptos::prelude::*;
use yingda_shared::knowledge::pairs::folding::{Foldable, Why};
use yingda_shared::knowledge::pairs::{FoldCategory, ListFoldable};

use crate::api::call;
use crate::boot::may;
use crate::data::fetch;
use crate::i18n::use_i18n;
use crate::ui::{Tone, use_toasts};
use crate::{key, t, ui};

/// `folded` hears of each.
#[component]
pub fn FoldNotice(folded: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let found = fetch(move || may("pairs.foldable").then_some(ListFoldable {}));
    let done = Callback::new(move |()| {
        found.refresh();
        folded.try_run(());
    });
    let rows =
        Memo::new(move |_| found.data.with(|page| page.as_ref().map(|page| page.rows.clone()).unwrap_or_default()));
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    // It stays open while one after the other is folded.
    move || {
        any.get().then(|| {
            let note = MaybeProp::derive(move || Some(rows.with(Vec::len).to_string()));
            view! {
                <div class="fold-notice" data-folds="">
                    <ui::Disclosure summary=t!(i18n, pairs.folds) note>
                        <p class="quiet small">{t!(i18n, pairs.folds_text)}</p>
                        <ul class="pair-list">
                            <For each=move || rows.get() key=|row| row.category_id let:row><Row row done /></For>
                        </ul>
                    </ui::Disclosure>
                </div>
            }
        })
    }
}

#[component]
fn Row(row: Foldable, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let Foldable { category_id, name, into, why, pair, pairs, .. } = row;
    let because = {
        let (pair, into) = (pair.clone(), into.clone());
        move || {
            let key = match why {
                Why::SameName => key!(pairs.fold_same_name),
                Why::OnlyOne => key!(pairs.fold_only_one),
            };
            i18n.fill(key, &[("pair", &pair), ("into", &into), ("n", &pairs.to_string())])
        }
    };
    let fold = {
        let name = name.clone();
        move |()| {
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let (name, into) = (name.clone(), into.clone());
            leptos::task::spawn_local(async move {
                match call(FoldCategory { category_id }).await {
                    Ok(_) => {
                        let said = untrack(|| i18n.fill(key!(pairs.folded), &[("name", &name), ("into", &into)]));
                        toasts.show(Tone::Ok, said);
                        done.try_run(());
                    }
                    Err(fault) => toasts.show(Tone::Danger, untrack(|| i18n.fault(&fault))),
                }
                busy.try_set(false);
            });
        }
    };
    let act = (may("pairs.fold") && may("categories.save")).then(|| {
        view! { <ui::Button label=t!(i18n, pairs.fold) size=ui::Size::Small icon="merge" busy on_press=fold /> }
    });
    view! {
        <li class="pair-row">
            <div class="pair-what"><b>{name}</b><span class="quiet small">{because}</span></div>
            {act}
        </li>
    }
}
