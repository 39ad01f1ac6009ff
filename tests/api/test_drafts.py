"""What was written and has not left: shared answers, one writer at a time; sent once, taken back, put off, held."""

import datetime
import threading

from harness import check, equal, eventually, refused, test

TICKETS = "/api/v1/tickets"
DRAFTS = "/api/v1/drafts"


def path(ticket):
    return f"{TICKETS}/{ticket['id']}/drafts"


def put(client, ticket, version=None, **words):
    return client.call("PUT", path(ticket), {"kind": "reply", "text": "Hola", **words}, version=version)


def save(client, ticket, version=None, **words):
    answer = put(client, ticket, version, **words)
    equal(answer.status, 200, answer.json)
    return answer.json


def drafts(client, ticket):
    return client.list(path(ticket))


def messages(world, ticket):
    return world.admin.list(f"{TICKETS}/{ticket['id']}/messages")


def send(client, draft, **order):
    answer = client.post(f"{DRAFTS}/{draft['id']}/send", order)
    equal(answer.status, 200, answer.json)
    return answer.json


def now(world, ticket):
    return world.admin.show(f"{TICKETS}/{ticket['id']}")


def writes(world, ticket, text="Otra cosa"):
    return world.admin.add(f"{TICKETS}/{ticket['id']}/messages", {"text": text, "direction": "in"})


def kinds(world, ticket):
    page = world.admin.list("/api/v1/events", kind="draft.*", limit=1000)
    return [event["kind"] for event in page if event["ticket_id"] == ticket["id"]]


def later(seconds):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def settle(world, ticket, count=0):
    """Until nothing waits any more but `count`."""
    eventually(lambda: len(drafts(world.admin, ticket)) == count, "what was due has left")


@test("an answer that is being written is kept, shared and marked on its ticket")
def kept_and_shared(world):
    ana, luis, ticket = world.person(), world.person("lead"), world.ticket()
    equal(now(world, ticket)["has_draft"], None)
    draft = save(ana, ticket, text="Hola, **Ana**", cc=["ana@example.com", "a medias"], channel_id=None)
    equal((draft["state"], draft["kind"], draft["agent_id"], draft["cc"]),
          ("writing", "reply", ana.agent["id"], ["ana@example.com", "a medias"]))
    equal((now(world, ticket)["has_draft"], now(world, ticket)["draft_by"]), (True, ana.agent["id"]))
    equal([one["text"] for one in drafts(luis, ticket)], ["Hola, **Ana**"])
    listed = world.admin.list(TICKETS, filter={"field": "has_draft", "op": "is", "value": True}, limit=200)
    check(ticket["id"] in [one["id"] for one in listed], "a list of tickets with answers begun")
    equal(messages(world, ticket)[1:], [])
    equal(kinds(world, ticket), ["draft.created"])


@test("saving needs the version it was based on, and a stale one is told how it stands")
def versions(world):
    ana, ticket = world.person(), world.ticket()
    first = save(ana, ticket, text="uno")
    second = save(ana, ticket, first["version"], text="dos")
    check(second["version"] > first["version"], (first, second))
    refused(put(ana, ticket, first["version"], text="otra pestaña"), 412)
    refused(put(ana, ticket, text="sin versión"), 409)
    equal(save(ana, ticket, second["version"], text="dos")["version"], second["version"])
    equal(drafts(ana, ticket)[0]["text"], "dos")


@test("one person writes at a time; a colleague takes it, at once only when its author has stopped or by force")
def lease(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    file = ana.upload("informe.txt", b"datos")
    draft = save(ana, ticket, text="Empezó Ana", attachments=[file["id"]])
    refused(put(luis, ticket, text="Encima"), 409, "conflict")
    refused(put(luis, ticket, draft["version"], text="Encima"), 409, "conflict")
    refused(luis.post(f"{DRAFTS}/{draft['id']}/send", {}), 409, "conflict")
    refused(luis.delete(f"{DRAFTS}/{draft['id']}", draft["version"]), 409, "conflict")
    refused(luis.post(f"{DRAFTS}/{draft['id']}/take", {}), 409, "conflict")
    taken = luis.post(f"{DRAFTS}/{draft['id']}/take", {"force": True})
    equal((taken.status, taken.json["agent_id"], taken.json["text"]), (200, luis.agent["id"], "Empezó Ana"))
    refused(put(ana, ticket, draft["version"], text="Sigo"), 409, "conflict")
    sent = send(luis, draft, delay_seconds=0)["message"]
    equal((sent["author"]["id"], [one["id"] for one in sent["attachments"]]), (luis.agent["id"], [file["id"]]))
    check("draft.taken" in kinds(world, ticket), kinds(world, ticket))


@test("of ten people who begin an answer in one instant, one has it")
def race(world):
    ticket = world.ticket()
    people = [world.person() for _ in range(6)]
    answers = []
    threads = [threading.Thread(target=lambda one=one: answers.append(put(one, ticket, text="mía").status))
               for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(sorted(answers), [200] + [409] * 5)
    equal(len(drafts(world.admin, ticket)), 1)


@test("a note that is being written is its author's own, and stands beside the answer")
def notes(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    save(ana, ticket, text="Respuesta")
    note = save(ana, ticket, kind="note", text="Ojo")
    other = save(luis, ticket, kind="note", text="Ojo yo")
    equal([one["text"] for one in drafts(luis, ticket)], ["Respuesta", "Ojo yo"])
    equal(luis.get(f"{DRAFTS}/{note['id']}").status, 404)
    equal(now(world, ticket)["draft_by"], ana.agent["id"])
    sent = send(luis, other)
    equal((sent["draft"], sent["message"]["public"], sent["message"]["text"]), (None, False, "Ojo yo"))
    equal([one["text"] for one in drafts(ana, ticket)], ["Respuesta", "Ojo"])


@test("an answer leaves after the workspace's seconds, once, with the ticket's new status")
def grace(world):
    ana, ticket = world.person(), world.ticket()
    settings = world.admin.show("/api/v1/settings")
    equal(settings["undo_send_seconds"], 10)
    world.admin.change("/api/v1/settings", {"undo_send_seconds": 1})
    refused(world.admin.patch("/api/v1/settings", {"undo_send_seconds": 61}, settings["version"]), 422)
    draft = save(ana, ticket, text="Sale en un segundo")
    sent = send(ana, draft, status_after="solved")
    equal((sent["message"], sent["draft"]["state"], sent["draft"]["status_after"]), (None, "scheduled", "solved"))
    equal(now(world, ticket)["status"], "new")
    settle(world, ticket)
    last = messages(world, ticket)[-1]
    equal((last["text"], last["author"]["id"], last["public"]), ("Sale en un segundo", ana.agent["id"], True))
    equal((now(world, ticket)["status"], now(world, ticket)["has_draft"]), ("solved", None))
    equal(kinds(world, ticket), ["draft.created", "draft.scheduled", "draft.sent"])
    world.admin.change("/api/v1/settings", {"undo_send_seconds": 10})


@test("an answer is taken back before it leaves, and what was begun meanwhile comes after it")
def undo(world):
    ana, ticket = world.person(), world.ticket()
    draft = save(ana, ticket, text="Primero")
    send(ana, draft, delay_seconds=60)
    save(ana, ticket, text="Después")
    equal(len(drafts(ana, ticket)), 2)
    back = ana.post(f"{DRAFTS}/{draft['id']}/cancel")
    equal((back.status, back.json["state"], back.json["text"]), (200, "writing", "Primero\n\nDespués"))
    equal(len(drafts(ana, ticket)), 1)
    equal(len(messages(world, ticket)), 1)
    refused(world.person().post(f"{DRAFTS}/{draft['id']}/cancel"), 409, "conflict")


@test("the same send twice under one key sends once")
def retried(world):
    ana, ticket = world.person(), world.ticket()
    draft = save(ana, ticket, text="Una sola vez")
    first = ana.post(f"{DRAFTS}/{draft['id']}/send", {"delay_seconds": 0}, key="k1")
    again = ana.post(f"{DRAFTS}/{draft['id']}/send", {"delay_seconds": 0}, key="k1")
    equal((first.status, first.json["message"]["id"]), (200, again.json["message"]["id"]))
    equal(len(messages(world, ticket)), 2)


@test("an answer is put off to an instant, moved to another, and sent then")
def put_off(world):
    ana, ticket = world.person(), world.ticket()
    draft = save(ana, ticket, text="El lunes")
    far = send(ana, draft, send_at=later(30 * 86400))
    equal(far["draft"]["state"], "scheduled")
    refused(ana.post(f"{DRAFTS}/{draft['id']}/send", {"send_at": "2099-01-06T14:00:00Z"}), 422, "invalid", "/send_at")
    equal(send(ana, draft, send_at=later(1))["draft"]["state"], "scheduled")
    settle(world, ticket)
    equal(messages(world, ticket)[-1]["text"], "El lunes")


@test("what the customer wrote meanwhile holds the answer, before it is scheduled and as it is to leave")
def held(world):
    ana, ticket = world.person(), world.ticket()
    seen = messages(world, ticket)[-1]["id"]
    writes(world, ticket)
    draft = save(ana, ticket, text="Va")
    first = send(ana, draft, seen_message_id=seen)["draft"]
    equal((first["state"], first["reason"]), ("held", "customer_wrote"))
    edited = ana.post(f"{DRAFTS}/{draft['id']}/cancel").json
    equal((edited["state"], edited["reason"]), ("writing", None))
    equal(send(ana, draft, delay_seconds=1)["draft"]["state"], "scheduled")
    writes(world, ticket, "Y otra más")
    eventually(lambda: drafts(ana, ticket)[0]["state"] == "held", "it was held as it was to leave")
    equal(kinds(world, ticket)[-1], "draft.held")
    sent = send(ana, draft, delay_seconds=0, anyway=True)
    equal((sent["draft"], sent["message"]["text"]), (None, "Va"))


@test("a colleague's answer holds it too; one's own, notes and automatic answers do not")
def held_by_colleague(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    seen = messages(world, ticket)[-1]["id"]
    draft = save(ana, ticket, text="Mía")
    luis.add(f"{TICKETS}/{ticket['id']}/messages", {"text": "Nota", "public": False})
    ana.add(f"{TICKETS}/{ticket['id']}/messages", {"text": "Antes"})
    equal(send(ana, draft, seen_message_id=seen, delay_seconds=60)["draft"]["state"], "scheduled")
    ana.post(f"{DRAFTS}/{draft['id']}/cancel")
    luis.add(f"{TICKETS}/{ticket['id']}/messages", {"text": "Yo contesto"})
    equal(send(ana, draft, seen_message_id=seen)["draft"]["reason"], "answered")


@test("what can no longer leave stays as failed, with the reason, and can be discarded")
def failed(world):
    ana, ticket = world.person(), world.ticket()
    draft = save(ana, ticket, text="Tarde")
    send(ana, draft, delay_seconds=1)
    world.admin.change(f"{TICKETS}/{ticket['id']}", {"status": "closed"})
    eventually(lambda: drafts(ana, ticket)[0]["state"] == "failed", "it failed")
    left = drafts(ana, ticket)[0]
    equal(left["reason"], "refused")
    check("closed" in left["detail"], left)
    refused(ana.post(f"{DRAFTS}/{draft['id']}/send", {"delay_seconds": 0}), 409, "conflict")
    equal(ana.delete(f"{DRAFTS}/{draft['id']}", left["version"]).status, 204)
    equal(now(world, ticket)["has_draft"], None)


@test("nobody's answer leaves for who was disabled meanwhile; a colleague takes it and sends it")
def author_left(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    draft = save(ana, ticket, text="Sin mí")
    send(ana, draft, delay_seconds=1)
    world.admin.change(f"/api/v1/agents/{ana.agent['id']}", {"is_active": False})
    eventually(lambda: drafts(luis, ticket)[0]["state"] == "failed", "it stayed")
    equal(drafts(luis, ticket)[0]["reason"], "author_left")
    equal(luis.post(f"{DRAFTS}/{draft['id']}/take", {}).json["state"], "writing")
    equal(send(luis, draft, delay_seconds=0)["message"]["author"]["id"], luis.agent["id"])


@test("an empty draft, a bad address and a stranger's file are refused with their places")
def refusals(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    empty = save(ana, ticket, text="  ")
    refused(ana.post(f"{DRAFTS}/{empty['id']}/send", {}), 422, "invalid", "/text", "required")
    bad = save(ana, ticket, empty["version"], text="Va", cc=["x@example.com", "no es"])
    refused(ana.post(f"{DRAFTS}/{bad['id']}/send", {}), 422, "invalid", "/cc/1")
    file = luis.upload("ajeno.txt", b"x")
    refused(put(ana, ticket, bad["version"], text="Va", attachments=[file["id"]]), 422, "invalid", "/attachments/0")
    refused(world.admin.put(path(ticket), {"kind": "reply", "text": "x"}), 403)
    refused(world.person("collaborator").put(path(ticket), {"kind": "reply", "text": "x"}), 403)
    equal(save(world.person("collaborator"), ticket, kind="note", text="Sí")["kind"], "note")


@test("files wait with their draft, are freed by leaving them out, and go with it")
def files(world):
    ana, ticket = world.person(), world.ticket()
    one, two = ana.upload("uno.txt", b"1"), ana.upload("dos.txt", b"2")
    draft = save(ana, ticket, text="Van", attachments=[one["id"], two["id"]])
    equal([file["name"] for file in draft["attachments"]], ["uno.txt", "dos.txt"])
    draft = save(ana, ticket, draft["version"], text="Va una", attachments=[two["id"]])
    equal([file["id"] for file in draft["attachments"]], [two["id"]])
    equal(ana.delete(f"{DRAFTS}/{draft['id']}", draft["version"]).status, 204)
    again = save(ana, ticket, text="De vuelta", attachments=[one["id"], two["id"]])
    equal(len(again["attachments"]), 2)
    equal(len(send(ana, again, delay_seconds=0)["message"]["attachments"]), 2)


@test("an answer of a restricted team is seen by no stranger, nor are its events")
def restricted(world):
    insider, stranger = world.person(), world.person()
    team = world.admin.add("/api/v1/teams", {"name": world.unique("Equipo "), "is_restricted": True,
                                             "members": [{"agent_id": insider.agent["id"]}]})
    ticket = world.ticket(team_id=team["id"])
    draft = save(insider, ticket, text="Reservado")
    equal(stranger.get(path(ticket)).status, 404)
    equal(stranger.get(f"{DRAFTS}/{draft['id']}").status, 404)
    page = stranger.list("/api/v1/events", kind="draft.*", limit=1000)
    check(ticket["id"] not in [event["ticket_id"] for event in page], "no event of it")
    check(draft["id"] not in stranger.ids(DRAFTS, limit=200), "no list has it")


@test("a note calls colleagues, an answer calls nobody")
def mentions(world):
    ana, luis, ticket = world.person(), world.person(), world.ticket()
    call = [luis.agent["id"], luis.agent["id"]]
    note = save(ana, ticket, kind="note", text="@Luis mira", mentions=call)
    sent = send(ana, note)["message"]
    equal(sent["mentions"], [{"agent_id": luis.agent["id"]}])
    direct = ana.add(f"{TICKETS}/{ticket['id']}/messages", {"text": "@Luis", "public": False, "mentions": call})
    equal(direct["mentions"], [{"agent_id": luis.agent["id"]}])
    refused(ana.post(f"{TICKETS}/{ticket['id']}/messages", {"text": "@Luis", "mentions": call}), 422, "invalid",
            "/mentions", "not_allowed")
    refused(ana.post(f"{TICKETS}/{ticket['id']}/messages", {"text": "x", "public": False, "mentions": [99999]}), 422,
            "invalid", "/mentions/0", "unknown_reference")


@test("a quick reply speaks the customer's language with the names filled in")
def quick_replies(world):
    ana, ticket = world.person(), world.ticket()
    body = {"shortcut": "gracias", "name": "Agradecer", "text": "Gracias, {{customer.name}}. {{agent.name}}",
            "texts": {"en": "Thank you, {{customer.name}}"}}
    own = ana.add("/api/v1/quick_replies", body)
    equal((own["is_shared"], own["agent_id"]), (False, ana.agent["id"]))
    name = world.admin.show(f"/api/v1/customers/{ticket['customer_id']}")["name"]
    text = ana.show(f"{TICKETS}/{ticket['id']}/quick_replies/{own['id']}")["text"]
    equal(text, f"Gracias, {name}. {ana.agent['name']}")
    world.admin.change(f"/api/v1/customers/{ticket['customer_id']}", {"language": "en"})
    equal(ana.show(f"{TICKETS}/{ticket['id']}/quick_replies/{own['id']}")["text"], f"Thank you, {name}")
    refused(ana.post("/api/v1/quick_replies", {**body, "shortcut": "GRÁCIAS"}), 422, "invalid", "/shortcut", "taken")
    refused(ana.post("/api/v1/quick_replies", {**body, "shortcut": "dos palabras"}), 422, "invalid", "/shortcut")
    refused(ana.post("/api/v1/quick_replies", {**body, "shortcut": "x", "text": "{{#a}}"}), 422, "invalid", "/text")
    refused(ana.post("/api/v1/quick_replies", {**body, "shortcut": "y", "texts": {"fr": "x"}}), 422, "invalid",
            "/texts/fr")
    equal(world.person().get(f"/api/v1/quick_replies/{own['id']}").status, 404)
    refused(ana.post("/api/v1/quick_replies", {**body, "shortcut": "z", "is_shared": True}), 403)


@test("a macro's preview says what would change and changes nothing")
def macro_preview(world):
    ana, ticket = world.person(), world.ticket()
    name = world.admin.show(f"/api/v1/customers/{ticket['customer_id']}")["name"]
    macro = world.admin.add("/api/v1/macros", {"name": world.unique("Macro "), "actions": [
        {"reply": "Hola, {{customer.name}}"}, {"note": "Listo"}, {"field": "status", "value": "pending"},
        {"field": "priority", "value": ticket["priority"]}, {"field": "agent_id", "value": "me"},
        {"add_tag": "garantía"}]})
    seen = ana.show(f"{TICKETS}/{ticket['id']}/macros/{macro['id']}")
    equal((seen["reply"], seen["note"], seen["tags"]), (f"Hola, {name}", "Listo", ["garantía"]))
    equal({one["field"]: (one["before"], one["after"]) for one in seen["changes"]},
          {"status": ("new", "pending"), "agent_id": (None, ana.agent["id"])})
    equal(now(world, ticket)["version"], ticket["version"])
    equal(len(messages(world, ticket)), 1)
