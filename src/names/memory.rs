//! Asking the memory for what will soon be read.
//!
//! The table of attested names and an index are larger than the nearer caches, and names are spread over them. A
//! look that waits for the memory takes as long as an alignment; asked for a little before, it takes nothing.

/// Asks for the cache line of `items[at]`. Changes nothing but the time that reading it takes; an item that does not
/// exist is not asked for.
#[inline]
pub(super) fn fetch<T>(items: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(item) = items.get(at) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 processor has the instruction, and the address is of an item that exists.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (items, at);
}
