//! Any bytes, to the reader of this format: a log or a sentence, never a panic.
#![no_main]

libfuzzer_sys::fuzz_target!(init: throughline_fuzz::watch(), |bytes: &[u8]| throughline_files::fuzz::ocel_xml(bytes));
