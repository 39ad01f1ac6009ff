"""Notifications, presence and the live team page: who is told, who is not, and what nobody may learn."""

import json
import shutil
import tempfile
import time

from harness import Client, Server, check, equal, refused, test
from streams import Stream, last_seq

NOTES = "/api/v1/notifications"


def whispers(stream, kind, wanted, seconds=10):
    """What the stream says without an id, until `wanted(data)` holds of one; answers all of that kind up to it."""
    until, found, one = time.monotonic() + seconds, [], {}
    for line in stream.coming:
        if line == "" and "data" in one:
            if one.get("event") == kind and "id" not in one:
                found.append(json.loads(one["data"]))
                if wanted(found[-1]):
                    return found
            one = {}
        elif ":" in line and not line.startswith(":"):
            name, _, value = line.partition(":")
            one[name] = value.strip()
        check(time.monotonic() < until, f"the {kind} did not come: {found}")
    raise AssertionError("the stream ended")


def here(client):
    return {(p["agent_id"], p["ticket_id"]): (p["editing"], p["away"]) for p in client.list("/api/v1/presence")}


def be(client, tab="tab-1", **word):
    answer = client.put("/api/v1/presence", {"tab": tab, **word})
    equal(answer.status, 204, answer)


def notes(client, **query):
    return [(n["kind"], n["ticket_id"], n["times"]) for n in client.list(NOTES, **query)]


def choose(client, **ways):
    answer = client.put("/api/v1/me/notifications", {"ways": ways})
    equal(answer.status, 200, answer)
    return answer.json


# ---- notifications ----

@test("a ticket that another assigns to me is told to me alone, and what I take myself is not")
def assigned(world):
    ana, luis = world.person(), world.person()
    ticket = world.ticket()
    luis.change(f"/api/v1/tickets/{ticket['id']}", {"agent_id": ana.agent["id"]})
    equal(notes(ana), [("assigned", ticket["id"], 1)])
    equal(notes(luis), [])
    one = ana.list(NOTES)[0]
    equal((one["actor"]["kind"], one["actor"]["id"], one["facts"]["subject"], one["facts"]["actor"], one["read_at"]),
          ("agent", luis.agent["id"], ticket["subject"], luis.agent["name"], None))
    own = world.ticket()
    ana.change(f"/api/v1/tickets/{own['id']}", {"agent_id": ana.agent["id"]})
    equal(len(notes(ana)), 1)
    equal(ana.show(NOTES + "/unread"), {"count": 1, "tickets": [ticket["id"]]})
    equal(world.admin.list(NOTES), [], "an API key has none")
    refused(luis.get(f"{NOTES}/{one['id']}"), 404)
    refused(luis.patch(f"{NOTES}/{one['id']}", {"read": True}), 404)


@test("what the customer answers in my ticket counts up in one line until I read it")
def replies(world):
    ana = world.person()
    customer = world.customer(name="Lucía Paz")
    ticket = world.ticket(customer, agent_id=ana.agent["id"])
    say = lambda text: world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": text, "direction": "in"})
    equal(notes(ana), [("assigned", ticket["id"], 1)], "its first message says nothing more")
    say("¿Sigue ahí?")
    say("Por favor,\n\n respondan  ya")
    reply = next(n for n in ana.list(NOTES) if n["kind"] == "reply")
    equal((reply["times"], reply["facts"]["excerpt"], reply["facts"]["actor"], reply["actor"]["kind"]),
          (2, "Por favor, respondan ya", "Lucía Paz", "customer"))
    equal(ana.post(NOTES + "/read", {"ticket_id": ticket["id"]}).json["unread"], 0)
    say("Otra vez")
    equal(notes(ana)[0], ("reply", ticket["id"], 1), "a new line after reading")


@test("who is mentioned in a note is told of that, the owner and the followers of the note, the author of nothing")
def mentions(world):
    ana, luis, eva, omar = (world.person() for _ in range(4))
    ticket = world.ticket(agent_id=ana.agent["id"])
    equal(omar.put(f"/api/v1/tickets/{ticket['id']}/followers/{omar.agent['id']}", {}).status, 204)
    luis.add(f"/api/v1/tickets/{ticket['id']}/messages",
             {"text": "@Eva mira esto", "public": False, "mentions": [eva.agent["id"]]})
    equal(notes(eva), [("mention", ticket["id"], 1)])
    equal(notes(omar), [("followed", ticket["id"], 1)])
    check(("followed", ticket["id"], 1) in notes(ana), "the owner")
    equal(notes(luis), [])


@test("a new ticket of my team that is nobody's is told only to who asked for it")
def unassigned(world):
    ana, luis = world.person(), world.person()
    team = world.team([ana.agent, luis.agent])
    choose(ana, unassigned=["bell"])
    ticket = world.ticket(team_id=team["id"])
    equal(notes(ana), [("unassigned", ticket["id"], 1)])
    equal(notes(luis), [])


@test("a low score of a customer reaches the agent of the ticket, or of the customer's last one")
def scores(world):
    ana = world.person()
    customer = world.customer(name="Eva Mar")
    ticket = world.ticket(customer, agent_id=ana.agent["id"])
    answer = lambda kind, score, **more: world.admin.add(
        "/api/v1/responses", {"kind": kind, "score": score, "customer_id": customer["id"], **more})
    answer("nps", 9)
    answer("csat", 4, ticket_id=ticket["id"])
    equal([k for k, _, _ in notes(ana)], ["assigned"])
    answer("nps", 3, comment="Nadie me avisó")
    low = ana.list(NOTES)[0]
    equal((low["kind"], low["ticket_id"], low["facts"]["survey"], low["facts"]["score"], low["facts"]["excerpt"],
           low["facts"]["actor"]), ("low_score", ticket["id"], "nps", 3, "Nadie me avisó", "Eva Mar"))
    answer("csat", 1, ticket_id=ticket["id"])
    equal(ana.list(NOTES)[0]["times"], 2)


@test("marking all as read names what changed, so that it can be taken back")
def marking(world):
    ana, luis = world.person(), world.person()
    for _ in range(3):
        world.ticket(agent_id=ana.agent["id"])
    first = ana.list(NOTES)[0]
    equal(ana.patch(f"{NOTES}/{first['id']}", {"read": True}).json, {"ids": [first["id"]], "unread": 2})
    read = ana.post(NOTES + "/read", {}).json
    equal((len(read["ids"]), read["unread"]), (2, 0))
    equal(ana.post(NOTES + "/read", {"ids": read["ids"], "read": False}).json["unread"], 2)
    equal(luis.post(NOTES + "/read", {"ids": read["ids"]}).json["ids"], [], "others' are not mine to mark")
    equal(ana.show(NOTES + "/unread")["count"], 2)
    refused(ana.post(NOTES + "/read", {"ids": "x"}), 422, "invalid", "/ids")
    refused(ana.post(NOTES + "/read", {"read": 1}), 422, "invalid", "/read")
    refused(ana.post(NOTES + "/read", {"until": "ayer"}), 422, "invalid", "/until")


@test("nothing of a restricted team is told to who may not see it, nor shown when a ticket moves there")
def restricted(world):
    inside, outside = world.person(), world.person()
    team = world.team([inside.agent], is_restricted=True)
    secret = world.ticket(team_id=team["id"], agent_id=outside.agent["id"])
    equal(notes(outside), [])
    ticket = world.ticket(agent_id=outside.agent["id"])
    equal(len(notes(outside)), 1)
    world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"team_id": team["id"]})
    equal(notes(outside), [], "the ticket went out of sight")
    equal(outside.show(NOTES + "/unread")["count"], 0)
    world.admin.add(f"/api/v1/tickets/{secret['id']}/messages", {"text": "psst", "direction": "in"})
    equal(notes(outside), [])


@test("spam and deleted tickets ring nobody")
def silent(world):
    ana = world.person()
    ticket = world.ticket()
    world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"is_spam": True})
    world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"agent_id": ana.agent["id"]})
    equal(notes(ana), [])


@test("what an agent chose is kept, checked, and decides what is told")
def choices(world):
    ana = world.person()
    default = ana.show("/api/v1/me/notifications")
    equal((default["ways"]["assigned"], default["ways"]["unassigned"], default["quiet_from"]), (["bell", "desktop"], [], None))
    equal(choose(ana, assigned=[])["ways"]["assigned"], [])
    world.ticket(agent_id=ana.agent["id"])
    equal(notes(ana), [])
    set_ = lambda **body: ana.put("/api/v1/me/notifications", body)
    equal(set_(quiet_from=1320, quiet_to=420, quiet_weekend=True).json["quiet_to"], 420)
    equal(ana.show("/api/v1/me/notifications")["ways"]["assigned"], [], "the rest stays")
    refused(set_(quiet_from=1440), 422, "invalid", "/quiet_from")
    refused(set_(quiet_from=None), 422, "invalid", "/quiet_to")
    equal(set_(quiet_from=None, quiet_to=None).json["quiet_from"], None)
    refused(set_(ways={"birthday": ["bell"]}), 422, "invalid", "/ways/birthday")
    refused(set_(ways={"reply": ["pigeon"]}), 422, "invalid", "/ways/reply")
    refused(world.admin.get("/api/v1/me/notifications"), 404)


@test("the agent's stream hears of a notification without an id, and no other stream does")
def rings(world):
    ana, luis = world.person(), world.person()
    hers, his = Stream(ana), Stream(luis)
    ticket = world.ticket(agent_id=ana.agent["id"])
    found = whispers(hers, "notification", lambda data: data.get("ticket_id") == ticket["id"])
    equal((found[-1]["kind"], found[-1]["agent_id"]), ("assigned", ana.agent["id"]))
    equal(ana.show(f"{NOTES}/{found[-1]['id']}")["kind"], "assigned")
    ana.post(NOTES + "/read", {})
    whispers(hers, "notification", lambda data: "id" not in data)
    other = world.ticket(agent_id=luis.agent["id"])
    equal([d["ticket_id"] for d in whispers(his, "notification", lambda data: "id" in data)], [other["id"]])
    hers.close()
    his.close()


# ---- presence ----

@test("who looks at a ticket, and who writes there, is told to colleagues at once and leaves no trace")
def presence(world):
    ana, luis = world.person(), world.person()
    ticket = world.ticket()
    last_seq(world)
    before = world.counts()
    stream = Stream(luis)
    be(ana, ticket_id=ticket["id"])
    seen = whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"])[-1]
    equal(seen, {"agent_id": ana.agent["id"], "ticket_id": ticket["id"], "here": True, "editing": False, "away": False})
    be(ana, ticket_id=ticket["id"], editing=True)
    check(whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"])[-1]["editing"], "the pencil")
    equal(here(luis), {(ana.agent["id"], None): (False, False), (ana.agent["id"], ticket["id"]): (True, False)})
    be(ana, tab="tab-2", ticket_id=ticket["id"], away=True)
    be(ana, ticket_id=None)
    gone = whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"] and p["away"])[-1]
    equal((gone["here"], gone["editing"]), (True, False), "the other tab is there still")
    be(ana, tab="tab-2", gone=True)
    check(not whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"])[-1]["here"], "it left")
    be(ana, gone=True)
    whispers(stream, "presence", lambda p: p["ticket_id"] is None and not p["here"])
    equal(here(luis), {})
    equal(world.counts(), before, "no row was written")
    stream.close()


@test("who is in a ticket of a restricted team is hidden from those who may not see it")
def presence_hidden(world):
    inside, outside = world.person(), world.person()
    team = world.team([inside.agent], is_restricted=True)
    secret, ticket = world.ticket(team_id=team["id"]), world.ticket()
    stream = Stream(outside)
    be(inside, ticket_id=secret["id"], editing=True)
    be(inside, tab="tab-2", ticket_id=ticket["id"])
    told = whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"])
    check(secret["id"] not in [p["ticket_id"] for p in told], told)
    equal({t for _, t in here(outside)}, {None, ticket["id"]})
    refused(outside.put("/api/v1/presence", {"tab": "t", "ticket_id": secret["id"]}), 404)
    refused(outside.put("/api/v1/presence", {"tab": "no spaces", "ticket_id": None}), 422, "invalid", "/tab")
    refused(outside.put("/api/v1/presence", {"tab": "t", "ticket_id": "7"}), 422, "invalid", "/ticket_id")
    refused(world.admin.put("/api/v1/presence", {"tab": "t"}), 404)
    stream.close()
    for tab in ("tab-1", "tab-2"):
        be(inside, tab=tab, gone=True)


@test("nodes of one PostgreSQL workspace tell each other who is where, and whom to ring; SQLite has one node")
def nodes(world):
    if world.is_sqlite:
        return
    ana, luis = world.person(), world.person()
    folder = tempfile.mkdtemp(prefix="lazo-node-")
    second = Server(world.database, folder)
    try:
        there = Client(second, None, cookie=luis.cookie, csrf=luis.csrf)
        stream = Stream(there)
        ticket = world.ticket()
        be(ana, ticket_id=ticket["id"], editing=True)
        check(whispers(stream, "presence", lambda p: p["ticket_id"] == ticket["id"])[-1]["editing"], "the pencil")
        equal(here(there)[(ana.agent["id"], ticket["id"])], (True, False))
        world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"agent_id": luis.agent["id"]})
        equal(whispers(stream, "notification", lambda n: True)[-1]["ticket_id"], ticket["id"])
        be(ana, gone=True)
        stream.close()
        there.close()
    finally:
        second.stop()
        shutil.rmtree(folder, ignore_errors=True)


@test("availability is set by hand, shown to all and in the history")
def availability(world):
    ana, luis = world.person(), world.person()
    equal(luis.show(f"/api/v1/agents/{ana.agent['id']}")["availability"], None)
    equal(ana.put("/api/v1/me/availability", {"availability": "away"}).json, {"availability": "away"})
    equal(luis.show(f"/api/v1/agents/{ana.agent['id']}")["availability"], "away")
    refused(ana.put("/api/v1/me/availability", {"availability": "asleep"}), 422, "invalid", "/availability")
    last_seq(world)
    event = luis.list("/api/v1/events", kind="availability.changed")[-1]
    equal((event["entity_id"], event["changes"]), (ana.agent["id"], {"availability": ["available", "away"]}))


# ---- the team ----

@test("leads see how the desk stands, agents do not, and a restricted team does not count for who may not see it")
def team(world):
    lead, ana = world.person("lead"), world.person()
    team = world.team([ana.agent], is_restricted=True)
    before = lead.show("/api/v1/team/live")["all"]
    world.ticket(agent_id=ana.agent["id"], priority="urgent")
    world.ticket(agent_id=ana.agent["id"], next_update_at="2026-01-01T00:00:00Z")
    pending = world.ticket(agent_id=ana.agent["id"])
    ana.change(f"/api/v1/tickets/{pending['id']}", {"status": "pending"})
    solved = world.ticket(agent_id=ana.agent["id"])
    ana.add(f"/api/v1/tickets/{solved['id']}/messages", {"text": "Listo"})
    ana.change(f"/api/v1/tickets/{solved['id']}", {"status": "solved"})
    world.ticket()
    world.ticket(team_id=team["id"])
    live = lead.show("/api/v1/team/live")
    mine = next(a for a in live["agents"] if a["agent_id"] == ana.agent["id"])
    equal({k: mine[k] for k in ("open", "pending", "urgent", "overdue", "solved", "replies")},
          {"open": 2, "pending": 1, "urgent": 1, "overdue": 1, "solved": 1, "replies": 1})
    equal(live["all"]["unassigned"] - before["unassigned"], 1, "not the restricted one")
    equal(live["all"]["created"] - before["created"], 5)
    check(team["id"] not in [t["team_id"] for t in live["teams"]], live["teams"])
    check(live["all"]["oldest_unassigned_at"] is not None, live["all"])
    refused(ana.get("/api/v1/team/live"), 403)
