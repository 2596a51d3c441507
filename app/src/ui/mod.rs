//! The design system: thin components over native HTML, no domain word inside.
//!
//! Rules that every component keeps:
//! - **No literals.** Every word a person reads comes in as a prop: `Signal<String>` when required,
//!   `MaybeProp<String>` when optional, both `#[prop(into)]`. Pass `"text"`, a `String`, a signal or a closure
//!   (`label=move || t("cases.resolve")`); a closure follows the language switch without a reload.
//! - **Same first render** on server and browser: no clock, no randomness, no window. Ids come from props;
//!   a control's id is its `name` unless `id` says otherwise.
//! - **Works before wasm**: native controls with `name`, so a form posts. What a person typed before the
//!   module arrived is read back into the signal (`bind`), never overwritten.
//! - **State is yours**: `RwSignal` in, changed by the person; callbacks only for what is an act.
//! - **Tone is never alone**: every toned part takes an icon and a word.
//!
//! Looks live in `style/`; layouts and patterns that pages write by hand are in `style/README.md`.

mod address;
mod avatar;
mod banner;
mod bind;
mod button;
mod check;
mod chip;
mod choice;
mod combobox;
mod combobox_list;
mod dialog;
mod disclosure;
mod dom;
mod empty;
mod error_summary;
mod escape;
mod facts;
mod field;
mod file_input;
mod folded_filters;
pub mod gallery;
mod gallery_data;
mod gallery_forms;
mod gallery_overlays;
mod icon;
mod menu;
mod page;
mod resting;
mod segmented;
mod select;
mod sheet;
mod skeleton;
mod steps;
mod table;
mod tabs;
mod tags;
mod text_area;
mod text_input;
mod time;
mod toast;
mod tree;
mod virtual_rows;

pub use address::keep_address;
pub use avatar::{Avatar, initials};
pub use banner::Banner;
pub use button::{Button, IconButton, Kind, LinkButton, Size};
pub use check::{Checkbox, Switch};
pub use chip::{Badge, Chip, Kbd, Level, Tone};
pub use choice::{Choice, RadioGroup, RadioLook};
pub use combobox::{ComboOption, Combobox};
pub use dialog::Dialog;
pub use disclosure::Disclosure;
pub use dom::focus_soon;
pub use empty::{EmptyState, ErrorState};
pub use error_summary::ErrorSummary;
pub use escape::title_in_head;
pub use facts::{DescriptionList, Fact};
pub use field::{Field, described};
pub use file_input::FileInput;
pub use folded_filters::FoldedFilters;
pub use icon::Icon;
pub use menu::{Menu, MenuItem, MenuLink};
pub use page::{LoadMore, PageHeader, SectionCard};
pub use resting::resting;
pub use segmented::Segmented;
pub use select::Select;
pub use sheet::Sheet;
pub use skeleton::Skeleton;
pub use steps::{Step, StepState, Steps};
pub use table::{SortHead, TableScroll};
pub use tabs::{TabPanel, Tabs};
pub use tags::TagList;
pub use text_area::TextArea;
pub use text_input::TextInput;
pub use time::{Time, datetime_attr};
pub use toast::{ToastStack, Toasts, provide_toasts, use_toasts};
pub use tree::{Tree, TreeNode};
pub use virtual_rows::VirtualRows;
