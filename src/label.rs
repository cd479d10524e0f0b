//! The kinds of mentions.

use serde::{Deserialize, Serialize};

/// The kind of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[repr(u8)]
pub enum Label {
    /// A person.
    Per,
    /// A place, also where a capital stands for its government.
    Loc,
    /// An organisation.
    Org,
    /// A nationality, people or faith.
    Norp,
    /// A title or office with what it is over.
    Role,
    /// A calendar expression.
    Date,
    /// A time of day.
    Time,
    /// An amount of money.
    Money,
    /// A percentage.
    Percent,
    /// An amount with its unit; durations too.
    Quantity,
    /// A named event.
    Event,
    /// A named product, vehicle, weapon or work.
    Product,
}

impl Label {
    /// All labels, in their order.
    pub const ALL: [Self; 12] = [
        Self::Per,
        Self::Loc,
        Self::Org,
        Self::Norp,
        Self::Role,
        Self::Date,
        Self::Time,
        Self::Money,
        Self::Percent,
        Self::Quantity,
        Self::Event,
        Self::Product,
    ];

    /// Whether what has the label has a name: people, places, organisations, peoples, events and products.
    #[must_use]
    pub const fn is_named(self) -> bool {
        matches!(
            self,
            Self::Per | Self::Loc | Self::Org | Self::Norp | Self::Event | Self::Product
        )
    }

    /// The label's name, as in `PER`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Per => "PER",
            Self::Loc => "LOC",
            Self::Org => "ORG",
            Self::Norp => "NORP",
            Self::Role => "ROLE",
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Money => "MONEY",
            Self::Percent => "PERCENT",
            Self::Quantity => "QUANTITY",
            Self::Event => "EVENT",
            Self::Product => "PRODUCT",
        }
    }
}

impl std::str::FromStr for Label {
    type Err = crate::error::Error;

    fn from_str(name: &str) -> crate::error::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|l| l.name() == name)
            .ok_or_else(|| {
                let all: Vec<_> = Self::ALL.iter().map(|l| l.name()).collect();
                crate::error::Error::invalid_argument(
                    "label",
                    format!("{name:?}"),
                    format!("one of {}", all.join(", ")),
                )
            })
    }
}
