//! The command palette: whatever the product can do or show, found by typing. Opened by one chord from
//! everywhere, dialogs included; answered from this device and completed by the server.

mod caret;
mod here;
mod initials;
mod known;
mod list;
mod matching;
mod offers;
mod recent;
mod search;
mod view;

pub use here::{Here, use_here};
pub use offers::{Act, Offer, Part};
pub use view::PaletteDialog;

use leptos::prelude::*;
use yingda_shared::identity::ActorKind;

use crate::boot::use_boot;

/// The palette of the app: whether it is shown, and what is in view.
#[derive(Clone, Copy)]
pub struct Palette {
    pub open: RwSignal<bool>,
    here: RwSignal<Option<Here>>,
}

pub fn provide_palette() -> Palette {
    let palette = Palette { open: RwSignal::new(false), here: RwSignal::new(None) };
    provide_context(palette);
    palette
}

pub fn use_palette() -> Palette {
    use_context().unwrap_or_else(|| Palette { open: RwSignal::new(false), here: RwSignal::new(None) })
}

/// Those who work at the desk have one; customers find their way on their own pages.
pub fn is_for_me() -> bool {
    use_boot().with_value(|boot| matches!(boot.me.kind, ActorKind::Staff | ActorKind::Partner))
}
