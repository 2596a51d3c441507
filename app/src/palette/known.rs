//! What this page knows without asking anybody: what can be done here, where one can go, what can be set.

use leptos::prelude::*;
use yingda_shared::identity::ActorKind;

use super::offers::{Offer, Part};
use crate::boot::use_boot;
use crate::console::commands::Group;
use crate::console::{Keyboard, administers, go_places, places_of, use_keyboard, use_quick_open};
use crate::i18n::{I18n, Lang, use_i18n};
use crate::key;
use crate::preferences::{Preferences, set_density, set_language, set_theme, use_preferences};

/// Everything this needs, taken while the component is made.
#[derive(Clone, Copy)]
pub struct Known {
    i18n: I18n,
    keyboard: Keyboard,
    preferences: Preferences,
    quick: crate::console::QuickOpen,
    may_open: bool,
    may_task: bool,
    kind: ActorKind,
    places: StoredValue<Vec<(&'static str, crate::i18n::Key, String)>>,
    shortcuts: StoredValue<Vec<(&'static str, String)>>,
}

/// Commands that lead nowhere from inside the palette.
const LEFT_OUT: &[&str] =
    &["palette", "list.next", "list.previous", "list.open", "list.pick", "list.search", "case.state"];

pub fn use_known() -> Known {
    let (may_open, kind) = use_boot().with_value(|boot| (boot.may("cases.quick_open"), boot.me.kind));
    let may_task = kind == ActorKind::Staff && use_boot().with_value(|boot| boot.may("tasks.open"));
    let mut places = use_boot().with_value(places_of);
    if use_boot().with_value(administers) {
        places.extend(crate::admin::pages());
    }
    Known {
        i18n: use_i18n(),
        keyboard: use_keyboard(),
        preferences: use_preferences(),
        quick: use_quick_open(),
        may_open,
        may_task,
        kind,
        places: StoredValue::new(places),
        shortcuts: StoredValue::new(use_boot().with_value(go_places)),
    }
}

impl Known {
    pub fn base(self) -> &'static str {
        if self.kind == ActorKind::Partner { "/partner" } else { "/cases" }
    }

    pub fn is_staff(self) -> bool {
        self.kind == ActorKind::Staff
    }

    /// Commands that can be done now, pages, settings. What the object in view offers by itself is not repeated.
    pub fn offers(self, here: &[Offer]) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        // Tabs stand on desks alone.
        let is_phone = window().match_media("(width < 768px)").ok().flatten().is_some_and(|query| query.matches());
        for binding in self.keyboard.alive() {
            let Some(command) = binding.command else { continue };
            let doubled = here.iter().any(|offer| offer.key == command.id);
            let unseen = is_phone && command.group == Group::Tabs;
            if LEFT_OUT.contains(&command.id) || command.group == Group::Go || unseen || doubled {
                continue;
            }
            let (act, keys) = (binding.act, self.keyboard.keys(command.id));
            let words = self.i18n.say(binding.words);
            offers.push(Offer::run(Part::Acts, command.id, "bolt", words, move || act.run(())).keys(keys));
        }
        self.places.with_value(|places| {
            for (icon, words, address) in places {
                let offer = Offer::go(Part::Pages, icon, self.i18n.say(*words), address.clone());
                offers.push(offer.keys(self.keys_to(address)));
            }
        });
        if self.may_task {
            let words = self.i18n.say(key!(tasks.new));
            offers.push(Offer::go(Part::Acts, "check-circle", words, "/tasks?task=new"));
        }
        offers.extend(self.settings());
        offers
    }

    /// The shortcut that leads to an address.
    fn keys_to(self, address: &str) -> String {
        let of = |places: &Vec<(&'static str, String)>| places.iter().find(|(_, to)| *to == address).map(|(id, _)| *id);
        let id = self.shortcuts.with_value(of);
        id.map(|id| self.keyboard.keys(id)).unwrap_or_default()
    }

    fn settings(self) -> Vec<Offer> {
        let (i18n, preferences, keyboard) = (self.i18n, self.preferences, self.keyboard);
        let themes = [
            ("system", "settings", key!(console.theme_system)),
            ("light", "sun", key!(console.theme_light)),
            ("dark", "moon", key!(console.theme_dark)),
        ];
        let look = i18n.say(key!(palette.look));
        let mut offers: Vec<Offer> = themes
            .into_iter()
            .map(|(theme, icon, words)| {
                let key = format!("theme:{theme}");
                Offer::run(Part::Settings, key, icon, i18n.say(words), move || set_theme(preferences, theme))
                    .note(&look)
            })
            .collect();
        let tongue = i18n.say(key!(palette.language));
        for (lang, words) in [(Lang::Zh, key!(console.chinese)), (Lang::En, key!(console.english))] {
            let key = format!("lang:{}", lang.as_str());
            let run = move || set_language(i18n, lang);
            offers.push(Offer::run(Part::Settings, key, "globe", i18n.say(words), run).note(&tongue));
        }
        let compact = preferences.density.get() == "compact";
        let (words, density) = match compact {
            true => (key!(palette.comfortable), "comfortable"),
            false => (key!(console.compact), "compact"),
        };
        offers.push(
            Offer::run(Part::Settings, "density", "list", i18n.say(words), move || set_density(preferences, density))
                .note(&look),
        );
        let sheet = move || keyboard.sheet.set(true);
        offers.push(
            Offer::run(Part::Settings, "keys", "keyboard", i18n.say(key!(palette.keys)), sheet)
                .keys(keyboard.keys("help")),
        );
        offers
    }

    /// A case with these words as its subject.
    pub fn create(self, words: &str) -> Option<Offer> {
        if !self.may_open || words.trim().is_empty() {
            return None;
        }
        let (quick, subject) = (self.quick, words.trim().to_string());
        let text = self.i18n.fill(key!(palette.create), &[("what", &subject)]);
        let run = move || {
            quick.1.set(subject.clone());
            quick.0.set(true);
        };
        Some(Offer::run(Part::Create, "create-with", "plus", text, run).keys(self.keyboard.keys("create")))
    }
}
