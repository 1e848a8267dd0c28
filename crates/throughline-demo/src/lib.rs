//! An invented place: a council, its repairs contractor, an office that it shares with others, and an advice charity, over two years.
//!
//! [`place::place`] makes everything that happened, need by need, from a seed; [`files::write`] writes it as each of the four keeps it;
//! [`truth`] are the constants it is made with, and [`counted`] what else is true of what was made. [`found`] studies the files as anybody
//! would and asks of each of these whether the study says it. What is committed in `demo/` is the place of [`SEED`], to the byte:
//! `cargo run -p throughline-demo --example make`.

pub mod answers;
pub mod counted;
mod draw;
pub mod files;
pub mod found;
pub mod kind;
pub mod listening;
pub mod live;
pub mod place;
pub mod truth;
pub mod when;
mod words;

/// The seed of the place in `demo/`.
pub const SEED: u64 = 2024;

/// Whatever went wrong while files were made.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;
