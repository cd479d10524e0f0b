//! Names: one name under all its spellings, in Arabic and Latin letters.
//!
//! [`similarity`] says how likely two names are one, [`skeleton`] is a coarse key for grouping, both
//! over what `training/names` learned ([`model`]).

#[doc(hidden)]
pub mod align;
#[doc(hidden)]
pub mod attested;
mod cluster;
#[doc(hidden)]
pub mod compare;
mod explain;
mod family;
#[doc(hidden)]
pub mod features;
#[doc(hidden)]
pub mod forest;
#[doc(hidden)]
pub mod index;
mod keys;
mod known;
#[doc(hidden)]
pub mod letters;
mod matcher;
mod memory;
#[doc(hidden)]
pub mod model;
mod name;
mod particles;
#[doc(hidden)]
pub mod parts;
#[doc(hidden)]
pub mod rank;
mod romanize;
mod skeleton;

pub use cluster::{DEFAULT_THRESHOLD, cluster, cluster_watched};
pub use explain::{AlignedPart, Comparison, compare};
pub use index::{Index, Match};
pub use matcher::{Matcher, Scratch, similarity};
pub use name::{Name, NamePart, Role, parse};
pub use romanize::{arabize, romanize};
pub use skeleton::skeleton;
