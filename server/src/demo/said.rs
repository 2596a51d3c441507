//! What is said in every kind of case of the demo world.

use yingda_shared::cases::PendingReason;
use yingda_shared::cases::model::RatingReason;

pub const GREETINGS: &[&str] = &[
    "您好，问题已经收到，我正在查看，请稍等。",
    "您好，我是负责本单的工程师，正在按您描述的步骤复现，稍后回复您。",
    "收到，感谢您描述得这么详细。我先核对一下环境，半小时内给您答复。",
    "您好，已经看到您的问题，我先查一下有没有同类案例。",
];
pub const THANKS: &[&str] = &[
    "好的，谢谢，我们试一下。",
    "明白了，我现在就去操作，有结果告诉您。",
    "收到，辛苦了，麻烦尽快，领导也在关注。",
    "刚试了一下，还是原来的提示，您再帮忙看看。",
    "我们这边又有两位同事遇到同样的情况，麻烦一起看看。",
];
pub const ASSIGN_NOTES: &[&str] = &[
    "",
    "",
    "",
    "请优先处理。",
    "客户比较急，请先电话联系。",
    "同类问题你处理过，转给你。",
    "客户是重点客户，请注意响应时间。",
];
pub const FORWARD_NOTES: &[&str] = &[
    "请安排工程师到客户现场，客户联系人和电话见本单。",
    "远程已排除软件原因，请到场检查设备和线路。",
    "客户要求今天上门，请接单后先电话确认时间。",
];
pub const FIRM_REPLIES: &[&str] = &[
    "已与客户电话确认，今天下午到现场。",
    "已到达现场，正在排查，初步判断与线路接触不良有关。",
    "设备已更换备件，正在观察运行情况。",
];
pub const URGES: &[&str] = &["请问现在到哪一步了？", "已经影响我们正常业务，请尽快处理。", "今天下班前能解决吗？", ""];
pub const REJECTIONS: &[&str] = &[
    "按说明操作后，重新登录又出现了同样的提示。",
    "只有我这台电脑好了，其他同事的还是不行。",
    "数据还有两笔对不上，请再核对。",
];
pub const CLOSINGS: &[&str] =
    &["电话回访客户确认已解决。", "客户三个工作日未回复，按约定关闭。", "现场签字确认，问题关闭。"];
pub const CANCELLATIONS: &[&str] = &[
    "客户自行解决，不再需要处理。",
    "与已有事件重复，客户同意撤回。",
    "是我操作有误，现在已经正常，谢谢。",
    "暂时不需要了，下个版本再考虑。",
];
pub const AFTER_REJECTION: &[&str] = &["非常抱歉没有一次处理好，我们重新核对了一遍，马上继续处理。"];

/// What a case on hold waits for, in words.
pub fn hold_notes(reason: PendingReason) -> &'static [&'static str] {
    match reason {
        PendingReason::Customer => &["等待客户补充截图和日志。", "等待客户确认操作时间。", "等待客户提供账套备份。"],
        PendingReason::ThirdParty => &["等待税控服务商答复。", "等待银行技术支持提供证书。", "等待运营商检测线路。"],
        PendingReason::WorkOrder => &["研发修正补丁，预计两个工作日。", "等待现场工单完成后继续。"],
        PendingReason::Scheduled => {
            &["已约定周六晚上停机处理。", "已约定明天上午上门。", "客户要求月末结账之后再操作。"]
        }
    }
}

pub const PRAISE: &[(&str, &[RatingReason])] = &[
    ("响应很快，讲解也清楚。", &[RatingReason::Fast, RatingReason::Professional]),
    ("工程师非常耐心，一步步教我们操作。", &[RatingReason::Friendly]),
    ("没想到半天就解决了，点赞。", &[RatingReason::Fast]),
    ("", &[RatingReason::Professional, RatingReason::Friendly]),
    ("问题定位准确，还主动提醒了风险。", &[RatingReason::Professional]),
    ("", &[]),
];
pub const CRITICISM: &[(&str, &[RatingReason])] = &[
    ("等了快两天才有人联系。", &[RatingReason::Slow]),
    ("电话打了几次都占线。", &[RatingReason::HardToReach, RatingReason::Slow]),
    ("只是临时绕过去了，希望彻底解决。", &[RatingReason::NotSolved]),
];
