"""The event log: the whole history in order, and the same live as Server-Sent Events."""

import json

from harness import check, equal, refused, test
from streams import Stream, last_seq

EVENTS = "/api/v1/events"


def history(world, after=0, by=None, limit=1000, **query):
    events = []
    while True:
        page = (by or world.admin).show(EVENTS, after=after, limit=limit, **query)
        events += page["data"]
        if page["next"] is None:
            return events
        after = page["next"]


@test("the history has every change once, in order, with who did it, what changed and what caused it")
def order(world):
    start = last_seq(world)
    agent = world.person("agent")
    ticket = world.ticket(by=agent)
    agent.change(f"/api/v1/tickets/{ticket['id']}", {"priority": "urgent"})
    last_seq(world)
    events = history(world, start)
    equal([e["seq"] for e in events], sorted({e["seq"] for e in events}))
    created = next(e for e in events if e["kind"] == "ticket.created")
    equal((created["actor"]["kind"], created["actor"]["id"], created["ticket_id"]), ("agent", agent.agent["id"], ticket["id"]))
    moved = next(e for e in events if e["changes"].get("priority") == ["normal", "urgent"])
    check(moved["seq"] > created["seq"], "in order")
    equal(history(world, start, limit=2), events, "pages of two give the same")
    equal(history(world, events[-1]["seq"]), [], "nothing after the last")


@test("a kind, or a family of kinds, can be asked for; what is none is refused")
def kinds(world):
    world.ticket()
    last_seq(world)
    check({e["kind"] for e in history(world, kind="ticket.created")} == {"ticket.created"}, "one kind")
    check({e["kind"].split(".")[0] for e in history(world, kind="ticket.*")} == {"ticket"}, "a family")
    for query, pointer in (({"after": -1}, "after"), ({"after": "x"}, "after"), ({"limit": 0}, "limit"), ({"limit": 1001}, "limit"), ({"limit": "z"}, "limit")):
        refused(world.admin.get(EVENTS, **query), 422, "invalid", pointer)
    for kind in ("%", "a" * 300, "ticket.%", "*", "' OR 1=1 --"):
        check(world.admin.get(EVENTS, kind=kind).status in (200, 422), kind)


@test("message bodies, passwords and tokens are never in the history")
def no_bodies(world):
    world.agent()
    key = world.key()
    world.ticket(text="palabra-secreta-del-cliente")
    last_seq(world)
    whole = json.dumps(history(world))
    for wrong in ("palabra-secreta-del-cliente", "argon2", "password_hash", "token_hash", key.token, world.admin.token):
        check(wrong not in whole, f"{wrong} is in the history")


@test("the stream tells what happens as it happens, with the same events as the history")
def live(world):
    start = last_seq(world)
    stream = Stream(world.admin)
    equal((stream.status, stream.headers["content-type"].split(";")[0]), (200, "text/event-stream"))
    ticket = world.ticket()
    last_seq(world)
    expected = history(world, start)
    got = stream.events(len(expected))
    equal([seq for seq, _ in got], [e["seq"] for e in expected])
    equal([(e["kind"], e["entity_id"], e["changes"]) for _, e in got], [(e["kind"], e["entity_id"], e["changes"]) for e in expected])
    check(any(e["ticket_id"] == ticket["id"] for _, e in got), "the ticket is among them")
    stream.close()


@test("T48 a stream that is taken up again with Last-Event-ID goes on without loss or repetition")
def resumed(world):
    start = last_seq(world)
    first = Stream(world.admin)
    world.ticket()
    seen = [seq for seq, _ in first.events(2)]
    first.close()
    world.ticket()
    last_seq(world)
    expected = [e["seq"] for e in history(world, start)]
    again = Stream(world.admin, Last_Event_ID=seen[-1])
    seen += [seq for seq, _ in again.events(len(expected) - len(seen))]
    equal(seen, expected)
    again.close()
    by_query = Stream(world.admin, target=f"/api/v1/stream?after={start}")
    equal([seq for seq, _ in by_query.events(len(expected))], expected)
    by_query.close()


@test("the stream needs credentials and a sane place to go on from")
def stream_refused(world):
    equal(world.nobody.get("/api/v1/stream").status, 401)
    check(world.admin.get("/api/v1/stream", after="x").status in (400, 422), "after is a number")
    check(world.admin.raw("GET", "/api/v1/stream?after=-4").status in (400, 422), "after is not below zero")


@test("two hundred streams at once each hear of a change")
def many(world):
    streams = [Stream(world.admin) for _ in range(200)]
    world.admin.add("/api/v1/companies", {"name": world.unique("Empresa ")})
    for stream in streams:
        equal(stream.events(1)[0][1]["kind"], "company.created")
    for stream in streams:
        stream.close()
    world.customer()
