//! Capitals that stand for their country's government: رفضت موسكو، وقالت باريس إن.
//!
//! The term is the field's: metonymy of places (SemEval-2007 task 8). The capital stays an entity of its own; this says
//! for whose government one of its mentions stands. A capital does so where it acts as governments do: as the subject of a
//! verb of saying or deciding, beside it. Behind a preposition it is a place: قال في موسكو.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Document;
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::resolve::spelling::key;
use crate::script;

/// What governments do and cities do not, as the press says it of a capital: the feminine past and present. Verbs of saying
/// are in the lexicon.
const ACTS: &[&str] = &[
    "قررت",
    "تقرر",
    "رفضت",
    "ترفض",
    "وافقت",
    "توافق",
    "فرضت",
    "تفرض",
    "استدعت",
    "تستدعي",
    "طردت",
    "تطرد",
    "هددت",
    "تهدد",
    "طالبت",
    "تطالب",
    "دعت",
    "تدعو",
    "نددت",
    "تندد",
    "تعهدت",
    "تتعهد",
    "اتهمت",
    "تتهم",
    "علقت",
    "تعلق",
    "سحبت",
    "تسحب",
    "حظرت",
    "تحظر",
    "اعترفت",
    "تعترف",
    "سعت",
    "تسعى",
    "اعتزمت",
    "تعتزم",
    "أرادت",
    "تريد",
    "دعمت",
    "تدعم",
    "عارضت",
    "تعارض",
    "أيدت",
    "تؤيد",
    "قاطعت",
    "تقاطع",
    "فاوضت",
    "تفاوض",
    "ردت",
    "ترد",
    "ضغطت",
    "تضغط",
    "أصرت",
    "تصر",
    "تمسكت",
    "تتمسك",
    "تخلت",
    "تتخلى",
    "ألغت",
    "تلغي",
    "منحت",
    "تمنح",
    "زودت",
    "تزود",
    "أرسلت",
    "ترسل",
    "احتجت",
    "تحتج",
    "صعدت",
    "تصعد",
    "لوحت",
    "تلوح",
    "حاولت",
    "تحاول",
    "تجنبت",
    "تتجنب",
    "تسلمت",
    "تتسلم",
    "تلقت",
    "تتلقى",
    "خشيت",
    "تخشى",
];

static FOLDED_ACTS: LazyLock<HashSet<String>> =
    LazyLock::new(|| ACTS.iter().map(|verb| key(verb)).collect());

/// Verbs that the lexicon has among those of saying and of which a city is the subject as well: شهدت القاهرة أمطارا.
const CITY_ACTS: &[&str] = &[
    "شهد",
    "سجل",
    "رصد",
    "نقل",
    "ورد",
    "بين",
    "ضمن",
    "عاد",
    "كشف",
    "احتفى",
    "ختم",
    "زاد",
    "ضحك",
    "حدث",
    "ودع",
];

/// The conjunctions that may be written before a verb.
const CONJUNCTIONS: [char; 2] = ['و', 'ف'];

impl Document {
    /// The country for whose government mention `m` stands, as `iso3166:RU`; `None` where it stands for itself.
    #[must_use]
    pub fn stands_for(&self, m: usize) -> Option<String> {
        let mention = &self.mentions[m];
        if mention.label != Label::Loc {
            return None;
        }
        let country = self.country_of_capital(mention)?;
        let speaks = || self.quotes.iter().any(|q| q.speaker == Some(m as u32));
        (!self.is_governed(mention) && (self.acts(mention) || speaks()))
            .then(|| format!("iso3166:{country}"))
    }

    /// The country that a mention is the capital of.
    fn country_of_capital(&self, mention: &Mention) -> Option<&'static str> {
        let known = self.entities[mention.entity? as usize].known.as_deref()?;
        let lexicon = Lexicon::global();
        let record = lexicon
            .iter(lexicon.get(&key(self.slice(mention.span))))
            .filter(|e| e.kind == Kind::Place)
            .map(|e| lexicon.record(e))
            .find(|r| r.field(0) == known)?;
        (record.field(1) == "capital" && !record.field(4).is_empty()).then(|| record.field(4))
    }

    /// Whether a preposition is written before the mention: بموسكو.
    fn is_governed(&self, mention: &Mention) -> bool {
        let token = &self.tokens[mention.tokens.0 as usize];
        let before = &self.text[token.span.start as usize..mention.span.start as usize];
        before.contains(['ب', 'ل', 'ك'])
    }

    /// Whether a verb of saying or deciding stands right before the mention, or behind it where it opens a clause.
    fn acts(&self, mention: &Mention) -> bool {
        let (first, end) = (mention.tokens.0 as usize, mention.tokens.1 as usize);
        if first > 0 && self.is_act(first - 1) {
            return true;
        }
        let opens = first == 0
            || self
                .slice(self.tokens[first - 1].span)
                .chars()
                .all(|c| !script::is_arabic_letter(c))
            || self.sentences.iter().any(|s| s.first as usize == first);
        opens && end < self.tokens.len() && self.is_act(end)
    }

    /// Whether token `i` is a finite verb in the feminine of saying or deciding.
    fn is_act(&self, i: usize) -> bool {
        let word = key(self.slice(self.tokens[i].span));
        let bare = word.strip_prefix(CONJUNCTIONS).unwrap_or(&word);
        [word.as_str(), bare]
            .iter()
            .any(|w| FOLDED_ACTS.contains(*w) || is_cue(w))
    }
}

/// Whether a word is a finite verb of saying in the feminine.
fn is_cue(word: &str) -> bool {
    let feminine = word.starts_with('ت') || word.ends_with('ت');
    let lexicon = Lexicon::global();
    feminine
        && word.chars().count() >= 3
        && lexicon
            .iter(lexicon.get(word))
            .filter(|e| e.kind == Kind::Cue)
            .map(|e| lexicon.record(e))
            .any(|r| r.field(2) == "verb" && !CITY_ACTS.contains(&r.field(0)))
}
