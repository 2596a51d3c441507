//! Ids are UUIDv7 made by whoever creates the thing, so that nothing is renamed at sync.
//! An id is identity, never order: clocks of devices lie.

pub use uuid::Uuid;

/// What all ids share.
pub trait Id: Copy + Eq + std::hash::Hash + std::fmt::Display + From<Uuid> + Send + Sync + 'static {
    fn uuid(self) -> Uuid;
}

/// Declares id types, one a kind of record, so that they cannot be mixed up.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);
        impl Id for $name { fn uuid(self) -> Uuid { self.0 } }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { $name(id) } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { text.parse().map($name) }
        }
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "format": "uuid"})
            }
        }
    )+ };
}

ids!(
    UserId,
    RoleId,
    UnitId,
    TeamId,
    CompanyId,
    DepartmentId,
    ContactId,
    FirmId,
    ProductId,
    CategoryId,
    AssetId,
    CannedTextId,
    PairId,
    CalendarId,
    ServiceProductId,
    ContractId,
    ServicePlanId,
    SlaPolicyId,
    RuleId,
    EscalationPolicyId,
    EscalationId,
    RotaId,
    RobotId,
    LeaveId,
    TaskId,
    CaseId,
    EntryId,
    FileId,
    NoticeId,
    SessionId,
    TokenId,
    JobId,
    ViewId,
    ArticleId,
    ArticleFeedbackId,
    RewardId,
);

/// Several ids in one field. JSON has an array; forms and queries, which are flat, separate by commas.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct FileIds(pub Vec<FileId>);

impl<'de> serde::Deserialize<'de> for FileIds {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> serde::de::Visitor<'de> for Either {
            type Value = FileIds;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("ids in an array or separated by commas")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<FileIds, E> {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| part.parse().map_err(E::custom)).collect::<Result<_, _>>().map(FileIds)
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<FileIds, A::Error> {
                let mut ids = Vec::new();
                while let Some(id) = seq.next_element()? {
                    ids.push(id);
                }
                Ok(FileIds(ids))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FileIds {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FileIds".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <Vec<FileId>>::json_schema(generator)
    }
}
