"""What is done to many records at once: bulk actions and their undo, exports, counts and order of views, the dictionary."""

import csv
import io
import signal

from harness import PASSWORD, check, equal, eventually, refused, test

TICKETS = "/api/v1/tickets"
CUSTOMERS = "/api/v1/customers"
ACTIONS = "/api/v1/bulk_actions"


def begin(client, path, body, **more):
    answer = client.post(f"{path}/bulk", body, **more)
    check(answer.status == 202, answer)
    equal(answer.headers["location"], f"{ACTIONS}/{answer.json['id']}")
    return answer.json


def ended(client, action):
    def look():
        now = client.show(f"{ACTIONS}/{action['id']}")
        return now if now["state"] in ("done", "stopped", "failed", "undone") else None
    return eventually(look, f"bulk action {action['id']} ends", 60)


def undo(client, action):
    answer = client.post(f"{ACTIONS}/{action['id']}/undo", {})
    check(answer.status == 200, answer)
    return ended(client, action)


def ticket_now(world, ticket):
    return world.admin.show(f"{TICKETS}/{ticket['id']}")


def items(client, action):
    return {item["record_id"]: item for item in client.list(f"{ACTIONS}/{action['id']}/items", limit=200)}


@test("named tickets are changed one by one with their own events, and the whole is taken back")
def named(world):
    lead = world.person("lead")
    agent = world.agent()
    tickets = [world.ticket(tags=["vieja"]) for _ in range(23)]
    ids = [ticket["id"] for ticket in tickets]
    action = begin(lead, TICKETS, {"ids": ids, "changes": {"priority": "high", "agent_id": agent["id"]},
                                   "add_tags": ["Nueva"], "remove_tags": ["VIEJA"]})
    equal(action["total"], 23)
    done = ended(lead, action)
    equal((done["state"], done["done"], done["failed"]), ("done", 23, 0))
    now = ticket_now(world, tickets[0])
    equal((now["priority"], now["agent_id"], now["status"], now["tags"]), ("high", agent["id"], "open", ["Nueva"]))
    events = [event for event in world.admin.list("/api/v1/events", limit=1000, kind="ticket.assigned")
              if event["entity_id"] in ids]
    equal(len(events), 23)
    equal({event["actor"]["id"] for event in events}, {lead.agent["id"]})
    back = undo(lead, action)
    equal((back["state"], back["undone"], back["kept"]), ("undone", 23, 0))
    now = ticket_now(world, tickets[0])
    equal((now["priority"], now["agent_id"], now["tags"]), ("normal", None, ["vieja"]))
    refused(lead.post(f"{ACTIONS}/{action['id']}/undo", {}), 409)


@test("a filter takes all that it finds but those left out, and none that comes later")
def by_filter(world):
    topic = world.unique("tema")
    tickets = [world.ticket(topic=topic) for _ in range(12)]
    out = tickets[3]["id"]
    action = begin(world.admin, TICKETS, {"filter": {"field": "topic", "op": "is", "value": topic}, "left_out": [out],
                                          "changes": {"topic": world.unique("otro")}})
    done = ended(world.admin, action)
    equal((done["total"], done["done"]), (11, 11))
    equal(ticket_now(world, tickets[3])["topic"], topic)


@test("what cannot be done to one ticket is told with its reason, and the others are done")
def partial(world):
    tickets = [world.ticket() for _ in range(3)]
    world.admin.change(f"{TICKETS}/{tickets[1]['id']}", {"status": "closed"})
    missing = 10 ** 9
    action = begin(world.admin, TICKETS, {"ids": [tickets[0]["id"], tickets[1]["id"], tickets[2]["id"], missing],
                                          "changes": {"status": "solved"}})
    done = ended(world.admin, action)
    equal((done["done"], done["failed"]), (2, 2))
    told = items(world.admin, action)
    equal(told[tickets[0]["id"]]["state"], "done")
    check("closed" in told[tickets[1]["id"]]["reason"].lower(), told)
    equal(told[missing]["state"], "failed")
    equal(len(world.admin.list(f"{ACTIONS}/{action['id']}/items", filter={"field": "state", "op": "is", "value": "failed"})), 2)


@test("new tickets that were solved together are open again when that is taken back")
def solved_and_back(world):
    tickets = [world.ticket() for _ in range(2)]
    action = begin(world.admin, TICKETS, {"ids": [t["id"] for t in tickets], "changes": {"status": "solved"}})
    equal(ended(world.admin, action)["done"], 2)
    equal(undo(world.admin, action)["undone"], 2)
    equal(ticket_now(world, tickets[0])["status"], "open")


@test("what somebody changed since is kept when the rest is taken back")
def kept(world):
    tickets = [world.ticket() for _ in range(2)]
    action = begin(world.admin, TICKETS, {"ids": [t["id"] for t in tickets], "changes": {"priority": "urgent"}})
    ended(world.admin, action)
    world.admin.change(f"{TICKETS}/{tickets[0]['id']}", {"priority": "low"})
    back = undo(world.admin, action)
    equal((back["undone"], back["kept"]), (1, 1))
    equal(ticket_now(world, tickets[0])["priority"], "low")
    equal(ticket_now(world, tickets[1])["priority"], "normal")


@test("spam, snooze, deletion and merge of many are done and taken back")
def states(world):
    customer = world.customer()
    tickets = [world.ticket(customer) for _ in range(3)]
    ids = [ticket["id"] for ticket in tickets]
    for body, field in (({"changes": {"is_spam": True}}, "is_spam"),
                        ({"changes": {"snoozed_until": "2100-01-01T00:00:00Z"}}, "snoozed_until"),
                        ({"delete": True}, "deleted_at")):
        action = begin(world.admin, TICKETS, {"ids": ids, **body})
        equal(ended(world.admin, action)["done"], 3, body)
        found = world.admin.ids(TICKETS, filter={"all": [{"field": "customer_id", "op": "is", "value": customer["id"]}]})
        equal(found, [], body)
        equal(undo(world.admin, action)["undone"], 3, body)
        check(not ticket_now(world, tickets[0])[field], body)
    action = begin(world.admin, TICKETS, {"ids": ids, "merge_into": ids[0]})
    done = ended(world.admin, action)
    equal((done["done"], done["failed"]), (2, 1))
    equal(ticket_now(world, tickets[1])["merged_into"], ids[0])


@test("a macro is applied to many, with its reply to each")
def macro(world):
    made = world.admin.add("/api/v1/macros", {"name": world.unique("Macro "), "is_shared": True, "actions": [
        {"field": "status", "value": "pending"}, {"add_tag": "avisado"}, {"reply": "Hola {{customer.name}}"}]})
    tickets = [world.ticket() for _ in range(4)]
    action = begin(world.admin, TICKETS, {"ids": [t["id"] for t in tickets], "macro_id": made["id"]})
    equal(ended(world.admin, action)["done"], 4)
    messages = world.admin.list(f"{TICKETS}/{tickets[2]['id']}/messages")
    check(messages[-1]["text"].startswith("Hola Cliente"), messages)
    equal(ticket_now(world, tickets[2])["status"], "pending")


@test("customers are tagged and moved along the journey together, and back")
def customers(world):
    found = [world.customer() for _ in range(3)]
    ids = [customer["id"] for customer in found]
    action = begin(world.admin, CUSTOMERS, {"ids": ids, "add_tags": ["vip"], "stage": "advocacy", "reason": "Feria"})
    equal(ended(world.admin, action)["done"], 3)
    now = world.admin.show(f"{CUSTOMERS}/{ids[0]}")
    equal((now["tags"], now["stage"]), (["vip"], "advocacy"))
    undo(world.admin, action)
    now = world.admin.show(f"{CUSTOMERS}/{ids[0]}")
    equal((now["tags"], now["stage"]), ([], "discovery"))


@test("an action that says nothing, too much or something wrong is refused at once")
def wrong(world):
    ticket = world.ticket()
    ids = [ticket["id"]]
    for body, pointer in (({}, "/ids"), ({"ids": ids}, "/changes"), ({"ids": [], "changes": {"priority": "high"}}, "/ids"),
                          ({"ids": ids, "filter": {"all": []}, "changes": {"priority": "high"}}, "/ids"),
                          ({"ids": ["1"], "changes": {"priority": "high"}}, "/ids"),
                          ({"ids": ids, "changes": {"priority": "huge"}}, "/changes/priority"),
                          ({"ids": ids, "changes": {"customer_id": 1}}, "/changes/customer_id"),
                          ({"ids": ids, "changes": {"color": 1}}, "/changes/color"), ({"ids": ids, "add_tags": [""]}, "/add_tags"),
                          ({"ids": ids, "add_tags": "x"}, "/add_tags"), ({"ids": ids, "nada": 1}, "/nada"),
                          ({"filter": {"field": "nada", "op": "is", "value": 1}, "delete": True}, "/filter/field"),
                          ({"ids": list(range(1, 1002)), "delete": True}, "/ids")):
        refused(world.admin.post(f"{TICKETS}/bulk", body), 422, "invalid", pointer)
    refused(world.admin.post(f"{TICKETS}/bulk", {"ids": ids, "macro_id": 10 ** 9}), 404)
    customer = world.customer()
    refused(world.admin.post(f"{CUSTOMERS}/bulk", {"ids": [customer["id"]], "stage": "retention"}), 422, "invalid", "/reason")


@test("the same key twice is one action")
def idempotent(world):
    ticket = world.ticket()
    body = {"ids": [ticket["id"]], "add_tags": ["una"]}
    first = begin(world.admin, TICKETS, body, key="bulk-once")
    again = begin(world.admin, TICKETS, body, key="bulk-once")
    equal(first["id"], again["id"])
    ended(world.admin, first)


@test("an agent sees their own actions alone, acts with their own rights, and a reader may not begin one")
def rights(world):
    one, two = world.person("agent"), world.person("agent")
    hidden = world.team(is_restricted=True)
    ticket = world.ticket(team_id=hidden["id"])
    open_ticket = world.ticket()
    action = begin(one, TICKETS, {"ids": [ticket["id"], open_ticket["id"]], "changes": {"priority": "high"}})
    done = ended(one, action)
    equal((done["done"], done["failed"]), (1, 1))
    equal(ticket_now(world, ticket)["priority"], "normal")
    refused(two.get(f"{ACTIONS}/{action['id']}"), 404)
    refused(two.get(f"{ACTIONS}/{action['id']}/items"), 404)
    refused(two.post(f"{ACTIONS}/{action['id']}/undo", {}), 404)
    check(action["id"] in world.admin.ids(ACTIONS), "an administrator sees all")
    refused(world.person("analyst").post(f"{TICKETS}/bulk", {"ids": [ticket["id"]], "delete": True}), 403)


@test("a killed server goes on with a bulk action, and does nothing twice")
def killed(world):
    topic = world.unique("muerte")
    customer = world.customer()
    tickets = [world.ticket(customer, topic=topic) for _ in range(150)]
    made = world.admin.add("/api/v1/macros", {"name": world.unique("Nota "), "is_shared": True, "actions": [{"note": "Una vez"}]})
    action = begin(world.admin, TICKETS, {"filter": {"field": "topic", "op": "is", "value": topic}, "macro_id": made["id"]})
    eventually(lambda: world.admin.show(f"{ACTIONS}/{action['id']}")["total"] > 0, "it begins")
    world.server.child.send_signal(signal.SIGKILL)
    world.server.child.wait(20)
    world.server.start()
    for client in (world.admin, world.nobody):
        client.close()
    done = ended(world.admin, action)
    equal((done["total"], done["done"], done["failed"]), (150, 150, 0))
    for ticket in tickets[::10]:
        notes = [m for m in world.admin.list(f"{TICKETS}/{ticket['id']}/messages") if m["text"] == "Una vez"]
        equal(len(notes), 1, ticket["id"])


# ---- exports ----

def table(answer):
    check(answer.status == 200, answer)
    text = answer.body.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@test("a list is exported with the columns asked for, and no cell is a formula")
def export(world):
    company = world.admin.add("/api/v1/companies", {"name": "@Sociedad"})
    customer = world.customer(name="=2+3", company_id=company["id"])
    topic = world.unique("csv")
    world.ticket(customer, topic=topic, subject='-1 "dos", tres', tags=["b", "a"])
    world.ticket(customer, topic=topic, subject="+suma más")
    wanted = {"field": "topic", "op": "is", "value": topic}
    answer = world.admin.get(f"{TICKETS}/export", filter=wanted, sort="id", titles="Número|Asunto|Cliente|Empresa|Etiquetas|Creado",
                             columns="number,subject,customer.name,company.name,tags,created_at")
    check(answer.body.startswith(b"\xef\xbb\xbf"), "spreadsheets need a byte order mark")
    rows = table(answer)
    equal(rows[0], ["Número", "Asunto", "Cliente", "Empresa", "Etiquetas", "Creado"])
    equal(rows[1][1:5], ["'-1 \"dos\", tres", "'=2+3", "'@Sociedad", "a; b"])
    equal(rows[2][1], "'+suma más")
    check(len(rows[1][5]) == 19 and rows[1][5][10] == " ", rows[1])
    equal(len(rows), 3)


@test("an export of more than a page has every row once, in the order of the list")
def export_pages(world):
    topic = world.unique("largo")
    customer = world.customer()
    for _ in range(230):
        world.ticket(customer, topic=topic)
    wanted = {"field": "topic", "op": "is", "value": topic}
    rows = table(world.admin.get(f"{TICKETS}/export", filter=wanted, sort="-id", columns="id"))
    listed = [str(record["id"]) for record in world.admin.all_pages(TICKETS, filter=wanted, sort="-id")]
    equal([row[0] for row in rows[1:]], listed)


@test("an export is refused before it begins: without columns, with wrong ones, by who may not")
def export_wrong(world):
    refused(world.admin.get(f"{TICKETS}/export"), 422)
    refused(world.admin.get(f"{TICKETS}/export", columns="subject,nada"), 422)
    refused(world.admin.get(f"{CUSTOMERS}/export", columns="name", filter={"field": "nada", "op": "is", "value": 1}), 422)
    refused(world.admin.get(f"{CUSTOMERS}/export", columns="name", sort="nada"), 422)
    refused(world.person("agent").get(f"{CUSTOMERS}/export", columns="name"), 403)
    equal(table(world.person("analyst").get(f"{CUSTOMERS}/export", columns="name"))[0], ["name"])


# ---- views ----

@test("views have counts, each agent's own order, and a team's view is seen by the team")
def views(world):
    member, other = world.person("agent"), world.person("agent")
    team = world.team([member.agent])
    topic = world.unique("vista")
    for _ in range(3):
        world.ticket(topic=topic)
    wanted = {"field": "topic", "op": "is", "value": topic}
    view = world.admin.add("/api/v1/views", {"name": "Del equipo", "filter": wanted, "is_shared": True, "team_id": team["id"],
                                             "columns": "number,subject", "layout": "table"})
    equal((view["columns"], view["layout"], view["team_id"]), ("number,subject", "table", team["id"]))
    check(view["id"] in member.ids("/api/v1/views", limit=200), "a member sees it")
    check(view["id"] not in other.ids("/api/v1/views", limit=200), "others do not")
    equal(member.list("/api/v1/views/counts", ids=str(view["id"])), [{"id": view["id"], "count": 3}])
    equal(other.list("/api/v1/views/counts", ids=str(view["id"])), [])
    refused(member.get("/api/v1/views/counts", ids="x"), 422)
    builtin = {v["builtin_key"]: v["id"] for v in world.admin.list("/api/v1/views", limit=200) if v["builtin_key"]}
    equal(set(builtin), {"mine", "unassigned", "open", "pending", "solved", "snoozed", "following", "all", "spam", "trash"})
    order = [{"id": view["id"], "is_pinned": True}, {"id": builtin["spam"], "is_pinned": False}]
    equal(member.post("/api/v1/views/order", {"data": order}).json["data"], order)
    equal(member.list("/api/v1/views/order"), order)
    equal(other.list("/api/v1/views/order"), [])
    refused(other.post("/api/v1/views/order", {"data": order}), 404)
    refused(member.post("/api/v1/views/order", {"data": [{"id": 1}]}), 422)
    refused(world.admin.post("/api/v1/views", {"name": "x", "filter": wanted, "is_shared": False, "team_id": team["id"]}), 422)


@test("what one follows, what was put off, spam and the trash have views of their own")
def builtin_views(world):
    agent = world.person("agent")
    views_ = {v["builtin_key"]: v["filter"] for v in agent.list("/api/v1/views", limit=200)}
    ticket = world.ticket()
    check(agent.put(f"{TICKETS}/{ticket['id']}/followers/{agent.agent['id']}", None).status == 204, "followed")
    equal(agent.ids(TICKETS, filter=views_["following"]), [ticket["id"]])
    spam = world.ticket()
    world.admin.change(f"{TICKETS}/{spam['id']}", {"is_spam": True})
    check(spam["id"] in agent.ids(TICKETS, filter=views_["spam"]), "spam")
    check(spam["id"] not in agent.ids(TICKETS, filter=views_["open"], limit=200), "not open")


@test("the dictionary says what can be filtered, by which operators and choices, custom fields among it")
def dictionary(world):
    key = world.unique("talla")
    world.admin.add("/api/v1/fields", {"entity": "ticket", "key": key, "label": "Talla", "type": "choice", "choices": "S\nM\nL"})
    told = world.admin.show("/api/v1/dictionary/tickets")
    fields = {field["name"]: field for field in told["fields"]}
    equal(fields["status"]["choices"][:2], ["new", "open"])
    check("in" in fields["status"]["operators"] and "<" not in fields["status"]["operators"], fields["status"])
    check("within_last" in fields["created_at"]["operators"], fields["created_at"])
    equal(fields["agent_id"]["references"], "agents")
    equal((fields[f"custom.{key}"]["label"], fields[f"custom.{key}"]["choices"]), ("Talla", ["S", "M", "L"]))
    check("contains" in fields["tags"]["operators"], fields["tags"])
    check("messages" in told["lists"], told["lists"])
    for field in told["fields"]:
        for operator in field["operators"]:
            value = {"within_last": {"n": 1, "unit": "days"}, "within_next": {"n": 1, "unit": "days"}}.get(operator)
            if operator in ("present", "absent"):
                equal(world.admin.get(TICKETS, filter={"field": field["name"], "op": operator}).status, 200, field)
            elif value:
                equal(world.admin.get(TICKETS, filter={"field": field["name"], "op": operator, "value": value}).status, 200, field)
    refused(world.admin.get("/api/v1/dictionary/nada"), 404)
    refused(world.person("agent").get("/api/v1/dictionary/api_keys"), 403)
