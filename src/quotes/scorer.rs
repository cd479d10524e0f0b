//! Chooses the speaker of each quotation among those near it: a log-linear model that knows what the rules say, and how often
//! they are right where and by which path.

mod features;
pub mod train;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::speaker::Voice;
use super::{Found, Reader};
use crate::linear::{Marks, Purpose, Weights, softmax};

const SPEAKERS: Purpose = Purpose {
    magic: b"KUNYASPK",
    name: "speakers",
};

/// By how much the log-odds of another must be higher than those of whom the rules choose.
const DOUBT: f32 = 0.6;
/// How sure the rules are where the model is not asked: a name directly behind its verb.
const SURE: f32 = 0.95;

/// The model that the program carries; `None` where its file is empty: then the rules decide alone.
///
/// # Panics
/// Never: the model's bytes are part of the program and tested.
fn model() -> Option<&'static Weights> {
    static GLOBAL: OnceLock<Option<Weights>> = OnceLock::new();
    GLOBAL
        .get_or_init(|| {
            let bytes: &[u8] = include_bytes!("../../models/fast/speakers.bin");
            (!bytes.is_empty()).then(|| {
                Weights::from_bytes(bytes, &SPEAKERS)
                    .expect("the built-in model of speakers is sound")
            })
        })
        .as_ref()
}

/// Who is chosen by the scores of the candidates, of whom the rules choose `rules`: the best, where it is clearly better.
fn choose(scores: &[f32], rules: usize) -> usize {
    (0..scores.len()).fold(rules, |best, n| {
        let least = if best == rules {
            scores[rules] + DOUBT
        } else {
            scores[best]
        };
        if scores[n] > least { n } else { best }
    })
}

impl Reader<'_> {
    /// Chooses anew who said each quotation; those of one cue have one speaker. `said` is where speech stands.
    pub(super) fn rescore(&self, quotes: &mut [(Found, Voice)], said: &[(usize, usize)]) {
        let Some(model) = model().filter(|_| !quotes.is_empty()) else {
            return;
        };
        let overview = self.overview(quotes, said);
        let mut by_cue: HashMap<usize, Voice> = HashMap::new();
        let mut chosen: Vec<Voice> = Vec::with_capacity(quotes.len());
        for (n, (found, rules)) in quotes.iter().enumerate() {
            let cue = found.cue.map(|c| c.tokens.0);
            if let Some(voice) = cue.and_then(|c| by_cue.get(&c)) {
                chosen.push(*voice);
                continue;
            }
            let voice = if self.is_open(found, rules) {
                self.rescored(model, quotes, n, &overview)
            } else {
                *rules
            };
            if let Some(c) = cue {
                by_cue.insert(c, voice);
            }
            chosen.push(voice);
        }
        for (quote, voice) in quotes.iter_mut().zip(chosen) {
            quote.1 = voice;
        }
    }

    fn rescored(
        &self,
        model: &Weights,
        quotes: &[(Found, Voice)],
        n: usize,
        overview: &features::Overview<'_>,
    ) -> Voice {
        let candidates = self.speaker_candidates(quotes, n, overview);
        let rules = quotes[n].1;
        let entity = self.entity_of(rules.speaker);
        let by_rules = candidates
            .iter()
            .position(|c| c.entity == entity)
            .expect("whom the rules choose is a candidate");
        let mut marks = Marks::new();
        let mut scores: Vec<f32> = candidates
            .iter()
            .map(|c| model.score_once(&c.features, &mut marks))
            .collect();
        let best = choose(&scores, by_rules);
        softmax(&mut scores);
        Voice {
            speaker: if best == by_rules {
                rules.speaker
            } else {
                candidates[best].mention
            },
            source: rules.source,
            sure: scores[best],
        }
    }

    /// Whether the model is asked who said it: not where the rules are sure, where the headline says it without a cue and the
    /// text says it again, nor where the rules choose one who is no entity.
    fn is_open(&self, found: &Found, rules: &Voice) -> bool {
        rules.sure < SURE
            && (found.cue.is_some() || !self.in_headline(found.tokens.0))
            && (rules.speaker.is_none() || self.entity_of(rules.speaker).is_some())
    }

    fn entity_of(&self, mention: Option<u32>) -> Option<u32> {
        mention.and_then(|m| self.mentions[m as usize].entity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_choice_stays_unless_another_is_clearly_better() {
        assert_eq!(choose(&[0.0, 0.5], 0), 0);
        assert_eq!(choose(&[0.0, 0.7], 0), 1);
        assert_eq!(choose(&[1.0, 2.0, 0.0, 3.0], 2), 3);
        assert_eq!(choose(&[3.0, 2.0, 0.0], 2), 0);
    }

    #[test]
    fn the_built_in_model_is_sound() {
        assert!(model().is_some());
    }
}
