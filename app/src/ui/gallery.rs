//! Every component in every state on one page (`/ui`, in development only).

use super::{gallery_data as data, gallery_forms::Forms, gallery_overlays::Overlays, *};
use leptos::prelude::*;

/// The gallery. Place it under a page of its own; it brings its own toasts.
#[component]
pub fn GalleryPage() -> impl IntoView {
    provide_toasts();
    view! {
        <main class="page stack stack-5" style="max-inline-size:1120px;margin-inline:auto">
            <PageHeader title="组件" over="设计" lead="每个组件的每个状态。改动样式后先看这一页，浅色、深色、390 和 1280。">
                <Button label="次要" icon="filter"/>
                <Button label="主要" kind=Kind::Primary icon="plus"/>
            </PageHeader>
            <Buttons/>
            <Signs/>
            <Forms/>
            <Overlays/>
            <Lists/>
            <States/>
            <ToastStack close_label="关闭"/>
        </main>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let row = |size: Size| {
        view! {
            <div class="row">
                <Button label="受理" kind=Kind::Primary size icon="check"/>
                <Button label="转派" size icon="arrow-right"/>
                <Button label="更多" kind=Kind::Plain size/>
                <Button label="删除" kind=Kind::Danger size icon="trash"/>
                <Button label="提交中" kind=Kind::Primary size busy=true/>
                <Button label="不可用" size disabled=true/>
                <LinkButton label="链接" href="#" size/>
                <IconButton label="收藏" icon="star" size/>
                <IconButton label="已收藏" icon="star-filled" size pressed=true/>
                <IconButton label="设置" icon="settings" kind=Kind::Quiet size/>
            </div>
        }
    };
    view! {
        <SectionCard id="g-buttons" title="按钮">
            <div class="stack">
                {row(Size::Small)} {row(Size::Medium)} {row(Size::Large)}
                <div class="row">
                    <Button label="发送" kind=Kind::Primary icon="send" keys="Ctrl+Enter"/>
                    <Kbd keys="J"/>
                    <Kbd keys="Ctrl K"/>
                </div>
            </div>
        </SectionCard>
    }
    .into_any()
}

#[component]
fn Signs() -> impl IntoView {
    let chips = |bare: bool| {
        view! {
            <div class="row row-3">
                <Chip text="新建" icon="circle" bare/>
                <Chip text="处理中" icon="progress" tone=Tone::Info bare/>
                <Chip text="已解决" icon="check-circle" tone=Tone::Ok bare/>
                <Chip text="还剩 20 分" icon="clock" tone=Tone::Warn bare/>
                <Chip text="已超 15 分钟" icon="alert" tone=Tone::Danger bare/>
                <Chip text="我的" icon="user" tone=Tone::Accent bare/>
            </div>
        }
    };
    view! {
        <SectionCard id="g-signs" title="标记">
            <div class="stack">
                {chips(false)} {chips(true)}
                <div class="row row-3">
                    <Level level=4 label="紧急"/><Level level=3 label="高"/><Level level=2 label="中"/><Level level=1 label="低"/>
                    <Badge count=3/><Badge count=128 tone=Tone::Danger/><Badge count=7 tone=Tone::Accent/>
                    <Avatar name="王小明"/><Avatar name="Chen Wei"/><Avatar name="欧阳娜娜" class="avatar-lg"/><Avatar name="李静" class="avatar-sm"/>
                    <Time ms=1_709_210_096_000 text="2 小时前" exact="2024-02-29 20:34:56"/>
                </div>
                <TagList label="标签" tags=vec!["网络".to_owned(), "VIP 客户".to_owned()]/>
                <TagList label="标签" tags=vec!["可移除".to_owned(), "打印机".to_owned()] remove_label="移除" on_remove=|_: String| ()/>
                <div class="stack stack-2">
                    <Banner card=true tone=Tone::Warn icon="cloud-off" text="现在没有网络，改动先保存在本机，恢复后自动发送。3 项待发送。">
                        <Button label="查看" size=Size::Small/>
                    </Banner>
                    <Banner card=true tone=Tone::Info text="有新版本，刷新后生效；草稿会保留。"/>
                    <Banner card=true tone=Tone::Danger text="这条回复没有发出去，内容还在。"/>
                    <Banner card=true tone=Tone::Ok text="导入完成：1,240 行，0 个错误。"/>
                </div>
            </div>
        </SectionCard>
    }
    .into_any()
}

#[component]
fn Lists() -> impl IntoView {
    let row = |at: Signal<usize>| {
        let at = at.get_untracked();
        view! {
        <div class="vrow" role="listitem" style="--cols:64px 1fr 80px">
            <span class="vcell mono">{at + 1}</span><span class="vcell">"打印机无法连接，重启后仍然报错"</span><span class="vcell num">{at * 7 % 90}</span>
        </div>
    }.into_any()
    };
    view! {
        <SectionCard id="g-lists" title="列表和表格">
            <div class="stack stack-5">
                <TableScroll label="工时">
                    <table class="table">
                        <thead><tr>
                            <SortHead label="编号" descending=true on_sort=|| ()/>
                            <SortHead label="标题" on_sort=|| ()/>
                            <th scope="col">"状态"</th>
                            <SortHead label="分钟" numeric=true on_sort=|| ()/>
                        </tr></thead>
                        <tbody>
                            <tr><td class="mono">"CS-2026-000123"</td><td>"打印机无法连接"</td><td><Chip text="处理中" icon="progress" tone=Tone::Info bare=true/></td><td class="num">"45"</td></tr>
                            <tr aria-selected="true"><td class="mono">"CS-2026-000124"</td><td>"申请新的门禁卡"</td><td><Chip text="已解决" icon="check-circle" tone=Tone::Ok bare=true/></td><td class="num">"1,205"</td></tr>
                        </tbody>
                    </table>
                </TableScroll>
                <div style="block-size:216px;display:flex;flex-direction:column">
                    <VirtualRows label="一万行" count=10_000usize key=|at: usize| at.to_string() row=row row_height=48.0/>
                </div>
                <LoadMore label="再显示 50 条" shown="50 / 1,240" more=true/>
                <div style="max-inline-size:320px"><Tree label="组织" nodes=data::tree() selected=RwSignal::new("2".to_owned())/></div>
                <DescriptionList>
                    <Fact name="客户">"华明精密制造（苏州）有限公司"</Fact>
                    <Fact name="联系人">"赵敏 · 138****1234"</Fact>
                    <Fact name="序列号"><span class="mono">"SN-88A0-2231"</span></Fact>
                </DescriptionList>
                <Steps label="进度" steps=data::steps(false) words=data::words() row=true/>
                <Steps label="进度" steps=data::steps(true) words=data::words()/>
            </div>
        </SectionCard>
    }
    .into_any()
}

#[component]
fn States() -> impl IntoView {
    view! {
        <SectionCard id="g-states" title="空、加载、出错">
            <div class="form-pair">
                <EmptyState title="没有待处理的问题" text="新的问题会出现在这里。也可以代客户登记一个。">
                    <Button label="登记" kind=Kind::Primary icon="plus"/>
                </EmptyState>
                <ErrorState title="没能读到列表" text="服务器没有回应。已保存的内容不受影响。" code="trace 7f3a-91c2">
                    <Button label="重试" icon="rotate"/>
                </ErrorState>
            </div>
            <Skeleton label="正在读取" rows=4/>
        </SectionCard>
    }
    .into_any()
}
