"""The customer's page: identities one by one, consents with proof, notes, files, tasks, duplicates, companies, signals."""

import time

from harness import PASSWORD, check, equal, eventually, refused, test

CUSTOMERS = "/api/v1/customers"
HOSTILE = "<img src=x onerror=alert(1)> '; DROP TABLE customers; -- \u202e ñ 🙂"


def kinds(world, customer):
    return [event["kind"] for event in world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", limit=200)]


@test("an address is added, proved, made the main one and taken away, and each step is told")
def identity_steps(world):
    customer = world.customer(email="una@pasos.example")
    path = f"{CUSTOMERS}/{customer['id']}/identities"
    added = world.admin.post(path, {"kind": "email", "value": " Otra@Pasos.example "})
    equal(added.status, 201, repr(added))
    one = added.json
    equal((one["value"], one["is_verified"]), ("Otra@Pasos.example", False))
    equal(world.admin.put(f"{path}/{one['id']}", {"is_verified": True}, 1).json["is_verified"], True)
    changed = world.admin.change(f"{CUSTOMERS}/{customer['id']}", {"email": "otra@pasos.example"})
    equal(changed["email"], "otra@pasos.example")
    refused(world.admin.delete(f"{path}/{one['id']}", 1), 409, "conflict")
    old = next(i for i in changed["identities"] if i["value"] == "una@pasos.example")
    equal(world.admin.delete(f"{path}/{old['id']}", 1).status, 204)
    refused(world.admin.delete(f"{path}/{old['id']}", 1), 404)
    told = kinds(world, customer)
    for kind in ("identity_added", "identity_verified", "identity_removed"):
        check(f"customer.{kind}" in told, told)


@test("an address of somebody else is refused and says whose it is; what is none is refused too")
def identity_taken(world):
    owner, other = world.customer(email="de.alguien@example.com"), world.customer()
    path = f"{CUSTOMERS}/{other['id']}/identities"
    answer = refused(world.admin.post(path, {"kind": "email", "value": "DE.ALGUIEN@example.com"}), 409, "conflict")
    check(str(owner["id"]) in answer.json["reason"], answer)
    for kind, value in (("email", "nada"), ("phone", "12"), ("phone", "abc"), ("email", HOSTILE)):
        refused(world.admin.post(path, {"kind": kind, "value": value}), 422, "invalid")
    refused(world.admin.post(path, {"kind": "carrier_pigeon", "value": "x"}), 422)
    refused(world.admin.delete(f"{path}/{owner['identities'][0]['id']}", 1), 404)


@test("search finds a customer by an address that was added, and no more once it is gone")
def identity_search(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/identities"
    one = world.admin.add(path, {"kind": "email", "value": "zzquimera@buscada.example"})
    found = lambda: [hit["id"] for hit in world.admin.list("/api/v1/search", q="zzquimera", **{"in": "customers"})]
    check(customer["id"] in found(), found())
    equal(world.admin.delete(f"{path}/{one['id']}", 1).status, 204)
    equal(found(), [])


@test("a consent is given and withdrawn with its proof, and the history keeps every word")
def consent_history(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/consents"
    file = world.admin.upload("contrato.txt", b"firmado")
    refused(world.admin.post(path, {"channel": "mail", "purpose": "marketing", "is_given": True, "attachment_id": file["id"]}),
            422, "invalid", "/attachment_id", "unknown_reference")
    equal(world.admin.post(f"{CUSTOMERS}/{customer['id']}/files", {"attachment_id": file["id"]}).status, 201)
    given = world.admin.post(path, {"channel": "mail", "purpose": "marketing", "is_given": True, "source": "formulario",
                                    "words": "Acepto recibir novedades." + HOSTILE, "address": "203.0.113.9", "attachment_id": file["id"],
                                    "said_at": "2026-01-05T09:00:00Z"})
    equal(given.status, 201, repr(given))
    equal(world.admin.show(f"{CUSTOMERS}/{customer['id']}")["consents"][0]["is_given"], True)
    equal(world.admin.post(path, {"channel": "mail", "purpose": "marketing", "is_given": False, "source": "llamada",
                                  "reason": "Lo pidió por teléfono"}).status, 201)
    equal([(c["channel"], c["is_given"], c["source"]) for c in world.admin.list(path)], [("mail", False, "llamada")])
    history = world.admin.list(f"{path}/history")
    equal([(h["is_given"], h["source"], h["reason"]) for h in history],
          [(False, "llamada", "Lo pidió por teléfono"), (True, "formulario", None)])
    equal((history[1]["words"], history[1]["address"], history[1]["attachment"]),
          ("Acepto recibir novedades." + HOSTILE, "203.0.113.9", {"id": file["id"], "name": "contrato.txt"}))
    equal((history[0]["actor"]["kind"], history[0]["actor"]["name"]), ("api_key", "suite"))
    refused(world.admin.delete(f"{CUSTOMERS}/{customer['id']}/files/{file['id']}", 1), 409, "conflict")
    told = kinds(world, customer)
    check({"customer.consent_given", "customer.consent_withdrawn"} <= set(told), told)


@test("an older word found later joins the history and does not undo the newer one")
def consent_late(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/consents"
    pair = {"channel": "sms", "purpose": "surveys"}
    equal(world.admin.post(path, {**pair, "is_given": False}).status, 201)
    equal(world.admin.post(path, {**pair, "is_given": True, "said_at": "2020-01-01T00:00:00Z"}).status, 201)
    equal([c["is_given"] for c in world.admin.list(path)], [False])
    equal([h["is_given"] for h in world.admin.list(f"{path}/history")], [True, False])


@test("a list of consents that is replaced as a whole leaves its history too")
def consent_lists(world):
    consents = [{"channel": "mail", "purpose": "marketing", "is_given": True, "source": "tienda"}]
    customer = world.customer(consents=consents)
    path = f"{CUSTOMERS}/{customer['id']}"
    world.admin.change(path, {"consents": consents})
    world.admin.change(path, {"city": "Cali"})
    world.admin.change(path, {"consents": []})
    words = [(h["channel"], h["is_given"]) for h in world.admin.list(f"{path}/consents/history")]
    equal((words[0], words[-1]), (("mail", None), ("mail", True)))


@test("what nobody can have said is refused, and nothing is written")
def consent_refused(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/consents"
    before = world.counts()
    for body, pointer in (({"channel": "mail", "purpose": "x"}, "/is_given"), ({"purpose": "x", "is_given": True}, "/channel"),
                          ({"channel": " ", "purpose": "x", "is_given": True}, "/channel"),
                          ({"channel": "mail", "purpose": "x", "is_given": True, "said_at": "2200-01-01T00:00:00Z"}, "/said_at"),
                          ({"channel": "mail", "purpose": "x", "is_given": True, "attachment_id": 999999}, "/attachment_id"),
                          ({"channel": "mail", "purpose": "x", "is_given": True, "actor_id": 1}, "/actor_id")):
        answer = world.admin.post(path, body)
        refused(answer, 422, "invalid", pointer)
    equal(world.counts(), before)


@test("who was merged away keeps the history of what they said, in the one that stays")
def consent_merge(world):
    stays, goes = world.customer(), world.customer()
    equal(world.admin.post(f"{CUSTOMERS}/{goes['id']}/consents", {"channel": "mail", "purpose": "x", "is_given": True}).status, 201)
    equal(world.admin.post(f"{CUSTOMERS}/{stays['id']}/merge", {"from_id": goes["id"]}).status, 200)
    equal([h["customer_id"] for h in world.admin.list(f"{CUSTOMERS}/{stays['id']}/consents/history")], [goes["id"]])


@test("a note is written, pinned, changed by its author alone, removed and brought back")
def notes(world):
    customer, ana, beto = world.customer(), world.person("agent"), world.person("agent")
    note = ana.add("/api/v1/customer_notes", {"customer_id": customer["id"], "text": HOSTILE})
    equal((note["text"], note["is_pinned"], note["agent_id"]), (HOSTILE, False, ana.agent["id"]))
    path = f"/api/v1/customer_notes/{note['id']}"
    refused(beto.patch(path, {"text": "otra cosa"}, note["version"]), 403)
    refused(beto.delete(path, note["version"]), 403)
    pinned = beto.patch(path, {"is_pinned": True}, note["version"])
    equal((pinned.status, pinned.json["is_pinned"]), (200, True), repr(pinned))
    refused(ana.patch(path, {"text": "  "}, pinned.json["version"]), 422, "invalid", "/text", "required")
    equal(ana.delete(path, pinned.json["version"]).status, 204)
    refused(ana.get(path), 404)
    mine = {"field": "customer_id", "op": "is", "value": customer["id"]}
    equal(ana.list("/api/v1/customer_notes", filter=mine), [])
    refused(beto.post(f"{path}/restore"), 403)
    equal(ana.post(f"{path}/restore").json["text"], HOSTILE)
    equal([n["id"] for n in ana.list("/api/v1/customer_notes", filter=mine)], [note["id"]])
    told = kinds(world, customer)
    check({"customer_note.created", "customer_note.changed", "customer_note.removed", "customer_note.restored"} <= set(told), told)
    events = [e for e in world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", limit=200) if e["entity"] == "customer_note"]
    check(all("text" not in e["changes"] for e in events), "the words of a note are not in the log")


@test("a file is given to a customer, seen by colleagues, taken away, brought back, and belongs to nobody else")
def files(world):
    customer, other, ana, beto = world.customer(), world.customer(), world.person("agent"), world.person("agent")
    path = f"{CUSTOMERS}/{customer['id']}/files"
    file = ana.upload("../../cédula\u202egpj.txt", b"contenido")
    refused(beto.post(path, {"attachment_id": file["id"]}), 422, "invalid", "/attachment_id")
    equal(ana.post(path, {"attachment_id": file["id"]}).status, 201)
    equal(beto.ids(path), [file["id"]])
    equal(beto.get(f"/api/v1/attachments/{file['id']}/content").body, b"contenido")
    refused(beto.delete(f"{CUSTOMERS}/{other['id']}/files/{file['id']}", 1), 404)
    refused(ana.post(f"{CUSTOMERS}/{other['id']}/files", {"attachment_id": file["id"]}), 422)
    ticket = world.ticket(customer)
    refused(ana.post(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "x", "attachments": [file["id"]]}), 422)
    equal(beto.delete(f"{path}/{file['id']}", 1).status, 204)
    equal(beto.list(path), [])
    refused(beto.get(f"/api/v1/attachments/{file['id']}/content"), 404)
    refused(ana.post(f"{CUSTOMERS}/{other['id']}/files", {"attachment_id": file["id"]}), 422)
    equal(beto.post(path, {"attachment_id": file["id"]}).status, 201)
    equal(beto.ids(path), [file["id"]])
    told = kinds(world, customer)
    check({"customer.file_added", "customer.file_removed"} <= set(told), told)


@test("a task has an owner, a date and an end, follows its ticket's customer, and can be opened again")
def tasks(world):
    ana = world.person("agent")
    customer = world.customer()
    ticket = world.ticket(customer)
    task = ana.add("/api/v1/tasks", {"title": HOSTILE.strip(), "ticket_id": ticket["id"], "due_at": "2027-01-05T14:00:00Z"})
    equal((task["agent_id"], task["author_id"], task["customer_id"], task["state"], task["done_at"]),
          (ana.agent["id"], ana.agent["id"], customer["id"], "open", None))
    path = f"/api/v1/tasks/{task['id']}"
    done = ana.change(path, {"state": "done"})
    check(done["done_at"], done)
    again = ana.change(path, {"state": "open"})
    equal(again["done_at"], None)
    given = ana.change(path, {"agent_id": None})
    equal(given["agent_id"], None)
    mine = {"all": [{"field": "agent_id", "op": "is", "value": "me"}, {"field": "state", "op": "is", "value": "open"}]}
    equal(ana.list("/api/v1/tasks", filter=mine, sort="due_at"), [])
    ana.change(path, {"agent_id": ana.agent["id"]})
    equal([t["id"] for t in ana.list("/api/v1/tasks", filter=mine, sort="due_at")], [task["id"]])
    told = kinds(world, customer)
    check({"task.created", "task.done", "task.reopened", "task.assigned"} <= set(told), told)
    refused(ana.post("/api/v1/tasks", {"title": " "}), 422, "invalid", "/title", "required")
    refused(ana.post("/api/v1/tasks", {"title": "x", "ticket_id": 999999}), 422)


@test("a task of a ticket that its reader may not see is not seen either")
def task_fence(world):
    inside, outside = world.person("agent"), world.person("agent")
    team = world.team([inside.agent], is_restricted=True)
    ticket = world.ticket(team_id=team["id"])
    task = inside.add("/api/v1/tasks", {"title": "Secreto", "ticket_id": ticket["id"]})
    equal(inside.get(f"/api/v1/tasks/{task['id']}").status, 200)
    refused(outside.get(f"/api/v1/tasks/{task['id']}"), 404)
    check(task["id"] not in outside.ids("/api/v1/tasks", limit=200), "it is not listed")
    refused(outside.post("/api/v1/tasks", {"title": "x", "ticket_id": ticket["id"]}), 422)


@test("a task that falls due is told once, and again when its date is moved")
def task_due(world):
    task = world.admin.add("/api/v1/tasks", {"title": "Llamar", "due_at": "2026-01-05T14:00:00Z"})
    told = lambda: len([e for e in world.admin.list("/api/v1/events", kind="task.due", limit=1000) if e["entity_id"] == task["id"]])
    eventually(lambda: told() == 1, "task.due", 60)


@test("two entries of one person are found with a score and reasons, until somebody says that they are two")
def duplicates(world):
    first = world.customer(name="María Peña", email="maria.pena@gmail.com", phone="+57 310 555 0101", city="Bogotá")
    second = world.customer(name="Peña, Maria", email="mariapena+tienda@gmail.com", phone="310 5550101", city="bogota")
    world.customer(name="María Ortiz", phone="+57 310 555 0199")
    path = f"{CUSTOMERS}/{first['id']}/duplicates"
    found = eventually(lambda: world.admin.list(path), "the pair is found", 60)
    equal([(p["customer_id"], p["other_id"], p["state"]) for p in found], [(first["id"], second["id"], "open")])
    equal(set(found[0]["reasons"].split()), {"phone", "email", "name", "city"})
    check(90 <= found[0]["score"] <= 100, found)
    equal([p["id"] for p in world.admin.list(f"{CUSTOMERS}/{second['id']}/duplicates")], [found[0]["id"]])
    pair = world.admin.change(f"/api/v1/duplicates/{found[0]['id']}", {"state": "dismissed"})
    equal(world.admin.list(path), [])
    world.admin.change(f"/api/v1/duplicates/{pair['id']}", {"state": "open"})
    equal(world.admin.post(f"{CUSTOMERS}/{first['id']}/merge", {"from_id": second["id"]}).status, 200)
    equal(world.admin.list(path), [])


@test("a merge takes notes, files and tasks along")
def merge_moves(world):
    stays, goes = world.customer(), world.customer()
    world.admin.add("/api/v1/customer_notes", {"customer_id": goes["id"], "text": "n"})
    world.admin.add("/api/v1/tasks", {"customer_id": goes["id"], "title": "t"})
    file = world.admin.upload("f.txt", b"f")
    equal(world.admin.post(f"{CUSTOMERS}/{goes['id']}/files", {"attachment_id": file["id"]}).status, 201)
    equal(world.admin.post(f"{CUSTOMERS}/{stays['id']}/merge", {"from_id": goes["id"]}).status, 200)
    mine = {"field": "customer_id", "op": "is", "value": stays["id"]}
    for plural in ("customer_notes", "tasks"):
        equal(len(world.admin.list(f"/api/v1/{plural}", filter=mine)), 1, plural)
    equal(world.admin.ids(f"{CUSTOMERS}/{stays['id']}/files"), [file["id"]])
    moved = world.admin.list(f"{CUSTOMERS}/{stays['id']}/merges")[0]["evidence"]["moved"]
    equal((moved["notes"], moved["tasks"], moved["files"]), (1, 1, 1))


@test("signals are facts with evidence: silence, debts, late orders, complaints, answers, and thanks only without a hold")
def signals(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/standing"
    empty = world.admin.show(path)
    equal((empty["signals"], empty["rhythm"]["interval_days"], empty["value"]["margin"]), ([], None, None))
    for month in ("01", "02", "03", "04"):
        world.order(customer, ordered_at=f"2024-{month}-05T12:00:00Z", status="delivered")
    world.order(customer, ordered_at="2024-04-06T12:00:00Z", promised_at="2024-04-10T12:00:00Z")
    money = {"amount": 5000, "currency": world.currency()}
    world.admin.add("/api/v1/invoices", {"customer_id": customer["id"], "total": money, "number": "F-9", "due_at": "2025-01-01T00:00:00Z"})
    world.admin.add("/api/v1/contracts", {"customer_id": customer["id"], "amount": money, "started_at": "2024-01-01T00:00:00Z",
                                          "ended_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 20 * 86400))})
    world.admin.add("/api/v1/responses", {"kind": "nps", "score": 10, "customer_id": customer["id"]})
    found = {s["code"]: s for s in world.admin.show(path)["signals"]}
    equal(set(found), {"silent", "invoice_overdue", "order_late", "contract_ending", "promoter"})
    equal((found["invoice_overdue"]["evidence"]["name"], found["invoice_overdue"]["evidence"]["amount"]), ("F-9", money))
    check(found["silent"]["evidence"]["interval_days"] in (29, 30), found["silent"])
    world.ticket(customer, type="complaint")
    world.admin.add("/api/v1/responses", {"kind": "csat", "scale": "1-5", "score": 1, "customer_id": customer["id"], "comment": HOSTILE})
    again = {s["code"]: s for s in world.admin.show(path)["signals"]}
    check("promoter" not in again and {"complaint", "answer_negative"} <= set(again), set(again))
    equal(again["answer_negative"]["evidence"]["words"], HOSTILE)


@test("margins are told of the orders whose costs are all known, and say how many those are")
def margins(world):
    customer = world.customer()
    currency = world.currency()
    product = world.admin.add("/api/v1/products", {"name": "Taza", "sku": "MG-1", "price": {"amount": 1000, "currency": currency},
                                                   "unit_cost": {"amount": 400, "currency": currency}})
    line = {"product_id": product["id"], "name": "Taza", "quantity": 2, "price": {"amount": 1000, "currency": currency}}
    world.admin.add("/api/v1/orders", {"customer_id": customer["id"], "lines": [line], "status": "paid"})
    world.order(customer, amount=700)
    value = world.admin.show(f"{CUSTOMERS}/{customer['id']}/standing")["value"]
    equal((value["orders"], value["revenue"]["amount"], value["margin"]["amount"], value["margin_orders"]), (2, 2700, 1200, 1))


@test("signals about tickets that their reader may not see are not told")
def signal_fence(world):
    inside, outside = world.person("agent"), world.person("agent")
    team = world.team([inside.agent], is_restricted=True)
    customer = world.customer()
    world.ticket(customer, type="complaint", team_id=team["id"])
    codes = lambda client: [s["code"] for s in client.show(f"{CUSTOMERS}/{customer['id']}/standing")["signals"]]
    equal((codes(inside), codes(outside)), (["complaint"], []))


@test("a company tells its people, orders and stages, has several domains, and suggests who has one of them")
def companies(world):
    company = world.admin.add("/api/v1/companies", {"name": "Peñasco SA", "domain": "Penasco.example", "domains": [{"domain": "@penasco.co"}]})
    equal((company["domain"], [d["domain"] for d in company["domains"]]), ("penasco.example", ["penasco.co"]))
    path = f"/api/v1/companies/{company['id']}"
    refused(world.admin.patch(path, {"domains": [{"domain": "a.co"}, {"domain": "A.co"}]}, company["version"]), 422)
    refused(world.admin.patch(path, {"domains": [{"domain": HOSTILE}]}, company["version"]), 422)
    inside = world.customer(company_id=company["id"])
    world.order(inside, amount=900)
    world.ticket(inside)
    summary = world.admin.show(f"{path}/summary")
    equal((summary["people"], summary["orders"], summary["revenue"]["amount"], summary["open_tickets"], sum(summary["stages"].values())),
          (1, 1, 900, 1, 1))
    near = world.customer(email="alguien@penasco.co")
    world.customer(email="alguien@gmail.com")
    found = eventually(lambda: world.admin.list(f"{path}/suggested"), "who has the domain is suggested", 60)
    equal([c["id"] for c in found], [near["id"]])
    world.admin.change(f"{CUSTOMERS}/{near['id']}", {"company_id": company["id"]})
    equal(world.admin.list(f"{path}/suggested"), [])


@test("the timeline is narrowed by kinds, who, channel and time, in pages without loss")
def timeline_filters(world):
    ana = world.person("agent")
    customer = world.customer()
    mail, chat = world.ticket(customer, channel="mail"), world.ticket(customer, channel="chat")
    ana.add(f"/api/v1/tickets/{mail['id']}/messages", {"text": "Hola"})
    world.order(customer)
    path = f"{CUSTOMERS}/{customer['id']}/timeline"
    of = lambda **query: world.admin.list(path, limit=200, **query)
    equal({e["kind"].split(".")[0] for e in of(kind="ticket.*,order.*")}, {"ticket", "order"})
    equal({e["ticket_id"] for e in of(channel="chat")}, {chat["id"]})
    equal({e["actor"]["id"] for e in of(actor=f"agent:{ana.agent['id']}")}, {ana.agent["id"]})
    equal(of(to="2001-01-01"), [])
    equal(len(of(**{"from": "2001-01-01"})), len(of()))
    whole, paged, after = [e["id"] for e in of(kind="ticket.*,message.*,ticket.created")], [], None
    while True:
        page = world.admin.show(path, limit=2, kind="ticket.*,message.*,ticket.created", **({"after": after} if after else {}))
        paged += [e["id"] for e in page["data"]]
        after = page["next"]
        if after is None:
            break
    equal(paged, whole)
    for query in ({"actor": "nadie"}, {"actor": "agent:x"}, {"from": "ayer"}, {"kind": ",".join(["a"] * 13)}):
        refused(world.admin.get(path, **query), 422)


@test("who looks at a customer is written down once a day and hour, without being asked to wait")
def views(world):
    ana = world.sign_in(world.agent("agent")["email"], PASSWORD)
    customer = world.customer()
    for _ in range(5):
        equal(ana.get(f"{CUSTOMERS}/{customer['id']}").status, 200)
    equal(world.admin.get(f"{CUSTOMERS}/{customer['id']}").status, 200)
    rows = eventually(lambda: world.database.rows(f"SELECT agent_id FROM customer_views WHERE customer_id = {customer['id']}"),
                      "the look is written", 30)
    equal(rows, [[str(ana.agent["id"])]])


@test("a stage moved by hand keeps its reason in the history")
def by_hand(world):
    customer = world.customer()
    moved = world.admin.put(f"{CUSTOMERS}/{customer['id']}/stage", {"stage": "experience", "reason": HOSTILE}, customer["version"])
    equal((moved.status, moved.json["stage"], moved.json["override_reason"]), (200, "experience", HOSTILE), repr(moved))
    event = world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", kind="customer.stage_changed")[0]
    equal((event["changes"]["rule"][1], event["changes"]["reason"][1]), ("by_hand", HOSTILE))
