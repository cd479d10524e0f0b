//! Scores readings of annotated articles: entities by B-cubed, quotations found and with the right speaker.

pub mod markup;

use std::collections::HashMap;

use kunya::document::Document;
use kunya::label::Label;
use kunya::quotes::QuoteKind;
use kunya::span::Span;
use markup::Article;

/// How many quotations of one kind there are, were found, and were given the right speaker.
#[derive(Default, Clone, Copy)]
pub struct QuoteScore {
    pub gold: u32,
    pub ours: u32,
    pub found: u32,
    pub exact: u32,
    pub speaker: u32,
}

/// Sums over articles.
#[derive(Default)]
pub struct Score {
    /// Sums of the precisions and recalls of mentions, and how many mentions there are, ours and marked.
    precision: f64,
    recall: f64,
    ours: u32,
    gold: u32,
    pub direct: QuoteScore,
    pub indirect: QuoteScore,
}

impl Score {
    /// B-cubed precision, recall and F1 in percent.
    pub fn b_cubed(&self) -> (f64, f64, f64) {
        let p = 100.0 * self.precision / f64::from(self.ours.max(1));
        let r = 100.0 * self.recall / f64::from(self.gold.max(1));
        (
            p,
            r,
            if p + r > 0.0 {
                2.0 * p * r / (p + r)
            } else {
                0.0
            },
        )
    }

    /// One line for people.
    pub fn report(&self, title: &str) {
        let (p, r, f) = self.b_cubed();
        println!("{title}: B-cubed P {p:.1} R {r:.1} F {f:.1}");
        for (name, q) in [("direct", self.direct), ("indirect", self.indirect)] {
            println!(
                "  {name}: marked {}, found {} (exact {}), right speaker {}, given {}",
                q.gold, q.found, q.exact, q.speaker, q.ours
            );
        }
    }

    /// Adds one article as it was read; `show` names what to print of it: `entities`, `quotes`.
    pub fn add(&mut self, article: &Article, document: &Document, show: &str) {
        self.entities(article, document, show.contains("entities"));
        self.quotes(article, document, show.contains("quotes"));
    }

    fn entities(&mut self, article: &Article, document: &Document, show: bool) {
        let gold: HashMap<(Span, Label), &str> = article
            .mentions
            .iter()
            .filter_map(|m| Some(((m.span, m.label), m.entity.as_deref()?)))
            .collect();
        let ours: HashMap<(Span, Label), u32> = document
            .mentions
            .iter()
            .filter_map(|m| Some(((m.span, m.label), m.entity?)))
            .collect();
        self.gold += gold.len() as u32;
        self.ours += ours.len() as u32;
        for (key, id) in &gold {
            let Some(entity) = ours.get(key) else {
                continue;
            };
            let same_gold = gold.values().filter(|i| *i == id).count() as f64;
            let same_ours = ours.values().filter(|e| *e == entity).count() as f64;
            let both = gold
                .iter()
                .filter(|(k, i)| *i == id && ours.get(*k) == Some(entity))
                .count() as f64;
            self.precision += both / same_ours;
            self.recall += both / same_gold;
        }
        if show {
            for entity in &document.entities {
                let mut ids: Vec<(&str, &str)> = Vec::new();
                for &m in &entity.mentions {
                    let m = &document.mentions[m as usize];
                    ids.push((
                        gold.get(&(m.span, m.label)).copied().unwrap_or("-"),
                        document.slice(m.span),
                    ));
                }
                if ids.iter().any(|i| i.0 != ids[0].0) {
                    println!("{} JOINED {ids:?}", article.name);
                }
            }
            let mut by_id: HashMap<&str, Vec<(u32, &str)>> = HashMap::new();
            let mut marked: Vec<_> = article
                .mentions
                .iter()
                .filter(|m| m.entity.is_some())
                .collect();
            marked.sort_by_key(|m| m.span);
            for m in marked {
                if let Some(&e) = ours.get(&(m.span, m.label)) {
                    by_id
                        .entry(m.entity.as_deref().expect("filtered"))
                        .or_default()
                        .push((e, m.span.of(&article.text)));
                }
            }
            for (id, parts) in by_id {
                if parts.iter().any(|p| p.0 != parts[0].0) {
                    println!("{} PARTED {id} {parts:?}", article.name);
                }
            }
        }
    }

    fn quotes(&mut self, article: &Article, document: &Document, show: bool) {
        let ids: HashMap<(Span, Label), &str> = article
            .mentions
            .iter()
            .filter_map(|m| Some(((m.span, m.label), m.entity.as_deref()?)))
            .collect();
        let around = |span: Span, before: usize, after: usize| {
            let text = &article.text;
            let (mut a, mut b) = (
                (span.start as usize).saturating_sub(before),
                (span.end as usize + after).min(text.len()),
            );
            while !text.is_char_boundary(a) {
                a -= 1;
            }
            while !text.is_char_boundary(b) {
                b += 1;
            }
            format!(
                "{}[{}]{}",
                &text[a..span.start as usize],
                span.of(text),
                &text[span.end as usize..b]
            )
            .replace('\n', "⏎")
        };
        let mut used = vec![false; document.quotes.len()];
        for quote in &article.quotes {
            let sum = if quote.direct {
                &mut self.direct
            } else {
                &mut self.indirect
            };
            sum.gold += 1;
            let best = (0..document.quotes.len())
                .filter(|&k| {
                    !used[k] && (document.quotes[k].kind == QuoteKind::Direct) == quote.direct
                })
                .map(|k| (overlap(document.quotes[k].span, quote.span), k))
                .filter(|b| b.0 >= 0.5)
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((share, k)) = best else {
                if show {
                    println!(
                        "{} MISSED direct={} {:?}: {}",
                        article.name,
                        quote.direct,
                        quote.speaker,
                        around(quote.span, 150, 60)
                    );
                }
                continue;
            };
            used[k] = true;
            sum.found += 1;
            sum.exact += u32::from(share == 1.0);
            let ours = &document.quotes[k];
            let right = match ours.entity {
                Some(e) => document.entities[e as usize].mentions.iter().any(|&m| {
                    let m = &document.mentions[m as usize];
                    ids.get(&(m.span, m.label)).copied() == quote.speaker.as_deref()
                        && quote.speaker.is_some()
                }),
                None => quote.speaker.is_none(),
            };
            sum.speaker += u32::from(right);
            if show && share < 1.0 {
                println!(
                    "{} EXTENT {} instead of {}",
                    article.name,
                    around(ours.span, 0, 0),
                    around(quote.span, 0, 0)
                );
            }
            if show && !right {
                let got = ours
                    .speaker
                    .map(|s| document.slice(document.mentions[s as usize].span));
                let cue = ours.cue.map(|c| document.slice(c));
                println!(
                    "{} SPEAKER {got:?} instead of {:?} ({cue:?}): {}",
                    article.name,
                    quote.speaker,
                    around(quote.span, 200, 60)
                );
            }
        }
        for (k, ours) in document.quotes.iter().enumerate() {
            if ours.kind == QuoteKind::Belief {
                continue;
            }
            let sum = if ours.kind == QuoteKind::Direct {
                &mut self.direct
            } else {
                &mut self.indirect
            };
            sum.ours += 1;
            if show && !used[k] {
                println!(
                    "{} EXTRA {} {:?}: {}",
                    article.name,
                    ours.kind.name(),
                    ours.lemma,
                    around(ours.span, 100, 30)
                );
            }
        }
    }
}

/// The bytes that two places share, by those that either has.
fn overlap(a: Span, b: Span) -> f64 {
    let both = f64::from(a.end.min(b.end).saturating_sub(a.start.max(b.start)));
    both / f64::from(a.end.max(b.end) - a.start.min(b.start))
}
