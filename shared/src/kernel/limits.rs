//! Every limit on what comes in, in one place. Lengths in characters unless the name says otherwise.

pub const NAME_MAX: usize = 120;
pub const LOGIN_MAX: usize = 64;
pub const PHONE_MAX: usize = 32;
pub const EMAIL_MAX: usize = 254;
pub const SUBJECT_MAX: usize = 200;
pub const TEXT_MAX: usize = 20_000;
pub const NOTE_MAX: usize = 2_000;
pub const SEARCH_MAX: usize = 100;
/// A standard description or solution: each device keeps all of them.
pub const SOLUTION_MAX: usize = 4_000;
/// Standard descriptions and solutions that are not retired.
pub const PAIRS_MAX: usize = 2_000;
/// Those whose uses devices know, and those that are listed as often reported.
pub const PAIR_USES_KEPT: usize = 500;
pub const OFTEN_MAX: usize = 100;
/// One filter of a list, and the values in it.
pub const FILTER_MAX: usize = 2_000;
pub const FILTER_VALUES_MAX: usize = 50;
/// Cases that a count of a view looks at, and those that the counts of groups do: beyond, it is "more".
pub const VIEW_COUNTED_MAX: i64 = 1_000;
pub const GROUPS_COUNTED_MAX: i64 = 10_000;
/// Groups whose counts are told, the largest first.
pub const GROUPS_MAX: i64 = 200;
/// Views a person may see: their own, their teams' and the organisation's.
pub const VIEWS_MAX: usize = 200;
/// Views a person may pin.
pub const PINS_MAX: usize = 30;
pub const COLUMNS_MAX: usize = 500;
pub const PASSWORD_MIN: usize = 10;
pub const PASSWORD_MAX: usize = 128;
pub const TREE_DEPTH_MAX: usize = 8;
/// Attachments of one message.
pub const FILES_MAX: usize = 10;
pub const FILE_BYTES_MAX: u64 = 25 * 1_048_576;
/// Days after which an upload goes of which nothing more came.
pub const UPLOAD_DAYS: i64 = 7;
/// Uploads that one person may have under way.
pub const UPLOADS_OPEN_MAX: i64 = 50;
/// A JSON body or a form without its files.
pub const BODY_BYTES_MAX: usize = 1_048_576;
pub const PAGE_DEFAULT: u32 = 50;
pub const PAGE_MAX: u32 = 500;
/// Days after the resolution in which a case may be reopened; later a follow-up case is opened.
pub const REOPEN_WINDOW_DAYS: i64 = 14;
/// Minutes between two urges of one case by a customer.
pub const URGE_INTERVAL_MINUTES: i64 = 30;
/// Links of one case.
pub const LINKS_MAX: usize = 50;
/// Cases that came to one case, over all merges.
pub const MERGED_MAX: usize = 20;
/// Comments split off at once.
pub const SPLIT_MAX: usize = 50;
/// Days a case may be out of sight.
pub const SNOOZE_DAYS_MAX: i64 = 366;
/// What is kept no longer. Days after which an answer in the ledger is forgotten, so that the same
/// command would be done anew: longer than any outbox waits.
pub const LEDGER_DAYS: i64 = 90;
/// Days after which a notice that was read goes.
pub const NOTICE_DAYS: i64 = 180;
/// Days after which it is forgotten how often a standard text was used, and for which cases.
pub const PAIR_USE_DAYS: i64 = 3 * 366;
/// Days, and rows, of the change feed: whoever was away longer reads everything anew.
pub const FEED_DAYS: i64 = 30;
pub const FEED_ROWS_MAX: i64 = 2_000_000;
/// Words of a list that a record keeps: modules of a product, teams of a person.
pub const WORDS_MAX: usize = 200;
/// Operations of a role: more than there are, in several versions.
pub const RIGHTS_MAX: usize = 2_000;
/// Rows let go in one transaction.
pub const PRUNE_BATCH: usize = 500;
/// Characters of the PIN that locks what a device keeps.
pub const PIN_MIN: usize = 6;
pub const PIN_MAX: usize = 64;
/// Wrong PINs after which a device forgets its key.
pub const PIN_TRIES: u32 = 5;
/// Hours a device may be used without the server, at most.
pub const LEASE_HOURS_MAX: u32 = 90 * 24;
/// Days for which the server keeps a device's spare key.
pub const SPARE_KEY_DAYS: i64 = 400;
/// What a remedy may promise, in minor units.
pub const COMPENSATION_MAX: i64 = 10_000_000_000;
/// Days in which a second complaint of the same customer counts as repeated.
pub const REPEAT_DAYS: i64 = 90;
/// Cases of one piece of bulk work.
pub const BULK_MAX: usize = 1_000;
/// Jobs that one person may have under way.
pub const JOBS_OPEN_MAX: i64 = 20;
/// Days after its end in which a job and its items can be read.
pub const JOB_DAYS: i64 = 30;
/// What an administrator may set of it.
pub const NOTICE_DAYS_MIN: u32 = 7;
pub const NOTICE_DAYS_MAX: u32 = 3_650;
pub const FILE_MONTHS_MAX: u32 = 600;
/// The audit stays a year at least: laws ask for six months.
pub const AUDIT_YEARS_MAX: u32 = 100;
pub const SESSION_DAYS_MAX: u32 = 7;
/// Cases that a person keeps open.
pub const TABS_MAX: usize = 12;
/// Shortcuts that a person may change.
pub const KEYS_MAX: usize = 120;
/// Fields of a form that is begun.
pub const DRAFT_FIELDS_MAX: usize = 20;
/// Drafts that one person may have begun.
pub const DRAFTS_MAX: i64 = 200;
/// Days after which a draft goes that nobody wrote on.
pub const DRAFT_DAYS: i64 = 90;
/// What a table that comes in from outside may have. A workbook ends at the same row and the same cell.
pub const TABLE_ROWS_MAX: u64 = 1_048_576;
pub const TABLE_COLUMNS_MAX: usize = 200;
pub const TABLE_CELL_MAX: usize = 32_767;
pub const TABLE_SHEETS_MAX: usize = 64;
/// Bytes of a table that the command line takes; a page takes a file like any other.
pub const TABLE_BYTES_MAX: u64 = 512 * 1_048_576;
/// Parts of a workbook, and bytes they may unpack to: all of them, and the texts that lie in memory.
pub const PACKAGE_PARTS_MAX: usize = 2_000;
pub const PACKAGE_BYTES_MAX: u64 = 1_024 * 1_048_576;
pub const PACKAGE_TEXTS_BYTES_MAX: u64 = 128 * 1_048_576;
pub const PACKAGE_TEXTS_MAX: u64 = 2_000_000;
/// A part above a mebibyte that unpacks to more than so many times its size is a bomb.
pub const PACKAGE_RATIO_MAX: u64 = 200;
/// Characters of a time zone's name.
pub const ZONE_MAX: usize = 64;
/// Shifts of one day of a working calendar.
pub const SHIFTS_MAX: usize = 48;
/// Days of a working calendar that have hours of their own, and days of its holidays.
pub const CALENDAR_DAYS_MAX: usize = 20_000;
/// Years in which they may lie.
pub const CALENDAR_YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;
/// Characters of a file of holidays that a page brings.
pub const HOLIDAY_FILE_MAX: usize = 300_000;
/// Open cases that the preview of a calendar looks at.
pub const PREVIEW_CASES_MAX: usize = 20_000;
/// Bytes of a calendar, and of a file of holidays.
pub const CALENDAR_BYTES_MAX: u64 = 4 * 1_048_576;
/// What one target of a service level may promise: minutes, and working days.
pub const SLA_MINUTES_MAX: u32 = 365 * 24 * 60;
pub const SLA_DAYS_MAX: u32 = 366;
/// Targets of one policy: each clock for each cell of the priority matrix, twice over.
pub const SLA_TARGETS_MAX: usize = 100;
/// Customers, products or categories that one policy names.
pub const SLA_CONDITIONS_MAX: usize = 200;
/// What a case keeps of its own log for its clocks, as far as that is what was said: older words are forgotten.
pub const TURNS_MAX: usize = 400;
/// Rounds of one clock that are told one by one, the last ones; earlier ones are counted.
pub const SLA_ROUNDS_MAX: usize = 20;
/// Pauses of one clock, and stretches of its time, that are told one by one; others are folded into them.
pub const SLA_PAUSES_MAX: usize = 200;
pub const SLA_STRETCHES_MAX: usize = 61;
/// Calendars of policies whose days devices keep; those of more are the server's alone.
pub const POLICY_CALENDARS_MAX: usize = 50;
/// What a contract may grant or cost: calls, minutes or fen.
pub const AMOUNT_MAX: i64 = 10_000_000_000;
/// Things that one list of a contract's coverage names, and promises of a service product.
pub const COVERED_MAX: usize = 500;
/// Shares of a contract's balance at which people are told.
pub const THRESHOLDS_MAX: usize = 10;
/// Days ahead for which contracts that end are asked.
pub const CONTRACT_DAYS_MAX: u32 = 3_660;
/// Contracts that one page of a survey looks at.
pub const SURVEY_LOOK: usize = 1_000;
/// Entries of a contract's ledger answered at once.
pub const LEDGER_PAGE: usize = 100;
/// Periods that lie between two dates of a plan at most, how often it comes round at most where it says how often,
/// characters of its rule, and dates that it leaves out.
pub const PLAN_INTERVAL_MAX: u16 = 999;
pub const PLAN_TIMES_MAX: u16 = 9_999;
pub const PLAN_RULE_MAX: usize = 400;
pub const PLAN_EXCEPT_MAX: usize = 366;
/// Days before its date on which a plan opens a case at the earliest.
pub const PLAN_AHEAD_MAX: u16 = 90;
/// Dates of a plan that are told at once, and plans of one contract.
pub const PLAN_PREVIEW: usize = 10;
pub const PLANS_MAX: usize = 200;
/// Days for which it is kept what became of the dates of plans.
pub const PLAN_DATE_DAYS: i64 = 1_830;
/// Years in which a plan may start.
pub const PLAN_YEARS: std::ops::RangeInclusive<i16> = 1990..=2150;
/// Rules of a desk that are switched on, and what one of them may hold.
pub const RULES_MAX: usize = 500;
/// Days for which it is kept what became of rules.
pub const RULE_RUN_DAYS: i64 = 90;
/// Days for which something that was done keeps the name that says it once.
pub const ERRAND_DAYS: i64 = 400;
/// Past cases that a rule is rehearsed on.
pub const REHEARSE_CASES_MAX: u32 = 200;
/// Times away that one person has in the records.
pub const AWAY_MAX: usize = 200;
/// Days that are different in one person's schedule.
pub const SCHEDULE_DAYS_MAX: usize = 1_000;
/// Minutes after which a task of a rule or level is due at most, and how many open tasks of one person are counted.
pub const TASK_DUE_MINUTES_MAX: u32 = SLA_MINUTES_MAX;
pub const TASKS_COUNTED: i64 = 100;
/// Days of one leave, and how many of them somebody may have that wait for a decision.
pub const LEAVE_DAYS_MAX: i64 = 366;
pub const LEAVES_WAITING_MAX: usize = 50;
/// Colleagues that one answer offers.
pub const COLLEAGUES_MAX: usize = 100;
pub const RULE_CONDITIONS_MAX: usize = 50;
pub const RULE_VALUES_MAX: usize = 200;
pub const RULE_ACTIONS_MAX: usize = 20;
/// How far a rule's place in the order may lie from the middle.
pub const RULE_ORDER_MAX: i32 = 1_000_000;
/// How often what rules did may set off rules again.
pub const RULE_DEPTH_MAX: u8 = 8;
/// People, teams and rotas that one notice of a rule or level names.
pub const RECIPIENTS_MAX: usize = 50;
/// How far up a chain of managers goes.
pub const MANAGER_STEPS_MAX: u32 = 20;
/// Characters of the address at which a push service takes messages, and devices of one person that are told.
pub const PUSH_ADDRESS_MAX: usize = 1_000;
pub const PUSH_DEVICES_MAX: usize = 20;
/// Characters of an address that is called.
pub const WEBHOOK_MAX: usize = 2_000;
/// Characters of the secret by which a robot is signed to.
pub const ROBOT_SECRET_MAX: usize = 200;
/// Levels of one escalation policy, and how often one of them may be said again.
pub const ESCALATION_LEVELS_MAX: usize = 20;
pub const ESCALATION_REPEATS_MAX: u32 = 100;
/// Minutes that a level waits, or that lie between two repeats, or for which an acknowledgement holds.
/// Notes of one requested escalation on how it stands.
pub const ESCALATION_NOTES_MAX: usize = 50;
pub const ESCALATION_MINUTES_MAX: u32 = SLA_MINUTES_MAX;
/// Percent of a target.
pub const ESCALATION_PERCENT: std::ops::RangeInclusive<u32> = 1..=1_000;
/// Things that happened for which one level is remembered to have been set off: the last ones.
pub const ESCALATION_HAPPENINGS_MAX: usize = 20;
/// Lines of a rota, people in one of them, and its exceptions and swaps.
pub const ROTA_LINES_MAX: usize = 20;
pub const ROTA_PEOPLE_MAX: usize = 100;
pub const ROTA_CHANGES_MAX: usize = 1_000;
/// Days for which hand-overs are listed.
pub const ROTA_DAYS_MAX: i32 = 92;
/// An article: its text, what it is about in short, the last part of its address.
pub const ARTICLE_BODY_MAX: usize = 100_000;
pub const ARTICLE_SUMMARY_MAX: usize = 300;
pub const ARTICLE_SLUG_MAX: usize = 80;
/// Comments on the lines of one version, pictures in it, and links to other articles that are looked after.
pub const ARTICLE_COMMENTS_MAX: usize = 200;
pub const ARTICLE_PICTURES_MAX: usize = 50;
pub const ARTICLE_LINKS_MAX: usize = 100;
/// Versions of one article.
pub const ARTICLE_VERSIONS_MAX: u32 = 2_000;
/// How many approve one article at most, and how many are asked to.
pub const ARTICLE_REVIEWERS_MAX: u8 = 2;
pub const ARTICLE_ASKED_MAX: usize = 10;
pub const ARTICLE_CATEGORY_RULES_MAX: usize = 200;
/// Months after which an article is verified anew, days within which feedback is seen to.
pub const ARTICLE_VERIFY_MONTHS_MAX: u16 = 60;
pub const ARTICLE_FEEDBACK_DAYS_MAX: u16 = 90;
/// Days ahead for which a publication, a retirement or a review is set.
pub const ARTICLE_AHEAD_DAYS: i64 = 730;
/// Articles that change hands at once, steps of redirects, articles that a case is shown.
pub const ARTICLES_GIVEN_MAX: usize = 500;
pub const ARTICLE_REDIRECTS_MAX: usize = 10;
pub const ARTICLES_FOUND_MAX: usize = 8;
/// Points of one merit, and how often a day one person's use brings points to one author.
pub const REWARD_POINTS_MAX: u16 = 1_000;
pub const REWARD_DAILY_MAX: u16 = 100;
/// Days before an article is to be verified from which on verifying it counts.
pub const REWARD_EARLY_DAYS: i64 = 14;
/// People in a ranking, and entries of one article that are taken back at once.
pub const REWARD_RANKED_MAX: usize = 100;
pub const REWARDS_REVERSED_MAX: usize = 200;
