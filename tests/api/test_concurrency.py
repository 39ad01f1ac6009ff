"""Versions, retries, and writers who meet."""

from harness import check, equal, refused, test
from together import together

TICKETS = "/api/v1/tickets"


@test("a change needs the version it is based on: none, malformed, weak, several and * are refused")
def preconditions(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    refused(world.admin.patch(one, {"priority": "low"}), 428, "precondition_required")
    for value in ("*", 'W/"1"', '"1", "2"', "1", '""', '"x"', '"-1"', '"99999999999999999999"', "\"1"):
        refused(world.admin.patch(one, {"priority": "low"}, headers={"If-Match": value}), 400, "malformed_version")
    equal(world.admin.show(one)["version"], ticket["version"])


@test("a stale change of what somebody else changed is 412 with the record as it stands")
def stale(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    world.admin.change(one, {"priority": "high"})
    answer = refused(world.admin.patch(one, {"priority": "low"}, ticket["version"]), 412, "stale")
    equal((answer.json["current"]["priority"], answer.json["current"]["version"]), ("high", ticket["version"] + 1))
    refused(world.admin.patch(one, {"priority": "low"}, ticket["version"] + 7), 412, "stale")
    refused(world.admin.patch(one, {"priority": "low"}, 0), 412, "stale")


@test("a stale change of what nobody touched since is merged")
def merged(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    world.admin.change(one, {"priority": "high"})
    answer = world.admin.patch(one, {"subject": "Otro asunto"}, ticket["version"])
    equal((answer.status, answer.json["priority"], answer.json["subject"]), (200, "high", "Otro asunto"), repr(answer))
    equal(answer.json["version"], ticket["version"] + 2)
    refused(world.admin.patch(one, {"subject": "Tercero", "type": "task"}, ticket["version"]), 412, "stale")
    equal(world.admin.show(one)["type"], None, "nothing of a refused change is kept")


@test("counters and clocks make no version; a delete needs the current one")
def derived(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    world.admin.add(f"{one}/messages", {"text": "Nota", "public": False})
    equal(world.admin.show(one)["version"], ticket["version"])
    tag = world.admin.add("/api/v1/tags", {"name": world.unique("etiqueta")})
    changed = world.admin.change(f"/api/v1/tags/{tag['id']}", {"name": world.unique("etiqueta")})
    refused(world.admin.delete(f"/api/v1/tags/{tag['id']}", tag["version"]), 412, "stale")
    equal(world.admin.delete(f"/api/v1/tags/{tag['id']}", changed["version"]).status, 204)


@test("only one of sixteen writers on the same version wins, and the others are told")
def one_winner(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    clients = [world.admin.like_me(token=world.admin.token) for _ in range(16)]
    answers = together([lambda c=c, i=i: c.patch(one, {"subject": f"De {i}"}, ticket["version"]) for i, c in enumerate(clients)])
    equal(sorted(a.status for a in answers), [200] + [412] * 15)
    equal(world.admin.show(one)["version"], ticket["version"] + 1)


@test("If-None-Match answers 304 without a body while the record is the same")
def not_modified(world):
    ticket = world.ticket()
    one = f"{TICKETS}/{ticket['id']}"
    etag = world.admin.get(one).headers["etag"]
    equal(etag, f'"{ticket["version"]}"')
    same = world.admin.get(one, headers={"If-None-Match": etag})
    equal((same.status, same.body), (304, b""))
    equal(world.admin.get(one, headers={"If-None-Match": f'"7", W/{etag}'}).status, 304)
    world.admin.change(one, {"priority": "low"})
    equal(world.admin.get(one, headers={"If-None-Match": etag}).status, 200)


@test("the same Idempotency-Key gives the same answer and one effect; another body is refused")
def idempotent(world):
    body = {"subject": "Una vez", "customer_id": world.customer()["id"], "message": {"text": "x"}}
    first = world.admin.post(TICKETS, body, key="k-1")
    before = world.counts()
    again = world.admin.post(TICKETS, body, key="k-1")
    equal((again.status, again.json, again.headers["location"], again.headers["etag"]),
          (201, first.json, first.headers["location"], first.headers["etag"]))
    refused(world.admin.post(TICKETS, {**body, "subject": "Otra"}, key="k-1"), 422, "idempotency_key_reused")
    refused(world.admin.post("/api/v1/companies", {"name": "x"}, key="k-1"), 422, "idempotency_key_reused")
    equal(world.counts(), before)
    other = world.key()
    equal(other.post(TICKETS, {**body, "subject": "De otro"}, key="k-1").status, 201, "keys are the caller's own")


@test("a refused request is not remembered; changes and deletes are")
def remembered(world):
    equal(world.admin.post("/api/v1/companies", {}, key="k-2").status, 422)
    made = world.admin.post("/api/v1/companies", {"name": "Ahora sí"}, key="k-2")
    equal(made.status, 201)
    one = f"/api/v1/companies/{made.json['id']}"
    first = world.admin.patch(one, {"industry": "a"}, 1, key="k-3")
    again = world.admin.patch(one, {"industry": "a"}, 1, key="k-3")
    equal((first.json, again.json), (again.json, first.json))
    tag = world.admin.add("/api/v1/tags", {"name": world.unique("t")})
    for _ in range(2):
        equal(world.admin.delete(f"/api/v1/tags/{tag['id']}", tag["version"], key="k-4").status, 204)
    for key in ("", " ", "a b", "ñ".encode().decode("latin-1"), "x" * 256):
        answer = world.admin.raw("POST", "/api/v1/companies", b'{"name": "x"}', {"Content-Type": "application/json", "Idempotency-Key": key})
        check(answer.status == 400, f"{key!r}: {answer}")


@test("twelve parallel requests with one Idempotency-Key make one ticket, and all get the same answer")
def parallel_key(world):
    body = {"subject": "Paralelo", "customer": {"email": "paralelo@example.com"}, "message": {"text": "x"}}
    clients = [world.admin.like_me(token=world.admin.token) for _ in range(12)]
    answers = together([lambda c=c: c.post(TICKETS, body, key="k-5") for c in clients])
    equal({a.status for a in answers}, {201}, answers)
    equal(len({a.json["id"] for a in answers}), 1)
    equal(len(world.admin.ids(TICKETS, filter={"field": "subject", "op": "is", "value": "Paralelo"})), 1)


@test("an answer with a secret is never kept: the token of an API key is shown once")
def secrets(world):
    body = {"name": "x", "role": "agent", "scopes": "read"}
    token = world.admin.post("/api/v1/api_keys", body, key="k-6").json["token"]
    kept = world.database.rows("SELECT COALESCE(body, '') FROM idempotency WHERE key = 'k-6'")
    check(token not in str(kept), "the token is stored")


@test("forty new tickets at once of one new person make one customer")
def one_person(world):
    clients = [world.admin.like_me(token=world.admin.token) for _ in range(20)]
    bodies = [{"subject": f"A la vez {i}", "customer": {"email": "a.la.vez@example.com", "name": "Vez"}, "message": {"text": "x"}} for i in range(40)]
    answers = together([lambda c=c, i=i: [c.post(TICKETS, bodies[i]), c.post(TICKETS, bodies[i + 20])] for i, c in enumerate(clients)])
    flat = [a for pair in answers for a in pair]
    equal({a.status for a in flat}, {201}, [a for a in flat if a.status != 201][:1])
    equal(len({a.json["customer_id"] for a in flat}), 1)
