"""What the settings pages stand on: skills, tags, custom fields, calendars, roles, hand-over, the audit log."""

import csv
import io
import socket

from harness import check, equal, eventually, refused, test


@test("skills have a kind and agents with levels, and are set from either side")
def skills(world):
    ana, beto = world.agent(), world.agent()
    made = world.admin.add("/api/v1/skills", {"kind": "language", "name": "Português",
                                              "agents": [{"agent_id": ana["id"], "level": 4}]})
    other = world.admin.add("/api/v1/skills", {"kind": "product", "name": "Tazas"})
    refused(world.admin.post("/api/v1/skills", {"kind": "language", "name": "portugues"}), 409)
    refused(world.admin.post("/api/v1/skills", {"kind": "other", "name": "x", "agents": [
        {"agent_id": ana["id"], "level": 6}]}), 422, pointer="/agents/0/level")
    refused(world.admin.post("/api/v1/skills", {"kind": "other", "name": "y", "agents": [
        {"agent_id": ana["id"], "level": 1}, {"agent_id": ana["id"], "level": 2}]}), 422, pointer="/agents/1/agent_id")
    path = f"/api/v1/agents/{beto['id']}/skills"
    equal(world.admin.show(path), {"skills": []})
    held = [{"skill_id": made["id"], "level": 2}, {"skill_id": other["id"], "level": 5}]
    equal(world.admin.put(path, {"skills": held}).json, {"skills": held})
    refused(world.admin.put(path, {"skills": [{"skill_id": 999999, "level": 2}]}), 422, pointer="/skills/0/skill_id")
    equal(world.admin.show(path), {"skills": held}, "a refusal changes nothing")
    shown = world.admin.show(f"/api/v1/skills/{made['id']}")
    equal([(row["agent_id"], row["level"]) for row in shown["agents"]], [(ana["id"], 4), (beto["id"], 2)])
    last = world.admin.show("/api/v1/audit", entity="agent", entity_id=beto["id"])["data"][0]
    equal(last["kind"], "agent.skills_changed")
    equal(world.admin.delete(f"/api/v1/skills/{made['id']}", shown["version"]).status, 204)
    equal(world.admin.show(path), {"skills": held[1:]})
    equal(world.person("agent").put(path, {"skills": []}).status, 403)


@test("two tags become one, what carried either carries the one that stays, and uses are counted")
def tags(world):
    stays = world.admin.add("/api/v1/tags", {"name": "envío"})
    goes = world.admin.add("/api/v1/tags", {"name": "despacho"})
    both, one = world.ticket(tags=["envío", "despacho"]), world.ticket(tags=["despacho"])
    customer = world.customer(tags=["despacho"])
    usage = {row["id"]: row for row in world.admin.show("/api/v1/tag_usage")["data"]}
    equal((usage[goes["id"]]["tickets"], usage[goes["id"]]["others"]), (2, 1))
    refused(world.admin.post(f"/api/v1/tags/{goes['id']}/merge", {"into_id": goes["id"]}), 409)
    equal(world.admin.post(f"/api/v1/tags/{goes['id']}/merge", {"into_id": stays["id"]}).json["id"], stays["id"])
    for ticket in (both, one):
        equal(world.admin.show(f"/api/v1/tickets/{ticket['id']}")["tags"], ["envío"])
    equal(world.admin.show(f"/api/v1/customers/{customer['id']}")["tags"], ["envío"])
    refused(world.admin.get(f"/api/v1/tags/{goes['id']}"), 404)
    usage = {row["id"]: row for row in world.admin.show("/api/v1/tag_usage")["data"]}
    equal((usage[stays["id"]]["tickets"], usage[stays["id"]]["others"]), (2, 1))
    equal(world.person("agent").post(f"/api/v1/tags/{stays['id']}/merge", {"into_id": stays["id"]}).status, 403)


@test("a field of words changes its type only where every stored value still fits")
def field_type(world):
    field = world.admin.add("/api/v1/fields", {"entity": "ticket", "key": "origen", "label": "Origen", "type": "text"})
    path = f"/api/v1/fields/{field['id']}"
    refused(world.admin.post(f"{path}/type_preview", {"type": "choice"}), 422, pointer="/choices")
    world.ticket(custom={"origen": "Web"})
    world.ticket(custom={"origen": "Tienda"})
    world.ticket(custom={"origen": "Web"})
    equal(world.admin.show(f"{path}/usage"), {"records": 3, "values": [{"value": "Web", "records": 2},
                                                                       {"value": "Tienda", "records": 1}]})
    preview = world.admin.post(f"{path}/type_preview", {"type": "choice"}).json
    equal(preview, {"records": 3, "misfits": 0, "several": 0, "choices": "Tienda\nWeb"})
    equal(world.admin.post(f"{path}/type_preview", {"type": "choice", "choices": "Web"}).json["misfits"], 1)
    refused(world.admin.put(f"{path}/type", {"type": "choice"}), 428)
    refused(world.admin.put(f"{path}/type", {"type": "choice", "choices": "Web"}, version=field["version"]), 409)
    changed = world.admin.put(f"{path}/type", {"type": "choice"}, version=field["version"]).json
    equal((changed["type"], changed["choices"], changed["version"]), ("choice", "Tienda\nWeb", field["version"] + 1))
    refused(world.admin.put(f"{path}/type", {"type": "choices"}, version=field["version"]), 412)
    world.admin.put(f"{path}/type", {"type": "choices"}, version=changed["version"])
    world.ticket(custom={"origen": ["Web", "Tienda"]})
    equal(world.admin.post(f"{path}/type_preview", {"type": "text"}).json["several"], 1)
    number = world.admin.add("/api/v1/fields", {"entity": "ticket", "key": "cuantos", "label": "Cuántos", "type": "number"})
    refused(world.admin.post(f"/api/v1/fields/{number['id']}/type_preview", {"type": "text"}), 409)


@test("a promise is previewed by hours and holidays that are not stored yet")
def due(world):
    week = [{"weekday": day, "opens_minute": 540, "closes_minute": 1080} for day in range(5)]
    body = {"time_zone": "America/Bogota", "from": "2026-01-05T22:00:00Z", "minutes": 120, "hours": week}
    equal(world.admin.post("/api/v1/calendars/due", body).json["due_at"], "2026-01-06T15:00:00Z")
    body["holidays"] = [{"day": "2026-01-06"}]
    equal(world.admin.post("/api/v1/calendars/due", body).json["due_at"], "2026-01-07T15:00:00Z")
    refused(world.admin.post("/api/v1/calendars/due", {**body, "hours": week[:1] * 2}), 422, pointer="/hours/1")
    equal(world.admin.post("/api/v1/calendars/due", {**body, "hours": []}).status, 422)


@test("the open tickets of an agent go to another or to nobody, each with its event")
def hand_over(world):
    leaves, stays = world.agent(), world.agent()
    mine = [world.ticket(agent_id=leaves["id"]) for _ in range(3)]
    path = f"/api/v1/agents/{leaves['id']}"
    equal(world.admin.show(f"{path}/load"), {"open_tickets": 3})
    refused(world.admin.post(f"{path}/hand_over", {"agent_id": leaves["id"]}), 422, pointer="/agent_id")
    equal(world.admin.post(f"{path}/hand_over", {"agent_id": stays["id"]}).json, {"moved": 3, "left": 0})
    equal(world.admin.show(f"/api/v1/tickets/{mine[0]['id']}")["agent_id"], stays["id"])
    kinds = [row["kind"] for row in world.admin.show("/api/v1/audit", entity="ticket", entity_id=mine[0]["id"])["data"]]
    check("ticket.assigned" in kinds, kinds)
    equal(world.admin.post(f"/api/v1/agents/{stays['id']}/hand_over", {"agent_id": None}).json, {"moved": 3, "left": 0})
    equal(world.admin.show(f"/api/v1/tickets/{mine[0]['id']}")["agent_id"], None)
    equal(world.person("lead").post(f"{path}/hand_over", {"agent_id": None}).status, 403)


@test("the matrix of roles says what the routes do")
def roles(world):
    shown = world.person("agent").show("/api/v1/roles")
    equal(shown["roles"], ["admin", "lead", "agent", "collaborator", "analyst"])
    tickets = next(row for row in shown["resources"] if row["resource"] == "tickets")
    equal(tickets["rights"]["collaborator"], ["read", "note"])
    keys = next(row for row in shown["resources"] if row["resource"] == "api_keys")
    equal(keys["rights"], {"admin": ["read", "write", "remove", "note", "export"], "lead": [], "agent": [],
                           "collaborator": [], "analyst": []})
    for row in shown["resources"]:
        path = f"/api/v1/{row['resource']}"
        if ("GET", path) in {(method, route) for method, route, _ in world.contract.operations()}:
            for role in ("collaborator", "analyst"):
                status = world.person(role).get(path).status
                equal(status != 403, "read" in row["rights"][role], f"{role} GET {path}: {status}")
    merge = next(row for row in shown["actions"] if row["path"] == "/api/v1/tags/{id}/merge")
    equal(merge["roles"], ["admin", "lead"])


@test("the audit log says who changed what, before and after, newest first, by page and by filter")
def audit(world):
    lead = world.person("lead")
    team = lead.add("/api/v1/teams", {"name": world.unique("Auditados ")})
    lead.change(f"/api/v1/teams/{team['id']}", {"is_restricted": True}, team["version"])
    world.ticket()
    rows = world.admin.show("/api/v1/audit", entity="team", entity_id=team["id"])["data"]
    equal([row["kind"] for row in rows], ["team.changed", "team.created"])
    equal(rows[0]["changes"]["is_restricted"], [False, True])
    equal((rows[0]["actor"]["id"], rows[0]["actor"]["name"]), (lead.agent["id"], lead.agent["name"]))
    mine = world.admin.show("/api/v1/audit", agent_id=lead.agent["id"])["data"]
    equal({row["actor"]["id"] for row in mine}, {lead.agent["id"]})
    check(all(row["entity"] != "ticket" for row in world.admin.show("/api/v1/audit", limit=200)["data"]), "no traffic")
    check(any(row["entity"] == "ticket" for row in world.admin.show("/api/v1/audit", scope="all")["data"]), "all of it")
    pages, after = [], None
    for _ in range(200):
        page = world.admin.show("/api/v1/audit", limit=3, **({"after": after} if after else {}))
        pages += [row["id"] for row in page["data"]]
        after = page["next"]
        if after is None:
            break
    equal(pages, [row["id"] for row in world.admin.show("/api/v1/audit", limit=200)["data"]])
    equal(pages, sorted(pages, reverse=True))
    equal(world.admin.show("/api/v1/audit", to="2000-01-01")["data"], [])
    refused(world.admin.get("/api/v1/audit", entity_id=3), 422)
    refused(world.admin.get("/api/v1/audit", entity="nonsense"), 422)
    equal(world.person("agent").get("/api/v1/audit").status, 403)
    check(not any(row["entity"] == "api_key" for row in lead.show("/api/v1/audit", limit=200)["data"]),
          "a lead sees no keys, here neither")


@test("the audit log comes as a file that a spreadsheet takes for words")
def audit_file(world):
    world.admin.add("/api/v1/teams", {"name": "=HYPERLINK(1)"})
    answer = world.admin.get("/api/v1/audit.csv", entity="team")
    equal(answer.status, 200)
    check(answer.headers["content-type"].startswith("text/csv"), answer.headers)
    table = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    equal(table[0], ["when", "actor_kind", "actor", "kind", "entity", "entity_id", "changes"])
    check("HYPERLINK" in table[1][6] and table[1][3] == "team.created", table[1])
    check(all(not cell.startswith(("=", "+", "@")) for row in table for cell in row), "no formula")


@test("no webhook leads into a private network unless the operator allows it")
def private_networks(world):
    for url in ("https://127.0.0.1/in", "https://localhost/in", "https://10.1.2.3/", "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data", "https://[::1]/", "https://[fd00::1]/", "https://2130706433/",
                "https://0x7f.1/", "https://[::ffff:10.0.0.1]/", "https://metadata.google.internal/", "http://example.com/",
                "https://localhost./", "https://router.lan/"):
        refused(world.admin.post("/api/v1/webhooks", {"name": "x", "url": url, "kinds": "*"}), 422, pointer="/url")
    made = world.admin.post("/api/v1/webhooks", {"name": "x", "url": "https://example.com/in", "kinds": "*"})
    equal(made.status, 201)
    world.admin.delete(f"/api/v1/webhooks/{made.json['id']}", made.json["version"])


@test("whatever a name leads to, no connection into a private network is made")
def names_that_lead_inside(world):
    listening = socket.create_server(("0.0.0.0", 0))  # this machine under its own name: nobody may knock
    listening.settimeout(0.2)
    url = f"https://{socket.gethostname()}:{listening.getsockname()[1]}/in"
    made = world.admin.add("/api/v1/webhooks", {"name": "x", "url": url, "kinds": "ticket.*"})
    row = world.admin.post(f"/api/v1/webhooks/{made['id']}/test").json
    done = eventually(lambda: (lambda one: one if one["state"] != "waiting" else None)(
        world.admin.show(f"/api/v1/webhook_deliveries/{row['id']}")), "the test ended", 30)
    equal((done["state"], done["status"]), ("failed", None))
    check("private network" in done["error"], done["error"])
    try:
        listening.accept()
        raise AssertionError("somebody knocked")
    except TimeoutError:
        pass
    finally:
        listening.close()
    world.admin.delete(f"/api/v1/webhooks/{made['id']}", made["version"])
