//! How the compiled lexicons are laid out. The build program compiles this file too, so it depends
//! on nothing.

/// Which lexicon an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// A place (places.tsv).
    Place,
    /// A country's name or nationality (countries.tsv).
    Country,
    /// A people or faith (norps.tsv).
    Norp,
    /// A known person (persons.tsv).
    Person,
    /// A part of personal names (person_names.tsv).
    NamePart,
    /// A title, office or occupation (roles.tsv).
    Role,
    /// An organisation (organisations.tsv).
    Organisation,
    /// A noun that opens names of organisations (org_heads.tsv).
    OrgHead,
    /// A noun that opens names of places (loc_heads.tsv).
    LocHead,
    /// A word of saying (cues.tsv).
    Cue,
    /// A month (months.tsv).
    Month,
    /// A day of the week (weekdays.tsv).
    Weekday,
    /// A unit of measure (units.tsv).
    Unit,
    /// A currency (currencies.tsv).
    Currency,
    /// A number in words (numbers.tsv).
    NumberWord,
    /// A named event (events.tsv).
    Event,
    /// A named product (products.tsv).
    Product,
    /// A word of a closed class (function_words.tsv).
    FunctionWord,
    /// A frequent word of the news (ordinary_words.tsv).
    OrdinaryWord,
}

impl Kind {
    /// All lexicons, in their order.
    pub const ALL: [Self; 19] = [
        Self::Place,
        Self::Country,
        Self::Norp,
        Self::Person,
        Self::NamePart,
        Self::Role,
        Self::Organisation,
        Self::OrgHead,
        Self::LocHead,
        Self::Cue,
        Self::Month,
        Self::Weekday,
        Self::Unit,
        Self::Currency,
        Self::NumberWord,
        Self::Event,
        Self::Product,
        Self::FunctionWord,
        Self::OrdinaryWord,
    ];

    /// The lexicon's file in lexicons/.
    #[must_use]
    pub const fn file(self) -> &'static str {
        match self {
            Self::Place => "places.tsv",
            Self::Country => "countries.tsv",
            Self::Norp => "norps.tsv",
            Self::Person => "persons.tsv",
            Self::NamePart => "person_names.tsv",
            Self::Role => "roles.tsv",
            Self::Organisation => "organisations.tsv",
            Self::OrgHead => "org_heads.tsv",
            Self::LocHead => "loc_heads.tsv",
            Self::Cue => "cues.tsv",
            Self::Month => "months.tsv",
            Self::Weekday => "weekdays.tsv",
            Self::Unit => "units.tsv",
            Self::Currency => "currencies.tsv",
            Self::NumberWord => "numbers.tsv",
            Self::Event => "events.tsv",
            Self::Product => "products.tsv",
            Self::FunctionWord => "function_words.tsv",
            Self::OrdinaryWord => "ordinary_words.tsv",
        }
    }

    /// The columns of the lexicon's file.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Place => &[
                "id",
                "kind",
                "names",
                "latin",
                "cc",
                "population",
                "lat",
                "lon",
                "ambiguous",
            ],
            Self::Country => &[
                "cc",
                "names",
                "latin",
                "capital",
                "nisba_m",
                "nisba_f",
                "nisba_m_pl",
                "nisba_f_pl",
                "peoples",
                "ambiguous",
            ],
            Self::Norp => &[
                "id", "names_m", "names_f", "plural_m", "plural_f", "latin", "kind",
            ],
            Self::Person => &["id", "names", "latin", "cc", "role"],
            Self::NamePart => &[
                "name", "kind", "gender", "given", "family", "ordinary", "latin",
            ],
            Self::Role => &["base", "kind", "gender", "forms", "plural", "frame"],
            Self::Organisation => &["id", "kind", "names", "latin", "cc", "ambiguous"],
            Self::OrgHead | Self::LocHead => &["head", "kind", "inside"],
            Self::Cue => &["lemma", "forms", "kind", "stance", "frame"],
            Self::Month => &["calendar", "number", "names"],
            Self::Weekday => &["number", "names"],
            Self::Unit => &["kind", "names", "latin", "ucum"],
            Self::Currency => &["iso", "names"],
            Self::NumberWord => &["value", "names", "kind"],
            Self::Event | Self::Product => &["id", "kind", "names", "latin", "ambiguous"],
            Self::FunctionWord => &["word", "class"],
            Self::OrdinaryWord => &["word", "per_million"],
        }
    }
}

/// One meaning of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The lexicon.
    pub kind: Kind,
    /// How far the phrase is an ordinary word too: 0 never, 3 mostly (0 where the lexicon does not say).
    pub level: u8,
    /// What the lexicon's kind says beside: the form of a nationality, the frame of a role...
    pub detail: u16,
    /// The first byte of the entry's line in its file.
    pub line: u32,
}

impl Entry {
    /// The entry in 64 bits.
    #[must_use]
    pub const fn pack(self) -> u64 {
        (self.line as u64) << 32
            | (self.detail as u64) << 16
            | (self.level as u64) << 8
            | self.kind as u64
    }

    /// The entry that [`pack`](Self::pack) made `bits` of.
    #[must_use]
    pub const fn unpack(bits: u64) -> Self {
        let kind = Kind::ALL[(bits & 0xff) as usize];
        Self {
            kind,
            level: (bits >> 8) as u8,
            detail: (bits >> 16) as u16,
            line: (bits >> 32) as u32,
        }
    }
}

/// The kinds of name parts, in the order of their numbers.
pub const NAME_KINDS: [&str; 5] = ["given", "family", "both", "nisba", "particle"];
/// The genders of name parts, in the order of their numbers.
pub const GENDERS: [&str; 3] = ["m", "f", "u"];
/// The kinds of cues, in the order of their numbers.
pub const CUE_KINDS: [&str; 4] = ["verb", "noun", "preposition", "belief"];

/// What a role or a cue takes after it, as bits.
#[must_use]
pub fn frame(name: &str) -> u16 {
    match name {
        "none" => 1,
        "country" => 2,
        "org" => 4,
        "domain" => 8,
        "person" => 16,
        "direct" => 32,
        "أن" | "إن" => 64,
        "ب" => 128,
        "إلى أن" | "إلى" => 256,
        _ => 0,
    }
}

/// What a role is, as bits beside its frame.
pub mod role_flag {
    /// Dual and plural forms, which are no mention.
    pub const PLURAL: u16 = 1 << 15;
    /// Titles of honour and ranks, a mention only beside a name: الشيخ، السيد، العقيد.
    pub const TITLE: u16 = 1 << 14;
    /// Occupations, a mention only beside a name or where they say of what: الباحث في شؤون الساحل.
    pub const OCCUPATION: u16 = 1 << 13;
    /// Relatives (نجل، زوجة) and descriptions (الشهيد، المواطن), which are no title.
    pub const KIN: u16 = 1 << 11;

    /// The flags of a kind in roles.tsv.
    #[must_use]
    pub fn of_kind(kind: &str) -> u16 {
        match kind {
            "honorific" | "military" | "academic" => TITLE,
            "occupation" | "media" | "business" | "legal" | "security" => OCCUPATION,
            "kin" | "descriptor" => KIN,
            _ => 0,
        }
    }

    /// Feminine bases.
    pub const FEMININE: u16 = 1 << 12;
}

/// What a place is, coarsely.
#[must_use]
pub fn place_class(kind: &str) -> u16 {
    match kind {
        "country" | "territory" => 1,
        "capital" => 2,
        "city" | "town" => 3,
        "region" | "state" | "governorate" | "province" => 4,
        _ => 5,
    }
}

/// What an organisation is, coarsely: 1 company, 2 news medium, 3 club, 4 party or armed group, 5 everything else.
#[must_use]
pub fn organisation_class(kind: &str) -> u16 {
    match kind {
        "company" => 1,
        "agency" | "newspaper" | "channel" | "website" | "radio" | "magazine" => 2,
        "club" | "federation" => 3,
        "party" | "armed-group" => 4,
        _ => 5,
    }
}
