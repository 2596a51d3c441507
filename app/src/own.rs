//! What a person arranges for themselves: kept on this device at once, on the server as soon as that
//! answers, and taken from the server where another device was the last to say.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use gloo::storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use yingda_shared::fault::Fault;

use crate::boot::use_boot;
use crate::offline::use_status;

/// Several changes in a row are told together.
const REST: Duration = Duration::from_millis(900);

/// What becomes of the server's version and this device's when both were changed.
type Merge<T> = fn(T, T) -> T;
/// How the server is told; answers the version.
type Save<T> = fn(T) -> LocalBoxFuture<'static, Result<i64, Fault>>;

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    value: T,
    rv: i64,
    /// The server has not heard of it.
    dirty: bool,
}

/// A document of the person's.
pub struct Own<T: 'static> {
    pub value: RwSignal<T>,
    rv: StoredValue<i64>,
    dirty: StoredValue<bool>,
    place: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// The server has said what it holds: only then is it told anything else.
    asked: StoredValue<bool>,
    save: Save<T>,
    merge: Merge<T>,
}

impl<T> Clone for Own<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Own<T> {}

/// Where this device keeps something of the person's. Colleagues may share a device.
pub fn place_of(name: &str) -> String {
    use_boot().with_value(|boot| format!("yingda.own.{name}.{}", boot.me.login))
}

/// A document by its name: empty in the first render, then as this device keeps it.
pub fn use_own<T>(name: &str, first: T, save: Save<T>, merge: Merge<T>) -> Own<T>
where
    T: Clone + Serialize + DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let own = Own {
        value: RwSignal::new(first),
        rv: StoredValue::new(0),
        dirty: StoredValue::new(false),
        place: StoredValue::new(place_of(name)),
        timer: StoredValue::new(None),
        asked: StoredValue::new(false),
        save,
        merge,
    };
    let away = use_status().away;
    let known = use_boot().with_value(|boot| boot.me.user_id.is_some());
    Effect::new(move |before: Option<()>| {
        if before.is_none()
            && known
            && let Ok(kept) = own.place.with_value(|place| LocalStorage::get::<Kept<T>>(place))
        {
            own.rv.set_value(kept.rv);
            own.dirty.set_value(kept.dirty);
            own.value.set(kept.value);
        }
        if !away.get() && own.dirty.get_value() {
            own.tell();
        }
    });
    own
}

impl<T> Own<T>
where
    T: Clone + Serialize + DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    /// Changes it here; the server hears of it after a rest.
    pub fn set(self, value: T) {
        if self.value.with_untracked(|now| *now == value) {
            return;
        }
        self.value.set(value);
        self.dirty.set_value(true);
        self.keep();
        if let Some(waiting) = self.timer.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
        self.timer.set_value(set_timeout_with_handle(move || self.tell(), REST).ok());
    }

    /// What the server holds. It counts where this device has nothing newer to say.
    pub fn adopt(self, rv: i64, value: T) {
        let Some(dirty) = self.dirty.try_get_value() else { return };
        let known = self.rv.get_value() == rv;
        self.asked.set_value(true);
        self.rv.set_value(rv);
        if !known && rv > 0 {
            let value = if dirty { (self.merge)(value, self.value.get_untracked()) } else { value };
            if self.value.with_untracked(|now| *now != value) {
                self.value.set(value);
            }
            self.keep();
        }
        if dirty {
            self.tell();
        }
    }

    fn keep(self) {
        let kept = Kept { value: self.value.get_untracked(), rv: self.rv.get_value(), dirty: self.dirty.get_value() };
        let _ = self.place.with_value(|place| LocalStorage::set(place, kept));
    }

    fn tell(self) {
        let Some(value) = self.value.try_get_untracked() else { return };
        if !self.asked.get_value() {
            return;
        }
        let told = value.clone();
        leptos::task::spawn_local(async move {
            let Ok(rv) = (self.save)(value).await else { return };
            let Some(same) = self.value.try_with_untracked(|now| *now == told) else { return };
            // Said by this device, whatever it has to say since: nothing that would be merged with it.
            self.rv.set_value(rv);
            if same {
                self.dirty.set_value(false);
            }
            self.keep();
        });
    }
}
