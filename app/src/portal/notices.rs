//! A customer's notices: what moved since they last looked.

use leptos::prelude::*;
use leptos_meta::Title;
use yingda_shared::notices::{ListNotices, Notice, NoticeKind, ReadNotices};

use super::fault::PartFault;
use super::frame::PortalFrame;
use super::promise::Standing;
use crate::data::load;
use crate::form::{OpForm, use_form};
use crate::format::{ago, exact, use_now};
use crate::i18n::{I18n, use_i18n};
use crate::pwa::DeviceTold;
use crate::ui::{Button, EmptyState, Icon, Size, Skeleton, Time};
use crate::{key, t};

/// The newest notices, unread ones marked, all of them read by one press.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let i18n = use_i18n();
    let notices = load(|| ListNotices {});
    let form = use_form::<ReadNotices>();
    let refresh = Callback::new(move |_| notices.refetch());
    let read_all = move || {
        view! {
            <div class="row row-end">
                <OpForm form on_done=refresh>
                    <Button label=t!(i18n, portal.read_all) size=Size::Small submit=true busy=form.busy />
                </OpForm>
            </div>
        }
    };
    let shown = move || {
        Suspend::new(async move {
            match notices.await {
                Err(fault) => view! { <PartFault fault /> }.into_any(),
                Ok(list) if list.rows.is_empty() => {
                    view! { <EmptyState icon="bell" title=t!(i18n, portal.no_notices) /> }.into_any()
                }
                Ok(list) => {
                    let unread = list.rows.iter().any(|notice| !notice.read);
                    let rows = list.rows.into_iter().map(|notice| view! { <NoticeRow notice /> }).collect_view();
                    view! { {unread.then(read_all)}<ul class="notice-list">{rows}</ul> }.into_any()
                }
            }
        })
    };
    view! {
        <Title text=t!(i18n, portal.notices) />
        <PortalFrame title=t!(i18n, portal.notices) here="notices">
            <main class="portal-main" id="main" tabindex="-1">
                <h1 class="vh">{t!(i18n, portal.notices)}</h1>
                <DeviceTold />
                <Transition fallback=move || view! { <Skeleton label=t!(i18n, common.loading) rows=5 /> }>{shown}</Transition>
            </main>
        </PortalFrame>
    }
}

/// What happened, as the customer says it.
fn what(i18n: I18n, notice: &Notice) -> String {
    let by = [("by", notice.by.as_str())];
    match notice.kind {
        NoticeKind::Replied | NoticeKind::Mentioned => i18n.fill(key!(portal.notice.replied), &by),
        NoticeKind::StateChanged => {
            let word = Standing::word_of(&notice.state, notice.reason, i18n);
            i18n.fill(key!(portal.notice.state), &[("state", &word)])
        }
        NoticeKind::Changed => i18n.say(key!(portal.event.other)),
        other => i18n.word("words.notice", other.as_str()),
    }
}

/// One notice; the whole row is the link.
#[component]
fn NoticeRow(notice: Notice) -> impl IntoView {
    let i18n = use_i18n();
    let now = use_now();
    let (at, href, subject, read) = (notice.at, format!("/my/{}", notice.number), notice.subject.clone(), notice.read);
    view! {
        <li data-unread=(!read).then_some("")>
            <Icon name=if notice.kind == NoticeKind::Replied { "message" } else { "flag" } />
            <a href=href>
                {(!read).then(|| view! { <span class="vh">{t!(i18n, portal.unread)}</span> })}
                <b>{move || what(i18n, &notice)}</b>
                <span>{subject}</span>
            </a>
            <Time ms=at text=move || ago(i18n, at, now.get()) exact=exact(at) />
        </li>
    }
}
