"""Reports over the API: the catalogue, every metric by every dimension it names, its forms, windows and refusals."""

import csv
import io
import json
import zipfile

from harness import check, equal, refused, test

REPORTS = "/api/v1/reports"


def fill(world):
    """A month of one business: answers, orders, tickets."""
    if hasattr(world, "filled"):
        return
    world.filled = True
    scores = [10, 9, 9, 8, 7, 6, 3]
    for i, score in enumerate(scores):
        customer = world.customer(country="MX" if i % 2 else "ES", source="web")
        world.order(customer, amount=1000 * (i + 1), status="paid", ordered_at=f"2026-0{i % 3 + 1}-10T12:00:00Z", paid_at=f"2026-0{i % 3 + 1}-10T12:00:00Z")
        ticket = world.ticket(customer, topic="Envíos" if i % 2 else "Pagos")
        world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Va"})
        if i < 4:
            world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"status": "solved"})
        world.admin.add("/api/v1/responses", {"kind": "nps", "score": score, "customer_id": customer["id"], "answered_at": "2026-03-01T10:00:00Z"})
        world.admin.add("/api/v1/responses", {"kind": "csat", "score": i % 5 + 1, "ticket_id": ticket["id"]})


@test("every metric of the catalogue answers, by each dimension that it names, in all three forms")
def every_metric(world):
    fill(world)
    catalogue = world.admin.list(REPORTS)
    names = {metric["metric"] for metric in catalogue}
    check({"nps", "csat", "ces", "churn", "retention", "clv", "frt", "ttr", "volume", "backlog", "reopen", "stage", "sales_growth", "frequency"} <= names, names)
    for metric in catalogue:
        path = f"{REPORTS}/{metric['metric']}"
        whole = world.admin.show(path)
        equal((whole["metric"], whole["unit"]), (metric["metric"], metric["unit"]))
        for dimension in metric["by"]:
            for group in world.admin.show(path, by=dimension)["groups"]:
                check(dimension in group, f"{path} by {dimension}: {group}")
                unsaid = set(group) - set(metric["columns"]) - {dimension, "cohort", "counts", "shares", "stage"}
                equal(unsaid, set(), f"{path} by {dimension}: columns that the catalogue does not name")
        table = list(csv.reader(io.StringIO(world.admin.get(path, format="csv").body.decode("utf-8-sig"))))
        check(len(table) >= 2 and len({len(row) for row in table}) == 1, f"{path}: {table[:3]}")
        with zipfile.ZipFile(io.BytesIO(world.admin.get(path, format="xlsx").body)) as book:
            equal(book.testzip(), None)


@test("nps is the share of promoters less that of detractors, with its interval, and by country it adds up")
def nps(world):
    fill(world)
    report = world.admin.show(f"{REPORTS}/nps", **{"from": "2026-03-01", "to": "2026-03-01"})
    total = report["total"]
    equal((round(total["value"], 9), total["n"]), (round(100 * (3 - 2) / 7, 9), 7))
    check(total["low"] < total["value"] < total["high"], total)
    groups = world.admin.show(f"{REPORTS}/nps", by="country")["groups"]
    equal(sum(g["n"] for g in groups), 7)
    equal({g["country"] for g in groups}, {"MX", "ES"})


@test("volume counts what was opened, a filter narrows it, and a day without data is no zero of a mean")
def volume(world):
    fill(world)
    equal(world.admin.show(f"{REPORTS}/volume")["total"]["value"], 7)
    narrowed = world.admin.show(f"{REPORTS}/volume", filter={"field": "topic", "op": "is", "value": "Pagos"})
    equal(narrowed["total"]["value"], 4)
    empty = world.admin.show(f"{REPORTS}/csat", **{"from": "2001-01-01", "to": "2001-01-31"})
    equal((empty["total"]["value"], empty["total"]["n"]), (None, 0))


@test("the command line prints the same document as the API")
def same_by_command(world):
    fill(world)
    for metric in ("nps", "volume", "stage"):
        words = ("report", metric, "--by", "country", "--from", "2026-01-01", "--to", "2026-12-31", "--format", "json")
        printed = json.loads(world.server.command(*words))
        shown = world.admin.show(f"{REPORTS}/{metric}", by="country", **{"from": "2026-01-01", "to": "2026-12-31"})
        for document in (printed, shown):
            document.pop("as_of")
        equal(printed, shown)


@test("unknown metrics, dimensions, windows, units and forms are refused by name")
def refusals(world):
    refused(world.admin.get(f"{REPORTS}/nada"), 404)
    for query, pointer in (({"by": "nada"}, "by"), ({"by": "password_hash"}, "by"), ({"from": "ayer"}, "from"), ({"to": "2026-13-01"}, "to"), ({"from": "2026-02-01", "to": "2026-01-01"}, None), ({"filter": "{"}, "filter"),
                           ({"filter": {"field": "nada", "op": "is", "value": 1}}, "filter"), ({"compare": "never"}, "compare"), ({"format": "pdf"}, "format")):
        answer = refused(world.admin.get(f"{REPORTS}/volume", **query), 422, "invalid")
        if pointer:
            check(any(p.lstrip("/").startswith(pointer) for p in answer.errors), f"{query}: {answer}")
    refused(world.admin.get(f"{REPORTS}/volume", nada=1), 400, "unknown_parameter", "nada")
