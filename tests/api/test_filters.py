"""Filters over every type of field, at random, against an evaluation in Python; pages while their rows move; the cap of
counts."""

import csv
import os
import random
import threading
import time

from filter_oracle import Oracle, instant
from harness import Options, World, check, equal, refused, test

CUSTOMERS, ORDERS, TICKETS = "/api/v1/customers", "/api/v1/orders", "/api/v1/tickets"
DAY = 86400
WORDS = ["Álvaro", "alvaro 50%", "ÑOÑO", "Zoë_x", "straße", "O'Neil", "back\\slash", "João", "a;b--", "Ωmega"]


def leaf(field, op, *value):
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def days_ago(days):
    """Half a day off every whole number of days, so that no window ends on it."""
    return instant(time.time() - days * DAY - DAY / 2) + "Z"


def custom_fields(world):
    for key, type_ in (("texto", "text"), ("numero", "number"), ("si", "boolean"), ("dia", "day"), ("una", "choice"), ("varias", "choices")):
        choices = {"choices": "Roja\nAzul\nVerde"} if "choice" in type_ else {}
        world.admin.add("/api/v1/fields", {"entity": "customer", "key": key, "label": key, "type": type_, **choices})


def fill(world):
    """Customers, orders and tickets with gaps, accents, ties and several currencies, made once: the oracle over them."""
    if hasattr(world, "oracle"):
        return world.oracle
    dice = random.Random(11)
    custom_fields(world)
    companies = [world.admin.add("/api/v1/companies", {"name": n})["id"] for n in ("Ñandú y Cía", "Zoë", "zoe 2")]
    maybe = lambda chance, name, make: {name: make()} if dice.random() < chance else {}
    customers = []
    for i in range(40):
        custom = {**maybe(.5, "texto", lambda: dice.choice(WORDS)), **maybe(.5, "numero", lambda: dice.choice([-1.5, 0, 2, 2.5, 1e9])),
                  **maybe(.5, "si", lambda: dice.random() < .5), **maybe(.4, "dia", lambda: f"2026-0{dice.randint(1, 9)}-11"),
                  **maybe(.4, "una", lambda: dice.choice(["Roja", "Azul"])), **maybe(.4, "varias", lambda: dice.sample(["Roja", "Azul", "Verde"], 2))}
        customers.append(world.customer(name=dice.choice(WORDS), custom=custom, **maybe(.5, "company_id", lambda: dice.choice(companies)),
                                        **maybe(.5, "city", lambda: dice.choice(["Bogotá", "bogota", "Lima"])), **maybe(.5, "source", lambda: dice.choice(["Web", "web"])),
                                        **maybe(.4, "tags", lambda: dice.sample(["vip", "Acción", "web"], 2))))
    currencies = [world.currency(), world.currency(), "EUR" if world.currency() != "EUR" else "USD"]
    for i in range(90):
        customer = dice.choice(customers[:25])
        ordered = dice.randint(1, 50)
        world.admin.add(ORDERS, {"customer_id": customer["id"], "total": {"amount": dice.choice([0, 99, 1000, 5000]), "currency": dice.choice(currencies)},
                                 "ordered_at": days_ago(ordered), "status": dice.choice(["open", "paid", "delivered", "cancelled"]), **maybe(.5, "channel", lambda: dice.choice(["web", "Web", "tienda"])),
                                 **maybe(.5, "promised_at", lambda: days_ago(ordered - dice.randint(0, 9))), **maybe(.5, "company_id", lambda: dice.choice(companies))})
    for i in range(40):
        world.ticket(dice.choice(customers), **maybe(.5, "priority", lambda: dice.choice(["low", "urgent"])))
    world.oracle = Oracle({plural: world.admin.all_pages(f"/api/v1/{plural}") for plural in ("customers", "companies", "orders", "tickets")})
    return world.oracle


TEXT_OPS = ["is", "is_not", "in", "not_in", "present", "absent", "contains", "starts_with", "<", "<=", ">", ">="]
CODE_OPS = TEXT_OPS[:8]
CHOICE_OPS = TEXT_OPS[:6]
NUMBER_OPS = [*CHOICE_OPS, "<", "<=", ">", ">="]
TIMES = [days_ago(n) for n in (3, 20, 45)]
PATTERNS = ["a", "Á", "%", "_", "\\", "ñ", "SS", "'", ";", "-", "o", "50%"]
NAMES = [*WORDS, "alvaro", "strasse", "ZOE_X"]
KINDS = {
    "customers": {
        "name": (TEXT_OPS, NAMES), "city": (TEXT_OPS, ["BOGOTÁ", "lima", "x"]), "source": (CODE_OPS, ["web", "Web"]), "id": (NUMBER_OPS, [1, 10, 30]), "company_id": (NUMBER_OPS, [1, 2, 3]),
        "company.name": (TEXT_OPS, ["ñandu y cia", "Zoë", "zoe"]), "tags": (CODE_OPS, ["VIP", "accion", "nada"]), "orders": (NUMBER_OPS, [0, 1, 3]), "revenue": (NUMBER_OPS, [0, 1000, 9000]),
        "relationship": (CHOICE_OPS, ["prospect", "customer", "lost"]), "stage": (CHOICE_OPS, ["discovery", "experience", "retention"]), "first_order_at": (NUMBER_OPS, TIMES),
        "last_order_at": (NUMBER_OPS, [*TIMES, {"field": "first_order_at"}]), "created_at": (NUMBER_OPS, [*TIMES, {"field": "first_order_at"}]), "custom.texto": (TEXT_OPS, NAMES),
        "custom.numero": (NUMBER_OPS, [-1.5, 0, 2, 2.5]), "custom.si": (CHOICE_OPS, [True, False]), "custom.dia": (CODE_OPS, ["2026-03-11", "2026-05-11"]), "custom.una": (CODE_OPS, ["roja", "Azul"]),
        "custom.varias": (CODE_OPS, ["roja", "Verde"])},
    "orders": {
        "total": (NUMBER_OPS, [0, 99, 1000, {"amount": 5000, "currency": "USD"}]), "base_total": (NUMBER_OPS, [0, 99, 1000, {"field": "total"}]), "status": (CHOICE_OPS, ["open", "paid", "cancelled"]),
        "channel": (CODE_OPS, ["web", "Web", "x"]), "ordered_at": ([*NUMBER_OPS, "within_last", "within_next"], [*TIMES, {"field": "promised_at"}]),
        "promised_at": ([*NUMBER_OPS, "within_last", "within_next"], [*TIMES, {"field": "ordered_at"}]), "customer_id": (NUMBER_OPS, [1, 5, 9]), "company_id": (CHOICE_OPS, [1, 2, {"field": "customer.company_id"}]),
        "customer.name": (TEXT_OPS, NAMES), "customer.company.name": (TEXT_OPS, ["zoe", "Ñandú y Cía"]), "customer.orders": (NUMBER_OPS, [1, 3]), "currency": (CODE_OPS, ["USD", "EUR", "MXN"])},
    "tickets": {"priority": (CHOICE_OPS, ["low", "normal", "urgent"])},
}


def random_leaf(dice, plural):
    field = dice.choice(list(KINDS[plural]))
    ops, choices = KINDS[plural][field]
    op = dice.choice(ops)
    if op in ("present", "absent"):
        return leaf(field, op)
    if op in ("within_last", "within_next"):
        return leaf(field, op, {"n": dice.choice([1, 2, 7, 30]), "unit": dice.choice(["hours", "days", "weeks", "months"])})
    if op in ("contains", "starts_with"):
        return leaf(field, op, dice.choice(PATTERNS))
    if op in ("in", "not_in"):
        fixed = [c for c in choices if not (isinstance(c, dict) and "field" in c)]
        return leaf(field, op, dice.sample(fixed, dice.randint(1, len(fixed))))
    return leaf(field, op, dice.choice(choices))


def random_filter(dice, plural, depth):
    roll = dice.random()
    if plural == "customers" and depth > 1 and roll < .15:
        some = dice.choice(["orders", "tickets"])
        return {"some": some, **({"where": random_filter(dice, some, depth - 2)} if dice.random() < .7 else {}),
                **({"count": {"op": dice.choice(["is", "is_not", "<", "<=", ">", ">="]), "value": dice.randint(0, 4)}} if dice.random() < .7 else {})}
    if depth == 0 or roll < .4:
        return random_leaf(dice, plural)
    return {dice.choice(["all", "any", "none"]): [random_filter(dice, plural, depth - 1) for _ in range(dice.randint(0, 3))]}


def differ(world, plural, filters):
    oracle = fill(world)
    wrong = []
    for filter_ in filters:
        expected = oracle.found(plural, filter_)
        answer = world.admin.get(f"/api/v1/{plural}", sort="id", limit=200, filter=filter_, count=True)
        if answer.status != 200:
            wrong.append(f"{filter_}: {answer}")
            continue
        found = [record["id"] for record in answer.json["data"]]
        if (found, answer.json["count"]) != (expected, len(expected)):
            wrong.append(f"{filter_}: missing {sorted(set(expected) - set(found))}, too many {sorted(set(found) - set(expected))}, counted {answer.json['count']} of {len(expected)}")
    check(not wrong, f"{len(wrong)} of {len(filters)}:\n      " + "\n      ".join(wrong[:8]))


@test("each operator of each field of customers and orders finds what an evaluation in Python finds")
def each_leaf(world):
    for plural in ("customers", "orders"):
        filters = []
        for field, (ops, choices) in KINDS[plural].items():
            for op in ops:
                if op in ("present", "absent"):
                    filters.append(leaf(field, op))
                elif op in ("contains", "starts_with"):
                    filters += [leaf(field, op, pattern) for pattern in PATTERNS]
                elif op in ("within_last", "within_next"):
                    filters += [leaf(field, op, {"n": n, "unit": "days"}) for n in (1, 10, 40)]
                elif op in ("in", "not_in"):
                    fixed = [c for c in choices if not (isinstance(c, dict) and "field" in c)]
                    filters += [leaf(field, op, fixed), leaf(field, op, fixed[:1])]
                else:
                    filters += [leaf(field, op, choice) for choice in choices]
        differ(world, plural, filters)


@test("six hundred random filters over customers, their orders and tickets find what an evaluation in Python finds")
def differential(world):
    dice = random.Random(20260211)
    for plural in ("customers", "orders"):
        differ(world, plural, [random_filter(dice, plural, 4) for _ in range(300)])


@test("a list of values cannot be another field")
def lists_of_fields(world):
    for op in ("in", "not_in", "contains"):
        refused(world.admin.get(ORDERS, filter=leaf("ordered_at", op, {"field": "promised_at"})), 422, "invalid")
        refused(world.admin.get(CUSTOMERS, filter=leaf("name", op, {"field": "city"})), 422, "invalid")


@test("orders by their moment, forwards and backwards, list each once, ties by id")
def sorts(world):
    oracle = fill(world)
    for sign in ("", "-"):
        listed = world.admin.all_pages(ORDERS, sort=f"{sign}ordered_at", limit=7)
        keys = [(record["ordered_at"], record["id"]) for record in listed]
        equal(keys, sorted(keys, reverse=sign == "-"))
        equal(len({k[1] for k in keys}), len(oracle.records["orders"]))


@test("pages by a key that moves miss and repeat no record whose own key stays, while four writers change others")
def moving_pages(world):
    customer = world.customer()
    tickets = [world.ticket(customer) for _ in range(80)]
    still = {ticket["id"] for ticket in tickets[::2]}
    moving = [ticket["id"] for ticket in tickets[1::2]]
    stop, faults = threading.Event(), []

    def move(own):
        client = world.admin.like_me(token=world.admin.token)
        number = 0
        try:
            while not stop.is_set():
                number += 1
                one = f"{TICKETS}/{own[number % len(own)]}"
                client.change(one, {"topic": f"movido {number}"})
        except BaseException as error:
            faults.append(error)
        client.close()

    writers = [threading.Thread(target=move, args=(moving[n::4],)) for n in range(4)]
    for writer in writers:
        writer.start()
    try:
        for sort in ("-updated_at", "updated_at", "-created_at", "id"):
            seen = [record["id"] for record in pages_at_most(world, sort, leaf("customer_id", "is", customer["id"]))]
            for id_ in still:
                equal(seen.count(id_), 1, f"{sort}: ticket {id_}")
            if "updated" not in sort:
                equal(sorted(seen), sorted(ticket["id"] for ticket in tickets), sort)
    finally:
        stop.set()
        for writer in writers:
            writer.join(20)
    equal(faults, [])


def pages_at_most(world, sort, filter_, pages=200):
    """Pages of seven; by a growing key that writers push on, an end may never come: then so many."""
    records, query = [], {"sort": sort, "limit": 7, "filter": filter_}
    for _ in range(pages):
        page = world.admin.show(TICKETS, **query)
        records += page["data"]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    return records


@test("counts stop at 10,001 and say so; pages go on beyond")
def count_cap(world):
    path, companies = os.path.join(world.folder, "empresas.csv"), "/api/v1/companies"
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["external_id", "name", "industry"])
        rows.writerows([f"TOPE-{n}", f"Empresa {n}", "Tope" if n < 10000 else "Tope de más"] for n in range(10100))
    world.server.command("import", "companies", path)
    for filter_, count, capped in ((leaf("industry", "is", "tope"), 10000, None), (leaf("industry", "starts_with", "Tope"), 10001, True), (leaf("industry", "is", "Tope de más"), 100, None)):
        page = world.admin.show(companies, limit=1, count=True, filter=filter_)
        equal((page["count"], page.get("count_capped") or None), (count, capped), filter_)
    last = world.admin.show(companies, sort="-id", limit=200)
    equal(last["data"][0]["name"], "Empresa 10099")
    check(last["next"], "there is more")


@test("today, days and windows of days are those of the workspace's zone, not of UTC")
def zones(world):
    late = World("sqlite" if world.is_sqlite else world.database.base, Options(words=["--clock", "2026-03-01T02:00:00Z"]))
    try:
        late.admin.change("/api/v1/settings", {"time_zone": "America/Bogota"})  # where it is 28 February, 21:00
        other = "EUR" if late.currency() != "EUR" else "USD"
        for day in ("2026-02-26", "2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"):
            late.admin.add("/api/v1/rates", {"currency": other, "day": day, "rate": 2})
        for op, value, days in (("is", "today", ["2026-02-28"]), ("<", "today", ["2026-02-26", "2026-02-27"]), (">=", "2026-03-01", ["2026-03-01", "2026-03-02"]),
                                ("within_last", {"n": 1, "unit": "days"}, ["2026-02-27", "2026-02-28"]), ("within_next", {"n": 1, "unit": "days"}, ["2026-02-28", "2026-03-01"]),
                                ("within_last", {"n": 2, "unit": "hours"}, ["2026-02-28"])):
            found = late.admin.list("/api/v1/rates", filter=leaf("day", op, value), limit=200)
            equal(sorted(rate["day"] for rate in found), days, f"{op} {value}")
        customer = late.customer()
        orders = {at: late.admin.add(ORDERS, {"customer_id": customer["id"], "total": {"amount": 1, "currency": late.currency()}, "ordered_at": at})["id"]
                  for at in ("2026-02-28T04:59:59.999Z", "2026-02-28T05:00:00Z", "2026-03-01T01:00:00Z")}
        *_, begins, last = orders.values()
        for op, value, ids in ((">=", "today", [begins, last]), (">=", "2026-02-28", [begins, last]), ("<", "2026-02-28", [orders["2026-02-28T04:59:59.999Z"]]), (">=", "2026-03-01", [])):
            equal(late.admin.ids(ORDERS, sort="id", filter=leaf("ordered_at", op, value)), ids, f"{op} {value}")
    finally:
        late.close()
