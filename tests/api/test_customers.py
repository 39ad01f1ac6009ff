"""Customers: identities, consents, companies, merges that keep and explain history, timeline."""

from harness import check, equal, refused, test

CUSTOMERS = "/api/v1/customers"


@test("a customer is known by all addresses they ever had, and one address belongs to one customer")
def identities(world):
    ana = world.customer(email="ana.vieja@example.com", phone="+52 55 1234 5678", external_id="A-1")
    changed = world.admin.change(f"{CUSTOMERS}/{ana['id']}", {"email": "ana.nueva@example.com"})
    equal(changed["email"], "ana.nueva@example.com")
    listed = world.admin.list(f"{CUSTOMERS}/{ana['id']}/identities")
    equal(sorted((i["kind"], i["value"]) for i in listed),
          [("email", "ana.nueva@example.com"), ("email", "ana.vieja@example.com"), ("external", "A-1"),
           ("phone", "+52 55 1234 5678")])
    before = world.counts()
    for taken in ({"email": "ANA.vieja@example.com"}, {"external_id": "A-1"}):
        refused(world.admin.post(CUSTOMERS, {"name": "Otra", **taken}), 409, "conflict")
    equal(world.counts(), before)


@test("who has no name is called by the address; who has nothing is refused")
def names(world):
    equal(world.admin.add(CUSTOMERS, {"email": "sin.nombre@example.com"})["name"], "sin.nombre")
    refused(world.admin.post(CUSTOMERS, {"city": "Lima"}), 422, "invalid", "/name", "required")


@test("consents are given and refused by channel and purpose, and replaced as a whole")
def consents(world):
    given = [{"channel": "mail", "purpose": "marketing", "is_given": True, "source": "formulario"}]
    customer = world.customer(consents=given)
    equal([(c["channel"], c["is_given"]) for c in customer["consents"]], [("mail", True)])
    changed = world.admin.change(f"{CUSTOMERS}/{customer['id']}", {"consents": [
        {"channel": "mail", "purpose": "marketing", "is_given": False}, {"channel": "sms", "purpose": "surveys", "is_given": True}]})
    equal(sorted((c["channel"], c["is_given"]) for c in changed["consents"]), [("mail", False), ("sms", True)])
    twice = [{"channel": "mail", "purpose": "x", "is_given": True}, {"channel": "mail", "purpose": "x", "is_given": False}]
    answer = world.admin.patch(f"{CUSTOMERS}/{customer['id']}", {"consents": twice}, changed["version"])
    check(answer.status in (409, 422), answer)


@test("merging customers moves all that is theirs, keeps what differed, and can be explained")
def merging(world):
    stays = world.customer(name="Ana Gil", email="ana@uno.example", tags=["vip"])
    goes = world.customer(name="Ana G.", email="ana@dos.example", phone="+34 600 111 222", city="Sevilla", tags=["web"],
                          external_id="X-77")
    ticket, order = world.ticket(goes), world.order(goes)
    answer_ = world.admin.add("/api/v1/responses", {"kind": "nps", "score": 10, "customer_id": goes["id"]})
    merged = world.admin.post(f"{CUSTOMERS}/{stays['id']}/merge", {"from_id": goes["id"], "reason": "Lo dijo por teléfono"})
    equal(merged.status, 200, repr(merged))
    record = merged.json
    equal((record["name"], record["phone"], record["city"], sorted(record["tags"])),
          ("Ana Gil", "+34 600 111 222", "Sevilla", ["vip", "web"]))
    equal(len(record["identities"]), 4)
    for path, one in (("tickets", ticket), ("orders", order), ("responses", answer_)):
        equal(world.admin.show(f"/api/v1/{path}/{one['id']}")["customer_id"], stays["id"], path)
    equal((record["orders"], record["last_nps"]), (0, 10) if record["orders"] == 0 else (1, 10))
    explained = world.admin.list(f"{CUSTOMERS}/{stays['id']}/merges")
    equal((len(explained), explained[0]["from_id"], explained[0]["reason"]), (1, goes["id"], "Lo dijo por teléfono"))
    evidence = explained[0]["evidence"]
    equal((evidence["filled"]["city"], evidence["kept"]["name"]), ("Sevilla", {"kept": "Ana Gil", "left": "Ana G."}))
    equal(evidence["moved"]["tickets"], 1)
    kinds = {event["kind"] for event in world.admin.list(f"{CUSTOMERS}/{stays['id']}/timeline", limit=200)}
    check({"customer.merged", "ticket.created", "survey.answered"} <= kinds, kinds)
    owners = {e["customer_id"] for e in world.admin.list(f"{CUSTOMERS}/{stays['id']}/timeline", limit=200)}
    equal(owners, {stays["id"], goes["id"]}, "merging rewrites no event")


@test("a customer that was merged away is 404 and says where to look; its addresses lead to the other")
def merged_away(world):
    stays, goes = world.customer(), world.customer(email="perdida@example.com")
    equal(world.admin.post(f"{CUSTOMERS}/{stays['id']}/merge", {"from_id": goes["id"]}).status, 200)
    equal(refused(world.admin.get(f"{CUSTOMERS}/{goes['id']}"), 404).json["merged_into"], stays["id"])
    check(goes["id"] not in world.admin.ids(CUSTOMERS, limit=200), "it is not listed")
    ticket = world.admin.add("/api/v1/tickets", {"subject": "x", "customer": {"email": "perdida@example.com"}})
    equal(ticket["customer_id"], stays["id"])
    for body in ({"from_id": stays["id"]}, {"from_id": goes["id"]}, {"from_id": 0}, {"from_id": None}, {}):
        answer = world.admin.post(f"{CUSTOMERS}/{stays['id']}/merge", body)
        check(answer.status in (409, 422), f"{body}: {answer}")
    refused(world.admin.patch(f"{CUSTOMERS}/{goes['id']}", {"city": "x"}, 1), 404)


@test("a merge of merges keeps every address and every explanation")
def chains(world):
    a, b, c = world.customer(), world.customer(), world.customer()
    equal(world.admin.post(f"{CUSTOMERS}/{b['id']}/merge", {"from_id": c["id"]}).status, 200)
    last = world.admin.post(f"{CUSTOMERS}/{a['id']}/merge", {"from_id": b["id"]})
    equal(sorted(i["value"] for i in last.json["identities"]), sorted([a["email"], b["email"], c["email"]]))
    equal(refused(world.admin.get(f"{CUSTOMERS}/{c['id']}"), 404).json["merged_into"], a["id"])
    equal([(m["into_id"], m["from_id"]) for m in world.admin.list(f"{CUSTOMERS}/{a['id']}/merges")],
          [(a["id"], b["id"]), (b["id"], c["id"])])


@test("a company is joined, shown with include, and given to the customer's tickets")
def companies(world):
    company = world.admin.add("/api/v1/companies", {"name": "Peña SA", "domain": "pena.example"})
    customer = world.customer(company_id=company["id"])
    equal(world.admin.show(f"{CUSTOMERS}/{customer['id']}", include="company")["company"]["name"], "Peña SA")
    equal(world.ticket(customer)["company_id"], company["id"])
    found = world.admin.ids(CUSTOMERS, filter={"field": "company.name", "op": "is", "value": "PENA sa"})
    equal(found, [customer["id"]])
    refused(world.admin.post(CUSTOMERS, {"name": "x", "company_id": 9999}), 422, "invalid", "/company_id", "unknown_reference")


@test("the timeline tells everything newest first, in pages without loss or repetition, and by kind")
def timeline(world):
    customer = world.customer()
    for i in range(7):
        world.ticket(customer, text=f"mensaje {i}")
    whole = world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", limit=200)
    equal([e["id"] for e in whole], sorted((e["id"] for e in whole), reverse=True))
    paged, after = [], None
    while True:
        page = world.admin.show(f"{CUSTOMERS}/{customer['id']}/timeline", limit=4, **({"after": after} if after else {}))
        paged += page["data"]
        after = page["next"]
        if after is None:
            break
    equal([e["id"] for e in paged], [e["id"] for e in whole])
    equal({e["kind"] for e in world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", kind="ticket.created")}, {"ticket.created"})
    equal(len(world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", kind="message.*")), 7)
    for query in ({"limit": 0}, {"limit": 201}, {"limit": "x"}, {"after": "!!"}):
        check(world.admin.get(f"{CUSTOMERS}/{customer['id']}/timeline", **query).status in (400, 422), query)
