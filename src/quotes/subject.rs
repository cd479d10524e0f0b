//! The noun phrase behind a word of saying: its subject, or whom a preposition names.

use super::cues::{Cue, Form};
use super::gender::Gender;
use super::vocabulary::{ADVERBS, CIRCUMSTANCES, HONORIFICS, NOBODY, PEOPLE, PREPOSITIONS, TEXTS};
use super::{Reader, marks};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::Kind;

/// How far behind its verb a subject may stand, in tokens.
const REACH: usize = 24;
/// How long the phrase may be that a title opens, in tokens.
const TITLE: usize = 14;

/// Who the noun phrase behind a verb is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A mention.
    Named(u32),
    /// Somebody without a name or title: مصادر، سكان.
    Unnamed,
    /// A noun or pronoun that refers to a person named before.
    Referring(Gender),
    /// A text (البيان) or body (المنظمة) that refers to whoever spoke before.
    Repeating(Gender),
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
        let mut after_comma = false;
        while i < stop {
            let raw = self.words.raw(i);
            if marks::is_mark(raw) {
                i += 1;
                continue;
            }
            if matches!(raw, "،" | "," | ")" | "-" | "–") {
                after_comma |= matches!(raw, "،" | ",");
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
                    _ => (Subject::Named(self.holder_of(k, stop)), medium),
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
                        // في بيان وقعه مديرها فلان: the name goes with the title
                        let head = self.head_of(k, stop);
                        i = self.mentions[head as usize].tokens.1 as usize;
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
            // تقول، ثم تنادي ابنتها: what follows is no subject; علق والدموع في عينيه
            let circumstance = i == from
                && form.starts_with("وال")
                && !form.starts_with("والد")
                && self.has_conjunction(i);
            if self.opens_anew(i) || circumstance || after_comma && !after_phrase {
                return (Subject::Dropped, medium);
            }
            // طرحت سؤالا على الوزير
            let object = form.ends_with('ا')
                && form.chars().count() >= 5
                && self.is_accusative(i)
                && !self.names_a_source(i);
            if after_phrase
                || object
                || self.is_accusative(i) && i + 1 >= stop
                || self.is_addressed(i)
            {
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
        let after_this = i + usize::from(matches!(form, "هذا" | "هذه"));
        let form = if after_this < stop {
            self.words.folded(after_this)
        } else {
            form
        };
        // قالت الأخيرة: who is named last before it
        if matches!(form, "الاخير" | "الاخيره") {
            let feminine = form.ends_with('ه');
            return match self.person_before(
                i,
                if feminine {
                    Gender::Feminine
                } else {
                    Gender::Masculine
                },
            ) {
                Some(k) => Subject::Named(k),
                None => Subject::Unnamed,
            };
        }
        // the text of a body: استطلاع لصحيفة، تقديرات منظمة
        let stem = self.words.folded_stem(i);
        let definite = stem.strip_prefix("ال");
        if TEXTS.contains(&stem)
            || TEXTS.contains(&form)
            || definite.is_some_and(|t| TEXTS.contains(&t))
        {
            let body = self
                .mentions_in(i + 1, stop.min(i + 5))
                .find(|(_, m)| matches!(m.label, Label::Org | Label::Per | Label::Role));
            return match body {
                Some((k, _)) => Subject::Named(self.head_of(k, stop)),
                // بيان الخلية
                None if i + 1 < stop && self.body_named_before(i + 1).is_some() => self
                    .body_named_before(i + 1)
                    .map_or(Subject::Unnamed, Subject::Named),
                None if definite.is_some() => Subject::Repeating(Gender::Unknown),
                None => Subject::Unnamed,
            };
        }
        // أحدهم، ويدعى موسى، ...
        if NOBODY.contains(&stem)
            && let Some(k) = self.introduced_by_name(i + 1, stop)
        {
            return Subject::Named(k);
        }
        // a title that the recogniser has not read: رئيس نقابة أصحاب الفنادق فلان
        if self.hits.at(i).iter().any(|h| h.is(Kind::Role))
            && let Some(k) = self.person_behind(i + 1, stop)
            // شقيق ربيع is not ربيع
            && (self.may_be_apposed(i) || self.mentions[k as usize].tokens.0 as usize > i + 1)
        {
            return Subject::Named(k);
        }
        let nobody = NOBODY.contains(&stem);
        // a name in apposition: خالتها أمل، النائب الأول فلان، والد الضحية، سعيد محروس،
        for k in i + 1..stop.min(i + 7) {
            let Some((n, m)) = self.mention_at(k) else {
                let governed = self.words.stem(k).start > self.words.tokens[k].span.start
                    && self.words.folded(k).starts_with(['ل', 'ب', 'ك']);
                if governed {
                    break;
                }
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
                // أوساط الرئيس فلان are not he
                Label::Per | Label::Role
                    if nobody && !matches!(self.words.raw(k - 1), "،" | ",") =>
                {
                    return Subject::Unnamed;
                }
                Label::Per if apposed && (k > i + 1 || self.may_be_apposed(i)) => {
                    return Subject::Named(n as u32);
                }
                Label::Org
                    if k <= i + 2
                        && (self.names_its_kind(i)
                            || definite.is_some_and(|noun| self.is_body(noun))
                            || k == i + 2 && marks::is_mark(self.words.raw(i + 1)))
                        || k == i + 3
                            && self.names_its_kind(i)
                            && marks::is_mark(self.words.raw(i + 2))
                        || k <= i + 3
                            && form.starts_with("ال")
                            && marks::is_mark(self.words.raw(k - 1)) =>
                {
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
        // المزارعة: a title or occupation that stands alone
        if definite.is_some() && self.hits.single(i, Kind::Role).is_some() {
            return Subject::Referring(if self.words.raw(i).ends_with('ة') {
                Gender::Feminine
            } else {
                Gender::Masculine
            });
        }
        if definite.is_some_and(|noun| self.is_body(noun)) {
            return Subject::Repeating(if self.words.raw(i).ends_with('ة') {
                Gender::Feminine
            } else {
                Gender::Masculine
            });
        }
        Subject::Unnamed
    }

    /// The person of this gender who is named last before token `i`, not far from it.
    fn person_before(&self, i: usize, gender: Gender) -> Option<u32> {
        self.mentions_in(i.saturating_sub(2 * REACH), i)
            .rfind(|(_, m)| m.label == Label::Per && gender.agrees(self.gender(m)))
            .map(|(k, _)| k as u32)
    }

    /// The name that the words behind a noun for somebody give him: ويدعى موسى، وهو سوري اسمه جميل.
    fn introduced_by_name(&self, from: usize, stop: usize) -> Option<u32> {
        (from..stop).find_map(|i| {
            if !matches!(self.bare(i), "يدعي" | "تدعي" | "اسمه" | "اسمها" | "باسم")
            {
                return None;
            }
            self.mention_at(i + 1)
                .filter(|(_, m)| m.label == Label::Per)
                .map(|(k, _)| k as u32)
        })
    }

    /// Whether a name directly behind the noun at token `i` is the same person: the noun is definite, has a pronoun, or is no relation.
    fn may_be_apposed(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        form.starts_with("ال") || self.words.folded_suffix(i) > 0
    }

    /// The name beside a title where one stands there, else the mention itself.
    pub(super) fn head_of(&self, k: usize, stop: usize) -> u32 {
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

    /// The name beside a title behind a verb, or at the end of the phrase that the title opens (المدير الإداري لجمعية الشاي
    /// فلان), else the mention itself.
    fn holder_of(&self, k: usize, stop: usize) -> u32 {
        let head = self.head_of(k, stop);
        let m = &self.mentions[k];
        if head != k as u32 || m.label != Label::Role {
            return head;
        }
        self.person_behind(m.tokens.1 as usize, stop)
            .unwrap_or(head)
    }

    /// The name that ends the noun phrase that goes on at token `from`: no sign, pronoun or preposition of time stands before it.
    fn person_behind(&self, from: usize, stop: usize) -> Option<u32> {
        let mut i = from;
        while i < stop.min(from + TITLE) {
            if let Some((k, m)) = self.mention_at(i) {
                let named = m.label == Label::Per
                    && m.span.start <= self.words.tokens[i].span.start
                    && !self.is_governed(i, m);
                if named {
                    return Some(k as u32);
                }
                if matches!(m.label, Label::Date | Label::Time) {
                    return None;
                }
                i = m.tokens.1 as usize;
                continue;
            }
            let form = self.words.folded(i);
            let links = matches!(form, "في" | "من" | "باسم" | "لدي");
            let breaks = !(self.words.is_word(i) || marks::is_mark(self.words.raw(i)))
                || !links && PREPOSITIONS.contains(&form)
                || ADVERBS.contains(&form)
                || CIRCUMSTANCES.contains(&form)
                || self.words.folded_suffix(i) > 0
                || self.cue_at(i).is_some_and(|c| c.is_verbal());
            if breaks {
                return None;
            }
            i += 1;
        }
        None
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
        // سؤال للعضو فلان: the preposition before the title governs the name
        if mention.label == Label::Per
            && let Some((_, title)) = self
                .mentions_in(i.saturating_sub(6), i)
                .find(|(_, t)| t.label == Label::Role && t.tokens.1 as usize == i)
            && title.entity == mention.entity
        {
            return self.is_governed(title.tokens.0 as usize, title);
        }
        let mut before = i;
        while before > 0
            && (marks::is_mark(self.words.raw(before - 1)) || self.words.raw(before - 1) == "(")
        {
            before -= 1;
        }
        // التابعة لمجموعة س: the preposition before the noun that tells its kind governs the name
        if mention.label == Label::Org && before > 0 && self.names_its_kind(before - 1) {
            let head = before - 1;
            let prefix = self.words.folded_prefix(head) > 0
                && self.words.folded(head).starts_with(['ل', 'ب', 'ك']);
            let preposition = head > 0
                && self.words.adjacent(head - 1)
                && PREPOSITIONS.contains(&self.bare(head - 1));
            if prefix || preposition {
                return true;
            }
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

    fn is_plural(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        form.ends_with("ون") || form.ends_with("ين")
    }

    /// Whether token `i` links to another statement or is its verb.
    fn opens_anew(&self, i: usize) -> bool {
        matches!(
            self.words.folded(i),
            "ثم" | "هل"
                | "عما"
                | "اذ"
                | "حين"
                | "عندما"
                | "بينما"
                | "فيما"
                | "حيث"
                | "لكن"
                | "قبل"
                | "كما"
                | "ان"
                | "اما"
        ) || self.cue_at(i).is_some_and(|c| match c.form {
            Form::Finite => !c.weak && self.has_conjunction(i),
            Form::Participle => i > 0 && matches!(self.words.raw(i - 1), "،" | ","),
            _ => false,
        })
    }

    /// Whether token `i` is a plural in a case that no subject has: أبلغ الصحفيين.
    fn is_addressed(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        let own = self.words.folded_suffix(i) > 0
            && matches!(
                self.words.folded_stem(i),
                "موقف"
                    | "راي"
                    | "كلام"
                    | "حديث"
                    | "فكرت"
                    | "قصت"
                    | "تجربت"
                    | "حال"
                    | "وضع"
            );
        own || form.starts_with("ال")
            && form.ends_with("ين")
            && form.chars().count() >= 7
            && !self
                .hits
                .at(i)
                .iter()
                .any(|h| h.is(Kind::Role) && h.len() == 1)
            || matches!(
                form,
                "مراسلي"
                    | "صحفيي"
                    | "صحافيي"
                    | "الامر"
                    | "المشهد"
                    | "الموقف"
                    | "الوضع"
                    | "الحال"
                    | "ذلك"
                    | "الحضور"
                    | "الحاضرين"
                    | "جيرانه"
                    | "جيرانها"
                    | "انصاره"
                    | "انصارها"
            )
    }

    /// Whether token `i` is an adverb of manner: مازحا، ضاحكة.
    fn is_accusative(&self, i: usize) -> bool {
        let form = self.words.folded(i);
        !form.starts_with("ال")
            && !form.ends_with("نا")
            && form.chars().count() >= 4
            && (form.ends_with('ا') || form.ends_with('ه'))
    }

    pub(super) fn agrees(&self, gender: Gender, m: &Mention) -> bool {
        !matches!(m.label, Label::Per | Label::Role | Label::Org) || gender.agrees(self.gender(m))
    }

    /// Who a preposition or noun of saying names: بحسب X، وفقا لـX، في بيان لـX.
    pub(super) fn named_behind(&self, cue: &Cue) -> Subject {
        let from = cue.tokens.1;
        let stop = self.stop(from, usize::MAX);
        let mut i = from;
        // بيانها، البيان ذاته: a text that refers to who wrote it
        let mut repeating = None;
        let mut text_at = None;
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
            let definite = stem.strip_prefix("ال");
            let text = TEXTS.contains(&stem)
                || TEXTS.contains(&form)
                || definite.is_some_and(|t| TEXTS.contains(&t));
            if text {
                text_at = Some(i);
            }
            if text && definite.is_some() {
                repeating = Some(Gender::Unknown);
            } else if text && self.words.folded_suffix(i) > 0 {
                repeating = match form {
                    _ if form.ends_with("ها") => Some(Gender::Feminine),
                    _ if form.ends_with('ه') => Some(Gender::Masculine),
                    _ => None,
                };
            }
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
            let adjective = text_at.is_some_and(|t| i <= t + 2)
                && (form == "غير" || form.ends_with('ه') && !form.starts_with("ال"))
                && self.words.folded_suffix(i) == 0;
            let described = adjective
                || i > from
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
            return match (self.common_noun(i, stop), repeating) {
                (Subject::Unnamed, Some(gender)) => Subject::Repeating(gender),
                (Subject::Referring(_), _) if cue.form == Form::Preposition => Subject::Unnamed,
                (other, _) => other,
            };
        }
        if let Some(gender) = repeating {
            return Subject::Repeating(gender);
        }
        if cue.form == Form::Preposition {
            Subject::Unnamed
        } else {
            Subject::Dropped
        }
    }
}
