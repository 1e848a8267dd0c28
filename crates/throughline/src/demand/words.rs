//! From people's words to what they mean, by a model learned on the spot from the contacts somebody has coded. Measures.md 3.5.

pub mod estimate;
pub mod later;
mod linear;
pub mod models;
mod scale;
pub mod spoken;
pub mod texts;
