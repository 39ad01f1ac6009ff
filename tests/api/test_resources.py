"""Every resource of the dictionary, generically: what the OpenAPI document says can be done, is done."""

import json
import os
import re

from bodies import bodies
from harness import check, equal, refused, test


def resources(world):
    """plural -> methods of the collection and of one record."""
    found = {}
    for method, path, _ in world.contract.operations():
        parts = path.split("/")
        if path.startswith("/api/v1/") and len(parts) in (4, 5) and (len(parts) == 4 or parts[4] == "{id}"):
            found.setdefault(parts[3], set()).add(method + (" one" if len(parts) == 5 else ""))
    return {plural: methods for plural, methods in found.items() if "GET one" in methods}


@test("every resource of the document is created, shown, listed, changed and removed as it says")
def every_resource(world):
    made = bodies(world)
    known = resources(world)
    missing = [plural for plural, methods in known.items() if "POST" in methods and plural not in made]
    equal([p for p in missing if p not in ("attachments", "erasures")], [], "resources that this test cannot post")
    for plural, (body, change) in made.items():
        methods, path = known[plural], f"/api/v1/{plural}"
        answer = world.admin.post(path, body)
        check(answer.status == 201, f"POST {path}: {answer}")
        record = answer.json
        one = f"{path}/{record['id']}"
        equal(answer.headers.get("location"), one, plural)
        equal(answer.headers.get("etag"), f'"{record["version"]}"', plural)
        record.pop("token", None)
        record.pop("secret", None)
        equal(world.admin.show(one), record, plural)
        check(record["id"] in world.admin.ids(path, limit=200), f"{plural} lists what was created")
        for name, value in body.items():
            if not isinstance(value, (dict, list)):
                equal(record[name], value, f"{plural}.{name}")
        changed = world.admin.patch(one, change, record["version"])
        check(changed.status == 200, f"PATCH {one} {change}: {changed}")
        equal(changed.json["version"], record["version"] + 1, f"{plural} after a change")
        for name, value in change.items():
            equal(changed.json[name], value, f"{plural}.{name}")
        same = world.admin.patch(one, change, changed.json["version"])
        equal((same.status, same.json["version"]), (200, changed.json["version"]), f"{plural}: the same again")
        if "DELETE one" in methods:
            refused(world.admin.delete(one), 428, "precondition_required")
            equal(world.admin.delete(one, changed.json["version"]).status, 204, plural)
            if plural == "api_keys":
                check(world.admin.show(one)["revoked_at"], "a revoked key says so")
            elif plural == "tickets":
                check(world.admin.show(one)["deleted_at"], "what is in the trash says so")
            else:
                refused(world.admin.get(one), 404, "not_found")


@test("every record shows all members that the document lists, and nothing else")
def whole_records(world):
    customer = world.customer()
    world.order(customer)
    ticket = world.ticket(customer)
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Listo"})
    for plural, methods in resources(world).items():
        if "GET" not in methods:
            continue
        operation = world.contract.document["paths"][f"/api/v1/{plural}"]["get"]
        item = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["data"]["items"]
        schema = world.contract.schema(item["$ref"].rsplit("/", 1)[1])
        due = {name for name, value in schema["properties"].items()
               if value.get("description") != "Only with include."}
        for record in world.admin.list(f"/api/v1/{plural}", limit=1):
            equal(sorted(due - set(record)), [], f"members missing from {plural}")


@test("a record that does not exist is 404 on every route that names one")
def no_such_record(world):
    for method, path, _ in world.contract.operations():
        if "{" not in path or path.endswith("{metric}"):
            continue
        target = re.sub(r"\{\w*id\}", "999999", path)
        if path.startswith("/t/"):  # pages for people: their refusals are pages too
            equal(world.nobody.raw(method, "/t/nothing", b"" if method == "POST" else None, is_held=False).status, 404)
            continue
        body = None if method in ("GET", "DELETE") else {}
        answer = world.admin.call(method, target, body, version=1 if method in ("PATCH", "PUT", "DELETE") else None)
        check(answer.status in (404, 422), f"{method} {target}: {answer}")
        if method in ("GET", "DELETE"):
            refused(answer, 404)


@test("ids that are no numbers, unknown paths, trailing slashes and other methods are told apart")
def paths(world):
    for path in ("/api/v1/tickets/abc", "/api/v1/tickets/-1", "/api/v1/tickets/1e3", "/api/v1/nothing", "/api/v2/tickets",
                 "/api/v1/tickets/", "/api/v1/tickets/99999999999999999999"):
        refused(world.admin.get(path), 404)
    answer = refused(world.admin.call("DELETE", "/api/v1/tickets"), 405, "method_not_allowed")
    check("GET" in answer.headers["allow"] and "POST" in answer.headers["allow"], answer.headers)
    options = world.admin.call("OPTIONS", "/api/v1/tickets")
    equal((options.status, "POST" in options.headers["allow"]), (204, True))
    head = world.admin.call("HEAD", "/api/v1/tickets")
    equal((head.status, head.body), (200, b""))


@test("the reference page, health, readiness and metrics answer without credentials")
def service_pages(world):
    for path, type_ in (("/api", "text/html"), ("/readyz", "application/json"), ("/metrics", "text/plain")):
        answer = world.nobody.get(path)
        equal((answer.status, answer.type), (200, type_), path)
    health = world.nobody.raw("GET", "/healthz", is_held=False)
    equal(health.status, 200)
    check(b"lazo_" in world.nobody.get("/metrics").body, "metrics are named")


@test("the command line prints the same document as the server serves")
def same_document(world):
    equal(json.loads(world.server.command("openapi")), world.contract.document)


@test("the guide speaks of routes that are there")
def guide(world):
    path = os.path.join(os.path.dirname(__file__), "../../docs/api.md")
    with open(path, encoding="utf-8") as guide_:
        text = guide_.read()
    named = set(re.findall(r"`(GET|POST|PATCH|PUT|DELETE) (/api/v1/[\w/{}]+)", text))
    check(len(named) > 5, named)
    for method, route in named:
        check(world.contract.find(method, route), f"{method} {route} is not in the document")
    for path_ in set(re.findall(r"\$A(/[a-z_]+)", text)):
        check(f"/api/v1{path_}" in world.contract.document["paths"], f"{path_} is not in the document")
