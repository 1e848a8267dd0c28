"""What a peer counts in one replication, and the figures of it under the names that `throughline plan --json` uses."""

import math


class Tally:
    def __init__(self, plan):
        self.plan = plan
        pools, classes = len(plan.pools), len(plan.classes)
        # The last of each pool is of those who ask what has become of a need.
        self.arrived = [[0] * (classes + 1) for _ in range(pools)]
        self.started = [[0] * (classes + 1) for _ in range(pools)]
        self.waited = [[0.0] * (classes + 1) for _ in range(pools)]
        self.left = [0] * pools
        self.waiting = [0.0] * pools  # integral of the number waiting
        self.busy = [0.0] * pools
        self.open = [0.0] * pools
        self.opened = [0] * classes
        self.repeats = [0] * classes
        self.gave_up = [0] * classes
        self.hand_overs = [0] * classes
        self.chases = [0] * classes
        self.in_hand = [0] * classes  # at the end, counted or not
        self.times = [[] for _ in range(classes)]
        self.events = 0

    def overlap(self, since, until):
        """How much of a stretch of time is counted."""
        return max(0.0, min(until, self.plan.until) - max(since, self.plan.warm_up))

    def figures(self):
        plan, found = self.plan, {}
        classes = range(len(plan.classes))
        opened = sum(self.opened)

        def needs(about, places):
            opened = sum(self.opened[place] for place in places)
            times = sorted(time for place in places for time in self.times[place])
            found[f"{about}: opened"] = opened
            found[f"{about}: met"] = len(times)
            found[f"{about}: gave_up"] = sum(self.gave_up[place] for place in places)
            found[f"{about}: open_at_end"] = sum(self.in_hand[place] for place in places)
            if opened:
                for name, counts in (("repeats", self.repeats), ("hand_overs", self.hand_overs), ("chases", self.chases)):
                    found[f"{about}: {name}_per_need"] = sum(counts[place] for place in places) / opened
            if times:
                found[f"{about}: end_to_end_hours_mean"] = sum(times) / len(times)
                for name, share in (("median", 0.5), ("p90", 0.9)):
                    found[f"{about}: end_to_end_hours_{name}"] = times[math.ceil(len(times) * share) - 1]

        needs("whole", classes)
        for place in classes:
            needs(plan.classes[place].name, [place])
        for place, pool in enumerate(plan.pools):
            arrived, started, waited = (sum(of[place]) for of in (self.arrived, self.started, self.waited))
            found[f"{pool.name}: arrivals"] = arrived
            found[f"{pool.name}: visits_per_need"] = arrived / opened
            found[f"{pool.name}: left"] = self.left[place]
            if started:
                found[f"{pool.name}: wait_hours_mean"] = waited / started
            found[f"{pool.name}: waiting_mean"] = self.waiting[place] / (plan.until - plan.warm_up)
            found[f"{pool.name}: utilisation"] = self.busy[place] / self.open[place]
            for one in classes if len(plan.classes) > 1 else []:
                name = f"{pool.name}, {plan.classes[one].name}"
                found[f"{name}: arrivals"] = self.arrived[place][one]
                if self.started[place][one]:
                    found[f"{name}: wait_hours_mean"] = self.waited[place][one] / self.started[place][one]
        return found
