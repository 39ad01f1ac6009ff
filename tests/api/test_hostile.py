"""What strangers send below HTTP's surface: smuggling, slow and idle connections, injected headers and log lines,
formulas in cells (T23, T35, T36)."""

import csv
import io
import os
import re
import socket
import time
import urllib.parse
import zipfile

from harness import Options, Server, SqliteDatabase, check, equal, refused, test

make_world = Options(words=["--log-level", "debug"])


def talk(world, payload, seconds=5, pieces=None):
    """All that comes back on a connection of its own."""
    with socket.create_connection((world.server.host, world.server.port), timeout=seconds) as connection:
        try:
            for piece in pieces or [payload]:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = b""
        try:
            while chunk := connection.recv(65536):
                got += chunk
        except (TimeoutError, ConnectionResetError):
            pass
        return got


def statuses(got):
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3})", got)]


def request(world, head, body=b""):
    auth = f"Authorization: Bearer {world.admin.token}\r\n"
    return (head.replace("AUTH\r\n", auth)).encode("latin-1") + body


@test("T35 a request whose length can be read in two ways is refused, and what follows it is never taken for another")
def smuggling(world):
    before = world.counts()
    smuggled = request(world, "POST /api/v1/companies HTTP/1.1\r\nHost: x\r\nAUTH\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n", b'{"name": "smuggled"}')
    start = "POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAUTH\r\nContent-Type: application/json\r\n"
    for head in ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "Content-Length: 5\r\nContent-Length: 6\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n",
                 "Transfer-Encoding: xchunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: identity, chunked\r\n", "Transfer-Encoding:\x0bchunked\r\n", "Content-Length: -1\r\n", "Content-Length: +5\r\n",
                 "Content-Length: 5, 5\r\n", "Content-Length: 0x5\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 5 5\r\n"):
        got = talk(world, request(world, start + head + "\r\n", b"0\r\n\r\n" + smuggled), 3)
        answered = statuses(got)
        check(set(answered) <= {400, 413} and b"smuggled" not in got, f"{head!r}: {answered} {got[:200]!r}")
    for raw in (request(world, "GET /api/v1/companies HTTP/1.1\r\nHost: a\r\nHost: b\r\nAUTH\r\n\r\n"), b"GET /api/v1/openapi.json HTTP/9.9\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"\r\n" * 500, b"\x00" * 500):
        check(not set(statuses(talk(world, raw, 2))) & {200, 201}, raw[:60])
    equal(world.counts(), before)
    equal(world.admin.ids("/api/v1/companies", filter={"field": "name", "op": "is", "value": "smuggled"}), [])


@test("chunked bodies, pipelined requests and one byte at a time give the same answers")
def framing(world):
    chunked = request(world, "POST /api/v1/companies HTTP/1.1\r\nHost: x\r\nAUTH\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", b'5\r\n{"nam\r\n8;x=y\r\ne": "Ch"\r\n1\r\n}\r\n0\r\n\r\n')
    equal(statuses(talk(world, chunked)), [201])
    equal(statuses(talk(world, b"", pieces=[bytes([b]) for b in chunked])), [201])
    one = request(world, "GET /api/v1/companies HTTP/1.1\r\nHost: x\r\nAUTH\r\n\r\n")
    last = request(world, "GET /api/v1/companies HTTP/1.1\r\nHost: x\r\nAUTH\r\nConnection: close\r\n\r\n")
    equal(statuses(talk(world, one * 5 + last)), [200] * 6)


@test("T35 headers and bodies that come slowly or not at all, and a thousand idle connections, hold up nobody")
def slow(world):
    held = []
    for i in range(1000):
        connection = socket.create_connection((world.server.host, world.server.port))
        if i % 2:
            connection.sendall(b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        elif i % 4:
            connection.sendall(request(world, "POST /api/v1/companies HTTP/1.1\r\nHost: x\r\nAUTH\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n", b'{"na'))
        held.append(connection)
    began = time.monotonic()
    for _ in range(20):
        world.customer()
    check(time.monotonic() - began < 5, "others are served")
    for connection in held:
        connection.close()


@test("headers beyond their limit, and too many, are refused")
def big_headers(world):
    for head in ("X-Big: " + "a" * 100000 + "\r\n", "".join(f"X-{i}: {i}\r\n" for i in range(5000))):
        got = talk(world, request(world, "GET /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAUTH\r\n" + head + "\r\n"))
        check(not set(statuses(got)) & {200}, got[:100])


@test("T36 nothing of a request breaks a header: file names, request ids and languages stay one line")
def header_injection(world):
    ticket = world.ticket()
    for name in ("a\r\nSet-Cookie: x=1.txt", "a\nb", 'com"illas".txt', "../../etc/passwd", "..\\..\\x", "ñandú 🦙.pdf", "a\u202egpj.exe", "\u2028x", "x" * 1000, ".", "", " ", "con\x7ftrol", "CON", "a;b=c", "%0d%0aX: y"):
        answer = world.admin.raw("POST", "/api/v1/attachments?" + urllib.parse.urlencode({"name": name}), b"x", {"Content-Type": "text/plain"})
        if answer.status != 201:
            check(answer.status == 422, answer)
            continue
        stored = answer.json["name"]
        check(stored and not re.search("[\x00-\x1f\x7f/\\\\\u202e\u2028]", stored) and len(stored.encode()) <= 255, f"{name!r} is stored as {stored!r}")
        down = world.admin.get(f"/api/v1/attachments/{answer.json['id']}/content")
        check("set-cookie" not in down.headers and "x" not in down.headers, down.headers)
        check(re.fullmatch(r'attachment; filename="[^"\\\x00-\x1f]*"(; filename\*=UTF-8\'\'[A-Za-z0-9%.!#$&+^_`|~-]+)?', down.headers["content-disposition"]), down.headers["content-disposition"])
    for id_ in ("good-id_1.2", "a b", "x" * 300, "<script>", "é"):
        echoed = world.admin.raw("GET", f"/api/v1/tickets/{ticket['id']}", headers={"X-Request-Id": id_.encode().decode("latin-1")}).headers.get("x-request-id", "")
        check(echoed == id_ if id_ == "good-id_1.2" else echoed != id_ and re.fullmatch(r"[\w.-]+", echoed), f"{id_!r} is echoed as {echoed!r}")


@test("T16 an upload of any type comes down as a type that no browser runs")
def types(world):
    for type_ in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "text/html; charset=utf-7", "message/rfc822", "application/pdf", "x/y\r\nX: y".replace("\r\n", " "), "multipart/mixed", "text/plain"):
        made = world.admin.upload("f", b"<script>alert(1)</script>", type_)
        down = world.admin.get(f"/api/v1/attachments/{made['id']}/content")
        check(not re.search("html|svg|xml|javascript|rfc822|multipart", down.type), f"{type_} comes as {down.type}")
        equal(down.headers["x-content-type-options"], "nosniff")


@test("every answer carries the headers that protect it")
def protective(world):
    for answer in (world.admin.get("/api/v1/tickets"), world.admin.get("/api/v1/tickets/99999"), world.nobody.get("/api/v1/tickets"), world.nobody.get("/api"), world.admin.post("/api/v1/companies", {"name": "x"}),
                   world.nobody.raw("GET", "/app/", is_held=False)):
        for name, value in (("x-content-type-options", "nosniff"), ("referrer-policy", "no-referrer")):
            equal(answer.headers.get(name), value, repr(answer.headers))
        csp = answer.headers["content-security-policy"]
        check("unsafe-inline" not in csp and "unsafe-eval" not in csp and ("frame-ancestors 'none'" in csp or "default-src 'none'" in csp), csp)
        check("access-control-allow-origin" not in answer.headers, "no other origin reads answers")


@test("T36 each log line is one line of ours, whatever is in the request")
def log_injection(world):
    for path in ("/api/v1/x%0atime=2020 level=error message=forged", "/api/v1/%1b[31mred", "/api/v1/tickets?nada=%0d%0aforged=1"):
        world.admin.raw("GET", urllib.parse.quote(path, safe="/%?=[]"))
    world.admin.get("/api/v1/tickets", headers={"User-Agent": "x\ttime=2020 message=forged", "X-Request-Id": "forged message=forged"})
    for line in world.server.log_text().splitlines():
        check(re.match(r"time=\d{4}-\d\d-\d\dT[\d:.]+Z level=\w+ message=", line), f"a line of the log: {line[:200]!r}")
        check("message=forged" not in re.sub(r'"(?:[^"\\]|\\.)*"', '""', line) and "\x1b" not in line, line[:300])


@test("T36 a cell of CSV or XLSX never begins a formula")
def formulas(world):
    words = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', "plano, con \"comillas\""]
    for word in words:
        answer = world.admin.post("/api/v1/tickets", {"subject": "x", "customer_id": world.customer()["id"], "topic": word})
        check(answer.status in (201, 422), answer)
    plain = world.admin.get("/api/v1/reports/volume", by="topic", format="csv")
    equal((plain.status, plain.type), (200, "text/csv"))
    rows = list(csv.reader(io.StringIO(plain.body.decode("utf-8-sig"))))
    check(len(rows) > 6, rows)
    for row in rows[1:]:
        for cell in row:
            check(not re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell), f"a formula: {cell!r}")
    sheet = world.admin.get("/api/v1/reports/volume", by="topic", format="xlsx")
    with zipfile.ZipFile(io.BytesIO(sheet.body)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
        check("<f>" not in text and "hyperlink" not in text, "a formula or a link in the sheet")


@test("T23 a note is internal in every place: its event, its message, the counts, and nothing is to be sent")
def notes(world):
    ticket = world.ticket()
    note = world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "nota zaragatona interna", "public": False, "direction": "in"})
    equal((note["public"], note["direction"], note["delivery"]), (False, "out", None) if note["delivery"] is None else (False, "out", note["delivery"]))
    events = [e for e in world.admin.list(f"/api/v1/customers/{ticket['customer_id']}/timeline", limit=200) if e["entity"] == "message" and e["entity_id"] == note["id"]]
    equal([(e["kind"], e["visibility"]) for e in events], [("note.added", "internal")])
    check("zaragatona" not in str(events), "its words are not in the history")
    after = world.admin.show(f"/api/v1/tickets/{ticket['id']}")
    equal((after["replies"], after["first_reply_at"], after["status"]), (0, None, "new"))
    public = world.admin.list("/api/v1/messages", filter={"all": [{"field": "ticket_id", "op": "is", "value": ticket["id"]}, {"field": "public", "op": "is", "value": True}]})
    check(note["id"] not in [m["id"] for m in public], "the public part has no note")
    equal(world.admin.list("/api/v1/outbox"), [])


@test("requests beyond the limit of a minute are 429 for that caller alone, with when to come back")
def rates(world):
    folder = os.path.join(world.folder, "limited")
    os.mkdir(folder)
    server = Server(SqliteDatabase(folder), folder, ["--rate-limit", "30"])
    try:
        client = world.nobody.like_me()
        client.server = server
        began = time.monotonic()
        got = [client.get("/api/v1/openapi.json", headers={"X-Forwarded-For": f"10.9.8.{i}"}).status for i in range(40)]
        came_back = int((time.monotonic() - began) / 2) + 1  # one every two seconds
        check(got[:30] == [200] * 30 and got.count(200) <= 30 + came_back and 429 in got, got)
        answer = refused(client.get("/api/v1/openapi.json"), 429, "too_many_requests")
        check(int(answer.headers["retry-after"]) >= 1, answer.headers)
        other = client.like_me(address="127.0.0.9")
        other.server = server
        equal(other.get("/api/v1/openapi.json").status, 200, "another address is not held up")
        equal(client.raw("GET", "/healthz", is_held=False).status, 200, "health is never limited")
    finally:
        server.stop()
