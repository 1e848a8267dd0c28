//! What people say of rent, help with paying, homes, bins and money.

/// The rent account is wrong.
pub(super) const RENT: &[&str] = &[
    "my rent account is wrong",
    "I've had a letter saying I owe {sum} and I don't",
    "you've taken the rent twice this month",
    "it says I'm in arrears but I paid {when}",
    "my payment from {when} isn't showing",
    "the rent went up and nobody told me",
    "I pay by direct debit so how can I be {sum} behind",
    "there's a charge on my account for {sum} I don't recognise",
    "you have the wrong start date on my tenancy",
    "benefit was meant to go straight to you, why am I getting letters",
    "can you check my balance, it doesn't look right",
    "I've moved out and you're still charging me",
    "service charge is for a lift. we haven't got a lift",
    "I got a text about arrears of {sum}, it must be someone else",
    "my statement says {sum}, the online one says something different",
    "you've put my payment on next door's account",
    "I was told it was sorted {when} and I've got another letter",
    "how do I get a refund, I'm in credit",
];

/// Help with paying.
pub(super) const PAY: &[&str] = &[
    "I need help to pay my rent",
    "my hours have been cut and I can't pay it all",
    "want to claim housing benefit",
    "I've just started a job, what happens to my benefit",
    "can I get help with my council tax",
    "partner has left and it's just my wage now",
    "how do I apply for a discretionary payment",
    "I'm {sum} short this month",
    "been off sick since {when}, what can I claim",
    "we've had a baby, do I need to tell you",
    "my {who} has moved in, does that change anything",
    "I can pay {sum} a week, can we agree something",
    "lost my job {when}",
    "is there anything to help with the bedroom tax",
    "my money has stopped and I don't know why",
    "just want to know what I'm entitled to",
    "need to tell you about a change in my circumstances",
    "universal credit says I've to come to you for the council tax bit",
];

/// Help to apply for a home.
pub(super) const HOME: &[&str] = &[
    "help me to apply for a home",
    "I need to go on the housing list",
    "we've got two weeks to leave, landlord is selling",
    "there's five of us in a two bed flat",
    "I can't manage the stairs any more, need somewhere on the ground floor",
    "how do I bid for a house",
    "want to swap with my sister, how does it work",
    "my {who} can't live with us any more and needs a place",
    "I've been sofa surfing since {when}",
    "need to move nearer my mum, she's not well",
    "I've filled in the form, where do I send it",
    "the website won't let me add my {who} to the application",
    "can I be considered for the new houses",
    "I want to downsize, I've two rooms I don't use",
    "I've got a letter from the doctor for the move",
    "we are in a hostel and want our own place",
    "what papers do you need for the housing list",
];

/// Where is my application?
pub(super) const WHERE_APPLICATION: &[&str] = &[
    "where is my application up to",
    "I applied {long} ago and heard nothing",
    "have you got my form? I sent it {when}",
    "just checking you've got everything you need",
    "I was told {long}, it's been longer than that",
    "I rang {when} and was told somebody would ring back",
    "can you tell me what band I'm in yet",
    "am I on the list or not",
    "every time I ring I get somebody different",
    "still nothing about my claim",
    "how long does it take, I've bills to pay",
    "your website says pending. what does pending mean",
    "any decision yet please",
    "nobody has got back to me since {when}",
    "they said it was with the back office, can you ring them",
    "I need an answer, my landlord is asking",
    "it's been {long} and I've had no money",
];

/// A letter nobody understands, or papers that were sent before.
pub(super) const LETTER: &[&str] = &[
    "I don't understand this letter",
    "you've sent me a letter asking for payslips I already gave you",
    "I handed those papers in {when}, now you want them again",
    "what does this letter mean, am I losing my benefit",
    "the letter says ring this number and it just rings out",
    "it says I've to provide proof of something but not what",
    "had two letters on the same day, they say different things",
    "I sent my bank statements {when} and you say you haven't got them",
    "do I have to do anything with this letter",
    "it's four pages and I can't see what I owe",
    "I uploaded it all {when}, why is it asking again",
    "the letter is about somebody else",
    "you've asked for my {who}'s papers, they don't live here",
    "got a red letter and I've no idea why",
    "says my claim is suspended, I've done nothing wrong",
    "my {who} reads these for me and even they can't follow it",
];

/// A bin that was left.
pub(super) const BIN_LEFT: &[&str] = &[
    "my bin was not emptied",
    "they've missed our street again",
    "recycling wasn't taken {when}",
    "bins were out at 6 and they drove past",
    "they took next door's and left mine",
    "food waste hasn't been collected since {when}",
    "the whole row has been missed",
    "bin men left it because the lid was up a bit",
    "garden bin not done, I've paid {sum} for it",
    "they've emptied half of it over the road",
    "our bin store is overflowing, nobody's been for {long}",
    "you said you'd come back for it and you didn't",
    "green bin still full, it was due {when}",
    "the crew say my bin is too heavy, it isn't",
];

/// A bin that is wanted.
pub(super) const BIN_WANTED: &[&str] = &[
    "can I have a bigger bin, there's six of us",
    "need a new recycling box",
    "what day is my collection over the holidays",
    "I want an old sofa taken away",
    "how do I get help putting my bin out, I've a bad back",
    "do you take paint",
    "just moved in and we've got no bins",
    "lid has split, can I have another",
    "could you collect a fridge and a mattress",
    "want to sign up for the garden bin",
    "do I put cartons in the blue one",
    "need the caddy bags",
    "my {who} uses pads, can we get the extra collection",
    "bin's been stolen",
];

/// Advice about money.
pub(super) const MONEY: &[&str] = &[
    "I've got debts and I don't know where to start",
    "can somebody go through my letters with me",
    "they've stopped my benefit and I've nothing to live on",
    "bailiffs have been round about the council tax",
    "need help to fill in the form for my {who}",
    "I've been turned down and I want to appeal",
    "the council says I owe {sum} from years ago",
    "they say I was overpaid {sum}, how can that be my fault",
    "I owe {sum} on catalogues and the rent as well",
    "can you help me with a food parcel till {when}",
    "my claim has been stuck for {long}",
    "I need someone to ring them for me, they don't listen",
    "prepayment meter has run out and I've no money",
    "I'm being taken to court over the rent",
    "help me to work out what I should be getting",
    "they want me to pay back {sum} a week, I can't",
    "got a summons and I'm frightened to open the others",
    "your office said to come to you because they can't explain it either",
];

/// A contact for its own sake.
pub(super) const ELSE: &[&str] = &[
    "just wanted to say thank you to the lady last week",
    "is the library open on saturday",
    "can I change my phone number with you",
    "what time are you open till",
    "I'm only ringing for a chat really",
    "wrong number sorry",
    "could you put me through to the registrar",
    "I'd like to say the lad who came was very good",
    "do you know when the road works finish",
    "who do I talk to about the christmas lights",
    "I need to change the name on my account, I got married",
    "are you the people who do the bus passes",
];
