//! The tools, as a table: what each is for, what it may be asked, and who answers.

mod count;
mod coverage;
mod places;
mod promises;
mod read;
mod search;

use std::sync::Arc;

use rmcp::model::{Tool, ToolAnnotations};
use serde::Serialize;
use serde_json::Value;
use suyan_answers::quote::Quoting;
use suyan_answers::{Params, Problem};
use suyan_corpus::{Kind, Level, Part};
use suyan_search::Backend;

use crate::arguments::{Argument, ArgumentType, Object, read as read_arguments, schema};
use crate::shape::{self, Gives, ShapeField};

pub(crate) use read::stretch_of_uri;

/// Characters of reports that one answer holds: what a conversation has room for.
pub const MOST_CHARACTERS: usize = 20_000;

/// A tool.
pub struct Spec {
    /// Its name.
    pub name: &'static str,
    /// What it is called to people.
    pub title: &'static str,
    /// What it is for and what it gives, in English, with Chinese examples.
    pub says: &'static str,
    /// What it may be asked.
    pub arguments: &'static [Argument],
    /// What it answers.
    pub gives: &'static [&'static [ShapeField]],
    /// A call as it should be, for whoever made one as it should not.
    pub example: &'static str,
    /// Answers.
    run: fn(&Call<'_>) -> Result<Value, Problem>,
}

/// What a tool works with.
pub struct Call<'a> {
    /// The archive at one commit.
    pub backend: &'a dyn Backend,
    /// The arguments.
    pub params: &'a Params,
    /// How is quoted.
    pub quoting: &'a Quoting,
}

impl Call<'_> {
    /// A value with the snapshot that it is of.
    fn answer<T: Serialize>(&self, value: &T) -> Result<Value, Problem> {
        let mut value = serde_json::to_value(value).map_err(|error| {
            tracing::error!(%error, "an answer could not be made");
            Problem::internal()
        })?;
        value["snapshot"] = self.backend.stats().snapshot.into();
        Ok(value)
    }

    /// A page of the archive's website that shows what the answer holds.
    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.quoting.base())
    }
}

/// All tools.
pub const TOOLS: &[Spec] =
    &[search::SPEC, read::SPEC, promises::SPEC, count::SPEC, coverage::SPEC, places::SPEC];

/// The tool of this name.
pub fn find(name: &str) -> Option<&'static Spec> {
    TOOLS.iter().find(|tool| tool.name == name)
}

impl Spec {
    /// The tool as the protocol announces it.
    pub fn announce(&self) -> Tool {
        let annotations = ToolAnnotations::with_title(self.title)
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        Tool::new(self.name, self.says, schema(self.arguments))
            .with_title(self.title)
            .with_raw_output_schema(Arc::new(shape::schema(self.gives)))
            .with_annotations(annotations)
    }

    /// The parameters that a call sends.
    ///
    /// # Errors
    /// An argument that is none.
    pub fn read(&self, given: &Object) -> Result<Params, Problem> {
        read_arguments(self.arguments, given)
    }

    /// Answers a call.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn run(&self, call: &Call<'_>) -> Result<Value, Problem> {
        let answer = (self.run)(call)?;
        if cfg!(debug_assertions)
            && let Err(why) = shape::fits(self.gives, &answer)
        {
            tracing::error!(tool = self.name, why, "an answer is not as announced");
            return Err(Problem::internal());
        }
        Ok(answer)
    }
}

/// What every answer says.
const ANSWER: &[ShapeField] = &[ShapeField::new(
    SNAPSHOT.name,
    Gives::Text,
    "The state of the archive that is answered from; pass it on in later calls.",
)];

/// What stands in an answer that may be too long.
const LEFT_OUT: ShapeField = ShapeField::new(
    "left_out",
    Gives::Maybe(&Gives::Text),
    "What is not here and how to ask for it; null where all is.",
);
const NEXT: ShapeField = ShapeField::new(
    "next",
    Gives::Maybe(&Gives::Text),
    "Pass it as `cursor` for what follows; null at the end.",
);
const PAGE: ShapeField =
    ShapeField::new("page", Gives::Text, "The page of the archive's website that shows the same.");

/// A quotation ([`suyan_answers::quote::Quote`]).
const QUOTE: &[ShapeField] = &[
    ShapeField::new("text", Gives::Text, "The report's own characters, verbatim: quote these."),
    ShapeField::new("report", Gives::Text, "The report's id."),
    ShapeField::new("title", Gives::Text, ""),
    ShapeField::new("place", Gives::Maybe(&Gives::Text), "From the province down; null: unknown."),
    ShapeField::new(
        "place_code",
        Gives::Maybe(&Gives::Text),
        "GB/T 2260, as of the report's year.",
    ),
    ShapeField::new("level", Gives::Maybe(&Gives::Word(LEVELS)), ""),
    ShapeField::new(
        "year",
        Gives::Maybe(&Gives::Whole),
        "The year whose work the report sets out.",
    ),
    ShapeField::new("date", Gives::Maybe(&Gives::Text), "The day of delivery."),
    ShapeField::new("kind", Gives::Word(KINDS), ""),
    ShapeField::new("passage", Gives::Whole, "The number of the passage in the report."),
    ShapeField::new("part", Gives::Word(PARTS), "The part of the report that it stands in."),
    ShapeField::new("citation", Gives::Text, "GB/T 7714-2015."),
    ShapeField::new("permalink", Gives::Text, "The passage on its page: cite it."),
];
const A_QUOTE: Gives = Gives::Named("quote", &[QUOTE]);
const HEADING: ShapeField =
    ShapeField::new("heading", Gives::List(&Gives::Text), "The headings that it stands under.");
const WHOLE: ShapeField =
    ShapeField::new("whole", Gives::Switch, "Whether `text` is all of the passage.");

const LEVELS: &[&str] = Level::WORDS;
const KINDS: &[&str] = Kind::WORDS;
const PARTS: &[&str] = Part::WORDS;

const PLACE: Argument = Argument::new(
    "place",
    ArgumentType::Texts,
    "Names or GB/T 2260 codes of places, each with all below it: [\"上海市\"] includes its districts, [\"徐汇区\"], [\"310104\"]. Use tool `places` when unsure.",
);
const YEAR: Argument = Argument::new(
    "year",
    ArgumentType::Year,
    "The year whose work a report sets out: 2023, or a span \"2018..2023\", \"2018..\", \"..2023\". A report delivered in January 2023 is of 2023 and looks back on 2022.",
);
const LEVEL: Argument = Argument::new(
    "level",
    ArgumentType::Words(LEVELS),
    "Levels of administration; a district of 上海 is county, 上海市 is province.",
);
const KIND: Argument =
    Argument::new("kind", ArgumentType::Words(KINDS), "Kinds of document; all when left out.");
const PART: Argument = Argument::new(
    "part",
    ArgumentType::Words(PARTS),
    "Parts of a report: review (what was done last year), situation, targets, tasks (what is planned this year), livelihood (民生实事), self (政府自身建设), glossary, other.",
);
const SNAPSHOT: Argument = Argument::new(
    "snapshot",
    ArgumentType::Text,
    "The snapshot of an earlier answer: answered from that very state of the archive, or refused with snapshot_changed.",
);
const CURSOR: Argument = Argument::new(
    "cursor",
    ArgumentType::Text,
    "`next` of the last answer to the same question, for what follows.",
);
