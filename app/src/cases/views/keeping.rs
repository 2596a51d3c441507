//! What is done with the view that is open: saved, pinned, shared, taken away.

use leptos::prelude::*;
use yingda_shared::kernel::id::ViewId;
use yingda_shared::views::{RemoveView, SaveView, SavedView};

use super::nav::href;
use super::{Opened, Saved, use_saved};
use crate::api::call;
use crate::cases::filters::ListView;
use crate::cases::list::ListState;
use crate::i18n::{I18n, use_i18n};
use crate::ui::{Menu, MenuItem, Toasts, Tone, use_toasts};
use crate::{key, t};

/// Which dialog about views is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    /// A new view of what the list says now.
    New,
    /// Name and reach of this one.
    Edit(SavedView),
}

/// What of views is under way on the page.
#[derive(Clone, Copy)]
pub struct Keeping {
    pub asked: RwSignal<Option<Asked>>,
    pub saved: Saved,
    pub list: ListState,
    toasts: Toasts,
    i18n: I18n,
}

impl Keeping {
    pub fn new(list: ListState) -> Keeping {
        Keeping { asked: RwSignal::new(None), saved: use_saved(), list, toasts: use_toasts(), i18n: use_i18n() }
    }

    /// The view as it will be, before anybody answers: its address must not seem absent meanwhile.
    fn foresee(self, view: SavedView) {
        if let Some(list) = self.saved.list {
            list.data.try_update(|views| {
                if let Some(views) = views {
                    views.rows.retain(|known| known.id != view.id);
                    views.rows.push(view);
                    views.rows.sort_by_cached_key(SavedView::order);
                }
            });
        }
    }

    /// Opens the view as it was kept just now.
    pub fn open(self, view: SavedView, replace: bool) {
        let address = href(self.list, Some(view.id));
        self.foresee(view);
        self.list.go.try_run((address, replace));
        self.saved.refresh();
    }

    fn forget(self, id: ViewId) {
        if let Some(list) = self.saved.list {
            list.data.try_update(|views| views.iter_mut().for_each(|views| views.rows.retain(|view| view.id != id)));
        }
    }

    /// Keeps what the list says now in the view it began with.
    fn update(self, view: SavedView) {
        let query = self.list.view.with_untracked(ListView::spoken);
        let op = saving(&SavedView { query: query.clone(), ..view.clone() });
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(_) => {
                    self.open(SavedView { query, ..view }, true);
                    self.toasts.show(Tone::Ok, self.i18n.say(key!(cases.views.updated)));
                }
                Err(fault) => {
                    self.toasts.show(Tone::Danger, self.i18n.fault(&fault));
                    self.saved.refresh();
                }
            }
        });
    }

    /// Takes the view away; what it found stays in the list, and the toast brings it back.
    fn remove(self, view: SavedView) {
        leptos::task::spawn_local(async move {
            match call(RemoveView { id: view.id }).await {
                Ok(_) => {
                    self.list.go.try_run((self.list.desk.base.to_string(), true));
                    self.forget(view.id);
                    self.saved.refresh();
                    let said = self.i18n.fill(key!(cases.views.removed), &[("name", &view.name)]);
                    let back = Callback::new(move |()| self.restore(view.clone()));
                    self.toasts.show_with(Tone::Ok, said, self.i18n.say(key!(cases.views.undo)), back);
                }
                Err(fault) => self.toasts.show(Tone::Danger, self.i18n.fault(&fault)),
            }
        });
    }

    fn restore(self, view: SavedView) {
        let op = SaveView { base: None, ..saving(&view) };
        leptos::task::spawn_local(async move {
            match call(op).await {
                Ok(_) => self.open(view, true),
                Err(fault) => self.toasts.show(Tone::Danger, self.i18n.fault(&fault)),
            }
        });
    }
}

/// The operation that keeps a view as it is here.
pub fn saving(view: &SavedView) -> SaveView {
    SaveView {
        id: view.id,
        base: Some(view.rv).filter(|rv| *rv > 0),
        name: view.name.clone(),
        scope: view.scope,
        team_id: view.team_id,
        query: view.query.clone(),
        place: view.place,
    }
}

/// Moves one of the pinned views by one place.
fn moved(mut pinned: Vec<ViewId>, id: ViewId, down: bool) -> Vec<ViewId> {
    if let Some(at) = pinned.iter().position(|known| *known == id) {
        let to = if down { (at + 1).min(pinned.len() - 1) } else { at.saturating_sub(1) };
        pinned.swap(at, to);
    }
    pinned
}

/// The menu of the open view, or the way to save the list as one.
#[component]
pub fn ViewMenu(keeping: Keeping) -> impl IntoView {
    let i18n = use_i18n();
    let saved = keeping.saved;
    if !saved.is_kept() || !crate::boot::may("views.save") {
        return ().into_any();
    }
    let open = Memo::new(move |_| match saved.opened() {
        Opened::View(view) => Some((*view).clone()),
        _ => None,
    });
    let differs = Memo::new(move |_| keeping.list.view.with(ListView::differs));
    let items = move || {
        let view = open.get()?;
        let (first, second, third) = (view.clone(), view.clone(), view.clone());
        let id = view.id;
        let pinned = saved.pinned();
        let is_pinned = pinned.contains(&id);
        let pins = move || {
            let mut pins = saved.pinned();
            match is_pinned {
                true => pins.retain(|known| *known != id),
                false => pins.push(id),
            }
            pins
        };
        let shift = (is_pinned && pinned.len() > 1).then(|| {
            view! {
                <MenuItem label=t!(i18n, cases.views.up) icon="chevron-up" on_press=move |()| saved.pin(moved(untrack(|| saved.pinned()), id, false)) />
                <MenuItem label=t!(i18n, cases.views.down) icon="chevron-down" on_press=move |()| saved.pin(moved(untrack(|| saved.pinned()), id, true)) />
            }
        });
        Some(view! {
            {differs.get().then(|| view! { <MenuItem label=t!(i18n, cases.views.update) icon="check" on_press=move |()| keeping.update(first.clone()) /> })}
            <MenuItem
                label=Signal::derive(move || i18n.say(if is_pinned { key!(cases.views.unpin) } else { key!(cases.views.pin) }))
                icon="pushpin"
                on_press=move |()| saved.pin(untrack(pins))
            />
            {shift}
            <MenuItem label=t!(i18n, cases.views.edit) icon="edit" on_press=move |()| keeping.asked.set(Some(Asked::Edit(second.clone()))) />
            <MenuItem label=t!(i18n, cases.views.remove) icon="trash" danger=true on_press=move |()| keeping.remove(third.clone()) />
            <hr />
        })
    };
    view! {
        <Menu id="list-view" label=t!(i18n, cases.views.menu) icon="star">
            {items}
            <MenuItem label=t!(i18n, cases.views.save_as) icon="plus" on_press=move |()| keeping.asked.set(Some(Asked::New)) />
        </Menu>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use yingda_shared::kernel::id::Uuid;

    #[test]
    fn a_pinned_view_moves_by_one_and_stays_inside() {
        let ids: Vec<ViewId> = (1..=3).map(|n| ViewId(Uuid::from_u128(n))).collect();
        let order = |moved: Vec<ViewId>| moved.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>();
        assert_eq!(order(moved(ids.clone(), ids[0], true)), [2, 1, 3]);
        assert_eq!(order(moved(ids.clone(), ids[0], false)), [1, 2, 3]);
        assert_eq!(order(moved(ids.clone(), ids[2], true)), [1, 2, 3]);
    }
}
