//! `throughline export`.

use throughline::error::Error;

use crate::args::Export;
use crate::{Ended, session};

pub(crate) fn run(export: &Export) -> Result<Ended, Error> {
    let out = &export.out;
    let whole = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jsonl"));
    if !whole {
        throughline_files::write::check(out)?;
    }
    let store = export.data.there()?;
    let progress = session::progress();
    if whole {
        let mut events = 0;
        throughline_files::write::for_owner(out, &progress, |out| {
            events = store.export(out)?;
            Ok(())
        })?;
        session::show(&format!(
            "{} has {events} events, with what people said in clear, readable by you only. Give it to nobody who may not read that, and remove it when it has \
             served.\n",
            out.display()
        ))?;
    } else {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        throughline_files::write::write_until_stopped(&*store.log(threads)?, out, &progress)?;
    }
    Ok(Ended::Done)
}
