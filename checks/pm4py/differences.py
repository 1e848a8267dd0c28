"""How two studies of one log differ: what pm4py found (`by_pm4py.study`) and what `throughline study --json` says."""

TOLERANCE = 1e-6


def near(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= TOLERANCE * max(1.0, abs(ours), abs(theirs))


def differences(ours, theirs):
    """Sentences, none if all is equal. Counts are compared exactly, times to a millionth."""
    found = [
        f"log.{key}: {ours['log'][key]}, pm4py {theirs['log'][key]}"
        for key in ("events", "needs")
        if ours["log"][key] != theirs["log"][key]
    ]
    ours_flow, theirs_flow = rows(ours, "flow"), theirs["flow"]
    for name, keys, values in (
        ("starts", ("name",), ("needs",)),
        ("ends", ("name",), ("needs",)),
        ("edges", ("from", "to"), ("count", "mean_s", "median_s")),
        ("variants", ("activities",), ("needs",)),
        ("rework", ("activity",), ("needs",)),
        ("hand_overs", ("from", "to"), ("count",)),
    ):
        if theirs_flow[name] is not None:
            found += table(f"flow.{name}", rows(ours_flow, name), theirs_flow[name], keys, values)
    variants = theirs_flow["variants"]
    if ours_flow.get("variant_count") != len(variants):
        found.append(f"flow.variant_count: {ours_flow.get('variant_count')}, pm4py {len(variants)}")
    for key in ("n", "mean_s", "median_s"):
        if not near(rows(ours, "end_to_end").get(key), theirs["end_to_end"][key]):
            found.append(f"end_to_end.{key}: {rows(ours, 'end_to_end').get(key)}, pm4py {theirs['end_to_end'][key]}")
    return found


def rows(study, name):
    """A part of ours. A measure that cannot say anything is an object with a sentence: no rows."""
    part = study.get(name, {})
    if isinstance(part, dict) and isinstance(part.get("rows"), list):
        part = part["rows"]
    return part


def table(name, ours, theirs, keys, values):
    def keyed(table):
        table = [] if isinstance(table, dict) else table
        return {tuple(str(row[key]) for key in keys): row for row in table}

    ours, theirs = keyed(ours), keyed(theirs)
    found = [f"{name}: {key} only pm4py has" for key in theirs.keys() - ours.keys()]
    found += [f"{name}: {key} only ours has" for key in ours.keys() - theirs.keys()]
    for key in sorted(ours.keys() & theirs.keys()):
        for value in values:
            mine, his = ours[key].get(value), theirs[key].get(value)
            same = near(mine, his) if value.endswith("_s") else mine == his
            if not same:
                found.append(f"{name}: {key} {value} {mine}, pm4py {his}")
    return found
