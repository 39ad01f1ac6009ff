"""IMAP servers that are broken or mean harm (T38): the program goes on, bounded, and the other mailboxes with it."""

import socket
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))

from harness import check, equal, eventually, test
from hostile_imap import USUAL, Hostile, fetch
from servers import Skipped, free_port, message
from test_imap import SOON, channel, comes_in, show, state, stop, taken, tried

del sys.modules["test_imap"]
import harness

harness.TESTS.clear()  # those of the file that the helpers come from run there


FAULTS = Path(__file__).resolve().parents[3] / "shared" / "check" / "harness" / "fake_imap.py"
MEMORY_MB_MAX = 300


class At:
    """A server as channel() wants one."""

    def __init__(self, port):
        self.port = port


def memory_mb(world):
    for line in Path(f"/proc/{world.server.child.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def fails(world, answers, word, greeting=None):
    """A mailbox of that server fails, with that word in the reason; the program stays small and answers."""
    hostile = Hostile(answers, **({"greeting": greeting} if greeting else {}))
    made = channel(world, At(hostile.port), is_active=False)
    told = tried(world, made)
    if told["ok"]:
        world.admin.change(f"/api/v1/channels/{made['id']}", {"is_active": True})
        told = {"detail": state(world, made, "failing")["receive_detail"]}
        stop(world, made)
    check(word.lower() in told["detail"].lower(), (word, told))
    check(memory_mb(world) < MEMORY_MB_MAX, f"{memory_mb(world)} MB")
    hostile.end()
    return told["detail"]


def endless(line):
    """Writes the line until the other end has had enough."""
    def answer(_tag, _rest, handler):
        chunk = line * (65536 // len(line) + 1)
        for _ in range(100000):
            handler.wfile.write(chunk)
    return answer


@test("what is no IMAP is told as such")
def no_imap(world):
    fails(world, {}, "could not be understood", b"220 mail.example ESMTP ready\r\n")
    fails(world, {}, "could not be understood", b"HTTP/1.1 400 Bad Request\r\n\r\n")
    fails(world, {}, "could not be understood", b"\x16\x03\x01\x00\xff\r\n")
    fails(world, {}, "closed", b"* BYE go away\r\n")


@test("a server that says goodbye instead of an answer is told with its words")
def goodbye(world):
    detail = fails(world, {"SELECT": b"* BYE internal error 42\r\n"}, "closed")
    check("internal error 42" in detail, detail)
    fails(world, {"LOGIN": b"* BYE too many connections\r\n"}, "too many connections")


@test("answers without end are cut off, whatever they are")
def without_end(world):
    fails(world, {"SELECT": endless(b"* 1 EXISTS\r\n")}, "could not be understood")
    fails(world, {"SELECT": endless(b"* OK \r\n")}, "could not be understood")
    fails(world, {"SELECT": endless(b"* LIST () \"/\" x\r\n")}, "could not be understood")
    fails(world, {"SELECT": endless(b"x")}, "could not be understood")
    fails(world, {"CAPABILITY": endless(b"* CAPABILITY IMAP4rev1 A B C D E F G\r\n")}, "could not be understood")
    fails(world, {"UID_SEARCH": endless(b"* SEARCH 1 2 3 4 5 6 7 8 9\r\n")}, "entend")
    fails(world, {"UID_FETCH": endless(b"* 1 FETCH (UID 7 RFC822.SIZE 100)\r\n")}, "entend")


@test("literals that are too large, too many or without end are cut off")
def literals(world):
    fails(world, {"SELECT": b"* 1 FETCH (BODY[] {4294967295}\r\n"}, "could not be understood")
    fails(world, {"SELECT": b"* LIST () {4294967295}\r\n"}, "could not be understood")
    fails(world, {"SELECT": b"* 1 FETCH (BODY[] {99999999999999999999}\r\n"}, "could not be understood")
    raw, _ = message()
    fails(world, {"UID_FETCH": fetch(b"x" * 20_000_000, size=len(raw))}, "entend")
    fails(world, {"SELECT": endless(b"* 1 FETCH (BODY[] {4000}\r\n" + b"x" * 4000 + b")\r\n")}, "could not be understood")


@test("nesting without end does not reach the library, which would recurse into it")
def nesting(world):
    fails(world, {"SELECT": b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 1_000_000 + b"\r\n"}, "could not be understood")
    fails(world, {"SELECT": endless(b"(")}, "could not be understood")


@test("UID 0, UIDs that are none of the folder's, and messages that were not asked for are passed over")
def strange_uids(world):
    raw, message_id = message(sender="raro@fuera.example")
    other, other_id = message(sender="otro@fuera.example")
    ask = fetch(raw)

    def answer(tag, rest, handler):
        handler.wfile.write(f"* 3 FETCH (UID 0 BODY[] {{{len(other)}}}\r\n".encode() + other + b")\r\n* 4 FETCH (FLAGS (\\Seen))\r\n")
        ask(tag, rest, handler)

    hostile = Hostile({"UID_SEARCH": b"* SEARCH 0 7 7 0\r\n* SEARCH 7 4294967295\r\n{tag} OK done\r\n", "UID_FETCH": answer})
    made = channel(world, At(hostile.port))
    comes_in(world, message_id)
    equal(taken(world, other_id), 0)
    state(world, made, "ok")
    stop(world, made)
    hostile.end()


@test("a server that forgets what was marked is not read in a circle")
def forgets(world):
    raw, message_id = message(sender="circulo@fuera.example")
    hostile = Hostile({"UID_FETCH": fetch(raw), "CAPABILITY": b"* CAPABILITY IMAP4rev1 UIDPLUS IDLE\r\n{tag} OK done\r\n",
                       "IDLE": lambda tag, rest, handler: handler.wfile.write(b"+ idling\r\n* 1 EXISTS\r\n"),
                       "DONE": b"", "": b""})

    def done(handler, line):
        if line == "DONE":
            hostile.commands.append("DONE")
            handler.wfile.write(f"{hostile.idle_tag} OK done\r\n".encode())
        else:
            hostile.idle_tag = line.partition(" ")[0]
            plain(handler, line)

    plain, hostile.answer = hostile.answer, done
    made = channel(world, At(hostile.port))
    comes_in(world, message_id)
    eventually(lambda: hostile.commands.count("DONE") > 20, "it is looked at again and again", SOON)
    equal(hostile.commands.count("UID_FETCH"), 2)  # the size, and the message
    stop(world, made)
    hostile.end()


@test("a message that breaks the server each time does not hold up those behind it")
def stuck(world):
    raw, message_id = message(sender="atras@fuera.example")
    ask = fetch(raw)

    def answer(tag, rest, handler):
        if "RFC822.SIZE" in rest.upper():
            handler.wfile.write(f"* 1 FETCH (UID 5 RFC822.SIZE 100)\r\n* 2 FETCH (UID 7 RFC822.SIZE {len(raw)})\r\n{tag} OK done\r\n".encode())
        elif rest.upper().startswith("UID FETCH 5 "):
            handler.connection.close()
            raise ValueError("crash")
        else:
            ask(tag, rest, handler)

    hostile = Hostile({"UID_SEARCH": b"* SEARCH 5 7\r\n{tag} OK done\r\n", "UID_FETCH": answer})
    made = channel(world, At(hostile.port))
    for _ in range(3):  # a change of the channel begins a session at once
        seen = hostile.commands.count("UID_FETCH")
        eventually(lambda: hostile.commands.count("UID_FETCH") >= seen + 2 or taken(world, message_id), "one more session", 60)
    eventually(lambda: taken(world, message_id), "the one behind is taken", 60)
    stop(world, made)
    hostile.end()


@test("a message over 64 MiB is left in the mailbox, and a ticket with its sender and subject says so")
def too_large(world):
    headers = (b"From: grande@fuera.example\r\nSubject: Muy grande\r\nMessage-ID: <grande@fuera.example>\r\n"
               b"Content-Type: multipart/mixed; boundary=x\r\n\r\n")

    def answer(tag, rest, handler):
        if "RFC822.SIZE" in rest.upper():
            handler.wfile.write(f"* 1 FETCH (UID 7 RFC822.SIZE 90000000)\r\n{tag} OK done\r\n".encode())
        else:
            check("BODY.PEEK[HEADER]" in rest.upper(), rest)
            handler.wfile.write(f"* 1 FETCH (UID 7 BODY[HEADER]<0> {{{len(headers)}}}\r\n".encode() + headers + f")\r\n{tag} OK done\r\n".encode())

    hostile = Hostile({"UID_FETCH": answer})
    made = channel(world, At(hostile.port))
    comes_in(world, "grande@fuera.example")
    check("UID_STORE" not in hostile.commands, "it was marked")
    rows = world.database.rows("SELECT t.subject, m.text FROM mail_ids i JOIN tickets t ON t.id = i.ticket_id JOIN messages m "
                               "ON m.id = i.message_id WHERE i.mail_key = 'grande@fuera.example'")
    equal(rows[0][0], "Muy grande")
    check("85 MiB" in rows[0][1], rows)
    state(world, made, "ok")
    stop(world, made)
    hostile.end()


@test("a server that says it cannot be written to is told, and nothing is taken from it")
def read_only(world):
    raw, message_id = message()
    fails(world, {"SELECT": b"* 1 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n", "UID_FETCH": fetch(raw)}, "only be read")
    equal(taken(world, message_id), 0)


@test("words before the TLS of STARTTLS are not taken for the server's")
def starttls_injection(world):
    caps = b"* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n"
    hostile = Hostile({"CAPABILITY": caps, "STARTTLS": b"{tag} OK go\r\n* CAPABILITY IMAP4rev1\r\n"})
    made = channel(world, At(hostile.port), imap_security="starttls", is_active=False)
    check(not tried(world, made)["ok"], "taken")
    check("LOGIN" not in hostile.commands, "a password was sent")
    hostile.end()
    signed_in = Hostile({"CAPABILITY": caps}, greeting=b"* PREAUTH welcome\r\n")
    made = channel(world, At(signed_in.port), imap_security="starttls", is_active=False)
    check("STARTTLS" in tried(world, made)["detail"], "taken")
    equal([c for c in signed_in.commands if c not in ("CAPABILITY", "LOGOUT")], [])
    signed_in.end()


@test("a server that is silent in the middle of an answer does not keep the program from ending")
def silent(world):
    hostile = Hostile({"SELECT": b"* 1 EXI"})
    made = channel(world, At(hostile.port))
    eventually(lambda: "SELECT" in hostile.commands, "it waits for the folder", SOON)
    began = time.monotonic()
    world.server.stop()
    took = time.monotonic() - began
    check(took < 8, f"ending took {took:.1f} s")  # by far less than the time limits of a session
    world.server.start()
    world.admin.close()
    stop(world, made)
    hostile.end()


@test("a test of a server that says nothing ends, and tells it")
def black_hole(world):
    with socket.create_server(("127.0.0.1", 0)) as hole:
        made = channel(world, At(hole.getsockname()[1]), is_active=False)
        told = tried(world, made)
        check(not told["ok"] and "did not answer in time" in told["detail"], told)


@test("what a session that was stopped says last does not stand on an inactive channel")
def last_word(world):
    hostile = Hostile({"LOGIN": b"{tag} NO no\r\n"})
    made = channel(world, At(hostile.port))
    state(world, made, "failing")
    stop(world, made)
    equal(show(world, made)["receive_state"], "idle")
    equal(show(world, made)["receive_detail"], None)
    hostile.end()


@test("through every fault of a server with faults: each message once, and marked only when it is durable here")
def faults(world):
    if not FAULTS.exists():
        raise Skipped(f"there is no {FAULTS.name} beside this checkout")
    sys.path.insert(0, str(FAULTS.parent))
    import fake_imap
    early = []

    def on_mark(_uid, raw, what):
        message_id = raw.split(b"Message-ID: <")[1].split(b">")[0].decode()
        rows = world.database.rows(f"SELECT (SELECT COUNT(*) FROM mail_ids WHERE mail_key = '{message_id}') + "
                                   f"(SELECT COUNT(*) FROM mail_spool)")
        if int(rows[0][0]) == 0:
            early.append((message_id, what))

    box = fake_imap.Box(on_mark=on_mark, seed=7, faults={"drop_after_fetch": .02, "drop_before_store_reply": .1, "store_no": .1,
                                                         "bye_on_select": .2, "dup_fetch_response": .2})
    port = free_port()
    server = fake_imap.serve(box, port)
    letters = [message(sender=f"falla{n}@fuera.example") for n in range(60)]
    for raw, _ in letters[:50]:
        box.add(raw)
    made = channel(world, At(port))
    until = time.monotonic() + 150
    while time.monotonic() < until and not all(taken(world, one) for _, one in letters[:50]):
        time.sleep(0.5)
        world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "otra"})  # again at once, without the wait
        time.sleep(2.5)
    box.faults = {}
    box.bump()
    for raw, _ in letters[50:]:
        box.add(raw)
    world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "otra"})
    comes_in(world, *(one for _, one in letters))
    eventually(lambda: all("seen" in m["flags"] for m in box.msgs.values()), "all are seen", SOON)
    equal(early, [])
    state(world, made, "ok")
    stop(world, made)
    server.shutdown()
