use super::{gallery_data as data, *};
use leptos::prelude::*;

/// What floats, and what folds.
#[component]
pub(super) fn Overlays() -> impl IntoView {
    let dialog = RwSignal::new(false);
    let sheet = RwSignal::new(false);
    let tab = RwSignal::new("list".to_owned());
    let toasts = use_toasts();
    let undo = Callback::new(move |()| toasts.show(Tone::Neutral, "已恢复"));
    view! {
        <SectionCard id="g-overlays" title="浮层、标签页">
            <div class="stack">
                <div class="row">
                    <Button label="对话框" on_press=move || dialog.set(true)/>
                    <Button label="侧板" on_press=move || sheet.set(true)/>
                    <Button label="提示" on_press=move || toasts.show_with(Tone::Ok, "已发送", "撤销", undo)/>
                    <Button label="出错提示" on_press=move || toasts.show(Tone::Danger, "没有发出去，内容还在")/>
                    <Menu id="g-menu" label="操作" show_label=true>
                        <MenuItem label="转派" icon="arrow-right" keys="A" on_press=|| ()/>
                        <MenuItem label="关注" icon="eye" checked=true on_press=|| ()/>
                        <MenuLink label="打开客户" icon="building" href="#"/>
                        <hr/>
                        <MenuItem label="取消工单" icon="ban" danger=true on_press=|| ()/>
                        <MenuItem label="合并" icon="merge" disabled=true on_press=|| ()/>
                    </Menu>
                </div>
                <div>
                    <Tabs id="g-tabs" label="视图" choices=data::looks() active=tab/>
                    <TabPanel tabs="g-tabs" value="list" active=tab><p>"列表的内容"</p></TabPanel>
                    <TabPanel tabs="g-tabs" value="board" active=tab><p>"看板的内容"</p></TabPanel>
                    <TabPanel tabs="g-tabs" value="calendar" active=tab><p>"日历的内容"</p></TabPanel>
                </div>
                <div>
                    <Disclosure summary="客户资产" note="3" open=true><p class="quiet">"打印机 2 台，扫描仪 1 台"</p></Disclosure>
                    <Disclosure summary="往来记录" note="12"><p>"内容"</p></Disclosure>
                </div>
                <Dialog id="g-dialog" title="取消这个问题？" close_label="关闭" open=dialog>
                    <p class="quiet">"客户会收到通知。以后可以重新打开。"</p>
                    <div class="dialog-foot">
                        <Button label="取消问题" kind=Kind::Danger on_press=move || dialog.set(false)/>
                        <Button label="再想想" on_press=move || dialog.set(false)/>
                    </div>
                </Dialog>
                <Sheet id="g-sheet" title="快速登记" close_label="关闭" open=sheet
                    foot=move || view! { <Button label="保存" kind=Kind::Primary on_press=move || sheet.set(false)/> }>
                    <TextInput name="g-quick" label="标题" required=true/>
                </Sheet>
            </div>
        </SectionCard>
    }
    .into_any()
}
