//! What people get in touch about, who answers, and who is who.

/// Organisations of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Body {
    /// The council: its contact centre and its own teams.
    Council,
    /// Who repairs the council's homes.
    Contractor,
    /// The office that several councils share for rents, benefits and the housing list.
    SharedOffice,
    /// The advice charity.
    Charity,
}

impl Body {
    /// All of them.
    pub const ALL: [Body; 4] = [Body::Council, Body::Contractor, Body::SharedOffice, Body::Charity];

    /// What it is called in the files.
    pub fn name(self) -> &'static str {
        match self {
            Body::Council => "Council",
            Body::Contractor => "Repairs contractor",
            Body::SharedOffice => "Shared office",
            Body::Charity => "Advice charity",
        }
    }
}

/// What a contact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The heating or the hot water.
    Heating,
    /// Damp and mould.
    Damp,
    /// Water where it should not be.
    Leak,
    /// Doors and windows.
    Door,
    /// The electrics.
    Electrics,
    /// Nobody came.
    NobodyCame,
    /// Where is my repair?
    WhereRepair,
    /// The rent account is wrong.
    Rent,
    /// Help with paying.
    Pay,
    /// Help to apply for a home.
    Home,
    /// Where is my application?
    WhereApplication,
    /// A letter nobody understands.
    Letter,
    /// A bin that was left.
    BinLeft,
    /// A bin that is wanted.
    BinWanted,
    /// Advice about money.
    Money,
    /// Something else.
    Else,
}

impl Kind {
    /// What it is called in the contact centre's list of reasons.
    pub fn reason(self) -> &'static str {
        match self {
            Kind::Heating => "my heating is off",
            Kind::Damp => "damp and mould",
            Kind::Leak => "water is coming in",
            Kind::Door => "my door or window",
            Kind::Electrics => "the electrics",
            Kind::NobodyCame => "you said you would come",
            Kind::WhereRepair => "where is my repair",
            Kind::Rent => "my rent account is wrong",
            Kind::Pay => "help me to pay",
            Kind::Home => "help me to apply for a home",
            Kind::WhereApplication => "where is my application",
            Kind::Letter => "what does this letter mean",
            Kind::BinLeft => "my bin was not emptied",
            Kind::BinWanted => "I need a bin or a collection",
            Kind::Money => "advice about money",
            Kind::Else => "something else",
        }
    }

    /// Whether it is about a repair.
    pub(crate) fn is_repair(self) -> bool {
        matches!(self, Kind::Heating | Kind::Damp | Kind::Leak | Kind::Door | Kind::Electrics)
    }

    /// The service that a need which begins so is for.
    pub(crate) fn service(self) -> &'static str {
        match self {
            Kind::Rent | Kind::Pay => "Rents and benefits",
            Kind::Home => LETTINGS,
            Kind::BinLeft | Kind::BinWanted => "Streets",
            Kind::Money => "Advice",
            kind if kind.is_repair() => "Repairs",
            _ => "General",
        }
    }

    /// The team that answers.
    pub(crate) fn team(self) -> &'static str {
        match self {
            Kind::Rent | Kind::Pay | Kind::Letter => "Rents and benefits line",
            Kind::Home => LETTINGS,
            Kind::BinLeft | Kind::BinWanted => "Streets and bins line",
            Kind::Money => "Advice desk",
            Kind::Else | Kind::WhereApplication => "General line",
            _ => "Repairs line",
        }
    }
}

/// The council's service that was redesigned, and its team.
pub const LETTINGS: &str = "Lettings";
