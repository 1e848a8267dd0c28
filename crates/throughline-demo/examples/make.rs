//! Makes the place in `demo/` again: `cargo run -p throughline-demo --example make`, or another elsewhere: `… --example make -- FOLDER SEED`.

use std::path::PathBuf;

use throughline_demo::{SEED, Trouble, files};

fn main() -> Result<(), Trouble> {
    let mut arguments = std::env::args().skip(1);
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo");
    let folder = PathBuf::from(arguments.next().unwrap_or_else(|| demo.to_string()));
    let seed = arguments.next().map_or(Ok(SEED), |seed| seed.parse())?;
    files::write(&folder, seed)
}
