//! The subject of a verb of saying: the noun phrase behind it, or the subject of the statement it stands in.

use super::cues::{Cue, Form};
use super::gender::Gender;
use super::{Reader, marks};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};

/// How far behind its verb a subject may stand, and how far a statement is looked back through, in tokens.
const REACH: usize = 24;
const BACK: usize = 120;
/// How many mentions back an organisation may stand that a definite noun refers to.
const BODIES: usize = 60;
/// Kinds of organisations, as the lexicon numbers them.
const COMPANY: u16 = 1;
const CLUB: u16 = 3;
const OTHER_BODY: u16 = 5;

/// Prepositions and adverbs of place or time that govern the noun behind them, folded.
const PREPOSITIONS: &[&str] = &[
    "في",
    "من",
    "علي",
    "الي",
    "عن",
    "مع",
    "خلال",
    "عبر",
    "بعد",
    "قبل",
    "امام",
    "حول",
    "حيال",
    "ضد",
    "عقب",
    "لدي",
    "عند",
    "تجاه",
    "اثناء",
    "منذ",
    "حتي",
    "بين",
    "وسط",
    "ازاء",
    "بشان",
    "داخل",
    "خارج",
    "قرب",
    "فوق",
    "تحت",
    "نحو",
    "اثر",
    "غداه",
    "عشيه",
    "رغم",
    "بسبب",
    "لدي",
    "ضمن",
    "وفق",
    "بحسب",
    "حسب",
    "بحضور",
    "برفقه",
    "بمشاركه",
    "بقياده",
    "برياسه",
    "ل",
    "ب",
    "لـ",
    "بـ",
    "الـ",
];
/// A preposition with its pronoun, and adverbs that may stand between a verb and its subject, folded.
const ADVERBS: &[&str] = &[
    "له",
    "لها",
    "لهم",
    "لنا",
    "لي",
    "عنه",
    "عنها",
    "عنهم",
    "فيه",
    "فيها",
    "اليه",
    "اليها",
    "عليه",
    "عليها",
    "منه",
    "منها",
    "به",
    "بها",
    "معه",
    "ايضا",
    "كذلك",
    "لاحقا",
    "امس",
    "اليوم",
    "بدوره",
    "بدورها",
    "مجددا",
    "مرارا",
    "هنا",
    "هناك",
    "قد",
    "بالفعل",
    "اخيرا",
    "سابقا",
    "مساء",
    "صباح",
    "ليلا",
    "فورا",
    "انذاك",
    "حينها",
    "وقتها",
    "حديثا",
];
/// Definite nouns that refer to a person named before, folded.
const PEOPLE: &[&str] = &[
    "الرجل",
    "الحايز",
    "الحايزه",
    "الفايز",
    "الفايزه",
    "المراه",
    "السيده",
    "الشاب",
    "الشابه",
    "الفتاه",
    "الاب",
    "الام",
    "الناجي",
    "الناجيه",
    "الضيف",
    "الضيفه",
    "العجوز",
    "الارمله",
    "الستيني",
    "الستينيه",
    "الخمسيني",
    "الخمسينيه",
    "الاربعيني",
    "الثلاثيني",
    "العشريني",
    "السبعيني",
    "السبعينيه",
    "الاربعينيه",
    "الثلاثينيه",
    "العشرينيه",
    "المتحدث",
    "المتحدثه",
    "هو",
    "هي",
    "الخبير",
    "الخبيره",
    "الكاتب",
    "الكاتبه",
    "الصياد",
    "الطبيب",
    "الطبيبه",
    "الجد",
    "الجده",
    "الزوج",
    "الزوجه",
    "الابن",
    "الابنه",
    "الشقيق",
    "الشقيقه",
    "الطفل",
    "الطفله",
    "الطالب",
    "الطالبه",
    "المعلم",
    "المعلمه",
    "اللاعب",
    "اللاعبه",
    "النجم",
    "النجمه",
    "الفنان",
    "الفنانه",
    "المخرج",
    "المخرجه",
    "الشاعر",
    "الشاعره",
    "المزارع",
    "السايق",
    "البايع",
    "البايعه",
    "المتهم",
    "المتهمه",
    "المسوول",
    "المسووله",
    "المريض",
    "المريضه",
];
/// Nouns for people whom the text does not name, folded.
const NOBODY: &[&str] = &[
    "مصدر",
    "مصدرا",
    "مصادر",
    "سكان",
    "سكانا",
    "شهود",
    "شاهد",
    "شاهدا",
    "ناشط",
    "ناشطا",
    "ناشطون",
    "ناشطين",
    "خبراء",
    "محللون",
    "محللين",
    "مراقبون",
    "مراقبين",
    "احد",
    "احدهم",
    "بعض",
    "بعضهم",
    "عدد",
    "اخرون",
    "اخرين",
    "كثيرون",
    "كثيرين",
    "مسوولون",
    "مسوولين",
    "مسوول",
    "مسوولا",
    "دبلوماسيون",
    "دبلوماسيين",
    "اهالي",
    "علماء",
    "باحثون",
    "باحثين",
    "منظمات",
    "معارضون",
    "معارضين",
];
/// Words that open a statement before its verb or subject, folded.
const OPENERS: &[&str] = &[
    "اما",
    "لكن",
    "غير",
    "ان",
    "اذ",
    "كما",
    "فيما",
    "بينما",
    "في",
    "حين",
    "ثم",
    "قد",
    "كان",
    "كانت",
    "بل",
    "حيث",
    "الا",
    "وقد",
    "ولكن",
    "لقد",
    "سبق",
    "كانا",
    "بدوره",
    "بدورها",
    "حتي",
];
/// Nouns whose text belongs to the body named behind them: بحسب تقرير لوزارة س. Folded.
const TEXTS: &[&str] = &[
    "تقرير",
    "بيانات",
    "بيان",
    "ارقام",
    "احصاءات",
    "احصاييات",
    "موقع",
    "صفحه",
    "حساب",
    "مشروع",
    "دراسه",
    "تقديرات",
    "مذكره",
    "وثايق",
    "وثيقه",
    "تصريحات",
    "تصريح",
    "كلام",
    "تقارير",
    "مسح",
    "استطلاع",
    "استطلاعات",
    "تحقيقات",
    "تحقيق",
    "دراسات",
    "توقعات",
    "حصيله",
    "لايحه",
    "سجلات",
    "نتايج",
    "احصاء",
    "حيثيات",
    "السعر",
    "تحريات",
    "مصالح",
];

/// Forms of address before a title, folded.
const HONORIFICS: &[&str] = &[
    "معالي",
    "سعاده",
    "فخامه",
    "سمو",
    "جلاله",
    "دوله",
    "سياده",
    "فضيله",
    "سماحه",
    "نيافه",
    "حضره",
];
/// Words that open a circumstance behind a verb: تقول وهي تبتسم. Folded.
const CIRCUMSTANCES: &[&str] = &["وهو", "وهي", "وقد"];

/// Who the noun phrase behind a verb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A mention.
    Named(u32),
    /// Somebody without a name or title: مصادر، سكان.
    Unnamed,
    /// A noun or pronoun that refers to somebody named before.
    Referring(Gender),
    /// There is none: the verb's subject stands before it or is dropped.
    Dropped,
}

impl Reader<'_> {
    /// The noun phrase behind a verb of saying, and the medium that it spoke to.
    pub(super) fn subject_behind(&self, cue: &Cue, limit: usize) -> (Subject, Option<u32>) {
        self.noun_phrase(cue.tokens.1, self.stop(cue.tokens.1, limit), cue.gender)
    }

    /// Where the phrases behind a verb end: a particle, a colon, a quotation, the end of the sentence.
    pub(super) fn stop(&self, from: usize, limit: usize) -> usize {
        let end = self
            .sentence(from.saturating_sub(1))
            .1
            .min(from + REACH)
            .min(limit.max(from));
        (from..end)
            .find(|&i| {
                let form = self.words.folded(i);
                matches!(self.words.raw(i), ":" | "؛" | "." | "؟" | "!")
                    || matches!(
                        form,
                        "ان" | "انه"
                            | "انها"
                            | "انهم"
                            | "بان"
                            | "بانه"
                            | "بانها"
                            | "باننا"
                            | "اننا"
                            | "انني"
                            | "فان"
                    ) && self
                        .mentions_in(i.saturating_sub(2), i)
                        .all(|(_, m)| m.tokens.1 as usize <= i)
                    || marks::is_mark(self.words.raw(i))
                        && self
                            .marked_over(i)
                            .is_some_and(|m| m.open == i && self.says(m, 3))
            })
            .unwrap_or(end)
    }

    /// The first noun phrase of `from..stop` that no preposition governs.
    pub(super) fn noun_phrase(
        &self,
        from: usize,
        stop: usize,
        gender: Gender,
    ) -> (Subject, Option<u32>) {
        let mut i = from;
        let mut medium = None;
        let mut after_phrase = false;
        while i < stop {
            let raw = self.words.raw(i);
            if marks::is_mark(raw) {
                i += 1;
                continue;
            }
            if matches!(raw, "،" | "," | ")" | "-" | "–") {
                after_phrase = false;
                i += 1;
                continue;
            }
            if raw == "(" {
                i = (i + 1..stop)
                    .find(|&k| self.words.raw(k) == ")")
                    .map_or(stop, |k| k + 1);
                continue;
            }
            let form = self.words.folded(i);
            if CIRCUMSTANCES.contains(&form) {
                return (Subject::Dropped, medium);
            }
            if let Some((k, m)) = self.mention_at(i) {
                let end = m.tokens.1 as usize;
                if matches!(m.label, Label::Date | Label::Time | Label::Quantity) {
                    i = end;
                    continue;
                }
                let behind_verb = i == from && m.span.start == self.words.tokens[i].span.start;
                if !behind_verb && self.is_governed(i, m) {
                    medium = medium.or_else(|| self.is_medium(m).then_some(k as u32));
                    i = end;
                    after_phrase = false;
                    continue;
                }
                if after_phrase && !matches!(m.label, Label::Per | Label::Role) {
                    i = end;
                    continue;
                }
                return match m.label {
                    Label::Event | Label::Product | Label::Own(_) => (Subject::Unnamed, medium),
                    Label::Norp if self.is_plural(i) => (Subject::Unnamed, medium),
                    _ => (Subject::Named(self.head_of(k, stop)), medium),
                };
            }
            if ADVERBS.contains(&form) {
                i += 1;
                continue;
            }
            let governed = self.words.stem(i).start > self.words.tokens[i].span.start
                && form.starts_with(['ل', 'ب', 'ك']);
            if PREPOSITIONS.contains(&form) || governed {
                // the phrase: the preposition, a noun, what describes it
                i += 1;
                if !governed
                    && i < stop
                    && self.mention_at(i).is_none()
                    && !marks::is_mark(self.words.raw(i))
                {
                    i += 1;
                }
                while i < stop
                    && self.words.is_word(i)
                    && self.mention_at(i).is_none()
                    && !PREPOSITIONS.contains(&self.words.folded(i))
                {
                    i += 1;
                }
                if let Some((k, m)) = self.mention_at(i).filter(|_| i < stop) {
                    let adjective = matches!(
                        m.label,
                        Label::Norp
                            | Label::Date
                            | Label::Time
                            | Label::Loc
                            | Label::Org
                            | Label::Event
                            | Label::Quantity
                    );
                    if adjective
                        || self.is_governed(i, m)
                        || governed && m.label != Label::Role && m.label != Label::Per
                        || self.words.folded(i - 1) == "مع"
                    {
                        medium = medium.or_else(|| self.is_medium(m).then_some(k as u32));
                        i = m.tokens.1 as usize;
                    } else if !self.agrees(gender, m) || !governed && !self.ends_phrase(i - 1) {
                        i = m.tokens.1 as usize;
                    }
                }
                if marks::is_mark(self.words.raw(i))
                    && i + 1 < stop
                    && self
                        .mention_at(i + 1)
                        .is_some_and(|(_, m)| m.label == Label::Org)
                {
                    let (k, m) = self.mention_at(i + 1).expect("checked");
                    medium = medium.or_else(|| self.is_medium(m).then_some(k as u32));
                    i = m.tokens.1 as usize;
                }
                after_phrase = true;
                continue;
            }
            if after_phrase || self.is_accusative(i) && i + 1 >= stop {
                i += 1;
                continue;
            }
            return (self.common_noun(i, stop), medium);
        }
        (Subject::Dropped, medium)
    }

    /// Whether the phrase that ends with token `i` is whole, so that a title behind it begins another.
    fn ends_phrase(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        ADVERBS.contains(&form)
            || matches!(
                form,
                "جانبه"
                    | "جانبها"
                    | "جهته"
                    | "جهتها"
                    | "المقابل"
                    | "صحفي"
                    | "صحافي"
                    | "متلفز"
                    | "متلفزه"
                    | "مصور"
                    | "صحفيه"
                    | "صوتيه"
                    | "مشترك"
                    | "دوره"
            )
    }

    /// What a noun that is no mention stands for.
    fn common_noun(&self, i: usize, stop: usize) -> Subject {
        let form = self.words.folded(i);
        if PEOPLE.contains(&form)
            && !self
                .mention_at(i + 1)
                .is_some_and(|(_, m)| matches!(m.label, Label::Per | Label::Role))
        {
            let feminine = self.words.raw(i).ends_with('ة') || form == "هي" || form == "الام";
            return Subject::Referring(if feminine {
                Gender::Feminine
            } else {
                Gender::Masculine
            });
        }
        // the text of a body: استطلاع لصحيفة، تقديرات منظمة
        if TEXTS.contains(&self.words.folded_stem(i)) || TEXTS.contains(&form) {
            let body = self
                .mentions_in(i + 1, stop.min(i + 5))
                .find(|(_, m)| matches!(m.label, Label::Org | Label::Per | Label::Role));
            return body.map_or(Subject::Unnamed, |(k, _)| {
                Subject::Named(self.head_of(k, stop))
            });
        }
        // a name in apposition: خالتها أمل، النائب الأول فلان، والد الضحية، سعيد محروس،
        for k in i + 1..stop.min(i + 7) {
            let Some((n, m)) = self.mention_at(k) else {
                let goes_on = self.words.folded(k).starts_with("ال")
                    || matches!(self.words.raw(k), "،" | "\"" | "«" | "“")
                    || matches!(self.words.folded(k), "باسم" | "في" | "من");
                if goes_on
                    || k == i + 1
                        && self.words.is_word(k)
                        && !PREPOSITIONS.contains(&self.words.folded(k))
                {
                    continue;
                }
                break;
            };
            let apposed =
                !self.is_governed(k, m) && m.span.start <= self.words.tokens[k].span.start;
            match m.label {
                Label::Per if apposed && (k > i + 1 || self.may_be_apposed(i)) => {
                    return Subject::Named(n as u32);
                }
                Label::Org if k <= i + 2 && self.names_its_kind(i) => {
                    return Subject::Named(n as u32);
                }
                Label::Norp => {}
                Label::Role if apposed && matches!(self.words.raw(k - 1), "،" | ",") => {
                    return Subject::Named(self.head_of(n, stop));
                }
                // معالي المهندس فلان، زوجته المنتجة فلانة
                Label::Role if apposed => {
                    let head = self.head_of(n, stop);
                    if head != n as u32 || HONORIFICS.contains(&form) {
                        return Subject::Named(head);
                    }
                    break;
                }
                _ => break,
            }
        }
        if let Some(body) = self.body_named_before(i) {
            return Subject::Named(body);
        }
        Subject::Unnamed
    }

    /// Whether a name directly behind the noun at token `i` is the same person: the noun is definite, has a pronoun, or is no relation.
    fn may_be_apposed(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        form.starts_with("ال") || self.words.folded_suffix(i) > 0
    }

    /// Whether the noun at token `i` opens names of organisations: صحيفة "الأهرام".
    fn names_its_kind(&self, i: usize) -> bool {
        self.hits.single(i, Kind::OrgHead).is_some()
    }

    /// The organisation that a definite noun alone refers to: الوكالة after وكالة الأنباء المركزية; else the latest of its kind
    /// (الصحيفة after «الأهرام»); else, for a company or club, the latest of which the lexicon knows no kind.
    fn body_named_before(&self, i: usize) -> Option<u32> {
        let noun = self.words.folded_stem(i).strip_prefix("ال")?;
        let before = self.mentions.partition_point(|m| (m.tokens.0 as usize) < i);
        let bodies = || {
            (before.saturating_sub(BODIES)..before)
                .rev()
                .filter(|&k| self.mentions[k].label == Label::Org)
        };
        let same_head = bodies().find(|&k| {
            let first = self.mentions[k].tokens.0 as usize;
            let head = self.words.folded_stem(first);
            head == noun
                || head.strip_prefix("ال") == Some(noun)
                || first > 0 && self.words.folded_stem(first - 1) == noun
        });
        if let Some(k) = same_head {
            return Some(k as u32);
        }
        let kind = self.kind_of_head(noun).filter(|k| *k < OTHER_BODY)?;
        let from = self.sentence_of(i).saturating_sub(2);
        let near = |k: usize| self.sentence_of(self.mentions[k].tokens.0 as usize) >= from;
        bodies()
            .find(|&k| self.kind_of_body(&self.mentions[k]) == Some(kind))
            .or_else(|| {
                let named = matches!(kind, COMPANY | CLUB);
                bodies()
                    .find(|&k| named && near(k) && self.kind_of_body(&self.mentions[k]).is_none())
            })
            .map(|k| k as u32)
    }

    /// The kind of organisation that a noun opens, where the lexicon has it.
    fn kind_of_head(&self, noun: &str) -> Option<u16> {
        let lexicon = Lexicon::global();
        lexicon
            .iter(lexicon.get(noun))
            .find(|e| e.kind == Kind::OrgHead)
            .map(|e| u16::from(e.detail >> 1))
    }

    /// The kind of an organisation that is named: through the noun before it or its first word, else the lexicon.
    fn kind_of_body(&self, m: &Mention) -> Option<u16> {
        let first = m.tokens.0 as usize;
        let head_before = first.checked_sub(1).and_then(|b| {
            let b = b - usize::from(b > 0 && marks::is_mark(self.words.raw(b)));
            self.kind_of_head(self.words.folded_stem(b))
        });
        let known = || {
            self.hits
                .at(first)
                .iter()
                .flat_map(|h| h.of(Kind::Organisation))
                .map(|e| u16::from(e.detail))
                .next()
        };
        let stem = self.words.folded_stem(first);
        head_before
            .or_else(|| self.kind_of_head(stem.strip_prefix("ال").unwrap_or(stem)))
            .or_else(known)
    }

    /// The name beside a title where one stands there, else the mention itself.
    fn head_of(&self, k: usize, stop: usize) -> u32 {
        let m = &self.mentions[k];
        if m.label != Label::Role {
            return k as u32;
        }
        let end = m.tokens.1 as usize;
        let mut beside = self.mentions_in(end, (end + 3).min(stop.max(end)));
        beside
            .find(|(_, p)| {
                p.label == Label::Per && p.entity == m.entity && !p.span.overlaps(m.span)
            })
            .map_or(k as u32, |(p, _)| p as u32)
    }

    /// Whether a preposition stands before a mention, written together with it or apart.
    pub(super) fn is_governed(&self, i: usize, mention: &Mention) -> bool {
        let start = self.words.tokens[i].span.start;
        if mention.span.start > start {
            let clitics = &self.words.text[start as usize..mention.span.start as usize];
            if clitics.contains(['ل', 'ب', 'ك']) {
                return true;
            }
            if clitics.contains(['و', 'ف']) {
                return false;
            }
        }
        let mut before = i;
        while before > 0
            && (marks::is_mark(self.words.raw(before - 1)) || self.words.raw(before - 1) == "(")
        {
            before -= 1;
        }
        // وعبر رئيس: behind a conjunction at the head of a statement it is the verb
        let verb = |k: usize| {
            self.cue_at(k)
                .is_some_and(|c| c.weak && self.has_conjunction(k))
        };
        before > 0
            && self.words.adjacent(before - 1)
            && PREPOSITIONS.contains(&self.bare(before - 1))
            && !verb(before - 1)
    }

    /// Whether an unnamed subject stands at the head of the verb's statement: لكن مصدرا عسكريا نفى.
    pub(super) fn unnamed_before(&self, cue: &Cue) -> bool {
        let at = cue.tokens.0;
        let start = self.sentence(at).0.max(at.saturating_sub(REACH));
        if self.has_conjunction(at) {
            return false;
        }
        let mut first = (start..at)
            .rev()
            .find(|&i| {
                matches!(self.words.raw(i), "،" | "," | "؛") || marks::is_mark(self.words.raw(i))
            })
            .map_or(start, |c| c + 1);
        while first < at && OPENERS.contains(&self.bare(first)) {
            first += 1;
        }
        first < at
            && self.mention_at(first).is_none()
            && NOBODY.contains(&self.words.folded_stem(first))
    }

    /// The first token of a statement that begins at `start`, behind words that open it.
    pub(super) fn statement_start(&self, start: usize) -> usize {
        (start..self.words.len().min(start + REACH))
            .find(|&i| {
                self.mention_at(i).is_some()
                    || self.words.is_word(i) && !OPENERS.contains(&self.bare(i))
            })
            .unwrap_or(start)
    }

    /// The mention that holds token `i`, where one of the nearest does.
    pub(super) fn mention_over(&self, i: usize) -> Option<&Mention> {
        self.mentions_in(i.saturating_sub(REACH), i + 1)
            .map(|(_, m)| m)
            .find(|m| m.tokens.1 as usize > i)
    }

    /// The subject before a verb that has only an object behind it: لكن الوزير فلان وصف المبلغ بأنه.
    pub(super) fn topic(&self, cue: &Cue, said: &[(usize, usize)]) -> Option<u32> {
        let at = cue.tokens.0;
        if cue.form != Form::Finite || self.has_conjunction(at) {
            return None;
        }
        let start = self.sentence(at).0.max(at.saturating_sub(REACH));
        let begins = self
            .mention_at(self.statement_start(start))
            .filter(|(_, m)| !self.is_governed(m.tokens.0 as usize, m));
        let touches = || {
            self.mentions_in(start, at)
                .rfind(|(_, m)| m.tokens.1 as usize == at && m.label == Label::Per)
        };
        begins
            .filter(|_| {
                !self
                    .cues_in(start, at)
                    .iter()
                    .any(|c| c.form == Form::Finite && !c.weak)
            })
            .or_else(touches)
            .filter(|(_, m)| {
                matches!(m.label, Label::Per | Label::Role | Label::Org)
                    && self.may_speak(m, cue.gender, said)
            })
            .map(|(k, _)| self.head_of(k, at))
    }

    /// Whether the word at token `i` stands for people whom the text does not name: مصادر، شهود.
    pub(super) fn names_a_source(&self, i: usize) -> bool {
        i < self.words.len() && NOBODY.contains(&self.words.folded_stem(i))
    }

    fn is_medium(&self, m: &Mention) -> bool {
        if m.label != Label::Org {
            return false;
        }
        let first = m.tokens.0 as usize;
        let of_media = |h: &crate::entities::words::Hit| {
            h.of(Kind::Organisation).any(|e| e.detail == 2)
                || h.of(Kind::OrgHead).any(|e| e.detail >> 1 == 2)
        };
        self.hits.at(first).iter().any(of_media)
            || first > 0 && self.hits.at(first - 1).iter().any(of_media)
            || first > 1
                && marks::is_mark(self.words.raw(first - 1))
                && self.hits.at(first - 2).iter().any(of_media)
    }

    fn is_plural(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        form.ends_with("ون") || form.ends_with("ين")
    }

    /// Whether token `i` is an adverb of manner: مازحا، ضاحكة.
    fn is_accusative(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        !form.starts_with("ال")
            && form.chars().count() >= 4
            && (form.ends_with('ا') || form.ends_with('ه'))
    }

    fn agrees(&self, gender: Gender, m: &Mention) -> bool {
        !matches!(m.label, Label::Per | Label::Role | Label::Org) || gender.agrees(self.gender(m))
    }

    /// The subject of the statement that the verb at token `at` goes on with: the nearest statement of its sentence that has one.
    ///
    /// `said` are the stretches already found to be quoted, whose names are not the speaker's.
    pub(super) fn subject_before(
        &self,
        at: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let start = self.sentence(at).0.max(at.saturating_sub(BACK));
        // الذي قال: who stands before the relative pronoun
        if at > start && matches!(self.words.folded(at - 1), "الذي" | "التي") {
            let antecedent = self.mentions_in(start, at - 1).rfind(|(_, m)| {
                m.tokens.1 as usize + 3 > at
                    && matches!(m.label, Label::Per | Label::Role | Label::Org)
                    && self.agrees(gender, m)
            });
            if let Some((k, _)) = antecedent {
                return Some(k as u32);
            }
        }
        // اتصالا من الرئيس س أكد فيه: the name directly before the verb
        if !self.has_conjunction(at) && self.cue_at(at).is_some_and(|c| c.form == Form::Finite) {
            let touching = self
                .mentions_in(at.saturating_sub(8).max(start), at)
                .rfind(|(_, m)| {
                    m.tokens.1 as usize == at
                        && m.label == Label::Per
                        && self.may_speak(m, gender, said)
                });
            if let Some((k, _)) = touching {
                return Some(k as u32);
            }
        }
        let mut end = at;
        loop {
            let comma = (start..end).rev().find(|&i| {
                matches!(self.words.raw(i), "،" | "," | "؛")
                    || matches!(self.words.folded(i), "لكن" | "بينما" | "فيما")
            });
            let first = comma.map_or(start, |c| {
                c + usize::from(matches!(self.words.raw(c), "،" | "," | "؛"))
            });
            if let Some(found) = self.statement_subject(first, end, gender, said) {
                return Some(found);
            }
            match comma {
                Some(c) if c > start => end = c,
                _ => break,
            }
        }
        // nobody in the place of a subject: the nearest person whom nothing governs
        let people = || {
            self.mentions_in(start, at)
                .rev()
                .filter(|(_, m)| m.label == Label::Per && self.may_speak(m, gender, said))
        };
        people()
            .find(|(_, m)| !self.is_governed(m.tokens.0 as usize, m))
            .or_else(|| {
                people().next().filter(|(_, m)| {
                    people().all(|(_, o)| o.entity == m.entity) && m.entity.is_some()
                })
            })
            .map(|(k, _)| k as u32)
    }

    /// The main subject of the sentence that begins at `start`, from its beginning on.
    pub(super) fn main_subject(
        &self,
        start: usize,
        end: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let end = end.min(start + BACK);
        let mut first = start;
        while first < end {
            let comma = (first..end)
                .find(|&i| matches!(self.words.raw(i), "،" | "," | "؛"))
                .unwrap_or(end);
            if let Some(found) = self.statement_subject(first, comma, gender, said) {
                return Some(found);
            }
            first = comma + 1;
        }
        self.mentions_in(start, end)
            .find(|(_, m)| {
                m.label == Label::Per
                    && self.may_speak(m, gender, said)
                    && !self.is_governed(m.tokens.0 as usize, m)
            })
            .map(|(k, _)| k as u32)
    }

    fn may_speak(&self, m: &Mention, gender: Gender, said: &[(usize, usize)]) -> bool {
        let at = m.tokens.0 as usize;
        let near = said.partition_point(|s| s.0 <= at);
        let quoted = said[near.saturating_sub(2)..near].iter().any(|s| at < s.1);
        !quoted && self.agrees(gender, m)
    }

    /// The subject of one statement: a person, title or organisation at its start or behind its verb.
    fn statement_subject(
        &self,
        first: usize,
        end: usize,
        gender: Gender,
        said: &[(usize, usize)],
    ) -> Option<u32> {
        let mut begin = first;
        while begin < end
            && (OPENERS.contains(&self.bare(begin)) && self.mention_at(begin).is_none()
                || !self.words.is_word(begin) && self.mention_at(begin).is_none())
        {
            begin += 1;
        }
        let mut covered = 0;
        for (k, m) in self.mentions_in(first, end) {
            let at = m.tokens.0 as usize;
            if at < covered {
                continue;
            }
            covered = m.tokens.1 as usize;
            let speaks = matches!(m.label, Label::Per | Label::Role | Label::Org)
                || m.label == Label::Loc && at == begin;
            if !speaks || !self.may_speak(m, gender, said) || self.is_governed(at, m) {
                continue;
            }
            let mut before = at;
            while before > first && marks::is_mark(self.words.raw(before - 1)) {
                before -= 1;
            }
            // a nationality before the name: وغابت التونسية أنس جابر
            if let Some((_, n)) = self
                .mentions_in(before.saturating_sub(3).max(first), before)
                .find(|(_, n)| n.label == Label::Norp && n.tokens.1 as usize == before)
            {
                before = n.tokens.0 as usize;
            }
            let dated = |i: usize| {
                self.mentions_in(i.saturating_sub(4), i).any(|(_, d)| {
                    matches!(d.label, Label::Date | Label::Time) && d.tokens.1 as usize == i
                })
            };
            let in_place = before <= begin
                || before == begin + 1 && self.mention_at(begin).is_none()
                || self
                    .cue_at(before - 1)
                    .is_some_and(|c| c.form == Form::Finite && !c.weak)
                || before == begin + 2
                    && (self.words.folded_suffix(before - 1) > 0
                        || self.names_its_kind(before - 1)
                        || ADVERBS.contains(&self.words.folded(before - 1)))
                || dated(before);
            if in_place {
                return Some(self.head_of(k, end));
            }
        }
        None
    }

    /// Who a preposition or noun of saying names: بحسب X، وفقا لـX، في بيان لـX.
    pub(super) fn named_behind(&self, cue: &Cue) -> Subject {
        let from = cue.tokens.1;
        let stop = self.stop(from, usize::MAX);
        let mut i = from;
        while i < stop && i < from + 8 {
            if let Some((k, m)) = self.mention_at(i) {
                return match m.label {
                    Label::Per | Label::Role | Label::Org | Label::Loc => {
                        Subject::Named(self.head_of(k, stop))
                    }
                    Label::Norp | Label::Date | Label::Quantity => {
                        i = m.tokens.1 as usize;
                        continue;
                    }
                    _ => Subject::Unnamed,
                };
            }
            let form = self.words.folded(i);
            if i == from && cue.lemma().ends_with("ما")
                || self.cue_at(i).is_some_and(|c| c.form == Form::Finite)
            {
                return self.noun_phrase(i + 1, stop, Gender::Unknown).0;
            }
            let stem = self.words.folded_stem(i);
            let text = TEXTS.contains(&stem) || TEXTS.contains(&form);
            let links = matches!(
                form,
                "ما" | "ل"
                    | "لـ"
                    | "لما"
                    | "عن"
                    | "في"
                    | "صادر"
                    | "صادره"
                    | "نشره"
                    | "نشرها"
                    | "نشرته"
                    | "اصدره"
                    | "اصدرته"
            ) || form.starts_with("ال") && i > from
                || marks::is_mark(self.words.raw(i));
            let described = i > from
                && (TEXTS.contains(&self.words.folded_stem(i - 1))
                    || TEXTS.contains(&self.words.folded(i - 1)));
            if text
                || links
                || described
                || self.names_its_kind(i)
                    && self
                        .mentions_in(i + 1, i + 3)
                        .any(|(_, m)| m.label == Label::Org)
            {
                i += 1;
                continue;
            }
            return match self.common_noun(i, stop) {
                Subject::Referring(_) if cue.form == Form::Preposition => Subject::Unnamed,
                other => other,
            };
        }
        if cue.form == Form::Preposition {
            Subject::Unnamed
        } else {
            Subject::Dropped
        }
    }
}
