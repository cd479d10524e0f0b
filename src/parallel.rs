//! Work over many documents on a thread pool of our own.
//!
//! Not rayon's global pool: its threads do not exist in a forked child, where the first call would
//! wait for ever. Pools are kept by process id and number of threads, and found without a lock, since
//! a lock that another thread held at the fork would stay locked in the child.

use std::num::NonZeroUsize;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::error::{Error, Result};

/// A pool of the list; never freed, since a process makes few (one for each number of threads).
struct Node {
    process: u32,
    threads: usize,
    pool: ThreadPool,
    next: *const Node,
}

static POOLS: AtomicPtr<Node> = AtomicPtr::new(ptr::null_mut());

/// The most threads that may be asked for.
pub const MAX_THREADS: usize = 1024;

/// How long the caller waits between two looks at its interrupt callback.
const TICK: Duration = Duration::from_millis(50);

/// The number of threads used where none is asked for: the processors this process may use.
#[must_use]
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn find(mut node: *const Node, process: u32, threads: usize) -> Option<&'static ThreadPool> {
    while !node.is_null() {
        // SAFETY: nodes come from Box::leak, are complete before they are published, and are never
        // changed or freed.
        let found = unsafe { &*node };
        if found.process == process && found.threads == threads {
            return Some(&found.pool);
        }
        node = found.next;
    }
    None
}

/// Checks a number of threads before any work is done with it.
///
/// # Errors
/// [`Error::InvalidArgument`] where it is 0 or more than [`MAX_THREADS`].
pub fn check_threads(threads: Option<usize>) -> Result<()> {
    match threads {
        Some(threads) if threads == 0 || threads > MAX_THREADS => Err(Error::invalid_argument(
            "threads",
            threads,
            format!("between 1 and {MAX_THREADS}"),
        )),
        _ => Ok(()),
    }
}

/// The pool of this process with this many threads, made at the first call.
///
/// # Errors
/// [`Error::InvalidArgument`] where `threads` is 0 or more than [`MAX_THREADS`], or where the system
/// refuses that many threads.
pub fn pool(threads: usize) -> Result<&'static ThreadPool> {
    check_threads(Some(threads))?;
    let process = std::process::id();
    let mut head = POOLS.load(Ordering::Acquire);
    if let Some(pool) = find(head, process, threads) {
        return Ok(pool);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|n| format!("kunya-{n}"))
        .build()
        .map_err(|e| {
            Error::invalid_argument(
                "threads",
                threads,
                format!("a number the system grants ({e})"),
            )
        })?;
    let mut node = Box::new(Node {
        process,
        threads,
        pool,
        next: head,
    });
    loop {
        node.next = head;
        let new = Box::into_raw(node);
        match POOLS.compare_exchange(head, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: the node is published and lives for ever.
            Ok(_) => return Ok(unsafe { &(*new).pool }),
            Err(now) => {
                // SAFETY: the node was not published, so this thread still owns it.
                node = unsafe { Box::from_raw(new) };
                head = now;
                if let Some(pool) = find(head, process, threads) {
                    return Ok(pool);
                }
            }
        }
    }
}

/// Applies `work` to every item and returns the results in the order of the items.
///
/// `threads` is the number of threads, by default [`default_threads`]. `go_on` is called on the
/// caller's thread about every 50 ms with the number of items done so far; where it returns false,
/// no further item is begun.
///
/// # Errors
/// [`Error::Interrupted`] where `go_on` returned false; [`Error::InvalidArgument`] for a number of
/// threads that is not allowed.
///
/// # Panics
/// Where `work` panics.
pub fn map<T, R, W, G>(items: &[T], threads: Option<usize>, work: W, mut go_on: G) -> Result<Vec<R>>
where
    T: Sync,
    R: Send,
    W: Fn(&T) -> R + Sync,
    G: FnMut(usize) -> bool,
{
    check_threads(threads)?;
    let threads = threads.unwrap_or_else(default_threads);
    if items.len() <= 1 || threads == 1 {
        return map_here(items, work, go_on);
    }
    let pool = pool(threads)?;
    let stop = AtomicBool::new(false);
    let done = AtomicUsize::new(0);
    let mut results: Vec<Option<R>> = Vec::new();
    let interrupted = pool.in_place_scope(|scope| {
        let (finished, wait) = mpsc::channel();
        let (results, stop, done, work) = (&mut results, &stop, &done, &work);
        scope.spawn(move |_| {
            items
                .par_iter()
                .map(|item| {
                    if stop.load(Ordering::Relaxed) {
                        return None;
                    }
                    let result = work(item);
                    done.fetch_add(1, Ordering::Relaxed);
                    Some(result)
                })
                .collect_into_vec(results);
            // where the caller no longer waits, nobody needs to know
            let _ = finished.send(());
        });
        loop {
            match wait.recv_timeout(TICK) {
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if !go_on(done.load(Ordering::Relaxed)) {
                        stop.store(true, Ordering::Relaxed);
                        break true;
                    }
                }
                // finished, or a panic dropped the sender: the scope passes it on
                _ => break !go_on(done.load(Ordering::Relaxed)),
            }
        }
    });
    let all: Option<Vec<R>> = results.into_iter().collect();
    match all {
        Some(all) if !interrupted && all.len() == items.len() => Ok(all),
        _ => Err(Error::Interrupted),
    }
}

/// [`map`] on the caller's own thread.
fn map_here<T, R>(
    items: &[T],
    work: impl Fn(&T) -> R,
    mut go_on: impl FnMut(usize) -> bool,
) -> Result<Vec<R>> {
    let mut results = Vec::with_capacity(items.len());
    let mut last = std::time::Instant::now();
    for item in items {
        results.push(work(item));
        if last.elapsed() >= TICK {
            if !go_on(results.len()) {
                return Err(Error::Interrupted);
            }
            last = std::time::Instant::now();
        }
    }
    if go_on(results.len()) {
        Ok(results)
    } else {
        Err(Error::Interrupted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let items: Vec<usize> = (0..10_000).collect();
        for threads in [1, 2, 3] {
            let got = map(&items, Some(threads), |n| n * 2, |_| true).unwrap();
            assert!(got.iter().enumerate().all(|(i, n)| *n == i * 2));
        }
    }

    #[test]
    fn an_interrupt_ends_the_work() {
        let items = [30_u64; 400];
        let work = |ms: &u64| std::thread::sleep(Duration::from_millis(*ms));
        for threads in [1, 2] {
            let mut calls = 0;
            let result = map(&items, Some(threads), work, |_| {
                calls += 1;
                false
            });
            assert!(matches!(result, Err(Error::Interrupted)));
            assert_eq!(calls, 1);
        }
    }

    #[test]
    fn pools_are_kept() {
        let (a, b) = (pool(2).unwrap(), pool(2).unwrap());
        assert!(ptr::eq(a, b));
        assert!(pool(0).is_err());
    }
}
