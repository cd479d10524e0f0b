//! From labelled files to a model file, and a model's scores on labelled files: what `kunya train ner` does.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::iob2::{self, Labelled};
use super::markup;
use super::train::{self, Counts, Options, Source, Watch};
use super::{Tagger, train::classes_of};
use crate::error::{Error, Result};
use crate::label::Label;

/// What is learned from.
#[derive(Debug, Clone, Default)]
pub struct Lesson {
    /// Files in IOB2.
    pub files: Vec<PathBuf>,
    /// A folder of annotated articles beside them: see [`markup`].
    pub articles: Option<PathBuf>,
    /// Types that are to have another name: `PERS` that of kunya's `PER`.
    pub rename: Vec<(String, String)>,
    /// How the training goes.
    pub options: Options,
}

impl Lesson {
    /// Trains a model and gives its file's content.
    ///
    /// The model has the types of the IOB2 files; where there are none, those of the articles. It takes over the word
    /// classes of the fast model that comes with the program.
    ///
    /// # Errors
    /// Where a file cannot be read or a line is malformed, there is nothing to learn, a type is no name of a label, or
    /// `watch` ended it.
    pub fn learn(&self, watch: &mut Watch<'_>) -> Result<Vec<u8>> {
        let documents = read(&self.files)?;
        let mut types = self.types(&documents);
        let mut sources = vec![self.source(documents)];
        if let Some(folder) = &self.articles {
            let marked = if self.files.is_empty() {
                markup::read::<&str>(folder, &[])?
            } else {
                // of nested marks the outermost whose type the model has
                let from = self.rename.iter().filter(|r| types.contains(&r.1));
                let wanted: Vec<&String> = types.iter().chain(from.map(|r| &r.0)).collect();
                markup::read(
                    folder,
                    &wanted.iter().map(|t| t.as_str()).collect::<Vec<_>>(),
                )?
            };
            if self.files.is_empty() {
                types = self.types(&marked);
            }
            sources.push(self.source(marked));
        }
        for name in &types {
            Label::named(name)?;
        }
        let types: Vec<String> = types.into_iter().collect();
        let classes = classes_of(Tagger::global());
        train::train(&sources, &types, &classes, self.options, watch)
    }

    /// Whether labelled files can be read at all.
    ///
    /// # Errors
    /// Where a file cannot be read or a line is malformed.
    pub fn check(&self, files: &[PathBuf]) -> Result<()> {
        read(files).map(drop)
    }

    /// The scores of a model on labelled files, by type.
    ///
    /// # Errors
    /// Where a file cannot be read or a line is malformed.
    pub fn measure(&self, tagger: &Tagger, files: &[PathBuf]) -> Result<Vec<(String, Counts)>> {
        let documents = read(files)?;
        let rename = |name: &str| Some(self.renamed(name).to_owned());
        Ok(train::evaluate(tagger, &documents, rename, &mut Vec::new()))
    }

    fn renamed<'a>(&'a self, name: &'a str) -> &'a str {
        let found = self.rename.iter().find(|r| r.0 == name);
        found.map_or(name, |r| &r.1)
    }

    fn types(&self, documents: &[Labelled]) -> BTreeSet<String> {
        let mentions = documents.iter().flat_map(|d| &d.mentions);
        mentions.map(|m| self.renamed(&m.1).to_owned()).collect()
    }

    fn source(&self, documents: Vec<Labelled>) -> Source {
        let map = self.rename.iter();
        Source {
            documents,
            weight: 1.0,
            map: map
                .map(|(from, to)| (from.clone(), vec![to.clone()]))
                .collect(),
            unlabelled: Vec::new(),
            reaching: vec![],
        }
    }
}

fn read(files: &[PathBuf]) -> Result<Vec<Labelled>> {
    let mut documents = Vec::new();
    for file in files {
        documents.extend(iob2::read(file)?);
    }
    Ok(documents)
}

/// Writes a file so that at any time there is the old one or the whole new one.
///
/// # Errors
/// [`Error::Io`] where the system refuses it.
pub fn save(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&part)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    write().map_err(|source| {
        // what is left of an attempt that failed
        let _ = std::fs::remove_file(&part);
        Error::Io {
            path: path.to_owned(),
            source,
        }
    })
}
