"""What a peer counts in one replication, and the figures of it under the names that `throughline plan --json` uses."""

import math


class Tally:
    def __init__(self, plan):
        self.plan = plan
        pools, classes = len(plan.pools), len(plan.classes)
        self.arrived = [[0] * classes for _ in range(pools)]
        self.started = [[0] * classes for _ in range(pools)]
        self.waited = [[0.0] * classes for _ in range(pools)]
        self.waiting = [0.0] * pools  # integral of the number waiting
        self.busy = [0.0] * pools
        self.open = [0.0] * pools
        self.opened = [0] * classes
        self.repeats = [0] * classes
        self.times = [[] for _ in range(classes)]
        self.events = 0

    def overlap(self, since, until):
        """How much of a stretch of time is counted."""
        return max(0.0, min(until, self.plan.until) - max(since, self.plan.warm_up))

    def figures(self):
        plan, found = self.plan, {}
        classes = range(len(plan.classes))
        opened = sum(self.opened)

        def needs(about, opened, repeats, times):
            times = sorted(times)
            found[f"{about}: opened"] = opened
            found[f"{about}: met"] = len(times)
            found[f"{about}: repeats_per_need"] = repeats / opened
            found[f"{about}: end_to_end_hours_mean"] = sum(times) / len(times)
            for name, share in (("median", 0.5), ("p90", 0.9)):
                found[f"{about}: end_to_end_hours_{name}"] = times[math.ceil(len(times) * share) - 1]

        needs("whole", opened, sum(self.repeats), [time for times in self.times for time in times])
        for place in classes:
            needs(plan.classes[place].name, self.opened[place], self.repeats[place], self.times[place])
        for place, pool in enumerate(plan.pools):
            arrived, started, waited = (sum(of[place]) for of in (self.arrived, self.started, self.waited))
            found[f"{pool.name}: arrivals"] = arrived
            found[f"{pool.name}: visits_per_need"] = arrived / opened
            found[f"{pool.name}: wait_hours_mean"] = waited / started
            found[f"{pool.name}: waiting_mean"] = self.waiting[place] / (plan.until - plan.warm_up)
            found[f"{pool.name}: utilisation"] = self.busy[place] / self.open[place]
            for one in classes if len(plan.classes) > 1 else []:
                name = f"{pool.name}, {plan.classes[one].name}"
                found[f"{name}: arrivals"] = self.arrived[place][one]
                if self.started[place][one]:
                    found[f"{name}: wait_hours_mean"] = self.waited[place][one] / self.started[place][one]
        return found
