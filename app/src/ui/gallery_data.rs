//! Sample words of the gallery, the one place in `ui` where words may stand.

use super::{Choice, ComboOption, Step, StepState, TreeNode};

pub(super) fn teams() -> Vec<Choice> {
    vec![
        Choice::new("east", "华东一线").help("上海、杭州、南京"),
        Choice::new("north", "华北一线").help("北京、天津"),
        Choice::new("hq", "总部二线"),
    ]
}

pub(super) fn looks() -> Vec<Choice> {
    vec![
        Choice::new("list", "列表").icon("list"),
        Choice::new("board", "看板").icon("board"),
        Choice::new("calendar", "日历").icon("calendar"),
    ]
}

pub(super) fn people() -> Vec<ComboOption> {
    ["王小明", "李静", "欧阳娜娜", "Chen Wei"]
        .into_iter()
        .enumerate()
        .map(|(at, name)| ComboOption {
            key: at.to_string(),
            text: name.to_owned(),
            note: "华东一线 · 3 件在办".to_owned(),
            disabled: at == 3,
        })
        .collect()
}

pub(super) fn steps(stopped: bool) -> Vec<Step> {
    let step = |name: &str, fact: &str, state| Step { name: name.to_owned(), fact: fact.to_owned(), state };
    let mut steps = vec![
        step("已提交", "今天 09:12", StepState::Done),
        step("已受理", "今天 09:20 · 李静", StepState::Done),
        step("处理中", "承诺今天 18:00 前答复", StepState::Current),
        step("待您确认", "", StepState::Todo),
        step("已完成", "", StepState::Todo),
    ];
    if stopped {
        steps.truncate(2);
        steps.push(step("已撤销", "今天 10:02 · 您撤销了这个问题", StepState::Stopped));
    }
    steps
}

pub(super) fn words() -> [String; 4] {
    ["已完成", "当前", "未开始", "已终止"].map(str::to_owned)
}

pub(super) fn tree() -> Vec<TreeNode> {
    [
        (0, "总部", "128"),
        (1, "华东区域", "64"),
        (2, "上海分支", "40"),
        (2, "杭州分支", "24"),
        (1, "华北区域", "31"),
        (0, "外部伙伴", "9"),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (depth, text, note))| TreeNode {
        key: at.to_string(),
        depth,
        text: text.to_owned(),
        note: note.to_owned(),
    })
    .collect()
}
