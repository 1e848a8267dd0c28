"""The part of a plan that the peers know, read from its TOML without anything of ours: all times in hours, the clock from the start."""

import tomllib
from dataclasses import dataclass, field

UNITS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def hours(text):
    return sum(float(word[:-1]) * UNITS[word[-1]] for word in text.split())


def distribution(text):
    """(family, shape, lengths in hours)."""
    family, *words = text.split()
    shape = None
    for name in ("variation", "shape"):
        if name in words:
            place = words.index(name)
            shape = float(words[place + 1])
            del words[place : place + 2]
    if family in ("erlang", "hyper"):
        shape = float(words.pop(0))
    return family, shape, [hours(word) for word in words]


def opening(text):
    """Of each day of the week, the hours at which it opens and closes; None for always."""
    if text == "always":
        return None
    week = [None] * 7
    for part in text.split(","):
        days, times = part.split()
        first, _, last = days.partition("-")
        opens, closes = (int(time[:2]) + int(time[3:]) / 60 for time in times.split("-"))
        for day in range(DAYS.index(first), DAYS.index(last or first) + 1):
            week[day] = (opens, closes)
    return week


@dataclass
class Pool:
    name: str
    organisation: str
    staff: int
    week: list | None
    finishes: bool
    rule: str  # fifo, priority or due-date


@dataclass
class Step:
    name: str
    pool: int
    time: tuple
    ways: list  # of each class: (chance, step)
    patience: tuple | None


@dataclass
class Chase:
    """People ask what has become of it, once it has been open for so long."""

    after: float
    per_hour: float
    pool: int
    time: tuple


@dataclass
class Demand:
    """A class of needs; what is urgent is one of its own."""

    name: str
    between: tuple
    priority: int
    first: int
    promised: float
    fails: float
    gives_up: float
    returns: tuple
    back_to: int
    chase: Chase | None


@dataclass
class HandOver:
    """What it takes to give a need to another organisation."""

    transit: dict  # by giver and taker; without either for all others
    reread: tuple | None

    def between(self, giver, taker):
        return None if giver == taker else self.transit.get((giver, taker), self.transit.get(None))


@dataclass
class Plan:
    warm_up: float
    until: float
    hand_over: HandOver
    pools: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    classes: list = field(default_factory=list)

    def organisation(self, step):
        return self.pools[self.steps[step].pool].organisation


def ways_of(step, demand, steps):
    told = step.get("next_for", {}).get(demand, step.get("next", {}))
    return [(chance, steps.index(to)) for to, chance in told.items()]


def chase_of(told, pools):
    if told is None:
        return None
    return Chase(hours(told["after"]), told["per_day"] / 24, pools.index(told["pool"]), distribution(told["time"]))


def demands(told, pools, steps):
    """The classes, each with the name of its demand."""
    found = []
    for name, demand in told["demand"].items():
        failure = told.get("failure", {}) | demand.get("failure", {})
        urgent = demand.get("urgent", 0.0)
        first = steps.index(demand["first"]) if "first" in demand else 0
        rate = demand.get("rate_per_day", 0.0) / 24

        def one(name, between, priority):
            return Demand(
                name, between, priority, first, hours(demand.get("promised", "0h")), failure.get("base", 0.0), failure.get("give_up", 0.0),
                distribution(failure.get("return_delay", "fixed 0h")), steps.index(failure["back_to"]) if "back_to" in failure else first,
                chase_of(failure.get("chase"), pools),
            )  # fmt: skip

        between = distribution(demand["between"]) if "between" in demand else ("exp", None, [1 / (rate * (1 - urgent))])
        found.append((name, one(name, between, demand.get("priority", 1))))
        if urgent:
            found.append((name, one(f"{name}, urgent", ("exp", None, [1 / (rate * urgent)]), 0)))
    return found


def read(path, weeks=None):
    with open(path, "rb") as file:
        told = tomllib.load(file)
    scenario = told["scenario"]
    if str(scenario["start"]) != "2026-04-06" or scenario["timezone"] != "UTC":
        raise SystemExit(f"{path}: the peers know only weeks that begin on Monday 2026-04-06, UTC")
    warm_up = scenario.get("warm_up_days", 0) * 24.0
    hand_over = told.get("handoff", {})
    transit = {tuple(end.strip() for end in way.split("->")): distribution(time) for way, time in hand_over.get("transit_between", {}).items()}
    if "transit" in hand_over:
        transit[None] = distribution(hand_over["transit"])
    reread = distribution(hand_over["reread"]) if "reread" in hand_over else None
    plan = Plan(warm_up, warm_up + (weeks or scenario["weeks"]) * 168.0, HandOver(transit, reread))
    pools, steps = list(told["pool"]), list(told["step"])
    for name, pool in told["pool"].items():
        finishes = pool.get("on_close") == "finish"
        plan.pools.append(Pool(name, pool["org"], pool["staff"], opening(pool.get("calendar", "always")), finishes, pool.get("rule", "fifo")))
    classes = demands(told, pools, steps)
    plan.classes = [of for _, of in classes]
    for name, step in told["step"].items():
        ways = [ways_of(step, demand, steps) for demand, _ in classes]
        patience = distribution(step["patience"]) if "patience" in step else None
        plan.steps.append(Step(name, pools.index(step["pool"]), distribution(step["time"]), ways, patience))
    return plan


class Clock:
    """Working time of a week that repeats."""

    def __init__(self, week):
        self.week = week

    def is_open(self, now):
        if self.week is None:
            return True
        day = self.week[int(now // 24) % 7]
        return day is not None and day[0] <= now % 24 < day[1]

    def opens_next(self, now):
        """The first opening after now."""
        day = int(now // 24)
        while True:
            hours = self.week[day % 7]
            if hours and day * 24 + hours[0] > now:
                return day * 24 + hours[0]
            day += 1

    def done(self, now, work):
        """When so much work is done that begins now, in open time."""
        if self.week is None:
            return now + work
        day = int(now // 24)
        while True:
            hours = self.week[day % 7]
            if hours:
                begins, ends = max(now, day * 24 + hours[0]), day * 24 + hours[1]
                if begins < ends:
                    if work <= ends - begins:
                        return begins + work
                    work -= ends - begins
            day += 1

    def between(self, since, until):
        """Open time between two instants."""
        if self.week is None:
            return max(until - since, 0.0)
        total, day = 0.0, int(since // 24)
        while day * 24 < until:
            hours = self.week[day % 7]
            if hours:
                total += max(0.0, min(until, day * 24 + hours[1]) - max(since, day * 24 + hours[0]))
            day += 1
        return total
