"""T20: every route of the document against every kind of caller, by a table of rules that is this test's own; and what
agents outside a restricted team see of it, by any road (T21, T22)."""

import json
import re
import time

from harness import Options, ROLES, World, check, equal, eventually, refused, test
from streams import Stream, last_seq

ALL = set(ROLES)
DESK = {"read": ALL, "write": {"admin", "lead", "agent"}, "note": {"admin", "lead", "agent", "collaborator"}, "remove": {"admin", "lead"},
        "export": {"admin", "lead", "analyst"}}
COMMERCE = {"read": ALL, "write": {"admin", "lead", "agent"}, "remove": {"admin", "lead"}, "export": {"admin", "lead", "analyst"}}
SETTINGS = {"read": ALL, "write": {"admin", "lead"}, "remove": {"admin", "lead"}}
SHARED = {"read": ALL, "write": {"admin", "lead", "agent", "analyst"}, "remove": {"admin", "lead", "agent", "analyst"}}
ADMIN = {"read": {"admin"}, "write": {"admin"}, "remove": {"admin"}}
RIGHTS = {
    "customers": COMMERCE, "companies": COMMERCE, "products": COMMERCE, "orders": COMMERCE, "payments": COMMERCE, "invoices": COMMERCE,
    "contracts": COMMERCE, "tickets": DESK, "messages": DESK, "attachments": DESK, "responses": DESK,
    "tags": {"read": ALL, "write": {"admin", "lead", "agent"}, "remove": {"admin", "lead"}},
    "fields": SETTINGS, "teams": SETTINGS, "calendars": SETTINGS, "rates": SETTINGS, "stages": SETTINGS, "thresholds": SETTINGS, "stage_stays": COMMERCE, "settings": SETTINGS, "channels": SETTINGS,
    "mail_spool": SETTINGS,
    "duplicates": {"read": ALL, "write": {"admin", "lead", "agent"}}, "tasks": {"read": ALL, "write": ALL - {"analyst"}},
    "customer_notes": {"read": ALL, "write": ALL - {"analyst"}, "remove": ALL - {"analyst"}},
    "time_entries": {"read": ALL, "write": {"admin", "lead", "agent"}, "remove": {"admin", "lead", "agent"}},
    "sites": SETTINGS, "erasures": {"read": ALL, "write": {"admin", "lead"}, "export": {"admin", "lead"}}, "customer_views": {"read": {"admin", "lead"}},
    "notifications": {"read": ALL}, "team": {"read": {"admin", "lead"}},
    "bulk_actions": DESK, "drafts": DESK, "views": SHARED, "macros": SHARED, "quick_replies": SHARED, "agents": {"read": ALL, "write": {"admin"}}, "api_keys": ADMIN, "webhooks": ADMIN, "webhook_deliveries": ADMIN, "skills": SETTINGS, "audit": {"read": {"admin", "lead"}}, "jobs": ADMIN, "outbox": ADMIN,
}
USUAL = {("GET", 0): "read", ("POST", 0): "write", ("GET", 1): "read", ("PATCH", 1): "write", ("DELETE", 1): "remove"}
PUBLIC, STAFF = "public", "staff"
# Routes that are no plain resource: (entity, right), or who may.
SPECIAL = {
    "GET /api/v1/customers/{id}/identities": ("customers", "read"), "POST /api/v1/customers/{id}/merge": ("customers", "write"),
    "GET /api/v1/customers/{id}/merges": ("customers", "read"), "GET /api/v1/customers/{id}/timeline": ("customers", "read"),
    "GET /api/v1/customers/{id}/consents": ("customers", "read"), "POST /api/v1/customers/{id}/consents": ("customers", "write"),
    "GET /api/v1/customers/{id}/consents/history": ("customers", "read"), "GET /api/v1/customers/{id}/duplicates": ("customers", "read"),
    "POST /api/v1/customers/{id}/identities": ("customers", "write"), "PUT /api/v1/customers/{id}/identities/{identity_id}": ("customers", "write"),
    "DELETE /api/v1/customers/{id}/identities/{identity_id}": ("customers", "write"), "GET /api/v1/customers/{id}/standing": ("customers", "read"),
    "GET /api/v1/customers/{id}/files": ("customers", "read"), "POST /api/v1/customers/{id}/files": ("customers", "write"),
    "DELETE /api/v1/customers/{id}/files/{file_id}": ("customers", "write"), "POST /api/v1/customer_notes/{id}/restore": ("customer_notes", "write"),
    "GET /api/v1/companies/{id}/summary": ("companies", "read"), "GET /api/v1/companies/{id}/suggested": ("companies", "read"),
    "PUT /api/v1/customers/{id}/stage": ("customers", "write"), "GET /api/v1/tickets/{id}/messages": ("messages", "read"),
    "POST /api/v1/tickets/{id}/messages": ("messages", "note"), "POST /api/v1/tickets/{id}/merge": ("tickets", "write"),
    "GET /api/v1/tickets/{id}/macros/{macro_id}": ("tickets", "read"), "GET /api/v1/tickets/{id}/quick_replies/{quick_reply_id}": ("quick_replies", "read"),
    "GET /api/v1/tickets/{id}/drafts": ("drafts", "read"), "PUT /api/v1/tickets/{id}/drafts": ("drafts", "note"),
    "DELETE /api/v1/drafts/{id}": ("drafts", "note"), "POST /api/v1/drafts/{id}/take": ("drafts", "note"),
    "POST /api/v1/drafts/{id}/send": ("drafts", "note"), "POST /api/v1/drafts/{id}/cancel": ("drafts", "note"),
    "POST /api/v1/tickets/{id}/macros/{macro_id}": ("tickets", "write"), "GET /api/v1/messages/{id}/raw": ("messages", "read"),
    "POST /api/v1/messages/{id}/retry": ("messages", "write"),
    "DELETE /api/v1/tickets/{id}": ("tickets", "write"), "POST /api/v1/tickets/{id}/restore": ("tickets", "write"),
    "POST /api/v1/tickets/{id}/unmerge": ("tickets", "write"), "POST /api/v1/tickets/{id}/split": ("tickets", "write"),
    "GET /api/v1/tickets/{id}/events": ("tickets", "read"), "GET /api/v1/tickets/{id}/links": ("tickets", "read"),
    "POST /api/v1/tickets/{id}/links": ("tickets", "write"), "DELETE /api/v1/tickets/{id}/links/{link_id}": ("tickets", "write"),
    "GET /api/v1/tickets/{id}/followers": ("tickets", "read"), "PUT /api/v1/tickets/{id}/followers/{agent_id}": ("tickets", "read"),
    "DELETE /api/v1/tickets/{id}/followers/{agent_id}": ("tickets", "read"), "POST /api/v1/messages/{id}/redact": ("messages", "remove"),
    "POST /api/v1/attachments": ("attachments", "note"), "GET /api/v1/attachments/{id}/content": ("attachments", "read"),
    "GET /api/v1/search": ("tickets", "read"), "GET /api/v1/settings": ("settings", "read"), "PATCH /api/v1/settings": ("settings", "write"),
    "GET /api/v1/channels/presets": ("channels", "read"), "GET /api/v1/channels/{id}/secrets": ("channels", "write"),
    "PUT /api/v1/channels/{id}/secrets": ("channels", "write"),
    "POST /api/v1/channels/{id}/test": ("channels", "write"), "POST /api/v1/channels/{id}/test_message": ("channels", "write"),
    "POST /api/v1/jobs/{id}/retry": ("jobs", "write"), "POST /api/v1/outbox/{id}/retry": ("outbox", "write"),
    "POST /api/v1/mail_spool/{id}/retry": ("mail_spool", "write"),
    "GET /api/v1/me/preferences": STAFF, "PATCH /api/v1/me/preferences": STAFF, "POST /api/v1/password": PUBLIC, "POST /api/v1/password/link": PUBLIC,
    "POST /api/v1/password/forgotten": PUBLIC, "POST /api/v1/invites": ("agents", "write"), "POST /api/v1/agents/{id}/password_link": ("agents", "write"),
    "GET /api/v1/notifications/unread": ("notifications", "read"), "POST /api/v1/notifications/read": ("notifications", "read"),
    "PATCH /api/v1/notifications/{id}": ("notifications", "read"), "GET /api/v1/presence": ("tickets", "read"), "PUT /api/v1/presence": ("tickets", "read"),
    "PUT /api/v1/me/availability": STAFF, "GET /api/v1/me/notifications": STAFF, "PUT /api/v1/me/notifications": STAFF, "GET /api/v1/team/live": ("team", "read"),
    "POST /api/v1/session": PUBLIC, "POST /api/v1/setup": PUBLIC, "GET /api/v1/openapi.json": PUBLIC, "GET /api": PUBLIC, "GET /readyz": PUBLIC,
    "GET /metrics": PUBLIC, "GET /healthz": PUBLIC, "GET /api/v1/session": STAFF, "DELETE /api/v1/session": STAFF, "GET /api/v1/me": STAFF, "PATCH /api/v1/me": STAFF,
    "POST /api/v1/tickets/bulk": ("tickets", "write"), "POST /api/v1/customers/bulk": ("customers", "write"),
    "POST /api/v1/bulk_actions/{id}/stop": ("bulk_actions", "write"), "POST /api/v1/bulk_actions/{id}/undo": ("bulk_actions", "write"),
    "GET /api/v1/bulk_actions/{id}/items": ("bulk_actions", "read"), "GET /api/v1/tickets/export": ("tickets", "export"),
    "GET /api/v1/customers/export": ("customers", "export"), "GET /api/v1/views/order": ("views", "read"),
    "POST /api/v1/views/order": ("views", "read"), "GET /api/v1/views/counts": ("views", "read"), "GET /api/v1/dictionary/{entity}": STAFF,
    "GET /api/v1/journey/{ladder}": ("customers", "read"), "GET /api/v1/journey/{ladder}/{stage}": ("customers", "read"),
    "GET /api/v1/roles": STAFF, "GET /api/v1/audit.csv": ("audit", "read"), "GET /api/v1/tag_usage": ("tags", "read"),
    "POST /api/v1/tags/{id}/merge": ("tags", "remove"), "GET /api/v1/agents/{id}/skills": ("agents", "read"),
    "PUT /api/v1/agents/{id}/skills": ("skills", "write"), "GET /api/v1/agents/{id}/load": ("agents", "read"),
    "POST /api/v1/agents/{id}/hand_over": ("agents", "write"), "GET /api/v1/fields/{id}/usage": ("fields", "read"),
    "POST /api/v1/fields/{id}/type_preview": ("fields", "read"), "PUT /api/v1/fields/{id}/type": ("fields", "write"),
    "POST /api/v1/calendars/due": ("calendars", "read"), "POST /api/v1/webhooks/{id}/secret": ("webhooks", "write"),
    "POST /api/v1/webhooks/{id}/test": ("webhooks", "write"), "POST /api/v1/webhooks/{id}/replay": ("webhooks", "write"),
    "POST /api/v1/webhook_deliveries/{id}/replay": ("webhooks", "write"),
    "GET /t/{token}": PUBLIC, "POST /t/{token}": PUBLIC, "GET /t/{token}/files/{id}": PUBLIC, "GET /api/v1/tickets/{id}/page": ("tickets", "read"),
    "GET /w/v1/config": PUBLIC, "POST /w/v1/tickets": PUBLIC, "GET /w/v1/tickets/{token}": PUBLIC, "POST /w/v1/tickets/{token}/messages": PUBLIC,
    "POST /api/v1/erasures/{id}/cancel": ("erasures", "write"), "GET /api/v1/customers/{id}/erasure": ("erasures", "read"),
    "POST /api/v1/customers/{id}/export": ("erasures", "export"), "GET /api/v1/me/sessions": STAFF, "DELETE /api/v1/me/sessions/{id}": STAFF,
    "POST /api/v1/me/sessions/end_others": STAFF, "GET /api/v1/me/two_factor": STAFF, "POST /api/v1/me/two_factor": STAFF,
    "POST /api/v1/me/two_factor/confirm": STAFF, "POST /api/v1/me/two_factor/recovery_codes": STAFF, "POST /api/v1/me/two_factor/off": STAFF,
    "POST /api/v1/agents/{id}/two_factor/off": ("agents", "write"),
    "GET /api/v1/reports": STAFF, "GET /api/v1/reports/{metric}": STAFF, "GET /api/v1/events": STAFF, "GET /api/v1/stream": STAFF,
}


def rule(method, path):
    """PUBLIC, STAFF, (entity, right), or None for a route that nobody thought of."""
    special = SPECIAL.get(f"{method} {path}")
    if special:
        return special
    parts = path.split("/")[3:]
    right = USUAL.get((method, len(parts) - 1))
    if right is None or parts[0] not in RIGHTS or (len(parts) == 2 and parts[1] != "{id}"):
        return None
    return (parts[0], right) if right in RIGHTS[parts[0]] else None


def scope_covers(scopes, needs, method):
    for scope in scopes.split():
        plural, _, verb = scope.rpartition(":")
        if needs == STAFF:
            if not plural and (verb == "write" or (verb == "read" and method == "GET")):
                return True
        elif plural in ("", needs[0]) and (verb == "write" or (verb == "read" and needs[1] in ("read", "export"))):
            return True
    return False


def expected(caller, needs, method):
    """200: passes to the handler; else the status of the refusal."""
    kind, role, scopes = caller
    if needs == PUBLIC:
        return 200
    if kind == "nobody":
        return 401
    if needs != STAFF and role not in RIGHTS[needs[0]][needs[1]]:
        return 403
    return 200 if kind == "person" or scope_covers(scopes, needs, method) else 403


def ask(client, method, path, ids="999999"):
    target = re.sub(r"\{\w+_id\}", "999999", path.replace("{id}", ids)).replace("{metric}", "volume").replace("{ladder}", "stage").replace("{stage}", "retention")
    if path == "/api/v1/stream":
        target += "?after=x"  # a stream that is allowed would not end
    headers = {}
    if method != "GET":
        headers["Content-Type"] = "application/json"
    if method in ("PATCH", "PUT", "DELETE"):
        headers["If-Match"] = '"1"'
    if path == "/api/v1/attachments":
        return client.raw(method, target, b"", {"Content-Type": "text/plain"})
    return client.raw(method, target, b"{}" if method in ("POST", "PATCH", "PUT") else None, headers, is_held=path != "/healthz" and not path.startswith("/t/"))


@test("T20 each route of the document answers each kind of caller as the table of rules says, and none is missing")
def matrix(world):
    routes = [(method, path) for method, path, _ in world.contract.operations()]
    equal([f"{m} {p}" for m, p in routes if rule(m, p) is None], [], "routes without a rule")
    equal([name for name in SPECIAL if tuple(name.split(" ")) not in routes and name != "GET /healthz"], [], "rules without a route")
    disabled = world.person("admin")
    world.admin.change(f"/api/v1/agents/{disabled.agent['id']}", {"is_active": False})
    expired = world.key(expires_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2)))
    revoked = world.key()
    made = world.admin.list("/api/v1/api_keys", limit=1)[0]
    equal(world.admin.delete(f"/api/v1/api_keys/{made['id']}", made["version"]).status, 204)
    other = World(world.database.base if not world.is_sqlite else "sqlite", Options())
    callers = {"anonymous": (world.nobody.like_me(), ("nobody", None, "")), "expired key": (expired, ("nobody", None, "")),
               "revoked key": (revoked, ("nobody", None, "")), "disabled agent": (disabled, ("nobody", None, "")),
               "another workspace's key": (world.nobody.like_me(token=other.admin.token), ("nobody", None, "")),
               "made-up key": (world.nobody.like_me(token="lazo_" + "A" * 43), ("nobody", None, "")),
               "made-up session": (world.nobody.like_me(cookie="A" * 43, csrf="x"), ("nobody", None, ""))}
    for role in ROLES:
        callers[role] = (world.person(role), ("person", role, ""))
    for name, (role, scopes) in {"read-only key": ("admin", "read"), "key for tickets": ("admin", "tickets:read"), "key that writes customers": ("lead", "customers:write read"),
                                 "agent's key": ("agent", "write"), "analyst's key": ("analyst", "write")}.items():
        callers[name] = (world.key(role, scopes), ("key", role, scopes))
    eventually(lambda: expired.get("/api/v1/tickets").status == 401, "the key expires", 5)
    wrong = []
    before = world.counts()
    for name, (client, caller) in callers.items():
        client.address = world.address()
        client.close()
        for method, path in [*routes, ("GET", "/healthz")]:
            if (method, path) == ("DELETE", "/api/v1/session"):
                continue  # would end the caller; see the sessions' own tests
            status = ask(client, method, path).status
            due = expected(caller, rule(method, path), method)
            if (status if status in (401, 403) else 200) != due and not (due == 403 and status == 401):
                wrong.append(f"{name}: {method} {path} answered {status}, due is {due}")
    other.close()
    equal(wrong, [])
    after = world.counts()
    equal({t: (before[t], n) for t, n in after.items() if n != before[t]}, {}, world.database.rows("SELECT kind, entity, changes FROM events ORDER BY id DESC LIMIT 4"))


def restricted(world):
    """(a restricted ticket with a note and an attachment, one who is in its team, one who is not, a lead who is not)"""
    if not hasattr(world, "fenced"):
        inside, outside, lead = world.person("agent"), world.person("agent"), world.person("lead")
        team = world.team([inside.agent], is_restricted=True)
        customer = world.customer(name="Persona Confidencial")
        file = world.admin.upload("secreto.txt", b"contenido reservado")
        ticket = world.ticket(customer, subject="Asunto quokka reservado", text="Palabra ornitomancia reservada", team_id=team["id"])
        message = world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Respuesta reservada", "attachments": [file["id"]]})
        answer = world.admin.add("/api/v1/responses", {"kind": "csat", "score": 1, "ticket_id": ticket["id"], "comment": "reservado"})
        world.fenced = {"ticket": ticket, "message": message, "file": file, "answer": answer, "team": team, "customer": customer, "inside": inside, "outside": outside, "lead": lead}
    return world.fenced


@test("T20 a record of a restricted team is not there for others, on every route that names one")
def hidden_ids(world):
    r = restricted(world)
    ids = {"tickets": r["ticket"], "messages": r["message"], "attachments": r["file"], "responses": r["answer"]}
    for method, path, _ in world.contract.operations():
        plural = path.split("/")[3] if path.count("/") > 2 else ""
        if plural in ids and "{id}" in path:
            for who in ("outside", "lead"):
                answer = ask(r[who], method, path, str(ids[plural]["id"]))
                check(answer.status in (403, 404) or (answer.status == 422 and "from_id" in str(answer.json)), f"{who}: {method} {path}: {answer}")
            if method == "GET" and not path.endswith("/raw") and "_id}" not in path:
                equal(ask(r["inside"], method, path, str(ids[plural]["id"])).status, 200, f"inside: {path}")
    body = json.dumps({"text": "Intrusión"}).encode()
    for path, sent in ((f"/api/v1/tickets/{r['ticket']['id']}/messages", body), (f"/api/v1/tickets/{r['ticket']['id']}/merge", b'{"from_id": 1}')):
        equal(r["outside"].raw("POST", path, sent, {"Content-Type": "application/json"}).status in (404, 422), True)


@test("T21 the id of a hidden record in a body is refused like one that does not exist")
def hidden_in_bodies(world):
    r = restricted(world)
    mine = world.ticket(r["customer"], by=r["outside"])
    merge = f"/api/v1/tickets/{mine['id']}/merge"
    hidden, missing = (r["outside"].post(merge, {"from_id": id_}) for id_ in (r["ticket"]["id"], 999999))
    equal((hidden.status, hidden.errors), (missing.status, missing.errors))
    refused(hidden, 422, "invalid", "/from_id", "unknown_reference")
    for body in ({"kind": "csat", "score": 1, "ticket_id": r["ticket"]["id"]},):
        refused(r["outside"].post("/api/v1/responses", body), 422, "invalid", "/ticket_id", "unknown_reference")
    other = r["inside"].upload("mío.txt", b"x")
    answer = r["outside"].post(f"/api/v1/tickets/{mine['id']}/messages", {"text": "x", "attachments": [other["id"]]})
    refused(answer, 422, "invalid", "/attachments/0", "unknown_reference")
    refused(r["outside"].get(f"/api/v1/attachments/{other['id']}"), 404)
    refused(r["outside"].get(f"/api/v1/attachments/{other['id']}/content"), 404)


@test("T22 lists, counts, related lists, search, reports, timeline, events and the stream obey the same wall")
def hidden_everywhere(world):
    r = restricted(world)
    inside, outside, ticket = r["inside"], r["outside"], r["ticket"]
    start = last_seq(world)
    stream = Stream(outside)
    world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"priority": "urgent"})
    open_ = world.ticket(subject="Asunto visible")
    last_seq(world)
    by_id = {"field": "id", "op": "is", "value": ticket["id"]}
    for who, count in ((inside, 1), (outside, 0)):
        page = who.show("/api/v1/tickets", filter=by_id, count=True)
        equal((len(page["data"]), page["count"]), (count, count))
        equal(len(who.list("/api/v1/messages", filter={"field": "ticket_id", "op": "is", "value": ticket["id"]})), 2 * count)
        equal(len(who.list("/api/v1/responses", filter={"field": "ticket_id", "op": "is", "value": ticket["id"]})), count)
        for word in ("quokka", "ornitomancia"):
            hits = eventually(lambda: who.show("/api/v1/search", q=word) if count == 0 or who.list("/api/v1/search", q=word) else None, "it is indexed", 3)
            equal(len(hits["data"]), count, word)
        some = {"all": [{"field": "id", "op": "is", "value": r["customer"]["id"]}, {"some": "tickets", "where": {"field": "subject", "op": "contains", "value": "quokka"}}]}
        equal(len(who.ids("/api/v1/customers", filter=some)), count, "a filter over related records tells nothing")
        timeline = who.list(f"/api/v1/customers/{r['customer']['id']}/timeline", limit=200)
        equal(any(e["ticket_id"] == ticket["id"] for e in timeline), bool(count), "timeline")
        history = who.list("/api/v1/events", after=0, limit=1000)
        equal(any(e["ticket_id"] == ticket["id"] for e in history), bool(count), "events")
    volumes = {who: who.show("/api/v1/reports/volume")["total"]["value"] for who in (inside, outside)}
    equal(volumes[inside] - volumes[outside], 1, "reports count what the caller may see")
    heard = []
    while True:
        seq, event = stream.events(1)[0]
        heard.append(event)
        if event["ticket_id"] == open_["id"]:
            break
    check(all(e["ticket_id"] != ticket["id"] for e in heard) and start >= 0, "the stream tells nothing of it")
    stream.close()


@test("T22 through a reference from a record that is seen, nothing of a hidden one is shown or can be guessed")
def hidden_references(world):
    r = restricted(world)
    mine = world.ticket(r["customer"], subject="Duplicado")
    target = r["ticket"]
    world.admin.post(f"/api/v1/tickets/{target['id']}/merge", {"from_id": mine["id"]})
    shown = r["outside"].get(f"/api/v1/tickets/{mine['id']}", include="merged_into")
    check("quokka" not in shown.body.decode(), shown)
    leaf = {"field": "merged_into.subject", "op": "contains", "value": "quokka"}
    answer = r["outside"].get("/api/v1/tickets", filter=leaf)
    check(answer.status == 422 or mine["id"] not in [t["id"] for t in answer.json["data"]], f"a filter guesses: {answer}")


@test("T22 keys that are no agent do not see restricted teams unless they are administrators'")
def keys_and_walls(world):
    r = restricted(world)
    refused(world.key("lead").get(f"/api/v1/tickets/{r['ticket']['id']}"), 404)
    equal(world.key("admin", "tickets:read").get(f"/api/v1/tickets/{r['ticket']['id']}").status, 200)


@test("a key cannot make keys of wider scope than its own, and a role below admin none")
def key_scopes(world):
    narrow = world.key("admin", "api_keys:write tickets:read")
    equal(narrow.post("/api/v1/api_keys", {"name": "x", "role": "admin", "scopes": "tickets:read"}).status, 201)
    for wide in ("write", "read", "tickets:write", "customers:read", "tickets:read write"):
        refused(narrow.post("/api/v1/api_keys", {"name": "x", "role": "admin", "scopes": wide}), 403, "forbidden")
    for wrong in ("", " ", "all", "tickets", "tickets:", ":read", "tickets:delete", "nada:read", "*", "read,write", "READ"):
        refused(world.admin.post("/api/v1/api_keys", {"name": "x", "role": "admin", "scopes": wrong}), 422, "invalid", "/scopes")
    for wrong in (None, ["read"], 1, {}):
        refused(world.admin.post("/api/v1/api_keys", {"name": "x", "role": "admin", "scopes": wrong}), 422, "invalid", "/scopes")


@test("collaborators write notes, not answers; analysts write neither")
def collaborators(world):
    ticket = world.ticket()
    path = f"/api/v1/tickets/{ticket['id']}/messages"
    helper, analyst = world.person("collaborator"), world.person("analyst")
    equal(helper.post(path, {"text": "Ojo", "public": False}).status, 201)
    refused(helper.post(path, {"text": "Hola"}), 403, "forbidden")
    refused(analyst.post(path, {"text": "Ojo", "public": False}), 403, "forbidden")
    refused(helper.patch(f"/api/v1/tickets/{ticket['id']}", {"status": "solved"}, ticket["version"]), 403, "forbidden")


@test("the document's x-rights say who may, as the table of rules does")
def said_rights(world):
    for method, path, operation in world.contract.operations():
        needs = rule(method, path)
        if needs == PUBLIC:
            equal(operation.get("security"), [], f"{method} {path}")
            continue
        due = ALL if needs == STAFF else RIGHTS[needs[0]][needs[1]]
        equal(set(operation["x-rights"]["roles"]), due, f"{method} {path}")


@test("T22 a hidden record is 404 before its version, its sameness or a remembered answer could tell of it")
def hidden_before_all(world):
    r = restricted(world)
    one = f"/api/v1/tickets/{r['ticket']['id']}"
    version = world.admin.show(one)["version"]
    for stale in (version - 1, version, version + 7):
        refused(r["outside"].patch(one, {"priority": "low"}, stale), 404, "not_found")
    refused(r["outside"].get(one, headers={"If-None-Match": f'"{version}"'}), 404)
    refused(r["outside"].get(one, include="customer,agent,team"), 404)
    note, key = {"text": "Nota con llave", "public": False}, world.unique("llave-")
    equal(r["inside"].post(f"{one}/messages", note, key=key).status, 201)
    refused(r["outside"].post(f"{one}/messages", note, key=key), 404)
    equal(world.admin.show(one)["version"], version, "nothing of it was written")


@test("T22 each report counts for each caller what that caller may see, whoever asked just before")
def hidden_in_reports(world):
    r = restricted(world)
    keyed = world.key("agent", "read")  # an agent's key is in no team
    name, topic = r["team"]["name"], world.unique("reservado")
    world.admin.change(f"/api/v1/tickets/{r['ticket']['id']}", {"topic": topic})
    for metric in ("volume", "csat"):
        seen = {}
        for who in ("inside", "outside", "keyed", "inside", "lead", "outside", "admin"):
            client = {"keyed": keyed, "admin": world.admin, **r}[who]
            total = client.show(f"/api/v1/reports/{metric}")["total"]
            seen.setdefault(who, total["n"] if "n" in total else total["value"])
            text = client.get(f"/api/v1/reports/{metric}", by="topic").body.decode() + client.get(f"/api/v1/reports/{metric}", by="team", format="csv").body.decode()
            equal((topic in text, name in text), (who in ("inside", "admin"),) * 2, f"{metric} for {who}")
        equal(seen["inside"], seen["admin"], metric)
        for who in ("outside", "keyed", "lead"):
            equal(seen["inside"] - seen[who], 1, f"{metric} for {who}")
    for metric in [m["metric"] for m in r["outside"].list("/api/v1/reports")]:
        leaf = json.dumps({"field": "subject", "op": "contains", "value": "quokka"})
        answer = r["outside"].get(f"/api/v1/reports/{metric}", filter=leaf)
        check(answer.status in (200, 422), answer)
        if answer.status == 200:
            check(answer.json["total"].get("n", 0) == 0 and not answer.json["total"].get("value"), f"{metric}: {answer}")


@test("T22 who leaves the team sees its tickets no more, in the next answer and in a stream that is already open")
def leaving(world):
    stays, leaves = world.person("agent"), world.person("agent")
    team = world.team([stays.agent, leaves.agent], is_restricted=True)
    ticket = world.ticket(team_id=team["id"])
    one = f"/api/v1/tickets/{ticket['id']}"
    equal(leaves.get(one).status, 200)
    last_seq(world)
    stream = Stream(leaves)
    world.admin.change(f"/api/v1/teams/{team['id']}", {"members": [{"agent_id": stays.agent["id"]}]})
    refused(leaves.get(one), 404)
    equal(stays.get(one).status, 200)
    world.admin.change(one, {"priority": "urgent"})
    mark = world.ticket()
    heard = []
    while not heard or heard[-1]["ticket_id"] != mark["id"]:
        told = stream.events(1)
        if not told:  # the server may end a stream whose rights changed, to admit it anew
            break
        heard.append(told[0][1])
    stream.close()
    check(all(event["ticket_id"] != ticket["id"] for event in heard), "the open stream obeys at once")
    world.admin.change(f"/api/v1/teams/{team['id']}", {"is_restricted": False})
    equal(leaves.get(one).status, 200, "a team that is open again hides nothing")


@test("T22 a key for one kind of record reads no other kind by any road: include, filter, search, timeline, parts")
def narrow_keys(world):
    customer = world.customer(name="Zutano Zarigüeya")
    ticket = world.ticket(customer, subject="Asunto zarigüeya", text="Nadie más lo lee")
    world.order(customer)
    world.admin.add("/api/v1/responses", {"kind": "nps", "score": 3, "customer_id": customer["id"], "ticket_id": ticket["id"]})
    keys = {plural: world.key("admin", f"{plural}:read") for plural in ("tickets", "customers", "messages", "responses", "orders")}
    one, whose = f"/api/v1/tickets/{ticket['id']}", f"/api/v1/customers/{customer['id']}"
    for plural, path, query in (
            ("tickets", one, {"include": "customer"}), ("tickets", "/api/v1/tickets", {"include": "agent"}), ("tickets", f"{one}/messages", {}), ("tickets", whose, {}),
            ("tickets", "/api/v1/tickets", {"filter": {"field": "customer.name", "op": "present"}}), ("tickets", "/api/v1/tickets", {"filter": {"none": [{"field": "customer.company.name", "op": "absent"}]}}),
            ("tickets", "/api/v1/tickets", {"filter": {"field": "id", "op": "is", "value": {"field": "customer.id"}}}), ("tickets", "/api/v1/tickets", {"filter": {"some": "messages"}}),
            ("customers", "/api/v1/customers", {"filter": {"some": "tickets"}}), ("customers", "/api/v1/customers", {"filter": {"all": [{"some": "orders", "count": {"op": "is", "value": 1}}]}}),
            ("customers", whose, {"include": "company"}), ("customers", "/api/v1/search", {"q": "zarigueya"}), ("messages", "/api/v1/messages", {"include": "ticket"}), ("messages", one, {}),
            ("responses", "/api/v1/responses", {"include": "ticket"}), ("responses", "/api/v1/responses", {"filter": {"field": "ticket.subject", "op": "contains", "value": "z"}}),
            ("orders", "/api/v1/orders", {"include": "customer"}), ("orders", "/api/v1/orders", {"filter": {"field": "customer.name", "op": "starts_with", "value": "Z"}})):
        refused(keys[plural].get(path, **query), 403, "forbidden")
    eventually(lambda: len(world.admin.list("/api/v1/search", q="zarigueya")) == 2, "both are indexed", 5)
    equal([hit["type"] for hit in keys["tickets"].list("/api/v1/search", q="zarigueya")], ["ticket"])
    equal(keys["tickets"].list("/api/v1/search", q="zarigueya", **{"in": "customers"}), [])
    told = keys["customers"].list(f"{whose}/timeline", limit=200)
    equal({event["entity"] for event in told}, {"customer"})
    for key in keys.values():
        for path in ("/api/v1/events", "/api/v1/stream", "/api/v1/reports/volume", "/api/v1/me"):
            refused(key.get(path), 403, "forbidden")
