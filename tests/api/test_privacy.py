"""People's data: the export, being forgotten, and who looked at whom."""

import base64

from harness import check, equal, eventually, refused, test

MARK = "Zyxwv"  # stands in everything that is personal, and nowhere else


def person(world):
    """A customer with something in every place."""
    unique = world.unique(MARK)
    company = world.admin.add("/api/v1/companies", {"name": world.unique("Empresa ")})
    customer = world.customer(name=f"{unique} Pérez", email=f"{unique}@example.com", phone="+57 300 1234567", city=unique,
                              external_id=unique, company_id=company["id"])
    order = world.order(customer, external_id=world.unique("order"))
    world.admin.add("/api/v1/invoices", {"customer_id": customer["id"], "number": world.unique("F"), "status": "paid",
                                         "total": {"amount": 5000, "currency": world.currency()}, "issued_at": "2026-01-05T09:00:00Z"})
    ticket = world.ticket(customer, subject=f"Ayuda {unique}", text=f"Soy {unique} y no llega mi pedido")
    agent = world.person("agent")
    file = agent.upload(f"{unique}.txt", f"recibo de {unique}".encode())
    agent.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": f"Hola {unique}", "public": True, "attachments": [file["id"]]})
    agent.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": f"{unique} está molesto", "public": False})
    agent.change(f"/api/v1/tickets/{ticket['id']}", {"subject": f"Pedido de {unique}"})
    agent.change(f"/api/v1/customers/{customer['id']}", {"name": f"{unique} Pérez Gómez"})
    world.admin.add("/api/v1/responses", {"customer_id": customer["id"], "ticket_id": ticket["id"], "kind": "csat", "score": 2,
                                          "scale": "1-5", "comment": f"Mal, soy {unique}"})
    world.admin.add("/api/v1/tasks", {"title": f"Llamar a {unique}", "customer_id": customer["id"]})
    agent.add("/api/v1/customer_notes", {"customer_id": customer["id"], "text": f"{unique} prefiere las mañanas"})
    return customer, ticket, order, unique


def rows_with(world, word):
    """Every table that still has the word."""
    found = []
    for table in world.database.tables():
        if any(word.lower() in str(row).lower() for row in world.database.rows(f"SELECT * FROM {table}")):
            found.append(table)
    return found


def wish(world, customer, by=None, **more):
    return (by or world.admin).post("/api/v1/erasures", {"customer_id": customer["id"], "reason": "Lo pidió por correo", **more})


@test("the export has all that is known of a person, the files inside, and the staff's own words only when asked")
def export(world):
    customer, ticket, order, unique = person(world)
    lead = world.person("lead")
    document = lead.post(f"/api/v1/customers/{customer['id']}/export").json
    equal(document["customer"]["email"].lower(), f"{unique}@example.com".lower())
    equal([one["id"] for one in document["orders"]], [order["id"]])
    equal([one["text"] for one in document["messages"]], [f"Soy {unique} y no llega mi pedido", f"Hola {unique}"])
    equal(document["responses"][0]["comment"], f"Mal, soy {unique}")
    equal(base64.b64decode(document["files"][0]["base64"]), f"recibo de {unique}".encode())
    check("internal_notes" not in document and "notes" not in document, document.keys())
    whole = lead.raw("POST", f"/api/v1/customers/{customer['id']}/export?internal=true").json
    equal([one["text"] for one in whole["internal_notes"]], [f"{unique} está molesto"])
    equal([one["text"] for one in whole["notes"]], [f"{unique} prefiere las mañanas"])
    kinds = [event["kind"] for event in world.admin.all_pages(f"/api/v1/customers/{customer['id']}/timeline")]
    check("customer.exported" in kinds, kinds)
    refused(world.person("agent").post(f"/api/v1/customers/{customer['id']}/export"), 403)


@test("an export is whole, also of what the teams of who asks for it do not see")
def export_restricted(world):
    customer = world.customer()
    team = world.team(is_restricted=True)
    ticket = world.ticket(customer, team_id=team["id"])
    document = world.person("lead").post(f"/api/v1/customers/{customer['id']}/export").json
    equal([one["id"] for one in document["tickets"]], [ticket["id"]])


@test("before anybody is forgotten one sees what goes, what the law keeps, and what is not settled")
def preview(world):
    customer, *_ = person(world)
    seen = world.admin.show(f"/api/v1/customers/{customer['id']}/erasure")
    equal((seen["removed"]["messages"], seen["removed"]["files"], seen["removed"]["tasks"]), (3, 1, 1))
    equal((seen["kept"]["orders"], seen["kept"]["invoices"], seen["kept"]["scores"]), (1, 1, 1))
    equal((seen["unsettled"]["open_tickets"], seen["unsettled"]["open_orders"]), (1, 1))
    equal(seen["waiting"], None)


@test("a wish to be forgotten waits a week, is asked for once, and can be cancelled as long")
def waiting(world):
    customer, *_ = person(world)
    made = wish(world, customer)
    equal((made.status, made.json["state"]), (201, "waiting"))
    equal(world.admin.show(f"/api/v1/customers/{customer['id']}/erasure")["waiting"]["id"], made.json["id"])
    refused(wish(world, customer), 409)
    equal(world.admin.post(f"/api/v1/erasures/{made.json['id']}/cancel").json["state"], "cancelled")
    equal(world.admin.show(f"/api/v1/customers/{customer['id']}")["name"], world.admin.show(f"/api/v1/customers/{customer['id']}")["name"])
    again = wish(world, customer, days=30)
    equal(again.status, 201)
    refused(wish(world, world.customer(), days=31), 422, "invalid", "/days")
    refused(wish(world, world.customer(), reason=" "), 422, "invalid", "/reason", "required")
    refused(wish(world, world.customer(), by=world.person("agent")), 403)


@test("what is forgotten is gone from every table, and the numbers of the business stay")
def forgotten(world):
    customer, ticket, order, unique = person(world)
    check(world.admin.show("/api/v1/search", q=unique)["data"] != [], "found before")
    made = wish(world, customer, days=0)
    equal((made.status, made.json["state"]), (201, "done"))
    equal((made.json["removed"]["messages"], made.json["kept"]["orders"]), (3, 1))
    after = world.admin.show(f"/api/v1/customers/{customer['id']}")
    check(after["erased_at"] is not None and unique not in str(after), after)
    equal((after["email"], after["phone"], after["external_id"], after["company_id"]), (None, None, None, None))
    equal(world.admin.show(f"/api/v1/orders/{order['id']}")["total"]["amount"], 1000)
    equal(world.admin.show(f"/api/v1/tickets/{ticket['id']}")["status"], "open")
    equal(world.admin.show("/api/v1/search", q=unique)["data"], [])
    left = rows_with(world, unique)
    # Blobs go with the hourly sweep a day later; what is kept for retries of requests goes within a day.
    check(set(left) <= {"blob_chunks", "idempotency", "search_index_data", "search_index_content"}, left)
    refused(world.admin.patch(f"/api/v1/customers/{customer['id']}", {"name": "Otra vez"}, after["version"]), 409)
    refused(wish(world, customer, days=0), 409)
    refused(world.admin.post(f"/api/v1/erasures/{made.json['id']}/cancel"), 409)


@test("who was merged into the person is forgotten with them")
def merged(world):
    customer, _, _, unique = person(world)
    other, _, _, second = person(world)
    equal(world.admin.post(f"/api/v1/customers/{customer['id']}/merge", {"from_id": other["id"]}).status, 200)
    equal(wish(world, customer, days=0).status, 201)
    for word in (unique, second):
        left = rows_with(world, word)
        check(set(left) <= {"blob_chunks", "idempotency", "search_index_data", "search_index_content"}, left)


@test("the same address may write again, and is then somebody new")
def again(world):
    customer, *_ = person(world)
    email = world.admin.show(f"/api/v1/customers/{customer['id']}")["email"]
    wish(world, customer, days=0)
    ticket = world.admin.add("/api/v1/tickets", {"subject": "Hola", "customer": {"email": email}, "message": {"text": "otra vez"}})
    check(ticket["customer_id"] != customer["id"], ticket)


@test("who looked at whom is seen by leads and administrators alone")
def access_log(world):
    customer = world.customer()
    agent = world.person("agent")
    agent.show(f"/api/v1/customers/{customer['id']}")
    path = "/api/v1/customer_views"
    only = {"field": "customer_id", "op": "is", "value": customer["id"]}
    eventually(lambda: agent.agent["id"] in [look["agent_id"] for look in world.admin.list(path, filter=only)], "the look is written")
    equal(world.person("lead").get(path).status, 200)
    refused(agent.get(path), 403)
