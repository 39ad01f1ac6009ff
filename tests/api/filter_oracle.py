"""The filter language of lists, evaluated in Python over records as the API shows them: what filters must find."""

import time
import unicodedata

PLURALS = {"customer": "customers", "company": "companies", "product": "products", "agent": "agents", "team": "teams"}
EXACT = {"external_id", "sku", "channel", "topic", "source", "currency", "domain", "email", "language", "country", "time_zone", "status",
         "priority", "type", "stage", "relationship", "value_stage"}  # codes; words of people are folded
UNITS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 7 * 86400, "months": 30 * 86400, "years": 365 * 86400}
COMPARISONS = {"is": lambda a, b: a == b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
               "contains": lambda a, b: b in a, "starts_with": lambda a, b: a.startswith(b)}


def fold(text):
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def plain(value):
    """Money by its amount."""
    return value["amount"] if isinstance(value, dict) and "amount" in value else value


def comparable(value, name, is_pattern):
    value = plain(value)
    return fold(value) if isinstance(value, str) and (is_pattern or name not in EXACT) and not name.endswith("_at") else value


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class Oracle:
    """records: {"tickets": [record, …], …} of every kind that the filters speak of."""

    def __init__(self, records):
        self.records = records
        self.by_id = {plural: {record["id"]: record for record in rows} for plural, rows in records.items()}

    def values(self, record, field):
        """The field's value, or values, or none."""
        *hops, name = field.split(".") if not field.startswith("custom.") else (field,)
        for hop in hops:
            record = self.by_id[PLURALS[hop]].get(record[f"{hop}_id"])
            if record is None:
                return []
        value = record["custom"].get(name[len("custom."):]) if name.startswith("custom.") else record[name]
        values = value if isinstance(value, list) else [value]
        return [v for v in values if v is not None]

    def leaf(self, record, node):
        field, op, wanted = node["field"], node["op"], node.get("value")
        name = field.rsplit(".", 1)[-1]
        is_pattern = op in ("contains", "starts_with")
        values = [comparable(v, name, is_pattern) for v in self.values(record, field)]
        if op in ("present", "absent"):
            return bool(values) == (op == "present")
        if op in ("in", "not_in"):
            return any(v in [comparable(w, name, False) for w in wanted] for v in values) == (op == "in")
        if op in ("within_last", "within_next"):
            span = wanted["n"] * UNITS[wanted["unit"]]
            now = time.time()
            low, high = (now - span, now) if op == "within_last" else (now, now + span)
            return any(instant(low) <= v <= instant(high) for v in values)
        if isinstance(wanted, dict) and "field" in wanted:
            others = [comparable(v, name, False) for v in self.values(record, wanted["field"])]
        else:
            others = [comparable(wanted, name, is_pattern)]
        if op == "is_not":
            return not any(v == w for v in values for w in others)
        return any(COMPARISONS[op](v, w) for v in values for w in others)

    def some(self, record, node, plural):
        rows = [row for row in self.records[node["some"]] if row[f"{singular(plural)}_id"] == record["id"]]
        count = sum(1 for row in rows if "where" not in node or self.holds(row, node["where"], node["some"]))
        wanted = node.get("count", {"op": ">=", "value": 1})
        return count != wanted["value"] if wanted["op"] == "is_not" else COMPARISONS[wanted["op"]](count, wanted["value"])

    def holds(self, record, node, plural):
        if "all" in node:
            return all(self.holds(record, part, plural) for part in node["all"])
        if "any" in node:
            return any(self.holds(record, part, plural) for part in node["any"])
        if "none" in node:
            return not any(self.holds(record, part, plural) for part in node["none"])
        return self.some(record, node, plural) if "some" in node else self.leaf(record, node)

    def found(self, plural, node):
        return sorted(record["id"] for record in self.records[plural] if self.holds(record, node, plural))


def singular(plural):
    return next(name for name, many in PLURALS.items() if many == plural)
