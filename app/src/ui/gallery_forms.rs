use super::{gallery_data as data, *};
use leptos::prelude::*;

/// Form controls in rest, filled, wrong and disabled.
#[component]
pub(super) fn Forms() -> impl IntoView {
    let text = |words: &str| RwSignal::new(words.to_owned());
    let options = RwSignal::new(data::people());
    let search = move |typed: String| {
        options.set(data::people().into_iter().filter(|option| option.text.contains(&typed)).collect());
    };
    let errors = vec![
        ("g-title-bad".to_owned(), "请填写标题".to_owned()),
        ("g-phone".to_owned(), "手机号应为 11 位数字".to_owned()),
    ];
    view! {
        <SectionCard id="g-forms" title="表单">
            <form class="form" on:submit=|event| event.prevent_default()>
                <ErrorSummary title="还差 2 处，改好就能提交" errors=errors/>
                <TextInput name="g-title" label="标题" help="一句话说清楚是什么东西怎么了。" required=true placeholder="例如：二楼打印机一直卡纸" maxlength=120/>
                <TextInput name="g-title-bad" label="标题" error="请填写标题" required=true/>
                <div class="form-pair">
                    <TextInput name="g-phone" label="手机号" kind="tel" inputmode="tel" autocomplete="tel" value=text("1381234") error="手机号应为 11 位数字"/>
                    <TextInput name="g-off" label="客户编号" value=text("C-000812") disabled=true note="自动生成"/>
                </div>
                <TextArea name="g-body" label="经过" note="选填" help="支持 Markdown。" value=text("重启后依旧。\n</textarea><b>不会变粗</b>") rows=4/>
                <div class="form-pair">
                    <Select name="g-team" label="班组" choices=data::teams() value=text("north") blank="请选择"/>
                    <Combobox name="g-who" label="处理人" value=text("1") text=text("李静") options=options on_search=search empty="没有找到" clear_label="清除" help="可按姓名或拼音首字母查找"/>
                </div>
                <RadioGroup name="g-radio" label="影响范围" choices=data::teams() value=text("hq") look=RadioLook::Column/>
                <RadioGroup name="g-cards" label="方便的时间" choices=data::teams() value=text("east") look=RadioLook::Cards required=true/>
                <div>
                    <Checkbox name="g-check" label="完成后发短信通知我" checked=RwSignal::new(true) help="不发送营销信息"/>
                    <Checkbox name="g-check-off" label="不可选" disabled=true/>
                    <Switch name="g-switch" label="断网时也能用" checked=RwSignal::new(true)/>
                    <Switch name="g-switch-off" label="静音"/>
                </div>
                <div><Segmented name="g-look" label="显示方式" choices=data::looks() value=text("list")/></div>
                <FileInput name="g-files" label="照片" prompt="拍照或选择照片" accept="image/*" multiple=true help="最多 9 张，会自动压缩。"/>
                <div class="form-actions">
                    <Button label="提交" kind=Kind::Primary submit=true/>
                    <Button label="存草稿"/>
                </div>
            </form>
        </SectionCard>
    }
    .into_any()
}
