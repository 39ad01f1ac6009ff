"""LMTP of a running server: RFC 2033, and whoever does not keep to it (T10)."""

import os
import smtplib
import subprocess
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))

from harness import LAZO, Options, check, equal, eventually, test
from lmtp_client import DOMAIN, SOCKET, address_of, close, hand_over, letter, raw_socket, reply_of

make_world = Options(words=["--lmtp", f"unix:{SOCKET}"])


def channel(world, name, **more):
    found = [c for c in world.admin.list("/api/v1/channels") if c["name"] == name]
    return found[0] if found else world.admin.add("/api/v1/channels", {
        "name": name, "address": f"{name}@{DOMAIN}", "receives": "handed", "sends": "none", **more})


def tickets(world):
    return int(world.database.rows("SELECT COUNT(*) FROM tickets")[0][0])


def ticket_of(world, message_id):
    rows = world.database.rows(f"SELECT ticket_id FROM mail_ids WHERE mail_key = '{message_id}'")
    equal(len(rows), 1, f"mail_ids of {message_id}")
    return int(rows[0][0])


@test("a letter over LMTP is a ticket by the time it is acknowledged")
def acknowledged_is_a_ticket(world):
    channel(world, "soporte")
    message_id, raw = letter("ana@out.example", "Pedido 7")
    answers = hand_over(world, raw)
    equal(answers[f"soporte@{DOMAIN}"][0], 250)
    ticket = world.admin.show(f"/api/v1/tickets/{ticket_of(world, message_id)}")
    equal((ticket["subject"], ticket["channel"], ticket["status"]), ("Pedido 7", "mail", "new"))


@test("the same letter a second time is acknowledged and changes nothing")
def twice_is_once(world):
    channel(world, "soporte")
    _, raw = letter("dos@out.example")
    equal(hand_over(world, raw)[f"soporte@{DOMAIN}"][0], 250)
    before = world.counts()
    equal(hand_over(world, raw)[f"soporte@{DOMAIN}"][0], 250)
    equal(world.counts(), before)


@test("each recipient has an answer, unknown ones are refused, and each mailbox has its ticket")
def recipients(world):
    channel(world, "soporte")
    channel(world, "ventas")
    before = tickets(world)
    _, raw = letter("varios@out.example")
    to = [f"soporte@{DOMAIN}", f"nadie@{DOMAIN}", f"VENTAS@{DOMAIN.upper()}", f"soporte+x@{DOMAIN}"]
    answers = hand_over(world, raw, to)
    equal([answers[a][0] for a in to], [250, 550, 250, 250])
    equal(tickets(world), before + 2)


@test("T10: the end of a message cannot be forged by bare line ends, NULs or what follows them")
def no_smuggling(world):
    channel(world, "soporte")
    for number, end in enumerate((b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\0\r\n.\0\r\n")):
        plain, stream = raw_socket(world)
        before = tickets(world)
        inner = (b"MAIL FROM:<mallory@out.example>\r\nRCPT TO:<soporte@" + DOMAIN.encode() + b">\r\nDATA\r\n"
                 b"From: boss@out.example\r\nSubject: smuggled\r\n\r\nsmuggled\r\n")
        _, raw = letter(f"s{number}@out.example", f"T10 {number}")
        plain.sendall(b"LHLO x\r\nMAIL FROM:<a@out.example>\r\nRCPT TO:<soporte@" + DOMAIN.encode() +
                      b">\r\nDATA\r\n" + raw + end + inner + b"\r\n.\r\nQUIT\r\n")
        equal([reply_of(stream) for _ in range(7)], [250, 250, 250, 354, 250, 221, 0], repr(end))
        equal(tickets(world), before + 1, repr(end))
        close(plain, stream)


@test("T10: commands may be pipelined, and come in pieces of one byte")
def pipelining(world):
    channel(world, "soporte")
    for step in (1, 3, 100000):
        plain, stream = raw_socket(world)
        message_id, raw = letter("trozos@out.example")
        everything = (b"LHLO x\r\nNOOP\r\nMAIL FROM:<>\r\nRCPT TO:<soporte@" + DOMAIN.encode() + b">\r\nDATA\r\n" +
                      raw + b".\r\nRSET\r\nQUIT\r\n")
        for at in range(0, len(everything), step):
            plain.sendall(everything[at:at + step])
        equal([reply_of(stream) for _ in range(9)], [250, 250, 250, 250, 354, 250, 250, 221, 0])
        close(plain, stream)
        ticket_of(world, message_id)


@test("T10: a line of 10 MB, bare CRs and NULs inside a message are kept byte for byte")
def long_lines(world):
    channel(world, "soporte")
    message_id, raw = letter("largo@out.example", body="x" * 10_000_000)
    raw += b"a\rb\nc\0d\r\n..\r\n"
    equal(hand_over(world, raw)[f"soporte@{DOMAIN}"][0], 250)
    message = world.admin.list(f"/api/v1/tickets/{ticket_of(world, message_id)}/messages")[0]
    original = world.admin.raw("GET", f"/api/v1/messages/{message['id']}/raw", is_held=False)
    check(original.body == raw, f"{len(original.body)} bytes of {len(raw)}: {original.headers} {original.body[-60:]}")


@test("T10: a command line of 10 MB is refused, and the conversation goes on")
def long_command(world):
    plain, stream = raw_socket(world)
    plain.sendall(b"NOOP " + b"x" * 10_000_000 + b"\r\nNOOP\r\n")
    equal([reply_of(stream), reply_of(stream)], [500, 250])
    close(plain, stream)


@test("a message over 64 MiB is refused for good, before or after its data")
def too_large(world):
    channel(world, "soporte")
    client = smtplib.LMTP(address_of(world), timeout=60)
    client.ehlo()
    equal(client.docmd(f"MAIL FROM:<a@out.example> SIZE={65 << 20}")[0], 552)
    client.close()
    before = tickets(world)
    equal(hand_over(world, letter("a@out.example", body="y" * (65 << 20))[1])[f"soporte@{DOMAIN}"][0], 552)
    equal(tickets(world), before)


@test("more conversations than there is room for are told to come again")
def crowded(world):
    channel(world, "soporte")
    talks = [raw_socket(world) for _ in range(64)]
    for plain, stream in talks:
        plain.sendall(b"NOOP\r\n")
        equal(reply_of(stream), 250)
    equal(smtplib.LMTP().connect(address_of(world))[0], 421)
    for talk in talks:
        close(*talk)
    eventually(lambda: smtplib.LMTP().connect(address_of(world))[0] == 220, "there is room again")


@test("what breaks off in the middle of a message leaves nothing behind")
def broken_off(world):
    channel(world, "soporte")
    before = world.counts()
    plain, stream = raw_socket(world)
    plain.sendall(b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<soporte@" + DOMAIN.encode() + b">\r\nDATA\r\n" +
                  letter("corte@out.example")[1])
    equal([reply_of(stream) for _ in range(4)], [250, 250, 250, 354])
    close(plain, stream)
    equal(hand_over(world, letter("x@out.example")[1], [f"nadie@{DOMAIN}"])[f"nadie@{DOMAIN}"][0], 550)
    equal(world.counts(), before)


@test("T47: many at once with the same letter and with letters of their own: each is one ticket")
def at_once(world):
    channel(world, "soporte")
    before = tickets(world)
    same = letter("carrera@out.example", "La misma")[1]
    own = [letter(f"c{n}@out.example", f"Propia {n}")[1] for n in range(24)]
    wrong = []

    def deliver(raw):
        code = hand_over(world, raw)[f"soporte@{DOMAIN}"][0]
        if code != 250:
            wrong.append(code)
    threads = [threading.Thread(target=deliver, args=(raw,)) for raw in [*own, *[same] * 8]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(wrong, [])
    equal(tickets(world), before + 25)


@test("LMTP listens on this machine only")
def loopback_only(world):
    for where in ("0.0.0.0:0", "8.8.8.8:24", "[::]:0", "example.com:24", "127.0.0.1", "127.0.0.1:99999", "unix:"):
        run = subprocess.run([LAZO, "serve", "--listen", "127.0.0.1:0", "--lmtp", where, "--data",
                              os.path.join(world.folder, "other")], capture_output=True, text=True, timeout=30, check=False)
        equal(run.returncode, 1, where)
        check("LMTP" in run.stderr, run.stderr)
