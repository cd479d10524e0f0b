//! The kinds of mentions.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, Result};

/// The kind of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// A kind that a model of the user's knows, under its own name.
    Own(OwnLabel),
}

/// The name of a user's own kind of mention; made by [`Label::named`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OwnLabel(&'static str);

/// The longest name of a label, in bytes.
const LONGEST: usize = 64;
/// The most kinds of the users' own that one process knows: their names are never given back.
const MOST: usize = 10_000;

impl Label {
    /// All labels of kunya, in their order.
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

    /// Whether what has the label has a name: people, places, organisations, peoples, events, products, and the users' own
    /// kinds. Of these a recogniser chooses; the others are titles and values.
    #[must_use]
    pub const fn is_named(self) -> bool {
        matches!(
            self,
            Self::Per
                | Self::Loc
                | Self::Org
                | Self::Norp
                | Self::Event
                | Self::Product
                | Self::Own(_)
        )
    }

    /// The label's name, as in `PER`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own(own) => own.0,
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

impl Label {
    /// The label of this name: one of kunya's, or a kind of the user's own.
    ///
    /// # Errors
    /// Where the name is empty, holds white space or controls, is longer than 64 bytes, or is one too many.
    pub fn named(name: &str) -> Result<Self> {
        if let Some(known) = Self::ALL.into_iter().find(|l| l.name() == name) {
            return Ok(known);
        }
        let sound = !name.chars().any(|c| c.is_whitespace() || c.is_control());
        if name.is_empty() || name.len() > LONGEST || !sound {
            return Err(Error::invalid_argument(
                "label",
                format!("{name:?}"),
                format!("a word of 1 to {LONGEST} bytes"),
            ));
        }
        static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let names = names.get_or_insert_default();
        if let Some(known) = names.get(name) {
            return Ok(Self::Own(OwnLabel(known)));
        }
        if names.len() == MOST {
            return Err(Error::invalid_argument(
                "label",
                format!("{name:?}"),
                format!("one of the {MOST} labels that are known already"),
            ));
        }
        let kept: &'static str = Box::leak(name.into());
        names.insert(kept);
        Ok(Self::Own(OwnLabel(kept)))
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).map_err(serde::de::Error::custom)
    }
}

impl std::str::FromStr for Label {
    type Err = Error;

    /// One of kunya's own labels.
    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|l| l.name() == name)
            .ok_or_else(|| {
                let all: Vec<_> = Self::ALL.iter().map(|l| l.name()).collect();
                Error::invalid_argument(
                    "label",
                    format!("{name:?}"),
                    format!("one of {}", all.join(", ")),
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_labels_are_known_by_their_names() {
        assert_eq!(Label::named("PER").unwrap(), Label::Per);
        let (a, b) = (
            Label::named("COLOUR").unwrap(),
            Label::named("COLOUR").unwrap(),
        );
        assert_eq!(a, b);
        assert_eq!(a.name(), "COLOUR");
        assert!(a.is_named());
        assert!("COLOUR".parse::<Label>().is_err());
        let json = serde_json::to_string(&a).unwrap();
        assert_eq!(json, "\"COLOUR\"");
        assert_eq!(serde_json::from_str::<Label>(&json).unwrap(), a);
        for wrong in ["", "A B", "A\n", &"A".repeat(65)] {
            assert!(Label::named(wrong).is_err(), "{wrong:?}");
        }
    }
}
