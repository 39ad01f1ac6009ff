"""What mail may do, and what it may not: T1 to T9, T12, T46 and T47 of the contract with people (mail as an attacker's road).
Everything comes in by LMTP of a running server."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "api"))

from harness import Options, check, equal, eventually, test
from lmtp_client import DOMAIN, SOCKET, hand_over, letter, tag_of

make_world = Options(words=["--lmtp", f"unix:{SOCKET}"])

TO = f"soporte@{DOMAIN}"
RELAY = "mx.tienda.example"
MEMORY_MIB_MAX = 200


def channel(world, name="soporte", **more):
    found = [c for c in world.admin.list("/api/v1/channels") if c["name"] == name]
    return found[0] if found else world.admin.add("/api/v1/channels", {
        "name": name, "address": f"{name}@{DOMAIN}", "receives": "handed", "sends": "none", "relay": RELAY, **more})


def verdicts(**found):
    return "Authentication-Results: " + RELAY + "; " + "; ".join(f"{name}={value}" for name, value in found.items())


def send(world, sender, to=TO, recipients=None, **more):
    """The row of mail_ids that came of it: (kind, ticket, message), zeros for none."""
    channel(world)
    message_id, raw = letter(sender, to=to, **more)
    answers = hand_over(world, raw, recipients or [TO])
    check(any(code == 250 for code, _ in answers.values()), answers)
    rows = world.database.rows(f"SELECT kind, COALESCE(ticket_id, 0), COALESCE(message_id, 0) FROM mail_ids "
                               f"WHERE mail_key = '{message_id}'")
    equal(len(rows), 1, message_id)
    return rows[0][0], int(rows[0][1]), int(rows[0][2]), message_id


def message_of(world, message_id):
    return world.admin.show(f"/api/v1/messages/{message_id}")


def messages_of(world, ticket):
    return world.admin.list(f"/api/v1/tickets/{ticket}/messages")


def secret_of(world):
    hexed = "hex(value)" if world.is_sqlite else "encode(value, 'hex')"
    return bytes.fromhex(world.database.rows(f"SELECT {hexed} FROM workspace_secrets WHERE name = 'thread_tag'")[0][0])


def tagged(world, ticket):
    return f"soporte+{tag_of(secret_of(world), ticket)}@{DOMAIN}"


def solved(world, ticket):
    world.admin.change(f"/api/v1/tickets/{ticket}", {"status": "solved"})


def status_of(world, ticket):
    return world.admin.show(f"/api/v1/tickets/{ticket}")["status"]


def note_alone(world, ticket, message, suspicion):
    """The message is a note on that ticket with that suspicion, and nobody else's."""
    shown = message_of(world, message)
    equal((shown["ticket_id"], shown["public"], shown["mail"]["suspicion"]), (ticket, False, suspicion), shown)
    equal(shown["author"]["kind"], "system")
    return shown


# ---- channels ----

@test("a new ticket gets its channel's team and language, and its message the channel and who it was for")
def of_the_channel(world):
    team = world.team()
    made = channel(world, "ventas", team_id=team["id"], language="pt")
    _, ticket, message, message_id = send(world, "ana@out.example", to=f"ventas@{DOMAIN}", name="Ana",
                                          recipients=[f"ventas@{DOMAIN}"], headers=["Cc: Luis <luis@out.example>"])
    shown = world.admin.show(f"/api/v1/tickets/{ticket}")
    equal((shown["team_id"], shown["language"]), (team["id"], "pt"))
    shown = message_of(world, message)
    equal(shown["mail"]["channel_id"], made["id"])
    equal(shown["mail"]["message_id"], message_id)
    equal(shown["recipients"]["from"], [{"name": "Ana", "address": "ana@out.example"}])
    equal(shown["recipients"]["cc"], [{"name": "Luis", "address": "luis@out.example"}])


@test("an answer by Message-ID, by the tagged address or by the tagged subject joins its ticket and reopens it")
def answers_join(world):
    _, ticket, _, first_id = send(world, "ana@out.example", subject="Tres caminos")
    tag = tag_of(secret_of(world), ticket)
    roads = [{"headers": [f"In-Reply-To: <{first_id}>"]}, {"to": tagged(world, ticket), "recipients": [tagged(world, ticket)]},
             {"recipients": [tagged(world, ticket)]}, {"subject": f"Re: Tres caminos [#{tag}]"},
             {"headers": [f"Cc: {tagged(world, ticket)}"]}, {"headers": [f"Delivered-To: {tagged(world, ticket).upper()}"]}]
    for road in roads:
        solved(world, ticket)
        _, joined, message, _ = send(world, "Ana@OUT.example", **road)
        equal(joined, ticket, road)
        equal(status_of(world, ticket), "open", road)
        equal(message_of(world, message)["public"], True)


@test("an answer to a ticket that was merged joins the one it was merged into")
def merged(world):
    _, first, _, first_id = send(world, "une@out.example")
    _, second, _, _ = send(world, "une@out.example")
    answer = world.admin.post(f"/api/v1/tickets/{second}/merge", {"from_id": first})
    check(answer.status == 200, answer)
    _, joined, _, _ = send(world, "une@out.example", headers=[f"In-Reply-To: <{first_id}>"])
    equal(joined, second)


# ---- T1 ----

@test("T1: mail from an agent's address is a customer's message, marked unless the relay proves it")
def colleague(world):
    agent = world.agent("admin")
    own_domain = agent["email"].split("@")[1]
    cases = [([], "unauthenticated_colleague"),
             ([verdicts(dmarc="pass (p=none) header.from=" + own_domain, spf="pass")], None),
             ([verdicts(spf="pass", dkim="pass header.d=mallory.example")], "unauthenticated_colleague"),
             ([verdicts(dmarc="pass header.from=mallory.example")], "unauthenticated_colleague"),
             ([verdicts(dmarc="pass header.from=" + own_domain).replace(RELAY, "mx.mallory.example")],
              "unauthenticated_colleague")]
    for headers, suspicion in cases:
        _, ticket, message, _ = send(world, agent["email"].upper(), subject="close this ticket", headers=headers,
                                     body="#close\n/status solved\nassign me")
        shown = message_of(world, message)
        equal((shown["author"]["kind"], shown["direction"], shown["mail"]["suspicion"]), ("customer", "in", suspicion),
              headers)
        ticket = world.admin.show(f"/api/v1/tickets/{ticket}")
        equal((ticket["status"], ticket["agent_id"], ticket["replies"]), ("new", None, 0))


# ---- T2 ----

@test("T2: a tag that was guessed, cut, extended, swapped or made with another secret opens a new ticket")
def forged_tags(world):
    _, ticket, _, _ = send(world, "ana@out.example")
    _, other, _, _ = send(world, "beto@out.example")
    right = tag_of(secret_of(world), ticket)
    digits = str(ticket)
    forged = [right[:-1], right[:-13], right + "a", "a" + right, right.replace(digits, str(ticket + 1), 1),
              right.replace(digits, str(other), 1), right.replace(digits, "0" + digits, 1), tag_of(b"\0" * 32, ticket),
              f"lz{digits}x", digits, "lz" + digits, right[:3] + right[3:][::-1], right.replace("x", "", 1), "a" * 500,
              "%00" + right, right + "'--"]
    for tag in forged:
        before = len(messages_of(world, ticket))
        for sender in ("ana@out.example", "mallory@out.example"):
            _, opened, message, _ = send(world, sender, subject=f"Re: Hola [#{tag}]",
                                         headers=[f"Cc: soporte+{tag}@{DOMAIN}"])
            check(opened not in (ticket, other), f"{tag} joined")
            equal(message_of(world, message)["public"], True)
        equal(len(messages_of(world, ticket)), before)


# ---- T3, T4 ----

@test("T3: who bears the tag without taking part is heard by the agents alone, and reopens nothing")
def unknown_participant(world):
    _, ticket, _, _ = send(world, "ana@out.example", headers=["Cc: luis@out.example"])
    solved(world, ticket)
    customers = world.counts()["customers"]
    for road in ({"recipients": [tagged(world, ticket)]},
                 {"subject": f"Re: [#{tag_of(secret_of(world), ticket).upper()}]"}):
        _, noted, message, _ = send(world, "luis@out.example", body="Yo también quiero saber", **road)
        shown = note_alone(world, ticket, message, "unknown_participant")
        check("luis@out.example" in shown["text"] and "Yo también quiero saber" in shown["text"], shown["text"])
        equal(shown["html"], None)
        equal((noted, status_of(world, ticket)), (ticket, "solved"))
    ticket_now = world.admin.show(f"/api/v1/tickets/{ticket}")
    equal((ticket_now["contacts"], ticket_now["reopens"]), (1, 0))
    equal(world.counts()["customers"], customers)
    # and a note makes nobody a participant
    _, opened, _, _ = send(world, "luis@out.example", headers=["In-Reply-To: <nothing@out.example>"])
    check(opened != ticket, "a note made its sender a participant")


@test("T3: people in copy are recorded and get nothing")
def in_copy(world):
    before = world.counts()
    _, ticket, message, _ = send(world, "ana3@out.example", headers=["Cc: uno@out.example, dos@out.example"])
    after = world.counts()
    equal(after["customers"], before["customers"] + 1)
    equal(after["outbox"], before["outbox"])
    equal([to["address"] for to in message_of(world, message)["recipients"]["cc"]], ["uno@out.example", "dos@out.example"])
    _, opened, _, _ = send(world, "uno@out.example", subject="Re: Hola")
    check(opened != ticket, "somebody in copy joined by the subject")


@test("T4: In-Reply-To, References or a subject from a stranger never join another's ticket silently")
def stranger(world):
    _, ticket, _, first_id = send(world, "ana4@out.example", subject="Privado")
    before = messages_of(world, ticket)
    for more in ({"headers": [f"In-Reply-To: <{first_id}>"]}, {"headers": [f"References: <x@y> <{first_id}>"]},
                 {"subject": f"Re: Privado #{ticket}"}, {"subject": f"[#{ticket}]"}, {"subject": f"Re: Privado [#lz{ticket}x]"}):
        _, opened, message, _ = send(world, "mallory@out.example", **more)
        check(opened != ticket, more)
        equal(message_of(world, message)["public"], True)
        if "headers" in more:
            notes = [m for m in messages_of(world, opened) if not m["public"]]
            equal(len(notes), 1)
            check(str(ticket) in notes[0]["text"], notes[0]["text"])
    equal(messages_of(world, ticket), before)


@test("what the relay calls spoofed is not taken for the customer's word")
def spoofed(world):
    _, ticket, _, first_id = send(world, "ana5@out.example")
    solved(world, ticket)
    answer = [f"In-Reply-To: <{first_id}>"]
    for bad in (verdicts(dmarc="fail (p=reject)"), verdicts(spf="fail", dkim="fail (bad signature)")):
        _, _, message, _ = send(world, "ana5@out.example", headers=[bad, *answer], body="Cambie mi dirección")
        note_alone(world, ticket, message, "spoofed")
        equal(status_of(world, ticket), "solved")
        _, opened, message, _ = send(world, "ana5@out.example", headers=[bad], subject="Nuevo")
        check(opened != ticket, "joined without a thread")
        equal((message_of(world, message)["public"], message_of(world, message)["mail"]["suspicion"]), (True, "spoofed"))
    forged = verdicts(dmarc="fail").replace(RELAY, "mx.mallory.example")
    good = verdicts(dmarc="pass header.from=out.example", spf="pass", dkim="pass")
    _, joined, message, _ = send(world, "ana5@out.example", headers=[good, forged, *answer])
    equal(joined, ticket)
    mail = message_of(world, message)["mail"]
    equal((mail["suspicion"], mail["spf"], mail["dkim"], mail["dmarc"], mail["dmarc_domain"]),
          (None, "pass", "pass", "pass", "out.example"))


# ---- T5 to T8 ----

@test("T5: headers of our own making in mail from outside mean nothing")
def own_headers(world):
    _, ticket, _, _ = send(world, "ana6@out.example")
    agent = world.agent("admin")
    headers = [f"X-Lazo-Ticket: {ticket}", f"X-Lazo-Ticket-Id: {ticket}", f"X-Lazo-Agent: {agent['id']}",
               "X-Lazo-Status: solved", "X-Lazo-Internal: yes", f"X-Lazo-Customer: {ticket}", "X-Lazo-Suspicion: none",
               f"X-Lazo-Channel: 99", "X-OTRS-Priority: 5 very high"]
    _, opened, message, _ = send(world, "mallory@out.example", headers=headers)
    check(opened != ticket, "joined by a header")
    shown = world.admin.show(f"/api/v1/tickets/{opened}")
    equal((shown["status"], shown["agent_id"], shown["priority"]), ("new", None, "normal"))
    equal((message_of(world, message)["public"], message_of(world, message)["author"]["kind"]), (True, "customer"))


@test("T6: an automatic answer joins quietly, or is recorded only; loops and our own address open nothing")
def automatic(world):
    _, ticket, _, first_id = send(world, "ana7@out.example")
    solved(world, ticket)
    auto = "Auto-Submitted: auto-replied"
    kind, joined, message, _ = send(world, "ana7@out.example", headers=[auto, f"In-Reply-To: <{first_id}>"])
    equal((kind, joined, status_of(world, ticket)), ("auto_reply", ticket, "solved"))
    equal(message_of(world, message)["kind"], "auto_reply")
    for sender, headers in (("ana7@out.example", [auto]), ("nobody7@out.example", [auto, f"In-Reply-To: <{first_id}>"])):
        kind, nowhere, _, _ = send(world, sender, headers=headers)
        equal((kind, nowhere), ("auto_reply", 0))
    before = world.counts()["tickets"]
    kind, nowhere, _, _ = send(world, TO)
    equal((kind, nowhere), ("loop", 0))
    hops = [f"Received: from a{n}.example by b{n}.example; Mon, 23 Nov 2026 10:00:00 +0000" for n in range(80)]
    kind, nowhere, _, _ = send(world, "vueltas@out.example", headers=hops)
    equal((kind, nowhere), ("loop", 0))
    equal(world.counts()["tickets"], before)


@test("T6: a flood of one sender ends in that sender's last ticket, quietly; nothing is lost")
def flood(world):
    opened = [send(world, "alarma@flood.example", subject=f"Alarma {n}")[1] for n in range(26)]
    equal(len(set(opened[:20])), 20)
    equal(set(opened[20:]), {opened[19]})
    shown = messages_of(world, opened[19])
    equal(len(shown), 7)
    equal({m["kind"] for m in shown[1:]}, {"auto_generated"})
    equal(world.admin.show(f"/api/v1/tickets/{opened[19]}")["contacts"], 1)
    _, other, _, _ = send(world, "otra@flood.example")
    check(other not in opened, "another sender was counted with the flood")


@test("T7: mail cannot make us write to anybody of its choice")
def no_relay(world):
    before = world.counts()["outbox"]
    send(world, "mallory@out.example", headers=["Reply-To: victim@out.example", "Disposition-Notification-To: victim@out.example",
                                                "Return-Receipt-To: victim@out.example", "Errors-To: victim@out.example",
                                                "Cc: victim@out.example", "Resent-To: victim@out.example"])
    equal(world.counts()["outbox"], before)


BOUNCE = ['Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "Auto-Submitted: auto-replied"]


def bounce_body(address, action="failed", status="5.1.1", about=""):
    return ("--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: "
            "message/delivery-status\r\n\r\nReporting-MTA: dns; mx.out.example\r\n\r\nFinal-Recipient: rfc822; "
            f"{address}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\nTo: {address}\r\n\r\n--b--\r\n")


def bounce(world, **more):
    """A report instead of the plain letter's body."""
    channel(world)
    message_id, raw = letter("MAILER-DAEMON@mx.out.example", subject="Undelivered Mail Returned to Sender", headers=BOUNCE)
    head = raw.decode().split("\r\n\r\n")[0].replace("Content-Type: text/plain; charset=utf-8\r\n", "")
    raw = f"{head}\r\n\r\n{bounce_body(**more)}".encode()
    equal(hand_over(world, raw, sender="")[TO][0], 250)
    return world.database.rows(f"SELECT id, kind, ticket_id FROM mail_ids WHERE mail_key = '{message_id}'")[0]


@test("T8: bounces open no ticket and cause no answer; delayed is not failed")
def bounces(world):
    customer = world.customer(email="gone8@out.example")
    before = world.counts()
    failed = bounce(world, address="gone8@out.example")
    delayed = bounce(world, address="slow8@out.example", action="delayed", status="4.4.1")
    after = world.counts()
    equal((failed[1], failed[2], delayed[1], delayed[2]), ("bounce", "", "delay", ""))
    equal((after["tickets"], after["messages"], after["outbox"]), (before["tickets"], before["messages"], before["outbox"]))
    rows = world.database.rows(f"SELECT address, action, customer_id FROM mail_reports WHERE mail_id IN ({failed[0]}, "
                               f"{delayed[0]}) ORDER BY id")
    equal(rows, [["gone8@out.example", "failed", str(customer["id"])], ["slow8@out.example", "delayed", ""]])


def email_of(world, customer):
    return [one for one in world.admin.show(f"/api/v1/customers/{customer['id']}")["identities"] if one["kind"] == "email"][0]


@test("a bounce marks the address it speaks of, until somebody writes from it")
def address_marked(world):
    customer = world.customer(email="moved8@out.example")
    bounce(world, address="moved8@out.example", action="delayed", status="4.4.1")
    equal(email_of(world, customer)["failing_since"], None)
    bounce(world, address="Moved8@out.example")
    bounce(world, address="moved8@out.example")
    marked = email_of(world, customer)
    check(marked["failing_since"] is not None and "no such user" in marked["failing_words"], marked)
    events = world.admin.list(f"/api/v1/customers/{customer['id']}/timeline")
    equal(sum(event["kind"] == "customer.address_failing" for event in events), 1)
    send(world, "moved8@out.example", subject="I am here after all")
    equal(email_of(world, customer)["failing_since"], None)


# ---- T9, T46, T12 ----

def resident_mib(world):
    """The server's peak; 0 for a sanitised program (its shadow spans terabytes), whose memory says nothing."""
    with open(f"/proc/{world.server.child.pid}/status", encoding="ascii") as file:
        sizes = dict(line.split(":", 1) for line in file)
    mib = {name: int(sizes[name].split()[0]) / 1024 for name in ("VmPeak", "VmHWM")}
    return 0 if mib["VmPeak"] > 1 << 20 else mib["VmHWM"]


@test("T9, T46: 48 hostile mails are each taken within bounds, and the mail behind them flows on")
def hostile(world):
    maker = ROOT.parent / "shared" / "check" / "harness" / "make_dos_mails.py"
    if not maker.exists():
        print("  skipped: ../shared/check/harness/make_dos_mails.py is not there")
        return
    folder = os.path.join(world.folder, "hostile")
    os.mkdir(folder)
    subprocess.run(["/usr/bin/python3", str(maker), folder], check=True, capture_output=True, timeout=120)
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    check(len(files) >= 40, f"{len(files)} mails")
    channel(world)
    for number, path in enumerate(files):
        raw = path.read_bytes()
        code = hand_over(world, raw)[TO]
        equal(code[0], 250, path.name)
        _, ticket, _, _ = send(world, f"detras{number}@out.example")
        check(ticket > 0, f"the mail behind {path.name} opened no ticket")
    waiting = world.admin.list("/api/v1/mail_spool", limit=200)
    equal([(row["state"], row["detail"]) for row in waiting], [])
    stored = world.database.rows("SELECT COUNT(DISTINCT raw_blob_id) FROM mail_ids")[0][0]
    check(int(stored) >= len(files), f"{stored} originals are kept")
    check(resident_mib(world) < MEMORY_MIB_MAX, f"{resident_mib(world):.0f} MiB")


@test("T12: the original is shown as text, and attached mail is a download that no browser runs")
def originals(world):
    body = ('--b\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>hola\r\n--b\r\nContent-Type: message/rfc822\r\n'
            'Content-Disposition: attachment; filename="x.html"\r\n\r\nSubject: dentro\r\nContent-Type: text/html\r\n\r\n'
            '<script>alert(2)</script>\r\n--b--\r\n')
    message_id, raw = letter("doce@out.example")
    head = raw.decode().split("\r\n\r\n")[0].replace("Content-Type: text/plain; charset=utf-8",
                                                     'Content-Type: multipart/mixed; boundary="b"')
    channel(world)
    raw = f"{head}\r\n\r\n{body}".encode()
    equal(hand_over(world, raw)[TO][0], 250)
    message = world.database.rows(f"SELECT message_id FROM mail_ids WHERE mail_key = '{message_id}'")[0][0]
    original = world.admin.raw("GET", f"/api/v1/messages/{message}/raw", is_held=False)
    equal((original.status, original.type, original.body), (200, "text/plain", raw))
    equal(original.headers["x-content-type-options"], "nosniff")
    check(original.headers["content-disposition"].startswith("attachment"), original.headers)
    shown = message_of(world, message)
    check("<script" not in (shown["html"] or ""), shown["html"])
    for attachment in shown["attachments"]:
        file = world.admin.raw("GET", f"/api/v1/attachments/{attachment['id']}/content", is_held=False)
        check(file.type in ("application/octet-stream", "text/plain"), file.type)
        check(file.headers["content-disposition"].startswith("attachment"), file.headers)


# ---- the spool ----

def write(world, sql):
    """A change behind the server's back."""
    if not world.is_sqlite:
        world.database.rows(sql)
        return
    with contextlib.closing(sqlite3.connect(world.database.path, timeout=20)) as connection, connection:
        connection.execute(sql)


@test("what could not be read is listed for staff, and tried again by whoever may write settings")
def spool(world):
    _, ticket, message, _ = send(world, "ana10@out.example")
    made = channel(world)["id"]
    write(world, "INSERT INTO mail_spool (channel_id, mailbox, raw_sha256, raw_blob_id, source, state, tries, due_at, "
          f"detail, ticket_id, created_at, updated_at) SELECT {made}, 'channel:{made}', 'x', raw_blob_id, 'lmtp', 'failed', "
          f"3, 1, 'It was not to be read.', {ticket}, 1, 1 FROM messages WHERE id = {message}")
    shown = world.admin.list("/api/v1/mail_spool")
    equal([(row["state"], row["tries"], row["detail"], row["ticket_id"]) for row in shown],
          [("failed", 3, "It was not to be read.", ticket)])
    path = f"/api/v1/mail_spool/{shown[0]['id']}"
    equal(world.key("agent").get(path).status, 200)
    equal(world.nobody.get(path).status, 401)
    equal(world.key("agent").post(f"{path}/retry").status, 403)
    equal(world.admin.post("/api/v1/mail_spool/99/retry").status, 404)
    answer = world.key("lead").post(f"{path}/retry")
    equal((answer.status, answer.json["state"]), (200, "waiting"))
    eventually(lambda: world.admin.get(path).status == 404, "the retried message is read")
    notes = [m for m in messages_of(world, ticket) if not m["public"]]
    equal(len(notes), 1)


@test("T2: a Message-ID that was used before in this mailbox is taken once, whoever sends it")
def used_before(world):
    _, ticket, _, message_id = send(world, "ana9@out.example")
    before = world.counts()
    _, raw = letter("mallory@out.example", message_id=message_id, body="other words")
    equal(hand_over(world, raw)[TO][0], 250)
    equal(world.counts()["messages"], before["messages"])
    equal(len(messages_of(world, ticket)), 1)
