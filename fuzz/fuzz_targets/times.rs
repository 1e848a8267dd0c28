//! Any text as a time, in every form: an instant or a reason, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(init: throughline_fuzz::watch(), |bytes: &[u8]| throughline_files::fuzz::times(bytes));
