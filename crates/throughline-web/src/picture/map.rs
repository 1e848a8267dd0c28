//! The map of the flow across organisations: what follows what, how often and how soon, each organisation in a lane of its own.
//!
//! From top to bottom runs the order that most steps keep; a step against it is a return: broken, with its arrow upwards. The most frequent
//! ways come first, and how many is an argument. The colour of failure, and the word, is on the steps to contacts most of which were
//! failure demand. Where the figures come from: the rows of `flow.map` (count, median, first and last steps) and of `demand.on_the_way`;
//! the times of an activity are the sum of the steps into it, shown only where no step was left out. The layers and lines are laid out by
//! ELK (`layout`), which knows nothing of lanes: `layout` says how it keeps them. On a narrow page all stands in one column (`narrow`).

mod choose;
mod layout;
mod narrow;
mod order;
mod plate;
mod wide;

use throughline::time::plain;
use throughline::wording::{percent, thousands};

use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed, framed_at};
use super::rows::Rows;
use super::{Put, letters};
use choose::{Graph, Limit, chosen};
use wide::Parts;

/// A map to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// The steps, the most frequent first.
    pub steps: Vec<Step>,
    /// Whether these are all steps there are.
    pub whole: bool,
    /// How much of it is shown.
    pub amount: Amount,
}

/// How much of a map is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// The most frequent ways, until they have half of all steps, or nine in ten where there are few activities.
    Few,
    /// Until they have four in five.
    More,
    /// Until they have nineteen in twenty.
    Most,
}

impl Amount {
    /// All, the least first.
    pub const ALL: [Amount; 3] = [Amount::Few, Amount::More, Amount::Most];
}

/// A step from one place to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// From where; none where needs begin.
    pub from: Option<Place>,
    /// To where; none where needs end.
    pub to: Option<Place>,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
    /// The median time between, in seconds.
    pub median_s: Option<f64>,
    /// Of the contacts that it leads to, the share that is failure demand, where that is known.
    pub failure: Option<f64>,
}

/// An activity of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Who did it, where that is known.
    pub organisation: Option<String>,
    /// What was done.
    pub activity: String,
}

/// The map as SVG. Without steps there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    if put.is_narrow() {
        return in_column(drawing, &narrow::graph(drawing), put);
    }
    in_lanes(drawing, Parts::of(drawing).as_ref(), put)
}

fn in_lanes(drawing: &Drawing, parts: Option<&Parts>, put: Put) -> String {
    let mut canvas = Canvas::default();
    let Some(parts) = parts else {
        return framed(&drawing.words, put, Drawn { canvas, height_px: 0.0 });
    };
    // A page says it above the picture.
    let note = if put == Put::Alone { said(drawing, &parts.graph) } else { String::new() };
    let (width, height_px) = wide::drawn(&mut canvas, parts, &note, put);
    framed_at(&drawing.words, put, Drawn { canvas, height_px }, width)
}

fn in_column(drawing: &Drawing, graph: &Graph, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = narrow::drawn(&mut canvas, drawing, graph, put);
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// The map as markup for a page, in both its forms, each below how much of it is shown. What is wider than a page is scrolled within its
/// frame, and says so.
pub(super) fn on_page(drawing: &Drawing) -> String {
    let mut page = Canvas::default();
    let parts = Parts::of(drawing);
    page.open("div", &[("class", "tl-map-wide".into())]);
    if let Some(parts) = &parts {
        page.with_text("p", &[], &said(drawing, &parts.graph));
    }
    let too_wide = parts.as_ref().is_some_and(Parts::is_too_wide);
    let svg = in_lanes(drawing, parts.as_ref(), Put::OnPage);
    if too_wide {
        page.with_text(
            "p",
            &[("class", "tl-hint".into())],
            "← This picture is wider than the page: scroll it sideways. →",
        );
        let label = format!("{}, a picture to scroll", drawing.words.title);
        let frame = [("class", "tl-scroll".into()), ("tabindex", "0".into()), ("role", "group".into())];
        let [class, tab, role] = frame;
        page.open("div", &[class, tab, role, ("aria-label", (&label).into())]);
    }
    page.whole(&svg);
    if too_wide {
        page.close("div");
    }
    page.close("div");
    page.open("div", &[("class", "tl-map-narrow".into())]);
    let graph = narrow::graph(drawing);
    if !graph.edges.is_empty() {
        page.with_text("p", &[], &said(drawing, &graph));
    }
    page.whole(&in_column(drawing, &graph, Put::Narrow));
    page.close("div");
    page.done()
}

/// How many steps a picture of it shows.
pub fn steps_shown(drawing: &Drawing) -> u64 {
    match drawing.amount {
        // It may be cut down to fit a page, and only its layout tells.
        Amount::Few => Parts::of(drawing).map_or(0, |parts| parts.graph.shown),
        amount => chosen(&drawing.steps, drawing.whole, Limit::of(&drawing.steps, amount)).shown,
    }
}

/// How much of the map is shown, and how to read it.
fn said(drawing: &Drawing, graph: &Graph) -> String {
    let share = percent(graph.shown as f64 / graph.all.max(1) as f64);
    let rest = if graph.shown < graph.all { "; rarer ones are not drawn" } else { "" };
    let returns = if graph.edges.iter().any(|edge| edge.back) { " Broken lines go back." } else { "" };
    let some = if drawing.whole { "" } else { " listed" };
    let again = graph.nodes.iter().filter_map(|node| node.again.as_ref());
    let failing = graph.edges.iter().chain(again).any(|edge| edge.failure.is_some());
    let failing = match failing {
        true => {
            " Failure: how much of the contacts at the end of that line was failure demand; coloured where it is most of them."
        }
        false => "",
    };
    format!(
        "On each line: how often, and the middle of the times between. Shown are {share} of all steps{some} from one activity to the \
         next{rest}.{returns}{failing}"
    )
}

/// The figures of the map: all steps, shown or not.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under(["from", "to", "times", "needs", "half of them within", "failure demand"]);
    let name = |place: &Option<Place>, door: &str| match place {
        None => door.to_string(),
        Some(Place { activity, organisation: Some(body) }) => format!("{activity} ({body})"),
        Some(Place { activity, .. }) => activity.clone(),
    };
    let row = |step: &Step| {
        let within = step.median_s.map_or(String::new(), plain);
        let [from, to] = [name(&step.from, "the need begins"), name(&step.to, "the need ends")];
        let failure = step.failure.map_or(String::new(), percent);
        vec![from, to, thousands(step.count), thousands(step.needs), within, failure]
    };
    rows.rows = drawing.steps.iter().map(row).collect();
    rows
}
