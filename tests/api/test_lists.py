"""Lists: sorts, pages, counts, filters by every operator, and random filters against an evaluation in Python."""

import datetime
import gzip
import random
import unicodedata

from harness import check, equal, refused, test

TICKETS = "/api/v1/tickets"
CUSTOMERS = "/api/v1/customers"


def leaf(field, op, *value):
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def instant(text):
    """A whole second is written without a fraction, so texts do not sort."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def fill(world):
    """Sixty tickets of ten customers, made once; with gaps, accents, ties."""
    if hasattr(world, "filled"):
        return world.filled
    company = world.admin.add("/api/v1/companies", {"name": "Ñandú y Cía", "country": "AR"})
    agents = [world.agent(), world.agent()]
    dice = random.Random(7)
    customers = [world.customer(name=name, **more) for name, more in (
        ("Álvaro", {"city": "Bogotá", "company_id": company["id"]}), ("Beatriz", {"city": "Lima", "country": "PE"}),
        ("ÑOÑO", {"language": "es"}), ("alvaro 50%", {"city": "bogota", "company_id": company["id"]}), ("Zoë_x", {}),
        ("Čapek", {"country": "CZ"}), ("straße", {"city": "Köln"}), ("O'Neil \"x\"", {}), ("back\\slash", {}), ("João", {"language": "pt-BR"}))]
    for i in range(60):
        more = {}
        if dice.random() < 0.7:
            more["priority"] = dice.choice(["low", "normal", "high", "urgent"])
        if dice.random() < 0.5:
            more["type"] = dice.choice(["question", "incident", "complaint"])
        if dice.random() < 0.5:
            more["agent_id"] = dice.choice(agents)["id"]
        if dice.random() < 0.5:
            more["topic"] = dice.choice(["Envíos", "envios", "Pagos", "100%", "a_b"])
        if dice.random() < 0.4:
            more["tags"] = dice.sample(["vip", "Acción", "web"], dice.randint(1, 2))
        if dice.random() < 0.3:
            more["next_update_at"] = f"2026-12-{dice.randint(1, 28):02}T08:00:00Z"
        ticket = world.admin.add(TICKETS, {"subject": dice.choice(["Reembolso", "REEMBOLSO", "Avería", "averia grave", "50% de descuento", "a_b\\c"]),
                                           "customer_id": dice.choice(customers)["id"], **more})
        if dice.random() < 0.4:
            world.admin.change(f"{TICKETS}/{ticket['id']}", {"status": dice.choice(["pending", "solved", "on_hold"])})
    world.filled = True
    return True


@test("each sort lists every record once, in order, nulls last, ties by id, forwards and backwards")
def sorts(world):
    fill(world)
    for path, keys in ((TICKETS, ("id", "created_at", "updated_at", "solved_at")), (CUSTOMERS, ("id", "name", "created_at", "updated_at"))):
        everything = {record["id"]: record for record in world.admin.all_pages(path, sort="id")}
        for key in keys:
            for sign in ("", "-"):
                listed = world.admin.all_pages(path, sort=sign + key, limit=7)
                equal(len(listed), len(everything), f"{path} by {sign}{key}")
                equal({r["id"] for r in listed}, set(everything))
                def rank(record, key=key):
                    value = record[key]
                    return fold(value) if key == "name" else instant(value) if key.endswith("_at") and value else value
                present = [(rank(r), r["id"]) for r in listed if r[key] is not None]
                equal(present, sorted(present, reverse=sign == "-"), f"{path} by {sign}{key}")
                check(all(r[key] is None for r in listed[len(present):]), "nulls are last")
    for wrong in ("subject", "-", "nada", "id,name", "--id", "password_hash"):
        refused(world.admin.get(TICKETS, sort=wrong), 422, "invalid")


@test("pages by id neither lose nor repeat a record while others are added and changed")
def stable_pages(world):
    fill(world)
    before = world.admin.ids(TICKETS, sort="id", limit=200)
    seen, after = [], None
    while True:
        page = world.admin.show(TICKETS, sort="id", limit=9, **({"after": after} if after else {}))
        seen += [r["id"] for r in page["data"]]
        after = page["next"]
        if after is None:
            break
        world.ticket()
        world.admin.change(f"{TICKETS}/{before[0]}", {"subject": world.unique("cambiado ")})
        check(len(seen) < 1000, "the pages end")
    equal(seen[:len(before)], before)
    equal(len(seen), len(set(seen)))


@test("a limit is from 1 to 200; cursors of another order, cut, or made up are refused by name")
def limits(world):
    fill(world)
    equal(len(world.admin.list(TICKETS, limit=1)), 1)
    for wrong in (0, -1, 201, "x", "1e2", 10**20, ""):
        refused(world.admin.get(TICKETS, limit=wrong), 422, "invalid", "limit")
    cursor = world.admin.show(TICKETS, sort="id", limit=1)["next"]
    refused(world.admin.get(TICKETS, sort="-id", after=cursor), 422, "invalid", "after", "stale_cursor")
    for wrong in (cursor[:-3], "x", "W10", "bnVsbA", "%00", cursor * 60, "WyItaWQiLCJ4IiwxXQ"):
        refused(world.admin.get(TICKETS, sort="id", after=wrong), 422, "invalid", "after", "stale_cursor")
    refused(world.admin.get(TICKETS, nada=1), 400, "unknown_parameter", "nada")
    refused(world.admin.get(TICKETS, count="maybe"), 422, "invalid", "count")


@test("counts are exact, follow the filter, and are absent unless asked for")
def counts(world):
    fill(world)
    page = world.admin.show(TICKETS, limit=1, count=True)
    equal(page["count"], len(world.admin.all_pages(TICKETS)))
    check("count" not in world.admin.show(TICKETS, limit=1), "no count unless asked for")
    filter_ = leaf("priority", "is", "high")
    equal(world.admin.show(TICKETS, limit=1, count=True, filter=filter_)["count"], len(world.admin.all_pages(TICKETS, filter=filter_)))


# ---- the filter language, evaluated again ----

def fold(text):
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


CODES = {"channel", "topic", "source", "external_id"}


def values_of(record, field, related):
    """[the field's value], or several for tags."""
    for hop in field.split(".")[:-1]:
        record = related[hop].get(record.get(hop + "_id")) if record else None
    if record is None:
        return [None]
    value = record[field.rsplit(".", 1)[-1]]
    return value if isinstance(value, list) else [value]


def leaf_holds(record, node, related):
    field, op, wanted = node["field"], node["op"], node.get("value")
    name = field.rsplit(".", 1)[-1]
    is_people_text = name in ("subject", "name", "city", "tags")
    is_pattern = op in ("contains", "starts_with")
    def same(value):
        return fold(value) if isinstance(value, str) and (is_people_text or is_pattern) else value
    values = [same(v) for v in values_of(record, field, related) if v is not None]
    if op == "present":
        return bool(values)
    if op == "absent":
        return not values
    if op in ("in", "not_in"):
        hit = any(v in [same(w) for w in wanted] for v in values)
        return hit == (op == "in")
    wanted = same(wanted)
    if op == "is_not":
        return wanted not in values
    tests = {"is": lambda v: v == wanted, "<": lambda v: v < wanted, "<=": lambda v: v <= wanted, ">": lambda v: v > wanted,
             ">=": lambda v: v >= wanted, "contains": lambda v: wanted in v, "starts_with": lambda v: v.startswith(wanted)}
    return any(tests[op](v) for v in values)


def holds(record, node, related):
    if "all" in node:
        return all(holds(record, part, related) for part in node["all"])
    if "any" in node:
        return any(holds(record, part, related) for part in node["any"])
    if "none" in node:
        return not any(holds(record, part, related) for part in node["none"])
    return leaf_holds(record, node, related)


FIELDS = {
    "subject": ["reembolso", "AVERÍA", "50% de descuento", "a_b\\c", "%", "nada"], "status": ["new", "open", "pending", "solved"],
    "priority": ["low", "high", "urgent"], "type": ["question", "incident"], "topic": ["Envíos", "envios", "100%", "a_b"], "tags": ["VIP", "accion", "x"],
    "customer.name": ["alvaro", "ÑOÑO", "zoe_x", "o'neil \"x\"", "50%", "back\\slash"], "customer.city": ["BOGOTA", "Lima", "koln"],
    "customer.company.name": ["nandu y cia", "x"], "customer.country": ["PE", "CZ"],
}
PATTERNS = ["a", "RE", "ñ", "%", "_", "\\", "50", "ía", "b\\c", "'", '"', "zz"]
ORDERED = {"id": [1, 20, 45], "replies": [0, 1], "agent_id": [1, 2, 3], "created_at": ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"],
           "next_update_at": ["2026-12-10T08:00:00Z", "2026-12-20T08:00:00Z"]}


def random_leaf(dice):
    if dice.random() < 0.3:
        field = dice.choice(list(ORDERED))
        op = dice.choice(["is", "is_not", "<", "<=", ">", ">=", "present", "absent", "in", "not_in"])
        choices = ORDERED[field]
    else:
        field = dice.choice(list(FIELDS))
        is_choice = field in ("status", "priority", "type")
        op = dice.choice(["is", "is_not", "in", "not_in", "present", "absent"] + ([] if is_choice else ["contains", "starts_with"] * 2))
        if op == "contains" or op == "starts_with":
            return leaf(field, op, dice.choice(PATTERNS)) if field != "customer.country" else leaf(field, "is", "PE")
        choices = FIELDS[field]
    if op in ("present", "absent"):
        return leaf(field, op)
    if op in ("in", "not_in"):
        return leaf(field, op, dice.sample(choices, dice.randint(1, len(choices))))
    return leaf(field, op, dice.choice(choices))


def random_filter(dice, depth):
    if depth == 0 or dice.random() < 0.25:
        return random_leaf(dice)
    return {dice.choice(["all", "any", "none"]): [random_filter(dice, depth - 1) for _ in range(dice.randint(0, 3))]}


@test("three hundred random filters find what an evaluation in Python finds")
def differential(world):
    fill(world)
    records = world.admin.all_pages(TICKETS, sort="id")
    related = {"customer": {r["id"]: r for r in world.admin.all_pages(CUSTOMERS)}, "company": {r["id"]: r for r in world.admin.all_pages("/api/v1/companies")}}
    dice = random.Random(20260105)
    for _ in range(300):
        filter_ = random_filter(dice, 4)
        expected = [r["id"] for r in records if holds(r, filter_, related)]
        found = world.admin.ids(TICKETS, sort="id", limit=200, filter=filter_)
        if found != expected:
            raise AssertionError(f"{filter_}: missing {sorted(set(expected) - set(found))}, too many {sorted(set(found) - set(expected))}")


@test("some counts related records; time windows, me, today and another field are values")
def special_values(world):
    fill(world)
    two = {"some": "tickets", "count": {"op": ">=", "value": 6}}
    by_customer = {}
    for record in world.admin.all_pages(TICKETS):
        by_customer.setdefault(record["customer_id"], []).append(record)
    found = world.admin.ids(CUSTOMERS, sort="id", limit=200, filter=two)
    equal(found, sorted(c for c, ts in by_customer.items() if len(ts) >= 6))
    urgent = {"some": "tickets", "where": leaf("priority", "is", "urgent")}
    equal(world.admin.ids(CUSTOMERS, sort="id", limit=200, filter=urgent),
          sorted(c for c, ts in by_customer.items() if any(t["priority"] == "urgent" for t in ts)))
    every = len(world.admin.all_pages(TICKETS))
    for filter_ in (leaf("created_at", "within_last", {"n": 1, "unit": "hours"}), leaf("created_at", ">=", "today"), leaf("updated_at", ">=", {"field": "created_at"})):
        equal(world.admin.show(TICKETS, limit=1, count=True, filter=filter_)["count"], every, filter_)
    agent = world.person("agent")
    mine = world.ticket(agent_id=agent.agent["id"])
    equal(agent.ids(TICKETS, filter=leaf("agent_id", "is", "me")), [mine["id"]])


@test("a filter that is malformed, too deep, too long or of the wrong type names the place that is wrong")
def bad_filters(world):
    deep = leaf("id", "is", 1)
    for _ in range(6):
        deep = {"all": [deep]}
    for filter_ in ("{", "[]", "1", '"x"', "null", {}, {"all": 1}, {"all": [1]}, {"field": "id"}, leaf("id", "is"), leaf("nada", "is", 1), leaf("id", "like", 1),
                    leaf("id", "is", "1"), leaf("status", "is", "lost"), leaf("status", "<", "open"), leaf("subject", "is", 3), leaf("created_at", "is", "ayer"),
                    leaf("agent_id", "in", []), leaf("agent_id", "in", list(range(501))), deep, {"all": [leaf("id", "is", 1)] * 101}, leaf("customer.password", "is", "x"),
                    leaf("a.b.c.d.e", "is", 1), {**leaf("id", "is", 1), "x": 1}, leaf("subject", "contains", "a\x00b"), leaf("subject", "contains", "x" * 1001),
                    leaf("id", "is", 1e300), leaf("created_at", "within_last", {"n": 0, "unit": "days"}), leaf("created_at", "within_last", {"n": 1, "unit": "eons"}),
                    {"some": "nada"}, {"some": "events"}, leaf("status", "changed"), leaf("merged_into", "is", {"field": "subject"}),
                    leaf("agent.password_hash", "present"), leaf("custom.nada", "is", 1)):
        answer = world.admin.get(TICKETS, filter=filter_)
        refused(answer, 422, "invalid")
        check(any(pointer.lstrip("/").startswith("filter") for pointer in answer.errors), f"{filter_}: {answer}")


@test("a page of fifty cases travels in 15 KB where the caller takes gzip, and as it is where not")
def compressed(world):
    customer = world.customer()
    for number in range(50):
        world.ticket(customer, text=f"Hola, tengo una duda sobre mi pedido {number}")
    path = "/api/v1/tickets?limit=50&include=customer,agent"
    plain = world.admin.raw("GET", path)
    check("content-encoding" not in plain.headers, plain.headers)
    packed = world.admin.raw("GET", path, headers={"Accept-Encoding": "gzip"}, is_held=False)
    equal((packed.headers["content-encoding"], packed.headers["vary"]), ("gzip", "Accept-Encoding"))
    equal(gzip.decompress(packed.body), plain.body)
    check(len(packed.body) <= 15 * 1024, f"{len(packed.body)} bytes of {len(plain.body)}")
    unwanted = world.admin.raw("GET", path, headers={"Accept-Encoding": "gzip;q=0, br"})
    check("content-encoding" not in unwanted.headers, unwanted.headers)


@test("an answer with a secret is never compressed")
def uncompressed(world):
    client = world.person("agent")
    answer = client.raw("GET", "/api/v1/session", headers={"Accept-Encoding": "gzip"})
    check("content-encoding" not in answer.headers and "csrf" in answer.json, answer.headers)
