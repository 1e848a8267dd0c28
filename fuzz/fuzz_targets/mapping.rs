//! Any text as a mapping: a mapping or a sentence, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(init: throughline_fuzz::watch(), |bytes: &[u8]| throughline_files::fuzz::mapping(bytes));
