//! The object in view: what can be done with it comes first.

use std::sync::Arc;

use leptos::prelude::*;

use super::offers::Offer;
use super::use_palette;

#[derive(Clone)]
pub struct Here {
    /// What the object is called.
    pub name: String,
    /// What can be done with it, as of the moment it is asked.
    pub offers: Arc<dyn Fn() -> Vec<Offer> + Send + Sync>,
}

/// Says what is in view for as long as the calling component lives.
pub fn use_here(here: impl Fn() -> Option<Here> + Send + Sync + 'static) {
    let palette = use_palette();
    let last = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        let here = here();
        last.set_value(here.as_ref().map(|here| here.name.clone()));
        palette.here.set(here);
    });
    on_cleanup(move || {
        // The next page may have said already what is in view there.
        let mine = last.try_get_value().flatten();
        palette.here.try_update(|here| {
            if here.as_ref().map(|here| &here.name) == mine.as_ref() {
                *here = None;
            }
        });
    });
}
