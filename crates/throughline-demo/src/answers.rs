//! What people of the invented place wrote for everybody, by what is asked for: the title, other ways in which people ask, and the answer.

/// An answer as it is written, in English and in Welsh.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// A name for it.
    pub name: &'static str,
    /// In English.
    pub english: Text,
    /// In Welsh.
    pub welsh: Text,
}

/// An answer in one language.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// What it answers, as people say it.
    pub title: &'static str,
    /// Other ways to ask for it, each on a line of its own.
    pub also: &'static str,
    /// The answer.
    pub words: &'static str,
}

/// All of them.
pub const ANSWERS: [Written; 16] = [
    Written {
        name: "heating",
        english: Text {
            title: "My heating is off",
            also: "no hot water\nthe boiler is broken\nthe radiators are cold\nthe house is freezing and the boiler is off\nstorage heater stopped working",
            words: "If you smell gas, go outside and call 0800 111 999 at once. If not: look whether the boiler's pressure is between 1 and 1.5, and \
                    whether its timer is on. If it stays cold, tell us: we keep your words, and somebody answers you.",
        },
        welsh: Text {
            title: "Mae fy ngwres wedi diffodd",
            also: "dim dŵr poeth\nmae'r boeler wedi torri\nmae'r rheiddiaduron yn oer\nmae'r tŷ yn rhewi",
            words: "Os ydych yn arogli nwy, ewch allan a ffoniwch 0800 111 999 ar unwaith. Os nad ydych: edrychwch a yw pwysedd y boeler rhwng 1 ac \
                    1.5, ac a yw'r amserydd ymlaen. Os yw'n dal yn oer, dywedwch wrthym: rydym yn cadw eich geiriau, a bydd rhywun yn eich ateb.",
        },
    },
    Written {
        name: "damp",
        english: Text {
            title: "There is damp and mould",
            also: "damp\nmould\nmold\nmouldy\nthe wall is wet\ncondensation",
            words: "Damp is not your fault, and wiping it off does not mend it. Tell us which room and since when, and whether anybody there has a \
                    cough or asthma: then somebody looks for where the water comes from.",
        },
        welsh: Text {
            title: "Mae lleithder a llwydni",
            also: "llwydni\nlleithder\nmae'r wal yn wlyb\nmae'r tŷ yn llaith",
            words: "Nid eich bai chi yw lleithder, ac nid yw ei sychu yn ei drwsio. Dywedwch wrthym pa ystafell ac ers pryd, ac a oes gan rywun yno \
                    beswch neu asthma: yna bydd rhywun yn chwilio o ble mae'r dŵr yn dod.",
        },
    },
    Written {
        name: "leak",
        english: Text {
            title: "Water is coming in through the ceiling",
            also: "there is a leak\na pipe has burst\nwater from the flat upstairs\nthe roof lets water in\nthe tap drips\nthe toilet is blocked\nthe sink is blocked\n\
                   the toilet does not stop running",
            words: "Turn the stop tap off: it is mostly under the kitchen sink, and turns to the right. Keep away from lights and sockets that are \
                    wet. Then tell us where the water comes out, and whether it can be stopped.",
        },
        welsh: Text {
            title: "Mae dŵr yn dod drwy'r nenfwd",
            also: "mae'n gollwng\nmae pibell wedi byrstio\nmae'r tap yn diferu\nmae'r toiled wedi blocio\nmae'r sinc wedi blocio\ndŵr yn dod o'r to",
            words: "Caewch y tap stopio: mae dan sinc y gegin fel arfer, ac mae'n troi i'r dde. Cadwch draw oddi wrth oleuadau a socedi gwlyb. Yna \
                    dywedwch wrthym o ble mae'r dŵr yn dod, ac a ellir ei atal.",
        },
    },
    Written {
        name: "door",
        english: Text {
            title: "My front door won't lock",
            also: "the back door won't lock\nthe door won't close\nthe door won't open\nthe lock is broken\nthe key snapped in the lock\nthe window won't shut\n\
                   the window won't open\nthe window is cracked",
            words: "If your home cannot be locked, or somebody cannot get out of it, call us: somebody comes on the same day. If it only drops or \
                    drags, tell us which door or window it is and what happens when you try.",
        },
        welsh: Text {
            title: "Dydy'r drws ffrynt ddim yn cloi",
            also: "dydy'r drws cefn ddim yn cloi\ndydy'r drws ddim yn cau\ndydy'r drws ddim yn agor\nmae'r clo wedi torri\ndydy'r ffenestr ddim yn cau\n\
                   mae'r ffenestr wedi torri",
            words: "Os na ellir cloi eich cartref, neu os na all rhywun fynd allan, ffoniwch ni: daw rhywun yr un diwrnod. Os yw'n llusgo yn unig, \
                    dywedwch wrthym pa ddrws neu ffenestr yw, a beth sy'n digwydd pan geisiwch.",
        },
    },
    Written {
        name: "electrics",
        english: Text {
            title: "The electrics are off",
            also: "no power\nno electricity\nthe fuse box trips\nthe lights have gone\nthe light flickers\na socket sparked\nthe socket does not work\nthere is a bare wire\n\
                   the smoke alarm beeps",
            words: "Sparks, a bare wire or a burning smell: switch it off at the fuse box, keep away from it and call us. An alarm for carbon monoxide: \
                    go outside and call 0800 111 999. If one switch of the fuse box is down, unplug what was on and push it up once. A street light: \
                    tell us the number on its post.",
        },
        welsh: Text {
            title: "Mae'r trydan wedi diffodd",
            also: "does dim trydan\nmae'r golau wedi mynd\nmae'r golau wedi torri\nmae'r soced wedi torri\nmae gwifren noeth\nmae'r larwm mwg yn bipian",
            words: "Gwreichion, gwifren noeth neu arogl llosgi: diffoddwch ef wrth y blwch ffiwsiau, cadwch draw a ffoniwch ni. Larwm carbon monocsid: \
                    ewch allan a ffoniwch 0800 111 999. Os yw un switsh yn y blwch i lawr, tynnwch y plwg a gwthiwch ef i fyny unwaith. Golau stryd: \
                    dywedwch wrthym y rhif ar y postyn.",
        },
    },
    Written {
        name: "nobody-came",
        english: Text {
            title: "You said you would come and nobody came",
            also: "nobody came\nnobody turned up\nnobody came to the appointment\nthe appointment was missed",
            words: "We are sorry. Tell us which day and between which hours you waited: whoever answers finds out what happened, and agrees a new \
                    time with you. You need not tell us again what is broken.",
        },
        welsh: Text {
            title: "Dywedoch y byddech yn dod, a ddaeth neb",
            also: "ddaeth neb\ndaeth neb i'r apwyntiad\nchafodd yr apwyntiad ei gadw",
            words: "Mae'n ddrwg gennym. Dywedwch wrthym pa ddiwrnod a rhwng pa oriau y buoch yn aros: bydd pwy bynnag sy'n ateb yn darganfod beth \
                    ddigwyddodd, ac yn cytuno ar amser newydd gyda chi.",
        },
    },
    Written {
        name: "where-repair",
        english: Text {
            title: "Where is my repair?",
            also: "is there news of my repair\na date for my repair\nwhen do they come for the repair\nwhat is happening with my repair\nwaiting for my repair\n\
                   I reported it and heard nothing",
            words: "The page that you got with your reference says who holds your repair and what happens next. If you have the reference and not the \
                    page, or nothing has happened on it for two days, tell us here.",
        },
        welsh: Text {
            title: "Ble mae fy atgyweiriad?",
            also: "oes dyddiad i'r atgyweiriad\npryd maen nhw'n dod i atgyweirio\naros am atgyweiriad",
            words: "Mae'r dudalen a gawsoch gyda'ch cyfeirnod yn dweud pwy sy'n gyfrifol am eich atgyweiriad a beth sy'n digwydd nesaf. Os nad yw'r \
                    dudalen gennych, neu os nad oes dim wedi digwydd ers deuddydd, dywedwch wrthym yma.",
        },
    },
    Written {
        name: "rent",
        english: Text {
            title: "My rent account is wrong",
            also: "rent arrears\nI am not in arrears\nmy payment is not showing\nmy rent was taken twice\nI do not owe rent\nmy rent balance\na refund of rent",
            words: "A payment shows after three working days, and housing benefit only every fourth week. If it is still wrong, tell us the day and \
                    the amount of what is missing: nobody takes a further step about arrears while we look.",
        },
        welsh: Text {
            title: "Mae fy nghyfrif rhent yn anghywir",
            also: "ôl-ddyledion rhent\nnid yw fy nhaliad yn dangos\nmae fy rhent wedi'i gymryd ddwywaith",
            words: "Mae taliad yn dangos ar ôl tri diwrnod gwaith, a budd-dal tai bob pedair wythnos yn unig. Os yw'n dal yn anghywir, dywedwch wrthym \
                    ddyddiad a swm yr hyn sydd ar goll: ni fydd neb yn cymryd cam pellach tra byddwn yn edrych.",
        },
    },
    Written {
        name: "pay",
        english: Text {
            title: "I need help to pay my rent",
            also: "I cannot pay my rent\nI am short of rent money\nI want to claim housing benefit\nmy wage has been cut\na discretionary payment\n\
                   the bedroom tax\nwhat am I entitled to",
            words: "Tell us early, and nobody goes to court while we talk. Have ready what comes in and what goes out each month; the Advice desk \
                    looks through what you could claim with you, without charge.",
        },
        welsh: Text {
            title: "Mae angen help arnaf i dalu'r rhent",
            also: "methu talu'r rhent\nhawlio budd-dal tai",
            words: "Dywedwch wrthym yn gynnar, ac nid oes neb yn mynd i'r llys tra byddwn yn siarad. Nodwch beth sy'n dod i mewn ac yn mynd allan bob \
                    mis; mae'r ddesg gyngor yn edrych gyda chi ar yr hyn y gallech ei hawlio, am ddim.",
        },
    },
    Written {
        name: "council-tax",
        english: Text {
            title: "I cannot pay my council tax",
            also: "help with council tax\ncouncil tax arrears\na reminder for council tax\ncouncil tax reduction\na discount on council tax",
            words: "Tell us before the day it is due, and we spread what is left over the months to come. Who has little coming in, lives alone or \
                    cares for somebody often pays less: the Advice desk looks with you at what you could claim, without charge.",
        },
        welsh: Text {
            title: "Ni allaf dalu treth y cyngor",
            also: "methu talu treth y cyngor\nhelp gyda threth y cyngor\nôl-ddyledion treth y cyngor\ngostyngiad treth y cyngor",
            words: "Dywedwch wrthym cyn y diwrnod y mae'n ddyledus, a byddwn yn rhannu'r hyn sydd ar ôl dros y misoedd i ddod. Mae pwy bynnag sydd ag \
                    ychydig yn dod i mewn, yn byw ar ei ben ei hun neu'n gofalu am rywun yn aml yn talu llai: mae'r ddesg gyngor yn edrych gyda chi \
                    ar yr hyn y gallech ei hawlio, am ddim.",
        },
    },
    Written {
        name: "home",
        english: Text {
            title: "Help me to apply for a home",
            also: "apply for a house\nthe housing list\nhow do I bid for a home\nsomewhere to live\nhomeless\nI want to swap homes\nour home is too small",
            words: "If you have nowhere to sleep tonight, call us now. Otherwise come once, with something that says who you are, where you live and \
                    what you earn: one person fills the form in with you and stays with you until you have a home.",
        },
        welsh: Text {
            title: "Hoffwn wneud cais am dŷ",
            also: "gwneud cais am gartref\ny rhestr dai\ndigartref\nrhywle i fyw",
            words: "Os nad oes gennych unlle i gysgu heno, ffoniwch ni nawr. Fel arall dewch unwaith, gyda rhywbeth sy'n dweud pwy ydych, ble rydych \
                    yn byw a beth rydych yn ei ennill: mae un person yn llenwi'r ffurflen gyda chi ac yn aros gyda chi.",
        },
    },
    Written {
        name: "where-application",
        english: Text {
            title: "Where is my application?",
            also: "is there news of my application\na decision on my claim\nI applied and heard nothing\nmy application is pending",
            words: "Your own page says who decides on it and what they wait for. If it says that papers are missing which you gave us, tell us when \
                    you gave them: you are not asked twice.",
        },
        welsh: Text {
            title: "Ble mae fy nghais?",
            also: "oes penderfyniad ar fy nghais\noes newyddion am fy nghais",
            words: "Mae eich tudalen eich hun yn dweud pwy sy'n penderfynu a beth maen nhw'n aros amdano. Os yw'n dweud bod papurau ar goll a roesoch i \
                    ni, dywedwch pryd y rhoesoch nhw: ni ofynnir ddwywaith.",
        },
    },
    Written {
        name: "letter",
        english: Text {
            title: "I do not understand this letter",
            also: "what does this letter mean\na letter about my benefit\na letter asks for papers again\nI already gave you my payslips",
            words: "Tell us the date and the number at its top, and what you take it to say: somebody rings and reads it with you. If you have given \
                    us those papers already, say when. Nothing is stopped because a letter was not clear.",
        },
        welsh: Text {
            title: "Dwi ddim yn deall y llythyr yma",
            also: "beth mae'r llythyr yn ei olygu\nllythyr am fy mudd-dal\ndwi wedi anfon y papurau'n barod",
            words: "Dywedwch wrthym y dyddiad a'r rhif ar ei ben, a beth rydych yn meddwl y mae'n ei ddweud: bydd rhywun yn ffonio ac yn ei ddarllen \
                    gyda chi. Os ydych wedi rhoi'r papurau i ni'n barod, dywedwch pryd.",
        },
    },
    Written {
        name: "bin",
        english: Text {
            title: "My bin was not emptied",
            also: "they missed my bin\nthey missed our street\nthe bins were not collected\nthe recycling was not taken\nthe food waste was not collected\n\
                   my bin is still full\nthey left my bin",
            words: "Leave it out until the next evening: the crew comes back for what it missed. If it is still full then, tell us.",
        },
        welsh: Text {
            title: "Ni chafodd fy min ei wagio",
            also: "methwyd ein bin\nni chasglwyd y biniau\nni chasglwyd fy min\nchafodd y bin ddim ei wagio\nmae'r bin yn dal yn llawn\ncollwyd ein stryd\nni chasglwyd yr ailgylchu",
            words: "Gadewch ef allan tan y noson nesaf: daw'r criw yn ôl am yr hyn a fethwyd. Os yw'n dal yn llawn wedyn, dywedwch wrthym.",
        },
    },
    Written {
        name: "bin-wanted",
        english: Text {
            title: "I need a new bin",
            also: "a bigger bin\na new recycling box\nmy bin has been stolen\nthe garden bin\nwhat day is my collection\ncollect an old sofa\ncollect a fridge\ncollect a mattress\n\
                   have a sofa taken away",
            words: "Say which bin or box, and how many live with you: it comes within a week, and a bigger one from six people on. Something large, \
                    such as a sofa or a fridge: say what and how many, and we name a day.",
        },
        welsh: Text {
            title: "Mae angen bin newydd arnaf",
            also: "bin mwy\nblwch ailgylchu newydd\ncasglu hen soffa\ncasglu oergell\npa ddiwrnod yw'r casgliad",
            words: "Dywedwch pa fin neu flwch, a faint sy'n byw gyda chi: daw o fewn wythnos. Rhywbeth mawr, fel soffa neu oergell: dywedwch beth a \
                    faint, a byddwn yn enwi diwrnod.",
        },
    },
    Written {
        name: "debts",
        english: Text {
            title: "I have debts and do not know where to start",
            also: "debts\nbailiffs\nI got a summons\nI owe money\nmy benefit has stopped\nI was overpaid\nI want to appeal\na food parcel\nno money for the meter",
            words: "You need not open the letters alone. Bring them all to the Advice desk, opened or not: they sort them with you by what cannot \
                    wait. If bailiffs are at the door, you need not let them in; call us.",
        },
        welsh: Text {
            title: "Mae gen i ddyledion",
            also: "cyngor am ddyledion\nbeilïaid\nmae fy mudd-dal wedi stopio\nparsel bwyd\ndwi eisiau apelio",
            words: "Nid oes rhaid i chi agor y llythyrau ar eich pen eich hun. Dewch â nhw i gyd i'r ddesg gyngor, wedi'u hagor neu beidio: maen nhw'n \
                    eu trefnu gyda chi. Os yw beilïaid wrth y drws, nid oes rhaid eu gadael i mewn; ffoniwch ni.",
        },
    },
];
