"""Webhooks against a real receiver that verifies every signature: order, faults, retries, secrets, replays."""

import base64
import datetime
import hashlib
import hmac
import http.server
import json
import os
import threading

from harness import Options, check, equal, eventually, refused, test
from streams import last_seq

os.environ["LAZO_WEBHOOK_PRIVATE"] = "yes"  # the receiver is on this machine
make_world = Options()


class Receiver:
    """Keeps what arrives with a good signature; answers with the statuses of `script` first, then with 204."""

    def __init__(self):
        self.events, self.faults, self.script, self.secrets = [], [], [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.script.pop(0) if receiver.script else 204
                receiver.take(self.path, self.headers, body, status)
                self.send_response(status)
                if status in (301, 302, 307):
                    self.send_header("location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("content-length", "0" if status == 204 else "5")
                self.end_headers()
                if status != 204:
                    self.wfile.write(b"words")

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/in"

    def take(self, path, headers, body, status):
        content = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
        given = headers["webhook-signature"].split()
        expected = ["v1," + base64.b64encode(hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content,
                                                      hashlib.sha256).digest()).decode() for secret in self.secrets]
        if not set(given) & set(expected):
            self.faults.append((path, dict(headers)))
        if status < 300:
            self.events.append({"id": headers["webhook-id"], "signatures": len(given), "path": path,
                                **json.loads(body)})

    def seqs(self):
        return [event["data"]["seq"] for event in self.events]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def hook(world, receiver, **more):
    made = world.admin.add("/api/v1/webhooks", {"name": world.unique("Aviso "), "url": receiver.url, "kinds": "ticket.*",
                                                **more})
    receiver.secrets.append(made["secret"])
    return made


def now(world, made):
    return world.admin.show(f"/api/v1/webhooks/{made['id']}")


def remove(world, made):
    equal(world.admin.delete(f"/api/v1/webhooks/{made['id']}", now(world, made)["version"]).status, 204)


@test("events arrive in the order of the log, each once, signed, and as the log shows them")
def in_order(world):
    receiver = Receiver()
    made = hook(world, receiver)
    tickets = [world.ticket() for _ in range(8)]
    for ticket in tickets:
        fresh = world.admin.show(f"/api/v1/tickets/{ticket['id']}")
        world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"priority": "high"}, fresh["version"])
    last_seq(world)  # PostgreSQL numbers events a moment after they were committed
    log = [event for event in world.admin.show("/api/v1/events", after=made["after_seq"], limit=1000)["data"]
           if event["kind"].startswith("ticket.") and event["visibility"] == "public"]
    eventually(lambda: len(receiver.events) >= len(log), "all events arrived")
    equal(receiver.seqs(), [event["seq"] for event in log])
    equal(receiver.faults, [])
    for arrived, event in zip(receiver.events, log):
        equal(arrived["type"], event["kind"])
        equal(arrived["timestamp"], event["at"])
        equal(arrived["id"], f"evt_{event['id']}")
        equal({k: arrived["data"][k] for k in ("entity", "entity_id", "changes")},
              {k: event[k] for k in ("entity", "entity_id", "changes")})
    rows = world.admin.list("/api/v1/webhook_deliveries", filter=json.dumps(
        {"field": "webhook_id", "op": "is", "value": made["id"]}), limit=200)
    equal({row["state"] for row in rows}, {"sent"})
    equal({row["status"] for row in rows}, {204})
    state = now(world, made)
    equal((state["state"], state["failing_since"], state["version"]), ("ok", None, made["version"]))
    remove(world, made)
    receiver.close()


@test("a receiver that fails holds its events back, in order, and gets them all once it is mended")
def mended(world):
    receiver = Receiver()
    receiver.script = [500]
    made = hook(world, receiver)
    world.ticket()
    eventually(lambda: now(world, made)["state"] == "failing", "it is seen as failing")
    check("500" in now(world, made)["state_detail"], "it says what it answered")
    world.ticket()
    equal(receiver.events, [])
    world.admin.change(f"/api/v1/webhooks/{made['id']}", {"name": "Mejor"}, now(world, made)["version"])
    eventually(lambda: len(receiver.events) >= 2, "what waited came")
    equal(receiver.seqs(), sorted(receiver.seqs()))
    eventually(lambda: now(world, made)["state"] == "ok", "it is seen as good")
    row = next(row for row in reversed(world.admin.list("/api/v1/webhook_deliveries", filter=json.dumps(
        {"field": "webhook_id", "op": "is", "value": made["id"]}))) if row["tries"] > 1)
    equal((row["state"], row["error"]), ("sent", None))
    remove(world, made)
    receiver.close()


@test("one event whose body is refused again and again is set aside, and the next goes on")
def set_aside(world):
    receiver = Receiver()
    receiver.script = [422] * 5
    made = hook(world, receiver, kinds="ticket.created")
    world.ticket()
    world.ticket()

    def pushed():
        fresh = now(world, made)
        if not receiver.events:
            world.admin.patch(f"/api/v1/webhooks/{made['id']}", {"name": world.unique("otra vez ")}, fresh["version"])
        return receiver.events
    eventually(pushed, "the second one came", 20)
    equal(len(receiver.events), 1)
    rows = world.admin.list("/api/v1/webhook_deliveries", sort="id", filter=json.dumps(
        {"field": "webhook_id", "op": "is", "value": made["id"]}))
    equal([(row["state"], row["tries"]) for row in rows], [("failed", 5), ("sent", 1)])
    equal((rows[0]["status"], rows[0]["answer"]), (422, "words"))
    remove(world, made)
    receiver.close()


@test("redirects are not followed, and 410 switches the webhook off with a notice in the log")
def gone(world):
    receiver = Receiver()
    receiver.script = [302, 410]
    made = hook(world, receiver, kinds="ticket.created")
    world.ticket()
    eventually(lambda: "redirect" in (now(world, made)["state_detail"] or ""), "a redirect is told")
    equal(receiver.events, [])
    world.admin.change(f"/api/v1/webhooks/{made['id']}", {"name": "Otra"}, now(world, made)["version"])
    off = eventually(lambda: (lambda one: one if not one["is_active"] else None)(now(world, made)), "it is off")
    equal(off["state"], "disabled")
    last = world.admin.show("/api/v1/audit", entity="webhook", entity_id=made["id"])["data"][0]
    equal(last["kind"], "webhook.disabled")
    world.ticket()
    world.admin.change(f"/api/v1/webhooks/{made['id']}", {"is_active": True}, off["version"])
    eventually(lambda: len(receiver.events) == 2, "nothing that waited is lost")
    remove(world, made)
    receiver.close()


@test("after a rotation both secrets sign for a day, and each secret is shown once")
def rotation(world):
    receiver = Receiver()
    made = hook(world, receiver, kinds="ticket.created")
    check("secret" not in now(world, made), "a secret is not shown again")
    old = receiver.secrets[:]
    rotated = world.admin.post(f"/api/v1/webhooks/{made['id']}/secret").json
    check(rotated["secret"].startswith("whsec_") and rotated["secret"] not in old, "a new secret")
    world.ticket()
    eventually(lambda: len(receiver.events) == 1, "it came")
    equal((receiver.events[0]["signatures"], receiver.faults), (2, []), "the old secret still verifies")
    receiver.secrets = [rotated["secret"]]
    world.ticket()
    eventually(lambda: len(receiver.events) == 2, "it came")
    equal(receiver.faults, [], "and so does the new one")
    for table, column in (("events", "changes"), ("webhook_secrets", "sealed"), ("webhook_deliveries", "request")):
        rows = world.database.rows(f"SELECT COUNT(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%whsec_%'")
        equal(rows[0][0], "0", f"no secret in {table}")
    remove(world, made)
    receiver.close()


@test("a test event, one event again, and all since a time, are sent when asked for")
def replays(world):
    receiver = Receiver()
    made = hook(world, receiver, kinds="ticket.created")
    answer = world.admin.post(f"/api/v1/webhooks/{made['id']}/test")
    equal(answer.status, 201)
    eventually(lambda: receiver.events, "the test came")
    equal((receiver.events[0]["type"], receiver.events[0]["data"]["webhook_id"]), ("webhook.test", made["id"]))
    done = eventually(lambda: (lambda row: row if row["state"] == "sent" else None)(
        world.admin.show(f"/api/v1/webhook_deliveries/{answer.json['id']}")), "the row says so")
    equal((done["purpose"], done["status"], done["tries"]), ("test", 204, 1))
    since = datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")
    world.ticket()
    world.ticket()
    eventually(lambda: len(receiver.events) == 3, "both came")
    first = receiver.events[1]
    row = next(row for row in world.admin.list("/api/v1/webhook_deliveries", filter=json.dumps(
        {"field": "webhook_id", "op": "is", "value": made["id"]})) if f"evt_{row['event_id']}" == first["id"])
    equal(world.admin.post(f"/api/v1/webhook_deliveries/{row['id']}/replay").status, 201)
    eventually(lambda: len(receiver.events) == 4, "it came again")
    equal(receiver.events[3], {**first}, "with the id that it had")
    world.admin.post(f"/api/v1/webhooks/{made['id']}/replay", {"since": since})
    eventually(lambda: len(receiver.events) == 6, "all since then came again")
    equal(receiver.events[4:], receiver.events[1:3])
    world.admin.post(f"/api/v1/webhooks/{made['id']}/replay", {"since": "2100-01-01T00:00:00Z"})
    last = world.admin.show("/api/v1/audit", entity="webhook", entity_id=made["id"])["data"][0]
    equal(last["kind"], "webhook.moved")
    remove(world, made)
    receiver.close()


@test("kinds, a filter over tickets and internal notes decide what is sent")
def choices(world):
    receiver, other = Receiver(), Receiver()
    urgent = hook(world, receiver, kinds="ticket.created", entity="ticket",
                  filter={"field": "priority", "op": "is", "value": "urgent"})
    everything = hook(world, other, kinds="message.* note.added", includes_internal=True)
    world.ticket(priority="low")
    ticket = world.ticket(priority="urgent")
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "nota", "public": False})
    eventually(lambda: any(event["data"]["visibility"] == "internal" for event in other.events), "the note is told of")
    eventually(lambda: receiver.events, "the urgent one came")
    equal([event["data"]["entity_id"] for event in receiver.events], [ticket["id"]])
    check(all(event["type"].split(".")[0] in ("message", "note") for event in other.events), "only its kinds")
    remove(world, urgent)
    remove(world, everything)
    receiver.close()
    other.close()


@test("what no webhook can be is refused with its field, and only administrators see webhooks")
def refusals(world):
    good = {"name": "Aviso", "url": "https://example.com/in", "kinds": "ticket.created"}
    for change, pointer in (({"url": "ftp://example.com"}, "/url"), ({"url": "https://user@example.com/"}, "/url"),
                            ({"url": "https://"}, "/url"), ({"kinds": "nonsense.created"}, "/kinds"),
                            ({"kinds": "ticket"}, "/kinds"), ({"kinds": " "}, "/kinds"),
                            ({"entity": "ticket"}, "/filter"),
                            ({"entity": "order", "filter": {"all": []}}, "/entity")):
        refused(world.admin.post("/api/v1/webhooks", {**good, **change}), 422, pointer=pointer)
    lead = world.person("lead")
    equal(lead.get("/api/v1/webhooks").status, 403)
    equal(lead.get("/api/v1/webhook_deliveries").status, 403)


@test("a kill between two events loses none, and after three days without success it is switched off")
def crash_and_three_days(world):
    receiver = Receiver()
    made = hook(world, receiver, kinds="ticket.created")
    world.ticket()
    eventually(lambda: len(receiver.events) == 1, "the first came")
    receiver.script = [503] * 1000
    world.ticket()
    eventually(lambda: now(world, made)["state"] == "failing", "it fails")
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=4)
    words = list(world.server.words)
    world.server.child.kill()
    world.server.child.wait(20)
    world.server.log.close()
    world.server.words = [*words, "--clock", later.strftime("%Y-%m-%dT%H:%M:%SZ")]
    world.server.start()
    eventually(lambda: not now(world, made)["is_active"], "it is off", 30)
    equal(now(world, made)["state"], "disabled")
    receiver.script = []
    world.admin.change(f"/api/v1/webhooks/{made['id']}", {"is_active": True}, now(world, made)["version"])
    eventually(lambda: len(receiver.events) == 2, "what waited came")
    equal(receiver.seqs(), sorted(set(receiver.seqs())))
    remove(world, made)
    receiver.close()
