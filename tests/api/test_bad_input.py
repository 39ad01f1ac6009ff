"""Bad input, table-driven from the OpenAPI document: always a problem that names the field, never a 5xx, never half a
record. And T21: what nobody may write, nobody writes."""

import json

from bodies import bodies
from harness import check, equal, refused, test

JSON = {"Content-Type": "application/json"}
AT_A_TIME = 15  # unknown names in a body: an answer lists a bounded number of faults


def writable(world):
    """(path, Create schema, a good body) of each POST that takes a record and names no other record in its path."""
    good = bodies(world)
    for method, path, operation in world.contract.operations():
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        plural = path.rsplit("/", 1)[-1]
        if method == "POST" and path.startswith("/api/") and "{" not in path and "$ref" in schema and plural in good:
            yield path, world.contract.schema(schema["$ref"].rsplit("/", 1)[1]), good[plural][0]


def resolve(world, schema):
    options = schema.get("anyOf", [schema])
    first = next((o for o in options if o.get("type") != "null"), schema)
    return world.contract.schema(first["$ref"].rsplit("/", 1)[1]) if "$ref" in first else first


def types_of(schema):
    type_ = schema.get("type", [])
    return set(type_ if isinstance(type_, list) else [type_])


def wrong_values(world, schema):
    """Values that the field's schema does not allow, each with what is wrong with it."""
    schema = resolve(world, schema)
    types = types_of(schema)
    if not types:
        return  # any JSON
    samples = {"string": "texto", "integer": 7, "number": 1.5, "boolean": True, "array": [1], "object": {"x": 1}}
    for type_, value in samples.items():
        if type_ in types or (type_ == "integer" and "number" in types):
            continue
        yield value
    if "integer" in types:
        yield from (1.5, 10**30, -10**30, 1e308)
    if "string" in types:
        yield "a\x00b"
        if "maxLength" in schema:
            yield "ñ" * schema["maxLength"]
            yield "x" * (schema["maxLength"] + 1)
        if "enum" in schema:
            yield from ("", "nunca", schema["enum"][0].upper() + " ")
        if schema.get("format") == "date-time":
            yield from ("ayer", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59Z", "2026-01-01T25:00:00Z", "")
        if schema.get("format") == "email":
            yield from ("", "x", "@", "a@", "@b", "a b@c.example", "a@b\r\nBcc: x@y.example", "a@b,c@d.example")
    if "minimum" in schema:
        yield schema["minimum"] - 1
    if "maximum" in schema:
        yield schema["maximum"] + 1
    if "array" in types:
        yield [{}] if types_of(schema.get("items", {})) == {"string"} else ["x"]
    if "object" in types and {"amount", "currency"} <= set(schema.get("properties", {})):
        yield from ({}, {"amount": "1", "currency": "USD"}, {"amount": 1, "currency": "dólares"}, {"amount": 1, "currency": 5}, {"amount": 1.5}, {"amount": 10**25, "currency": "USD"},
                    {"amount": 1, "currency": "USD", "x": 1})


@test("a wrong value in any field of any resource is refused by that field's name, and nothing is written")
def wrong_fields(world):
    wrong, tried = [], 0
    for path, schema, good in list(writable(world)):
        before = world.counts()
        for name, field in schema["properties"].items():
            for value in wrong_values(world, field):
                tried += 1
                body = {**good, name: value}
                if path == "/api/v1/tickets" and name == "customer":
                    body.pop("customer_id", None)
                answer = world.admin.post(path, body)
                named = answer.status in (400, 409, 422) and any(pointer.split("/")[1:2] == [name] for pointer in answer.errors)
                if not named:
                    wrong.append(f"{path} {name} = {str(value)[:40]!r}: {str(answer)[:160]}")
        after = world.counts()
        if after != before:
            wrong.append(f"{path}: rows were left: { {t: n - before[t] for t, n in after.items() if n != before[t]} }")
    check(tried > 700, f"only {tried} cases")
    check(not wrong, f"{len(wrong)} of {tried}:\n      " + "\n      ".join(wrong[:100]))


@test("a field that is missing though required, or unknown, is named, and all faults of a body at once")
def missing_fields(world):
    for path, schema, good in list(writable(world)):
        for name in schema.get("required", []):
            for body in ({k: v for k, v in good.items() if k != name}, {**good, name: None}):
                refused(world.admin.post(path, body), 422, "invalid", f"/{name}", "required")
        refused(world.admin.post(path, {**good, "campo_que_no_hay": 1}), 422, "invalid", "/campo_que_no_hay", "unknown_field")
        refused(world.admin.post(path, {**good, "a/b~c": 1}), 422, "invalid", "/a~1b~0c", "unknown_field")
    answer = world.admin.post("/api/v1/agents", {"email": 1, "role": "rey", "extra": True})
    equal(answer.errors, {"/email": "wrong_type", "/role": "unknown_choice", "/extra": "unknown_field", "/name": "required"})


@test("T35 a body that is no JSON object in UTF-8 is refused: broken, cut, deep, doubled, huge numbers, surrogates, NUL")
def malformed_bodies(world):
    before = world.counts()
    path = "/api/v1/companies"
    def send(body, headers=None):
        return world.admin.raw("POST", path, body, JSON if headers is None else headers)
    for body in (b"{", b"}", b'{"name":}', b'{"name": "x",}', b"{'name': 'x'}", b'{"name": "x"} x', b'{"name": "x"}{"name": "y"}', b'{"name": "\xff\xfe"}', b'{"name": "\xc0\xaf"}',
                 b'{"name": "\xed\xa0\x80"}', b'{"name": "a\nb"}', b'{"name": "\\x41"}', b'{"name": "\\ud800"}', b'{"name": "\\udc00\\ud800"}', b'{"name": NaN}', b'{"name": 01}',
                 b'{"name": +1}', b'{"name": .5}', b'{"name": tru}', b"[" * 100000, b'{"name":' * 50000, b'{"name": "x", "name": "y"}', b"\xef\xbb\xbf{", b'{"a": 1e999}', b'{"a": -1e999}',
                 b"{" + b'"\x00": 1}', b'{"name": "x"', b"\x00", b'{"name" "x"}', b"nul", b'"' + b"x" * 5000, b"// x\n{}"):
        answer = send(body)
        check(answer.status in (400, 422), f"{body[:40]!r}: {answer}")
    for body in (b"[]", b'"x"', b"1", b"null", b"true", b"[{}]"):
        refused(send(body), 422, "invalid")
    refused(send(b""), 422, "body_required")
    for type_ in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data; boundary=x", ""):
        refused(send(b'{"name": "x"}', {"Content-Type": type_}), 415, "unsupported_type")
    refused(send(b'{"name": "' + b"x" * (1 << 20) + b'"}'), 413, "too_large")
    equal(world.counts(), before)
    equal(send(b'{"name": "\\ud83d\\ude00 \\u00f1"}', {"Content-Type": "Application/JSON; charset=utf-8"}).json["name"], "😀 ñ")


@test("invalid UTF-8, NUL and broken percent signs in an address are refused")
def bad_addresses(world):
    for target in ("/api/v1/search?q=%ff", "/api/v1/search?q=%00", "/api/v1/tickets?filter=%c3%28", "/api/v1/search?q=%", "/api/v1/search?q=%zz", "/api/v1/%ff", "/api/v1/tickets%00",
                   "/api/v1/tickets/%2e%2e", "/api/v1/tickets?sort=%00id", "/api/v1/tickets?after=%ed%a0%80", "/api/v1/reports/%ff", "/api/v1/tickets?include=%00",
                   "/api/v1/events?kind=%00", "/api/v1/attachments?name=%ff", "/api/v1/tickets?filter=%7B%22field%22%3A%22subject%22%2C%22op%22%3A%22is%22%2C%22value%22%3A%22%5Cud800%22%7D"):
        for method in ("GET", "POST"):
            answer = world.admin.raw(method, target, b"x" if method == "POST" else None, {"Content-Type": "text/plain"} if method == "POST" else None)
            check(400 <= answer.status < 500, f"{method} {target}: {answer}")
    refused(world.admin.raw("GET", "/api/v1/search?q=" + "a" * 20000), 414)


@test("a PATCH with a wrong value changes nothing, and its version stays")
def wrong_changes(world):
    for path, _, good in list(writable(world)):
        record = world.admin.post(path, good)
        if record.status != 201:
            continue
        one = f"{path}/{record.json['id']}"
        if world.contract.find("PATCH", one) is None:
            continue
        operation = world.contract.find("PATCH", one)[1]
        schema = world.contract.schema(operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1])
        shown = world.admin.show(one)
        for name, field in schema["properties"].items():
            for value in list(wrong_values(world, field))[:4]:
                answer = world.admin.patch(one, {name: value}, shown["version"])
                check(answer.status in (409, 422), f"{one} {name} = {value!r}: {answer}")
        equal(world.admin.show(one), shown, one)


def columns(world):
    """Every column of every table: names that somebody could try."""
    if world.is_sqlite:
        return {row[0] for t in world.database.tables() for row in world.database.rows(f"SELECT name FROM pragma_table_info('{t}')")}
    return {row[0] for row in world.database.rows(f"SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = '{world.database.schema}'")}


@test("T21 no column of any table can be written by naming it, unless the document says that it can")
def mass_assignment(world):
    names = sorted(columns(world) | {"password_hash", "token", "admin", "is_admin", "_id", "__proto__", "constructor", "merged_into", "customer", "agent"})
    check(len(names) > 150, f"only {len(names)} names")
    for path, schema, good in list(writable(world)):
        allowed = set(schema["properties"])
        others = [n for n in names if n not in allowed]
        for first in range(0, len(others), AT_A_TIME):
            some = others[first:first + AT_A_TIME]
            answer = world.admin.post(path, {**good, **{n: (1, "x", None)[i % 3] for i, n in enumerate(some)}})
            check(answer.status == 422, f"{path}: {answer}")
            silent = [n for n in some if answer.errors.get(f"/{n}") not in ("unknown_field", "read_only")]
            equal(silent, [], f"{path} takes these in silence")
        made = world.admin.post(path, good)
        if made.status != 201 or world.contract.find("PATCH", f"{path}/1") is None:
            continue
        one = f"{path}/{made.json['id']}"
        operation = world.contract.find("PATCH", one)[1]
        change = world.contract.schema(operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1])
        shown = world.admin.show(one)
        for name in names:
            if name not in change["properties"]:
                answer = world.admin.patch(one, {name: 1}, shown["version"])
                check(answer.status == 422 and answer.errors.get(f"/{name}") in ("unknown_field", "read_only"), f"PATCH {one} {name}: {answer}")
        equal(world.admin.show(one), shown, one)


@test("T21 parts, children and bodies of actions take their own fields only")
def nested(world):
    customer = world.customer()
    ticket = world.ticket(customer)
    for body, pointer in (({"subject": "x", "customer": {"email": "a@b.example", "id": 3}}, "/customer/id"), ({"subject": "x", "customer": {"email": "a@b.example", "stage": "advocacy"}}, "/customer/stage"),
                          ({"subject": "x", "customer_id": customer["id"], "message": {"text": "x", "author": {"kind": "agent"}}}, "/message/author"),
                          ({"subject": "x", "customer_id": customer["id"], "message": {"text": "x", "created_at": "2020-01-01T00:00:00Z"}}, "/message/created_at")):
        answer = world.admin.post("/api/v1/tickets", body)
        check(answer.status == 422 and any(p.startswith(pointer) for p in answer.errors), f"{body}: {answer}")
    for extra in ("author_kind", "author", "raw_blob_id", "ticket_id", "created_at", "delivery", "id", "kind"):
        answer = world.admin.post(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "x", extra: 1})
        check(answer.status == 422 and f"/{extra}" in answer.errors, answer)
    line = {"name": "x", "price": {"amount": 1, "currency": world.currency()}}
    for extra in ("order_id", "id", "currency", "position"):
        answer = world.admin.post("/api/v1/orders", {"customer_id": customer["id"], "lines": [{**line, extra: 1}]})
        check(answer.status == 422 and f"/lines/0/{extra}" in answer.errors, answer)
    for many, pointer in (({"tags": ["t"] * 51}, "/tags"), ({"tags": ["x" * 61]}, "/tags/0"), ({"tags": [""]}, "/tags/0"), ({"custom": {"nada": 1}}, "/custom/nada"), ({"custom": []}, "/custom")):
        refused(world.admin.patch(f"/api/v1/tickets/{ticket['id']}", many, ticket["version"]), 422, "invalid", pointer)
    refused(world.admin.post("/api/v1/orders", {"customer_id": customer["id"], "lines": [line] * 100000}), 413)
    refused(world.admin.post("/api/v1/orders", {"customer_id": customer["id"], "lines": [line] * 3000}), 422, "invalid", "/lines")


@test("problems speak the language that is asked for; codes never change")
def languages(world):
    seen = {}
    for language in ("es", "en", "pt", "pt-BR,en;q=0.5", "fr", "de, en;q=0.9, es;q=0.1", "*", "x" * 500):
        answer = world.admin.post("/api/v1/companies", {}, headers={"Accept-Language": language})
        refused(answer, 422, "invalid", "/name", "required")
        seen[language] = answer.json["title"]
    equal(len({seen["es"], seen["en"], seen["pt"]}), 3)
    equal((seen["pt-BR,en;q=0.5"], seen["de, en;q=0.9, es;q=0.1"]), (seen["pt"], seen["en"]))
    check(json.dumps(seen), "all were answered")
