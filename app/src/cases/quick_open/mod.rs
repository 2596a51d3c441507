//! Opening a case from anywhere: the caller first, then one line, then Ctrl+Enter.

mod caller;
mod draft;
mod form;

use leptos::prelude::*;

use self::draft::use_draft;
use self::form::QuickForm;
use crate::i18n::use_i18n;
use crate::t;
use crate::ui::Sheet;

/// The sheet. What is typed stays when it is closed, until it is saved.
#[component]
pub fn QuickOpenSheet(open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let draft = use_draft();
    view! {
        <Sheet id="quick-open" title=t!(i18n, cases.open.title) close_label=t!(i18n, common.close) open>
            <QuickForm draft open />
        </Sheet>
    }
}
