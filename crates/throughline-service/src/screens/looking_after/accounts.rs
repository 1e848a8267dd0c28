//! Who can sign in, of the manager's own organisation.

use maud::{Markup, html};
use throughline::contact::Seat;
use throughline::contact::sharing::Role;
use throughline_store::Account;

use crate::accounts::{account, all, change_password, named, remove};
use crate::asked::Asked;
use crate::guard::{Door, LooksAfter};
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};

const HERE: &str = "/desk/looking-after/accounts";

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&LooksAfter::of(door, asked)?, asked, None)
}

fn page(after: &LooksAfter, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let own = &after.account.seat.organisation;
    let accounts: Vec<Account> =
        all(&after.service.store)?.into_iter().filter(|account| account.seat.organisation == *own).collect();
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was changed", wrong)) }
        ol.lines { @for account in &accounts { li { (one(after, account)) } } }
        h2 { "Add somebody" }
        (add(after, asked))
    };
    Ok(Reply::Page(desk(after, &format!("Who can sign in at {own}"), &body)))
}

fn one(after: &LooksAfter, account: &Account) -> Markup {
    let Account { name, role, seat, .. } = account;
    let deed = |deed: &str| {
        html! {
            input type="hidden" name="deed" value=(deed);
            input type="hidden" name="name" value=(name);
        }
    };
    html! {
        p.snippet { strong { (seat.worker) } }
        p.facts { "Signs in as " (name) ", " (role.name()) ", " (seat.team) }
        details {
            summary { "Change or take away" span.unseen { " the account of " (seat.worker) } }
            (form(after, HERE, &html! {
                (deed("password"))
                label for=(format!("password-{name}")) { "A new password for " (seat.worker) }
                input.short id=(format!("password-{name}")) name="password" type="password" autocomplete="new-password" required minlength="12";
                p.hint { "Ends every session they have. Tell them in person; they can choose their own after that." }
                button.second { "Give the new password" }
            }))
            @if *name != after.account.name {
                (form(after, HERE, &html! { (deed("remove")) button.second { "Take the account away" } }))
            }
        }
    }
}

fn add(after: &LooksAfter, asked: &Asked) -> Markup {
    let own = &after.account.seat.organisation;
    let organisation = after.service.setup.organisations.iter().find(|known| known.name == *own);
    let teams = organisation.map(|known| known.teams.clone()).unwrap_or_default();
    let typed = |field: &str| if asked.field("deed") == "add" { asked.field(field) } else { String::new() };
    form(
        after,
        HERE,
        &html! {
            input type="hidden" name="deed" value="add";
            label for="worker" { "Their name, as people are told" }
            input.short id="worker" name="worker" required maxlength="100" autocomplete="off" value=(typed("worker"));
            label for="name" { "What they sign in with, such as their email address" }
            input.short id="name" name="name" required maxlength="100" autocomplete="off" autocapitalize="none" value=(typed("name"));
            label for="team" { "Team" }
            select.short id="team" name="team" { @for team in &teams { option selected[*team == typed("team")] { (team) } } }
            fieldset {
                legend { "What they are there for" }
                @for (role, about) in ROLES {
                    label.choice {
                        input type="radio" name="role" value=(role.name()) required checked[typed("role") == role.name()];
                        (about)
                    }
                }
            }
            label for="password" { "A first password" }
            p.hint id="password-hint" { "At least 12 characters: three or four words that do not belong together. They can change it." }
            input.short id="password" name="password" type="password" autocomplete="new-password" required aria-describedby="password-hint";
            button { "Add them" }
        },
    )
}

/// The roles, with what each may do.
const ROLES: [(Role, &str); 4] = [
    (Role::Worker, "Worker: helps people"),
    (Role::Manager, "Manager: helps people, and looks after this"),
    (Role::Commissioner, "Commissioner: reads the study, never a person's words"),
    (Role::Councillor, "Councillor: reads what everybody may"),
];

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let done = match asked.field("deed").as_str() {
        "add" => added(&after, asked),
        "password" => of_here(&after, asked).and_then(|account| {
            change_password(&after.service.store, &account, &asked.field("password"))?;
            Ok(())
        }),
        "remove" => of_here(&after, asked).and_then(|account| {
            if account.name == after.account.name {
                return Err(Stop::wrong("somebody else has to take your own account away"));
            }
            Ok(remove(&after.service.store, &account.name)?)
        }),
        _ => Err(Stop::NotFound),
    };
    match done {
        Ok(()) => Ok(Reply::See(HERE.to_string())),
        Err(Stop::Wrong(why)) => page(&after, asked, Some(&why)),
        Err(stop) => Err(stop),
    }
}

/// An account of the manager's own organisation.
fn of_here(after: &LooksAfter, asked: &Asked) -> Result<Account, Stop> {
    let account = named(&after.service.store, &asked.field("name"))?;
    account
        .filter(|account| account.seat.organisation == after.account.seat.organisation)
        .ok_or(Stop::NotFound)
}

fn added(after: &LooksAfter, asked: &Asked) -> Result<(), Stop> {
    let name = asked.wanted("name", "say what they sign in with")?;
    if named(&after.service.store, &name)?.is_some() {
        return Err(Stop::wrong("somebody signs in with that name already; choose another"));
    }
    let role =
        Role::named(&asked.field("role")).ok_or_else(|| Stop::wrong("choose what they are there for"))?;
    let seat = Seat {
        worker: asked.wanted("worker", "say what they are called")?.trim().to_string(),
        team: asked.field("team"),
        organisation: after.account.seat.organisation.clone(),
    };
    if !after.service.setup.parties().contains(&seat.team()) {
        return Err(Stop::wrong("choose a team"));
    }
    Ok(account(&after.service.store, &name, &asked.field("password"), role, seat)?)
}
