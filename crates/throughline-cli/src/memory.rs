//! Large pages for large columns.
//!
//! A log of ten million events touches some hundred thousand pages of 4 KiB, and the kernel's work for each first touch was a
//! fifth of the time of a study. Linux gives pages of 2 MiB to whoever asks for them (`madvise`), so every allocation large
//! enough to be a column asks. It is only advice: where it is not followed, nothing changes but the speed.
#![allow(
    unsafe_code,
    reason = "an allocator cannot be written without; all it does is pass on to the system's and advise"
)]

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, asking for large pages under large allocations.
pub(crate) struct LargePages;

const LARGE_BYTES: usize = 4 << 20;

// SAFETY: every call is passed on unchanged to the system's allocator, whose contract is the same; the advice touches neither
// the contents nor the validity of the memory.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc`.
        advised(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        advised(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `realloc`.
        advised(unsafe { System.realloc(memory, layout, size) }, size)
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[inline]
fn advised(memory: *mut u8, size: usize) -> *mut u8 {
    if size >= LARGE_BYTES && !memory.is_null() {
        advise(memory, size);
    }
    memory
}

#[cfg(target_os = "linux")]
#[cold]
fn advise(memory: *mut u8, size: usize) {
    const PAGE: usize = 4096;
    // The page of the allocator's own header too: a mapping of which only a part was advised can no longer grow in place, and
    // every growing column would be copied instead.
    let start = memory as usize / PAGE * PAGE;
    let end = (memory as usize + size).next_multiple_of(PAGE);
    // SAFETY: the pages hold memory just allocated, at least in part, so they are mapped; this advice changes neither the
    // contents nor the validity of any of them. If the kernel refuses it, nothing is lost.
    unsafe { libc::madvise(start as *mut libc::c_void, end - start, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn advise(_memory: *mut u8, _size: usize) {}
