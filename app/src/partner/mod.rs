//! Pages of partner firms: the console's parts with the firm's name on top, nothing that is not theirs.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::boot::use_boot;
use crate::cases::{Panes, provide_desk};
use crate::console::ConsoleFrame;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::Icon;

/// `/partner`: cases forwarded to the firm.
#[component]
pub fn PartnerPage() -> impl IntoView {
    let i18n = use_i18n();
    let desk = provide_desk(true);
    let firm = use_boot().with_value(|boot| boot.me.on_behalf_of.clone());
    view! {
        <Title text=t!(i18n, partner.title) />
        <ConsoleFrame section="partner">
            <div class="partner-frame">
                <p class="partner-firm"><Icon name="building" /><b>{firm}</b><span class="faint only-desktop">{t!(i18n, partner.what)}</span></p>
                <Panes desk />
            </div>
        </ConsoleFrame>
    }
}
