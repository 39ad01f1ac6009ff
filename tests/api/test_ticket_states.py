"""What becomes of a ticket beside its status: put off, spam, trash, merged and parted, split, linked, followed; time on it;
messages whose content is taken out."""

from harness import check, equal, refused, test

TICKETS = "/api/v1/tickets"
FAR = "2200-01-01T00:00:00Z"


def path(ticket):
    return f"{TICKETS}/{ticket['id']}"


def now(world, ticket, by=None):
    return (by or world.admin).show(path(ticket))


def messages(world, ticket):
    return world.admin.list(f"{path(ticket)}/messages")


def kinds(world, ticket):
    """Of its events, oldest first."""
    return [event["kind"] for event in reversed(world.admin.list(f"{path(ticket)}/events"))]


def listed(client, ticket, **filter_):
    condition = {"field": "customer_id", "op": "is", "value": ticket["customer_id"]}
    every = {"all": [condition, *([filter_] if filter_ else [])]}
    return ticket["id"] in client.ids(TICKETS, filter=every)


def customer_writes(world, ticket, text="Sigo esperando"):
    return world.admin.add(f"{path(ticket)}/messages", {"text": text, "direction": "in"})


# ---- put off ----

@test("a ticket that is put off leaves the lists until it is asked for by name, and an answer of the customer brings it back")
def snoozed(world):
    ticket = world.ticket(text="Hola")
    put_off = world.admin.change(path(ticket), {"snoozed_until": FAR})
    equal(put_off["snoozed_until"], FAR)
    check(not listed(world.admin, ticket), "a list shows what was put off")
    check(listed(world.admin, ticket, field="snoozed_until", op="present"), "nor does one that asks for it")
    equal(world.admin.show(TICKETS, filter={"field": "customer_id", "op": "is", "value": ticket["customer_id"]},
                           count=True)["count"], 0)
    customer_writes(world, ticket)
    equal(now(world, ticket)["snoozed_until"], None)
    check(listed(world.admin, ticket), "the customer wrote, and it is still hidden")
    equal([kind for kind in kinds(world, ticket) if kind in ("ticket.snoozed", "ticket.woken")],
          ["ticket.snoozed", "ticket.woken"])


@test("a ticket is put off until a time ahead, not into the past, not when it is solved; solving ends it")
def snooze_rules(world):
    ticket = world.ticket(text="Hola")
    refused(world.admin.patch(path(ticket), {"snoozed_until": "2020-01-01T00:00:00Z"}, ticket["version"]), 422,
            "invalid", "/snoozed_until", "out_of_range")
    world.admin.change(path(ticket), {"snoozed_until": FAR})
    solved = world.admin.change(path(ticket), {"status": "solved"})
    equal(solved["snoozed_until"], None)
    refused(world.admin.patch(path(ticket), {"snoozed_until": FAR}, solved["version"]), 422, "invalid",
            "/snoozed_until", "not_allowed")


# ---- spam, trash ----

@test("spam leaves lists, searches and reports, and comes back")
def spam(world):
    ticket = world.ticket(subject="Gane millones xilofono", text="Clic aquí")
    before = world.admin.show("/api/v1/reports/volume")["total"]["value"]
    world.admin.change(path(ticket), {"is_spam": True})
    check(not listed(world.admin, ticket), "a list shows spam")
    check(listed(world.admin, ticket, field="is_spam", op="is", value=True), "spam cannot be listed")
    equal(world.admin.list("/api/v1/search", q="xilofono"), [])
    equal(world.admin.show("/api/v1/reports/volume")["total"]["value"], before - 1)
    world.admin.change(path(ticket), {"is_spam": False})
    check(listed(world.admin, ticket), "it is no spam, and hidden")
    equal(kinds(world, ticket)[-2:], ["ticket.marked_spam", "ticket.cleared_spam"])


@test("the trash keeps a ticket for those who may restore it; for others it is not there")
def trash(world):
    ticket = world.ticket(subject="Borrable quetzal", text="Adiós")
    agent, guest = world.person("agent"), world.person("collaborator")
    refused(guest.delete(path(ticket), ticket["version"]), 403)
    refused(agent.delete(path(ticket)), 428)
    refused(agent.delete(path(ticket), ticket["version"] + 7), 412)
    equal(agent.delete(path(ticket), ticket["version"]).status, 204)
    check(now(world, ticket, agent)["deleted_at"], "it does not say that it was deleted")
    refused(guest.get(path(ticket)), 404)
    refused(guest.get(f"{path(ticket)}/messages"), 404)
    equal([m for m in guest.list("/api/v1/messages") if m["ticket_id"] == ticket["id"]], [])
    check(not listed(agent, ticket) and not listed(guest, ticket, field="deleted_at", op="present"), "a list shows it")
    check(listed(agent, ticket, field="deleted_at", op="present"), "the trash does not show it")
    equal(agent.list("/api/v1/search", q="quetzal"), [])
    deleted = now(world, ticket)
    refused(agent.patch(path(ticket), {"subject": "No"}, deleted["version"]), 409, "conflict")
    refused(agent.post(f"{path(ticket)}/messages", {"text": "No"}), 409, "conflict")
    equal(agent.post(f"{path(ticket)}/restore").json["deleted_at"], None)
    equal(guest.get(path(ticket)).status, 200)
    check(listed(guest, ticket), "it was restored, and hidden")
    equal(kinds(world, ticket)[-2:], ["ticket.deleted", "ticket.restored"])


@test("reports leave out what is in the trash")
def trash_in_reports(world):
    ticket = world.ticket(text="Uno")
    before = world.admin.show("/api/v1/reports/volume")["total"]["value"]
    world.admin.delete(path(ticket), ticket["version"])
    equal(world.admin.show("/api/v1/reports/volume")["total"]["value"], before - 1)


# ---- merging ----

def two_of_one(world):
    first = world.ticket(text="La caja llegó rota")
    second = world.admin.add(TICKETS, {"subject": "Otra vez", "customer_id": first["customer_id"],
                                       "message": {"text": "¿Y mi caja?"}})
    world.admin.add(f"{path(second)}/messages", {"text": "La buscamos"})
    return now(world, first), now(world, second)


STANDING = ("status", "contacts", "replies", "first_reply_at", "solved_at", "closed_at", "reopens", "merged_into",
            "waiting_since")


def standing(ticket):
    return {name: ticket[name] for name in STANDING}


@test("a merge can be taken back while nothing happened since, and both tickets stand as they stood")
def unmerge(world):
    into, from_ = two_of_one(world)
    before = [(m["id"], m["ticket_id"]) for t in (into, from_) for m in messages(world, t)]
    equal(world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]}).status, 200)
    equal(len(messages(world, into)), 3)
    equal(now(world, from_)["merged_into"], into["id"])
    equal(world.admin.post(f"{path(from_)}/unmerge").status, 200)
    equal(standing(now(world, into)), standing(into))
    equal(standing(now(world, from_)), standing(from_))
    equal([(m["id"], m["ticket_id"]) for t in (into, from_) for m in messages(world, t)], before)
    for ticket in (into, from_):
        check("ticket.unmerged" in kinds(world, ticket), "a ticket does not tell that it was parted")
    found = world.admin.list("/api/v1/search", q="buscamos")
    check(from_["id"] in [hit["id"] for hit in found], "its words are not found where they are")
    refused(world.admin.post(f"{path(from_)}/unmerge"), 404)
    equal(world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]}).status, 200, "merged once more")


@test("a merge stays once something was written or changed")
def merge_stays(world):
    into, from_ = two_of_one(world)
    world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]})
    customer_writes(world, into)
    refused(world.admin.post(f"{path(from_)}/unmerge"), 409, "conflict")
    into, from_ = two_of_one(world)
    world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]})
    world.admin.change(path(into), {"priority": "urgent"})
    refused(world.admin.post(f"{path(from_)}/unmerge"), 409, "conflict")


@test("what is in the trash is not merged, and who followed a merged ticket follows the other")
def merge_rules(world):
    into, from_ = two_of_one(world)
    me = world.person("agent")
    equal(me.put(f"{path(from_)}/followers/{me.agent['id']}", None).status, 204)
    world.admin.delete(path(from_), from_["version"])
    refused(world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]}), 409, "conflict")
    world.admin.post(f"{path(from_)}/restore")
    world.admin.post(f"{path(into)}/merge", {"from_id": from_["id"]})
    equal([f["agent_id"] for f in world.admin.list(f"{path(into)}/followers")], [me.agent["id"]])


# ---- splitting ----

@test("messages split off become a linked ticket of the same customer, with their files and counts")
def split(world):
    file = world.admin.upload("factura.txt", b"uno")
    ticket = world.ticket(text="La caja llegó rota")
    world.admin.change(path(ticket), {"priority": "high", "tags": ["envíos"]})
    world.admin.add(f"{path(ticket)}/messages", {"text": "Lo vemos"})
    other = world.admin.add(f"{path(ticket)}/messages", {"text": "Y además: factura", "direction": "in",
                                                         "attachments": [file["id"]]})
    made = world.admin.add(f"{path(ticket)}/split", {"message_ids": [other["id"]], "subject": "Factura"})
    equal((made["subject"], made["customer_id"], made["priority"], made["tags"], made["contacts"], made["replies"]),
          ("Factura", ticket["customer_id"], "high", ["envíos"], 1, 0))
    left = now(world, ticket)
    equal((left["contacts"], left["replies"]), (1, 1))
    equal([m["text"] for m in messages(world, made)], ["Y además: factura"])
    equal([a["name"] for m in messages(world, made) for a in m["attachments"]], ["factura.txt"])
    equal([m["text"] for m in messages(world, ticket)], ["La caja llegó rota", "Lo vemos"])
    equal([(one["kind"], one["direction"], one["ticket"]["id"]) for one in world.admin.list(f"{path(made)}/links")],
          [("related", "from", ticket["id"])])
    for one in (ticket, made):
        check("ticket.split" in kinds(world, one), "a ticket does not tell that it was split")


@test("a split takes messages of the ticket alone, each once, and leaves one")
def split_rules(world):
    ticket, other = world.ticket(text="Uno"), world.ticket(text="Otro")
    only = messages(world, ticket)[0]["id"]
    before = world.counts()
    refused(world.admin.post(f"{path(ticket)}/split", {"message_ids": [only]}), 409, "conflict")
    world_message = messages(world, other)[0]["id"]
    refused(world.admin.post(f"{path(ticket)}/split", {"message_ids": [world_message]}), 422, "invalid",
            "/message_ids/0", "unknown_reference")
    refused(world.admin.post(f"{path(ticket)}/split", {"message_ids": [only, only]}), 422, "invalid", "/message_ids/1",
            "duplicate")
    for wrong in ([], "x", [1.5], list(range(501))):
        refused(world.admin.post(f"{path(ticket)}/split", {"message_ids": wrong}), 422, "invalid")
    equal(world.counts(), before)


# ---- links, followers ----

@test("a link is seen from both ends, made once, and not the other way round as well")
def links(world):
    one, two = world.ticket(text="Uno"), world.ticket(text="Dos")
    made = world.admin.add(f"{path(one)}/links", {"to_id": two["id"], "kind": "parent"})["data"]
    equal([(link["kind"], link["direction"], link["ticket"]["id"]) for link in made], [("parent", "to", two["id"])])
    equal(len(world.admin.add(f"{path(one)}/links", {"to_id": two["id"], "kind": "parent"})["data"]), 1)
    back = world.admin.list(f"{path(two)}/links")
    equal([(link["kind"], link["direction"], link["ticket"]["subject"]) for link in back],
          [("parent", "from", one["subject"])])
    refused(world.admin.post(f"{path(two)}/links", {"to_id": one["id"], "kind": "parent"}), 409, "conflict")
    refused(world.admin.post(f"{path(one)}/links", {"to_id": one["id"], "kind": "related"}), 409, "conflict")
    refused(world.admin.post(f"{path(one)}/links", {"to_id": 999999, "kind": "related"}), 422, "invalid", "/to_id")
    related = world.admin.add(f"{path(one)}/links", {"to_id": two["id"], "kind": "related"})["data"]
    equal(len(world.admin.add(f"{path(two)}/links", {"to_id": one["id"], "kind": "related"})["data"]), len(related))
    equal(world.admin.delete(f"{path(two)}/links/{back[0]['id']}").status, 204)
    equal([link["kind"] for link in world.admin.list(f"{path(one)}/links")], ["related"])
    third = world.ticket(text="Tres")
    refused(world.admin.delete(f"{path(third)}/links/{related[-1]['id']}"), 404)
    equal(kinds(world, two)[-3:], ["ticket.linked", "ticket.linked", "ticket.unlinked"])


@test("a link does not name a ticket of a team that its reader may not see")
def links_of_walls(world):
    one, two = world.ticket(text="Uno"), world.ticket(text="Secreto")
    world.admin.add(f"{path(one)}/links", {"to_id": two["id"], "kind": "related"})
    team = world.admin.add("/api/v1/teams", {"name": world.unique("Muro"), "is_restricted": True})
    world.admin.change(path(two), {"team_id": team["id"]})
    stranger = world.person("agent")
    equal(stranger.list(f"{path(one)}/links"), [])
    equal(len(world.admin.list(f"{path(one)}/links")), 1)


@test("an agent follows a ticket once, is listed by it, and stops")
def followers(world):
    ticket, me = world.ticket(text="Uno"), world.person("agent")
    mine = f"{path(ticket)}/followers/{me.agent['id']}"
    for _ in range(2):
        equal(me.put(mine, None).status, 204)
    equal([f["agent_id"] for f in me.list(f"{path(ticket)}/followers")], [me.agent["id"]])
    follows = {"some": "ticket_followers", "where": {"field": "agent_id", "op": "is", "value": "me"}}
    equal(me.ids(TICKETS, filter=follows), [ticket["id"]])
    for _ in range(2):
        equal(me.delete(mine).status, 204)
    equal(me.ids(TICKETS, filter=follows), [])
    equal(kinds(world, ticket)[-2:], ["ticket.followed", "ticket.unfollowed"])


@test("who only reads follows for himself, and not for others")
def followers_rights(world):
    ticket, guest, other = world.ticket(text="Uno"), world.person("collaborator"), world.person("agent")
    equal(guest.put(f"{path(ticket)}/followers/{guest.agent['id']}", None).status, 204)
    refused(guest.put(f"{path(ticket)}/followers/{other.agent['id']}", None), 403)
    refused(other.put(f"{path(ticket)}/followers/999999", None), 404)


# ---- time ----

@test("time adds up on its ticket, with each entry added, changed and removed")
def times(world):
    ticket, me = world.ticket(text="Uno"), world.person("agent")
    first = me.add("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": 600, "note": "Llamada"})
    equal((first["agent_id"], first["is_manual"]), (me.agent["id"], False))
    second = me.add("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": 60, "is_manual": True})
    before = now(world, ticket)
    equal((before["time_spent"], before["version"]), (660, ticket["version"]))
    me.change(f"/api/v1/time_entries/{second['id']}", {"seconds": 120})
    equal(now(world, ticket)["time_spent"], 720)
    equal(me.delete(f"/api/v1/time_entries/{first['id']}", first["version"]).status, 204)
    equal(now(world, ticket)["time_spent"], 120)
    for wrong in (0, -5, 86401):
        refused(me.post("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": wrong}), 422, "invalid",
                "/seconds")


@test("an agent keeps his own time; a lead anybody's")
def times_rights(world):
    ticket, me, other, lead = world.ticket(text="Uno"), world.person("agent"), world.person("agent"), world.person("lead")
    entry = me.add("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": 600})
    refused(other.patch(f"/api/v1/time_entries/{entry['id']}", {"seconds": 1}, entry["version"]), 403)
    refused(other.delete(f"/api/v1/time_entries/{entry['id']}", entry["version"]), 403)
    refused(other.post("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": 5, "agent_id": me.agent["id"]}),
            403)
    equal(lead.change(f"/api/v1/time_entries/{entry['id']}", {"note": "Visto"})["note"], "Visto")
    refused(world.admin.post("/api/v1/time_entries", {"ticket_id": ticket["id"], "seconds": 5}), 422, "invalid",
            "/agent_id", "required")


# ---- fields wanted before solving ----

@test("a ticket is not solved while a field that is wanted for it is empty, and is once it is given with it")
def wanted_fields(world):
    key = world.unique("causa_")
    wanted = world.admin.add("/api/v1/fields", {"entity": "ticket", "key": key, "label": "Causa", "type": "text",
                                                "is_required_to_solve": True})
    ticket = world.ticket(text="Uno")
    refused(world.admin.patch(path(ticket), {"status": "solved"}, ticket["version"]), 422, "invalid",
            f"/custom/{key}", "required")
    equal(now(world, ticket)["status"], "new")
    equal(world.admin.change(path(ticket), {"status": "solved", "custom": {key: "Transporte"}})["status"], "solved")
    equal(world.admin.delete(f"/api/v1/fields/{wanted['id']}", wanted["version"]).status, 204)


# ---- content taken out ----

@test("a lead takes out what a message said; that it was there stays")
def redaction(world):
    file = world.admin.upload("tarjeta.txt", b"4111")
    ticket = world.ticket(text="Hola")
    message = world.admin.add(f"{path(ticket)}/messages", {"text": "Mi tarjeta es 4111 zanahoria", "direction": "in",
                                                           "attachments": [file["id"]]})
    one = f"/api/v1/messages/{message['id']}"
    refused(world.person("agent").post(f"{one}/redact"), 403)
    lead = world.person("lead")
    for _ in range(2):
        taken = lead.post(f"{one}/redact").json
    equal((taken["text"], taken["html"], taken["reply"], taken["attachments"], taken["redacted_by"]),
          (None, None, None, [], lead.agent["id"]))
    check(taken["redacted_at"] and taken["author"]["kind"] == "customer", taken)
    refused(world.admin.get(f"/api/v1/attachments/{file['id']}/content"), 404)
    equal(world.admin.list("/api/v1/search", q="zanahoria"), [])
    equal(len(messages(world, ticket)), 2)
    told = [event for event in world.admin.list("/api/v1/events", limit=1000) if event["kind"] == "message.redacted"]
    check("4111" not in str(told), "the event tells what was taken out")


# ---- what happened ----

@test("a ticket's events come newest first, in pages, with who did it, and not to who may not see it")
def story(world):
    ticket, me = world.ticket(text="Uno"), world.person("agent")
    for priority in ("high", "low", "urgent"):
        me.change(path(ticket), {"priority": priority})
    page = me.show(f"{path(ticket)}/events", limit=2)
    equal([event["changes"]["priority"] for event in page["data"]], [["low", "urgent"], ["high", "low"]])
    equal(page["data"][0]["actor"]["name"], me.agent["name"])
    rest = me.show(f"{path(ticket)}/events", before=page["next"])
    equal(([event["kind"] for event in rest["data"]], rest["next"]), (["ticket.changed", "ticket.created"], None))
    for wrong in ({"limit": 0}, {"limit": 201}, {"before": 0}, {"before": "x"}):
        refused(me.get(f"{path(ticket)}/events", **wrong), 422)
    refused(me.get(f"{TICKETS}/999999/events"), 404)


@test("messages come newest first when they are asked so, page by page")
def newest_first(world):
    ticket = world.ticket(text="0")
    for number in range(1, 7):
        customer_writes(world, ticket, str(number))
    page = world.admin.show(f"{path(ticket)}/messages", sort="-created_at", limit=3)
    equal([m["text"] for m in page["data"]], ["6", "5", "4"])
    rest = world.admin.show(f"{path(ticket)}/messages", sort="-created_at", limit=30, after=page["next"])
    equal([m["text"] for m in rest["data"]], ["3", "2", "1", "0"])
