//! What can go wrong, in one type.

use std::path::PathBuf;

/// The result of everything that can fail here.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong: every message says what was given and what is allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument has a value that is not allowed.
    #[error("{name} must be {allowed}, got {given}")]
    InvalidArgument {
        /// The argument's name.
        name: &'static str,
        /// What was given, as text.
        given: String,
        /// What is allowed, as a noun phrase.
        allowed: String,
    },
    /// A line of a text file is not of its form.
    #[error("{path}:{line}: {reason}")]
    MalformedLine {
        /// The file, or a name that stands for it.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it and what was expected.
        reason: String,
    },
    /// A model or index file cannot be used.
    #[error("{path}: {reason}")]
    InvalidFile {
        /// The file.
        path: String,
        /// What is wrong with it and what was expected.
        reason: String,
    },
    /// A text is not valid Unicode.
    #[error("{path}: invalid UTF-8 at byte {offset}")]
    InvalidUtf8 {
        /// The file, or a name that stands for it.
        path: String,
        /// The first byte that is not valid, counted from 0.
        offset: usize,
    },
    /// The operating system refused a file.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's own reason.
        source: std::io::Error,
    },
    /// The work was interrupted by a signal.
    #[error("interrupted")]
    Interrupted,
}

impl Error {
    /// An [`Error::InvalidArgument`].
    pub fn invalid_argument(
        name: &'static str,
        given: impl ToString,
        allowed: impl Into<String>,
    ) -> Self {
        Self::InvalidArgument {
            name,
            given: given.to_string(),
            allowed: allowed.into(),
        }
    }
}
