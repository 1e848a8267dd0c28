//! A need in hand, or a chase that somebody has to answer.

use crate::draws::Key;

/// No pool, no worker yet.
pub(super) const NONE: u32 = u32::MAX;

/// A need in its slot. It is as long as two lines of the processor's cache, and so begins with one.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(super) struct Need {
    pub(super) key: Key,
    pub(super) number: u64,
    pub(super) class: u32,
    /// Where it is, or was last.
    pub(super) step: u32,
    pub(super) pass: u32,
    /// How many steps of this pass are behind it.
    pub(super) visit: u32,
    pub(super) opened_us: i64,
    pub(super) pass_began_us: i64,
    /// Since when it waits, or waited last.
    pub(super) enabled_us: i64,
    /// The same on its pool's clock of open time.
    pub(super) enabled_open_us: i64,
    pub(super) touched_us: i64,
    /// The pool it came to.
    pub(super) home: u32,
    /// Who works on it, or did last.
    pub(super) pool: u32,
    pub(super) worker: u32,
    /// Who worked on it last in the pass before.
    pub(super) knew: (u32, u32),
    pub(super) hand_overs: u32,
    pub(super) complexity: f64,
    pub(super) mismatch: f64,
    /// Changes whenever it begins or ends to wait.
    pub(super) ticket: u32,
    /// A number of its own for the pass that runs; 0 where none does.
    pub(super) life: u32,
    /// How many times it has been asked after in this pass.
    pub(super) chased: u32,
    pub(super) in_hand: bool,
    pub(super) waits: bool,
    /// Whether it waits for the one worker who knows it.
    pub(super) waits_for_worker: bool,
    pub(super) is_chase: bool,
    /// Whether it was left out at the start, while it was in work or on its way.
    pub(super) is_gone: bool,
    /// Whether it was just handed over, so that it must be read.
    pub(super) to_read: bool,
    /// Whether somebody of this pass knew it from the one before.
    pub(super) known: bool,
}

impl Need {
    pub(super) fn new(key: Key, number: u64, class: u32, ticket: u32, now_us: i64) -> Need {
        Need {
            key,
            number,
            class,
            step: 0,
            pass: 0,
            visit: 0,
            opened_us: now_us,
            pass_began_us: now_us,
            enabled_us: now_us,
            enabled_open_us: 0,
            touched_us: 0,
            home: NONE,
            pool: NONE,
            worker: NONE,
            knew: (NONE, NONE),
            hand_overs: 0,
            complexity: 0.0,
            mismatch: 0.0,
            ticket,
            life: 0,
            chased: 0,
            in_hand: true,
            waits: false,
            waits_for_worker: false,
            is_chase: false,
            is_gone: false,
            to_read: false,
            known: false,
        }
    }
}
