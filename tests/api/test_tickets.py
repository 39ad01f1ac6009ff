"""Tickets and what belongs to them: people, messages, status, attachments, tags, custom fields, views, macros, merges."""

import hashlib

from harness import check, equal, refused, test

TICKETS = "/api/v1/tickets"


def messages(world, ticket):
    return world.admin.list(f"{TICKETS}/{ticket['id']}/messages")


def reply(world, ticket, text="Respuesta", by=None, **more):
    return (by or world.admin).add(f"{TICKETS}/{ticket['id']}/messages", {"text": text, **more})


def now(world, ticket):
    return world.admin.show(f"{TICKETS}/{ticket['id']}")


@test("a ticket for a person makes the customer once and recognises them by address, phone and external id")
def ticket_of_a_person(world):
    first = world.admin.add(TICKETS, {"subject": "Uno", "customer": {"email": "Eva@Example.com", "name": "Eva"}})
    again = world.admin.add(TICKETS, {"subject": "Dos", "customer": {"email": "eva@example.COM"}})
    equal(again["customer_id"], first["customer_id"])
    phone = world.admin.add(TICKETS, {"subject": "Tres", "customer": {"phone": "+57 300 123 4567", "name": "Tel"}})
    same = world.admin.add(TICKETS, {"subject": "Cuatro", "customer": {"phone": "+573001234567"}})
    equal(same["customer_id"], phone["customer_id"])
    outside = world.admin.add(TICKETS, {"subject": "Cinco", "customer": {"external_id": "C-9", "name": "Fuera"}})
    equal(world.admin.add(TICKETS, {"subject": "Seis", "customer": {"external_id": "C-9"}})["customer_id"],
          outside["customer_id"])
    equal(world.admin.show(f"/api/v1/customers/{first['customer_id']}")["name"], "Eva")


@test("a ticket names one customer: neither none nor two, and nothing stays of a refused one")
def one_customer(world):
    before = world.counts()
    refused(world.admin.post(TICKETS, {"subject": "Sin dueño"}), 422, "invalid", "/customer_id", "required")
    both = {"subject": "Dos", "customer_id": 1, "customer": {"email": "z@example.com"}}
    refused(world.admin.post(TICKETS, both), 422, "invalid", "/customer_id")
    bad = {"subject": "x", "customer": {"email": "nuevo9@example.com"}, "message": {"text": ""}}
    refused(world.admin.post(TICKETS, bad), 422, "invalid", "/message/text")
    equal(world.counts(), before)


@test("a ticket's first message is the customer's own, or a note of ours when it is not public")
def first_message(world):
    ticket = world.ticket(text="Se rompió")
    equal((ticket["status"], ticket["contacts"], ticket["replies"]), ("new", 1, 0))
    only = messages(world, ticket)
    equal([(m["author"]["kind"], m["direction"], m["public"], m["text"]) for m in only],
          [("customer", "in", True, "Se rompió")])
    noted = world.admin.add(TICKETS, {"subject": "Nota", "customer_id": ticket["customer_id"],
                                      "message": {"text": "Llamó enojado", "public": False}})
    equal([(m["author"]["kind"], m["public"]) for m in messages(world, noted)], [("agent", False)])
    equal((noted["contacts"], noted["first_reply_at"]), (0, None))


@test("answers open, count and time a ticket; the customer's words reopen it")
def status_by_messages(world):
    ticket = world.ticket()
    reply(world, ticket, "Un comentario interno", public=False)
    equal((now(world, ticket)["status"], now(world, ticket)["first_reply_at"]), ("new", None))
    sent = reply(world, ticket)
    opened = now(world, ticket)
    equal((opened["status"], opened["replies"], opened["first_reply_at"]), ("open", 1, sent["created_at"]))
    one = f"{TICKETS}/{ticket['id']}"
    pending = world.admin.change(one, {"status": "pending"})
    check(pending["waiting_since"], "pending waits for the customer")
    reply(world, ticket, "Ya lo hice", direction="in")
    equal((now(world, ticket)["status"], now(world, ticket)["waiting_since"]), ("open", None))
    solved = world.admin.change(one, {"status": "solved"})
    check(solved["solved_at"] and solved["reopens"] == 0, solved)
    reply(world, ticket, "Sigue fallando", direction="in")
    equal((now(world, ticket)["status"], now(world, ticket)["reopens"], now(world, ticket)["solved_at"]), ("open", 1, None))


@test("a closed ticket changes no more by hand, takes notes only, and its customer opens it again")
def closed_tickets(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    closed = world.admin.change(one, {"status": "closed"})
    check(closed["closed_at"] and closed["solved_at"], closed)
    refused(world.admin.patch(one, {"status": "open"}, closed["version"]), 409, "conflict")
    refused(world.admin.post(f"{one}/messages", {"text": "Tarde"}), 409, "conflict")
    reply(world, ticket, "Nota tardía", public=False)
    reply(world, ticket, "No era eso", direction="in")
    equal(now(world, ticket)["status"], "open")
    refused(world.admin.patch(one, {"status": "new"}, now(world, ticket)["version"]), 422, "invalid", "/status")


@test("HTML is sanitised on the server, and its text is derived from it")
def html_messages(world):
    ticket = world.ticket()
    html = "<p onclick=alert(1)>Hola <b>Ana</b></p><script>alert(2)</script><img src=x onerror=alert(3)>"
    message = world.admin.add(f"{TICKETS}/{ticket['id']}/messages", {"html": html})
    for wrong in ("onclick", "<script", "onerror", "alert(2)"):
        check(wrong not in message["html"], f"{wrong} in {message['html']}")
    check("<b>Ana</b>" in message["html"] and "Hola Ana" in message["text"], message)


@test("an attachment goes up, is bound by its message, and comes down byte for byte as a harmless download")
def attachments(world):
    content = bytes(range(256)) * 3000
    digest = hashlib.sha256(content).hexdigest()
    uploaded = world.admin.upload("informe ñ.html", content, "text/html")
    equal((uploaded["size"], uploaded["sha256"], uploaded["message_id"]), (len(content), digest, None))
    ticket = world.ticket()
    message = world.admin.add(f"{TICKETS}/{ticket['id']}/messages", {"text": "Va", "attachments": [uploaded["id"]]})
    equal([a["id"] for a in message["attachments"]], [uploaded["id"]])
    down = world.admin.get(f"/api/v1/attachments/{uploaded['id']}/content")
    equal((down.status, hashlib.sha256(down.body).hexdigest()), (200, digest))
    check(down.type != "text/html", "HTML is never served as HTML")
    check(down.headers["content-disposition"].startswith("attachment"), down.headers)
    equal(down.headers["x-content-type-options"], "nosniff")
    check("sandbox" in down.headers["content-security-policy"], down.headers)
    again = world.admin.post(f"{TICKETS}/{ticket['id']}/messages", {"text": "Otra", "attachments": [uploaded["id"]]})
    refused(again, 422, "invalid", "/attachments/0", "unknown_reference")


@test("tags are made by use, listed once whatever their case, replaced as a whole, and filtered by")
def tags(world):
    ticket = world.ticket(tags=["Garantía", "VIP"])
    other = world.ticket(tags=["garantia"])
    equal(sorted(ticket["tags"]), ["Garantía", "VIP"])
    equal(other["tags"], ["Garantía"])
    found = world.admin.ids(TICKETS, filter={"field": "tags", "op": "is", "value": "GARANTIA"})
    equal(sorted(found), [ticket["id"], other["id"]])
    changed = world.admin.change(f"{TICKETS}/{ticket['id']}", {"tags": ["vip"]})
    equal(changed["tags"], ["VIP"])
    equal(world.admin.ids(TICKETS, filter={"field": "tags", "op": "is", "value": "garantía"}), [other["id"]])


@test("custom fields of each type are checked, stored, shown, filtered by, cleared and removed with their field")
def custom_fields(world):
    kinds = {"texto": ("text", "Ñandú"), "numero": ("number", 2.5), "si": ("boolean", True), "dia": ("day", "2026-02-03"),
             "una": ("choice", "roja"), "varias": ("choices", ["roja", "azul"])}
    made = {}
    for key, (type_, _) in kinds.items():
        body = {"entity": "ticket", "key": key, "label": key, "type": type_}
        made[key] = world.admin.add("/api/v1/fields", {**body, "choices": "roja\nazul"} if "choice" in type_ else body)
    values = {key: value for key, (_, value) in kinds.items()}
    ticket = world.ticket(custom=values)
    equal(ticket["custom"], values)
    for key, wrong in (("numero", "dos"), ("si", 1), ("dia", "ayer"), ("una", "verde"), ("varias", "roja"), ("nada", 1)):
        refused(world.admin.patch(f"{TICKETS}/{ticket['id']}", {"custom": {key: wrong}}, ticket["version"]),
                422, "invalid", f"/custom/{key}")
    for key, op, value in (("texto", "contains", "nandu"), ("numero", ">", 2), ("si", "is", True), ("una", "is", "roja"),
                           ("varias", "is", "azul"), ("dia", "is", "2026-02-03"), ("texto", "present", None)):
        leaf = {"field": f"custom.{key}", "op": op}
        equal(world.admin.ids(TICKETS, filter={**leaf, "value": value} if value is not None else leaf), [ticket["id"]], key)
    cleared = world.admin.change(f"{TICKETS}/{ticket['id']}", {"custom": {"texto": None, "numero": 7}})
    equal((cleared["custom"].get("texto"), cleared["custom"]["numero"]), (None, 7))
    equal(world.admin.delete(f"/api/v1/fields/{made['una']['id']}", made["una"]["version"]).status, 204)
    check("una" not in now(world, ticket)["custom"], "values go with their field")


@test("views keep a checked filter and order; what all share is changed by leads alone")
def views(world):
    agent, other = world.person("agent"), world.person("agent")
    filter_ = {"all": [{"field": "status", "op": "is", "value": "open"}, {"field": "agent_id", "op": "is", "value": "me"}]}
    own = agent.add("/api/v1/views", {"name": "Lo mío", "filter": filter_, "sort": "-created_at"})
    equal((own["filter"], own["is_shared"], own["agent_id"]), (filter_, False, agent.agent["id"]))
    refused(other.get(f"/api/v1/views/{own['id']}"), 404)
    check(own["id"] not in other.ids("/api/v1/views", limit=200), "others' views are not listed")
    refused(agent.post("/api/v1/views", {"name": "De todos", "filter": filter_, "is_shared": True}), 403, "forbidden")
    for wrong in ({"field": "nada", "op": "is", "value": 1}, {"field": "status", "op": "like", "value": "x"}, [1], "x"):
        refused(agent.post("/api/v1/views", {"name": "Mala", "filter": wrong}), 422, "invalid")
    refused(agent.post("/api/v1/views", {"name": "x", "filter": filter_, "sort": "subject"}), 422, "invalid", "/sort")
    builtin = world.admin.list("/api/v1/views", limit=200)
    equal(sorted(v["builtin_key"] for v in builtin if v["builtin_key"]),
          ["all", "following", "mine", "open", "pending", "snoozed", "solved", "spam", "trash", "unassigned"])


@test("a macro sets fields, adds tags, writes the reply and the note, once and with the names filled in")
def macros(world):
    macro = world.admin.add("/api/v1/macros", {"name": "Garantía", "is_shared": True, "actions": [
        {"field": "priority", "value": "high"}, {"field": "status", "value": "pending"}, {"add_tag": "garantia"},
        {"reply": "Hola {{customer.name}}, va la guía."}, {"note": "Revisar factura"}]})
    customer = world.customer(name="Lía")
    ticket = world.ticket(customer, tags=["antes"])
    done = world.admin.post(f"{TICKETS}/{ticket['id']}/macros/{macro['id']}")
    equal(done.status, 200, repr(done))
    equal((done.json["priority"], done.json["status"], sorted(done.json["tags"])), ("high", "pending", ["Garantía", "antes"]))
    equal([(m["text"], m["public"]) for m in messages(world, ticket)][1:],
          [("Hola Lía, va la guía.", True), ("Revisar factura", False)])
    for wrong in ([], [{"field": "customer_id", "value": 1}], [{"reply": "{{#sin cerrar}}"}], [{"borrar": True}], "x"):
        refused(world.admin.post("/api/v1/macros", {"name": "Mala", "actions": wrong}), 422, "invalid")


@test("merging tickets moves the messages and counts, closes the other and says where it went")
def merging(world):
    customer = world.customer()
    into, gone = world.ticket(customer, text="Primera"), world.ticket(customer, text="Segunda")
    reply(world, gone, "Contestada")
    merged = world.admin.post(f"{TICKETS}/{into['id']}/merge", {"from_id": gone["id"]})
    equal(merged.status, 200, repr(merged))
    equal([m["text"] for m in messages(world, into)], ["Primera", "Segunda", "Contestada"])
    equal((merged.json["contacts"], merged.json["replies"]), (2, 1))
    left = now(world, gone)
    equal((left["status"], left["merged_into"]), ("closed", into["id"]))
    refused(world.admin.post(f"{TICKETS}/{gone['id']}/messages", {"text": "Aquí"}), 409, "conflict")
    stranger = world.ticket()
    refused(world.admin.post(f"{TICKETS}/{into['id']}/merge", {"from_id": stranger["id"]}), 409)
    refused(world.admin.post(f"{TICKETS}/{into['id']}/merge", {"from_id": into["id"]}), 409)
    refused(world.admin.post(f"{TICKETS}/{into['id']}/merge", {"from_id": 99999}), 422, "invalid", "/from_id")


@test("include shows the referred records whole, and only what may be included")
def include(world):
    agent = world.agent()
    ticket = world.ticket(agent_id=agent["id"])
    shown = world.admin.show(f"{TICKETS}/{ticket['id']}", include="customer,agent")
    equal((shown["customer"]["id"], shown["agent"]["email"]), (ticket["customer_id"], agent["email"]))
    listed = world.admin.list(TICKETS, include="customer", filter={"field": "id", "op": "is", "value": ticket["id"]})
    equal(listed[0]["customer"]["id"], ticket["customer_id"])
    for wrong in ("password", "customer,nada", "customer_id", "merged_into.customer"):
        refused(world.admin.get(f"{TICKETS}/{ticket['id']}", include=wrong), 422)
