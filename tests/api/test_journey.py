"""The journey board and the numbers' lists: what a figure counts, a list shows; bands; columns; moves with a reason."""

import json

from harness import check, equal, refused, test

REPORTS = "/api/v1/reports"
JOURNEY = "/api/v1/journey"
THRESHOLDS = "/api/v1/thresholds"
WINDOW = {"from": "2026-01-01", "to": "2026-06-30"}


def fill(world):
    """Half a year of one business: customers who buy once, twice or never, and say what they think."""
    if hasattr(world, "filled"):
        return
    world.filled = True
    agent = world.agent()
    team = world.team()
    for i in range(12):
        customer = world.customer(country="MX" if i % 2 else "CO", source=None if i % 3 else "web")
        for month in range(1, 2 + i % 3):
            world.order(customer, amount=1000 * (i + 1), status="paid", ordered_at=f"2026-0{month}-10T12:00:00Z", paid_at=f"2026-0{month}-10T12:00:00Z")
        ticket = world.ticket(customer, topic="Envíos" if i % 2 else "Pagos", channel="email" if i % 4 else "phone",
                              **({"agent_id": agent["id"], "team_id": team["id"]} if i % 3 else {}))
        if i % 2:
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"tags": ["vip", "pronto"] if i % 3 else ["vip"]})
        world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Va"})
        if i % 3:
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"status": "solved"})
        if i == 4:
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"status": "open"})
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"status": "solved"})
        if i == 5:
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"is_spam": True})
        world.admin.add("/api/v1/responses", {"kind": "nps", "score": i % 11, "ticket_id": ticket["id"], "answered_at": f"2026-0{1 + i % 6}-15T10:00:00Z"})
        world.admin.add("/api/v1/responses", {"kind": "csat", "score": i % 5 + 1, "ticket_id": ticket["id"]})


def held(world, what, figure, drill):
    """The list that a figure names has as many rows as the figure says."""
    count = world.admin.show(f"/api/v1/{drill['entity']}", filter=drill["filter"], limit=1, count="true")["count"]
    equal(count, figure or 0, f"{what}: {json.dumps(drill)}")


def hold_all(world, metric, **query):
    report = world.admin.show(f"{REPORTS}/{metric}", drill="true", **query)
    figures = 0
    for row in [*report["groups"], report["total"]]:
        for column, drill in row.get("drills", {}).items():
            held(world, f"{metric} {query} {column}", row[column], drill)
            figures += 1
    return report, figures


@test("each figure counts the list that it names, by every dimension, over a window, under a filter")
def figures(world):
    fill(world)
    asked = {
        "nps": ("", "month", "stage", "source", "channel", "topic", "agent", "country,month"),
        "csat": ("", "topic", "team"),
        "volume": ("", "day", "channel", "topic,channel", "tag", "agent", "team", "status", "source", "country", "stage"),
        "frt": ("", "agent", "priority"),
        "ttr": ("", "week", "team", "tag"),
        "fcr": ("", "topic"),
        "effort": ("", "channel"),
        "reopen": ("", "topic"),
        "backlog": ("", "agent", "channel"),
        "sales_growth": ("", "month", "country"),
        "stage": ("stage", "value_stage", "relationship", "stage,country"),
    }
    for metric, cuts in asked.items():
        for by in cuts:
            windows = [WINDOW] if metric == "sales_growth" else [{}, WINDOW, {"from": "2026-02-10", "to": "2026-03-09"}]
            for window in windows:
                _, count = hold_all(world, metric, by=by, **window)
                check(count > 0, f"{metric} by {by}: no figure names its list")
    for metric in ("volume", "ttr", "nps"):
        field = "ticket.topic" if metric == "nps" else "topic"
        hold_all(world, metric, by="channel", filter={"any": [{"field": field, "op": "is", "value": "Pagos"}]})


@test("passages from stage to stage are stays, and a filter over customers holds for them too")
def passages(world):
    fill(world)
    for query in ({}, {"from": "2020-01-01"}, {"filter": {"field": "country", "op": "is", "value": "MX"}}):
        report, _ = hold_all(world, "stage", by="stage", **query)
        check(report["transitions"], query)
        for move in report["transitions"]:
            held(world, f"{move['from']} to {move['to']}", move["count"], move["drill"])
    stay = world.admin.list("/api/v1/stage_stays", limit=1, include="customer")[0]
    check(stay["customer"]["id"] == stay["customer_id"] and stay["ladder"] in ("stage", "value_stage", "relationship"), stay)
    refused(world.admin.post("/api/v1/stage_stays", {"stage": "advocacy"}), 405)
    through = {"some": "tickets", "where": {"field": "status", "op": "is", "value": "open"}}
    row = world.admin.show(f"{REPORTS}/stage", by="stage", drill="true", filter=through)["total"]
    check("entered" not in row["drills"], "a passage cannot ask for records of its customer, and says so by no list")


@test("without drill no list is named; an hour of the week and who was lost are lists of ids")
def no_drill(world):
    fill(world)
    check("drills" not in world.admin.show(f"{REPORTS}/volume")["total"], "not asked for")
    for metric in ("volume", "frt"):  # an hour of the week is no condition: its tickets are named one by one
        _, count = hold_all(world, metric, by="weekday,hour")
        check(count > 1, metric)
    hours = world.admin.show(f"{REPORTS}/volume", by="weekday,hour", drill="true")
    equal(sum(row["n"] for row in hours["groups"]), hours["total"]["n"])
    check(all(row["weekday"] in "1234567" and len(row["hour"]) == 2 for row in hours["groups"]), hours["groups"][:3])
    refused(world.admin.get(f"{REPORTS}/volume", drill="maybe"), 422, "invalid")


@test("solved at once and messages per ticket are what the tickets say")
def effort(world):
    fill(world)
    solved = [t for t in world.admin.all_pages("/api/v1/tickets", filter={"all": [{"field": "solved_at", "op": "present"}, {"field": "is_spam", "op": "is", "value": False}]})]
    fcr = world.admin.show(f"{REPORTS}/fcr")["total"]
    at_once = sum(t["replies"] == 1 and t["reopens"] == 0 for t in solved)
    equal((fcr["n"], fcr["first"]), (len(solved), at_once))
    check(fcr["low"] <= fcr["value"] <= fcr["high"], fcr)
    mean = world.admin.show(f"{REPORTS}/effort")["total"]
    equal(round(mean["value"], 9), round(sum(t["contacts"] for t in solved) / len(solved), 9))


@test("the board's head is the stage report, one metric and its bands; its columns are whole and in order")
def board(world):
    fill(world)
    for ladder in ("stage", "value_stage", "relationship"):
        head = world.admin.show(f"{JOURNEY}/{ladder}", metric="nps", **WINDOW)
        equal((head["ladder"], head["stages"]["ladder"], head["metric"]["metric"]), (ladder, ladder, "nps"))
        counts = {row[ladder]: row["n"] for row in world.admin.show(f"{REPORTS}/stage", by=ladder)["groups"]}
        for stage, count in counts.items():
            for sort in ("value", "since"):
                members, after = [], None
                while True:
                    page = world.admin.show(f"{JOURNEY}/{ladder}/{stage}", sort=sort, limit=2, **({"after": after} if after else {}))
                    members += page["data"]
                    after = page["next"]
                    if not after:
                        break
                equal(len({m["id"] for m in members}), len(members))
                equal(len(members), count, f"{ladder} {stage} by {sort}")
                keys = [m["clv"]["amount"] if sort == "value" else m[f"{ladder}_since"] for m in members]
                equal(keys, sorted(keys, reverse=sort == "value"))
    refused(world.admin.get(f"{JOURNEY}/cielo"), 404)
    refused(world.admin.get(f"{JOURNEY}/stage/cielo"), 404)
    refused(world.admin.get(f"{JOURNEY}/stage", metric="backlog2"), 422, "invalid", "metric")
    refused(world.admin.get(f"{JOURNEY}/stage/retention", after="x"), 422, "invalid", "after")
    refused(world.admin.get(f"{JOURNEY}/stage/retention", limit=51), 422, "invalid", "limit")


@test("a band is one for a metric and stage, its limits rise, and the board shows it")
def bands(world):
    for wrong, pointer in (({"metric": "nada", "low_limit": 1}, "/metric"), ({"metric": "nps"}, "/low_limit"), ({"metric": "nps", "stage": "lost", "low_limit": 1}, "/stage"),
                           ({"metric": "nps", "low_limit": 5, "high_limit": 4}, "/high_limit"), ({"metric": "nps", "low_limit": 1, "owner_id": 99999}, "/owner_id")):
        refused(world.admin.post(THRESHOLDS, wrong), 422, "invalid", pointer)
    band = world.admin.add(THRESHOLDS, {"metric": "csat", "stage": "retention", "low_limit": 70, "low_warning": 80})
    equal((band["ladder"], band["low_limit"], band["high_limit"]), ("stage", 70, None))
    refused(world.admin.post(THRESHOLDS, {"metric": "csat", "stage": "retention", "low_limit": 1}), 422, "invalid", "/stage", "taken")
    world.admin.add(THRESHOLDS, {"metric": "csat", "low_limit": 60})
    refused(world.admin.post(THRESHOLDS, {"metric": "csat", "high_limit": 60}), 422, "invalid", "/stage", "taken")
    refused(world.admin.patch(f"{THRESHOLDS}/{band['id']}", {"low_limit": 90}, band["version"]), 422, "invalid", "/low_warning")
    shown = world.admin.show(f"{JOURNEY}/stage", metric="csat")["thresholds"]
    equal({one["stage"]: one["low_limit"] for one in shown}, {"retention": 70, None: 60})
    changed = world.admin.change(f"{THRESHOLDS}/{band['id']}", {"low_limit": None, "low_warning": 75})
    equal((changed["low_limit"], changed["low_warning"]), (None, 75))
    refused(world.person("agent").post(THRESHOLDS, {"metric": "ces", "low_limit": 1}), 403)
    equal(world.person("lead").post(THRESHOLDS, {"metric": "ces", "low_limit": 1}).status, 201)


@test("a move by hand keeps its reason in the history of the customer")
def reason(world):
    customer = world.customer()
    moved = world.admin.put(f"/api/v1/customers/{customer['id']}/stage", {"stage": "retention", "reason": "Compra en tienda"}, customer["version"])
    equal((moved.status, moved.json["stage"]), (200, "retention"))
    events = [e for e in world.admin.list(f"/api/v1/customers/{customer['id']}/timeline") if e["kind"] == "customer.stage_changed"]
    equal(events[0]["changes"]["reason"], [None, "Compra en tienda"])
    equal(events[0]["changes"]["rule"], [None, "by_hand"])
