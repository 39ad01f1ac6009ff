"""Sending: by a server that fails in every way (smtp_sink), and by Postfix and Dovecot as they are."""

import itertools
import os
import random
import subprocess
import sys
import threading
import time
from email import message_from_bytes, policy
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))

from harness import LAZO, check, equal, eventually, refused, test
from oauth_stand_in import Provider
from servers import Certificates, Dovecot, Postfix, Skipped, free_port, message
from smtp_sink import Sink, tls_context

SOON = 30  # seconds until something that follows has followed; never waited in full
CERTIFICATES = Certificates()
os.environ["SSL_CERT_FILE"] = str(CERTIFICATES.ca)  # before the server under test starts
NUMBERS = itertools.count(1)
DOMAIN = "tienda.example"


def channel(world, port, **more):
    number = next(NUMBERS)
    secrets = {"secrets": {"password": more.pop("password")}} if "password" in more else {}
    return world.admin.add("/api/v1/channels", {
        "name": f"Canal {number}", "address": f"canal{number}@{DOMAIN}", "receives": "handed", "sends": "smtp",
        "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "login": "none", **secrets, **more})


def ticket(world, **more):
    number = next(NUMBERS)
    return world.admin.add("/api/v1/tickets", {
        "subject": "¿Dónde está mi pedido?", "channel": "mail", "language": "es",
        "customer": {"email": f"cliente{number}@fuera.example", "name": f"Clienta {number}"},
        "message": {"text": "Hola, ¿dónde está?"}, **more})


def answer(world, made, text="Va de camino.", of=None, **more):
    of = of or ticket(world)
    return world.admin.add(f"/api/v1/tickets/{of['id']}/messages", {"text": text, "channel_id": made["id"], **more})


def shown(world, sent):
    return world.admin.show(f"/api/v1/messages/{sent['id']}")


def delivery(world, sent, state, words=""):
    """The message's delivery, once it is in that state and says so."""
    def reached():
        now = shown(world, sent)["delivery"]
        return now["state"] == state and words in (now["detail"] or "") and now
    return eventually(reached, f"{state} {words}: {shown(world, sent)['delivery']}", SOON)


def poke(world, made):
    """A changed channel is tried at once: nobody waits for the next try of a minute later."""
    world.admin.change(f"/api/v1/channels/{made['id']}", {"from_name": f"Tienda {next(NUMBERS)}"})


def state(world, made, wanted):
    def reached():
        now = world.admin.show(f"/api/v1/channels/{made['id']}")
        return now["send_state"] == wanted and now
    return eventually(reached, f"send_state {wanted}", SOON)


def deliver(world, made, raw):
    run = subprocess.run([LAZO, "mail", "deliver", "--channel", made["name"], "--database", world.database.url],
                         input=raw, cwd=world.folder, capture_output=True, timeout=60, check=False)
    check(run.returncode == 0, run.stderr)


def ticket_of(world, message_id):
    rows = world.database.rows(f"SELECT ticket_id FROM mail_ids WHERE mail_key = '{message_id}' AND mailbox <> 'out'")
    return int(rows[0][0]) if rows and rows[0][0] else 0


@test("an answer leaves with the id that it was given when it was queued, and nobody reads of blind copies")
def leaves(world):
    sink = Sink()
    made = channel(world, sink.port, from_name="Tienda Ñandú", signature="**La tienda**")
    sent = answer(world, made, "Hola **Ana**", cc=["copia@fuera.example"],
                  bcc=[{"name": "Jefa", "address": "jefa@fuera.example"}])
    equal(sent["delivery"]["state"], "queued")
    mail = sink.wait_for(1)[0]
    equal(mail.id, f"<{sent['mail']['message_id']}>")
    equal(mail.sender, made["address"])
    equal(sorted(mail.to)[1:], ["copia@fuera.example", "jefa@fuera.example"])
    check(b"jefa" not in mail.raw and b"Bcc" not in mail.raw, mail.raw)
    parsed = mail.message
    equal(parsed["From"].addresses[0].display_name, "Tienda Ñandú")
    equal(parsed["Subject"][:26], "Re: ¿Dónde está mi pedido?")
    plain, html = (parsed.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    check("Hola **Ana**\n\n-- \n**La tienda**" in plain and "\n> Hola, ¿dónde está?" in plain, plain)
    check("<strong>Ana</strong>" in html and "<strong>La tienda</strong>" in html, html)
    equal(delivery(world, sent, "sent")["detail"], None)
    equal(state(world, made, "ok")["send_detail"], None)
    equal([r["address"] for r in shown(world, sent)["recipients"]["bcc"]], ["jefa@fuera.example"])


@test("a mailbox that is told to puts the link to the customer's page below its signature, and no other does")
def page_link(world):
    sink = Sink()
    made = channel(world, sink.port, signature="**La tienda**", has_page_link=True)
    sent = answer(world, made, "Hola")
    path = world.admin.show(f"/api/v1/tickets/{sent['ticket_id']}/page")["path"]
    address = f"http://{world.server.host}:{world.server.port}{path}"
    parsed = sink.wait_for(1)[0].message
    plain, html = (parsed.get_body((kind,)).get_content() for kind in ("plain", "html"))
    check(address in plain and f'href="{address}"' in html, plain + html)
    world.admin.change(f"/api/v1/channels/{made['id']}", {"has_page_link": False})
    answer(world, made, "Hola otra vez")
    plain = sink.wait_for(2)[1].message.get_body(("plain",)).get_content()
    check("/t/" not in plain, plain)


@test("a mail is answered to its sender and to who had a copy of it, in its thread; the answer to that joins by its tag alone")
def round_trip(world):
    sink = Sink()
    made = channel(world, sink.port, thread_tag="address")
    raw, first = message(sender="Ana <ana.ida@fuera.example>", to=f"{made['address']}, otro@fuera.example",
                         subject="Factura", headers=[f"Cc: Luis <luis@fuera.example>, {made['address']}"])
    deliver(world, made, raw)
    number = ticket_of(world, first)
    sent = world.admin.add(f"/api/v1/tickets/{number}/messages", {"text": "Se la enviamos."})
    mail = sink.wait_for(1)[0]
    equal(sorted(mail.to), ["ana.ida@fuera.example", "luis@fuera.example"])
    parsed = mail.message
    equal((parsed["Subject"], parsed["In-Reply-To"], parsed["References"]), ("Re: Factura", f"<{first}>", f"<{first}>"))
    tagged = parsed["Reply-To"].addresses[0].addr_spec
    check(tagged.startswith(made["address"].split("@")[0] + "+lz"), tagged)
    # By a program that keeps no thread: only the address says where it belongs.
    back, second = message(sender="ana.ida@fuera.example", to=tagged, subject="Otra cosa")
    deliver(world, made, back)
    equal(ticket_of(world, second), number)
    third, third_id = message(sender="ana.ida@fuera.example", to=made["address"], subject="Re: Factura",
                              headers=[f"In-Reply-To: <{sent['mail']['message_id']}>"])
    deliver(world, made, third)
    equal(ticket_of(world, third_id), number)


@test("a note, an import and a ticket of another road send nothing; what cannot be reached is refused with its pointer")
def refusals(world):
    sink = Sink()
    made = channel(world, sink.port)
    of = ticket(world)
    path = f"/api/v1/tickets/{of['id']}/messages"
    note = world.admin.add(path, {"text": "nota", "public": False})
    equal((note["delivery"]["state"], note["recipients"]), (None, None))
    phone = ticket(world, channel="phone")
    called = world.admin.add(f"/api/v1/tickets/{phone['id']}/messages", {"text": "Se lo dije por teléfono."})
    equal(called["delivery"]["state"], None)
    post = world.admin.post
    refused(post(path, {"text": "x", "to": [made["address"]]}), 422, pointer="/to/0", field_code="not_allowed")
    refused(post(path, {"text": "x", "to": ["+34 600 000 000"]}), 422, pointer="/to/0", field_code="wrong_format")
    refused(post(path, {"text": "x", "to": []}), 422, pointer="/to", field_code="required")
    refused(post(path, {"text": "x", "channel_id": 9999}), 422, pointer="/channel_id", field_code="unknown_reference")
    silent = world.admin.add("/api/v1/channels", {"name": "Mudo", "address": f"mudo@{DOMAIN}", "receives": "handed",
                                                  "sends": "none"})
    refused(post(path, {"text": "x", "channel_id": silent["id"]}), 422, pointer="/channel_id", field_code="not_allowed")
    file = world.admin.upload("grande.bin", b"\0" * (20 << 20), "application/octet-stream")
    refused(post(path, {"text": "x", "attachments": [file["id"]]}), 422, pointer="/attachments", field_code="too_large")
    refused(post("/api/v1/tickets", {"subject": "x", "channel": "mail", "customer": {"external_id": "sin-correo"},
                                     "message": {"text": "x", "direction": "out", "to": []}}), 422,
            pointer="/message/to", field_code="required")
    equal(len(sink.taken), 0)


@test("files go along whole, and an image that the text shows is inside")
def files(world):
    sink = Sink()
    made = channel(world, sink.port)
    content = random.Random(7).randbytes(700_000)
    file = world.admin.upload("informe año.pdf", content, "application/pdf")
    image = world.admin.upload("plano.png", b"\x89PNG\r\n\x1a\n123", "image/png")
    answer(world, made, f"Mira:\n![plano](cid:attachment-{image['id']})", attachments=[file["id"], image["id"]])
    parsed = sink.wait_for(1)[0].message
    attached = {part.get_filename(): part for part in parsed.walk() if part.get_filename()}
    equal(sorted(attached), ["informe año.pdf", "plano.png"])
    equal(attached["informe año.pdf"].get_content(), content)
    equal(attached["plano.png"]["Content-ID"], f"<attachment-{image['id']}>")
    check(f'src="cid:attachment-{image["id"]}"' in parsed.get_body(("html",)).get_content(), "the image is not shown")


@test("the house can write first, and to addresses of any script")
def writes_first(world):
    sink = Sink()
    made = channel(world, sink.port, is_default=True)
    first = ticket(world, subject="Tu pedido", message={"text": "Salió hoy.", "direction": "out"})
    mail = sink.wait_for(1)[0]
    equal(mail.to, [world.admin.show(f"/api/v1/customers/{first['customer_id']}")["email"]])
    check(mail.message["Subject"].startswith("Tu pedido") and mail.message["In-Reply-To"] is None, mail.raw)
    sent = answer(world, made, to=["jose@ñandú.example", "日本@例え.jp"])
    equal(sorted(sink.wait_for(2)[1].to), ["jose@xn--and-6ma2c.example", "日本@xn--r8jz45g.jp"])
    delivery(world, sent, "sent")


@test("a full queue: the message waits with the server's words, and goes when there is room")
def queue_full(world):
    sink = Sink()
    made = channel(world, sink.port)
    for verb in ("MAIL", "DATA", "dot"):
        sink.reset()
        sink.answers[verb] = (452, "4.3.1 insufficient system storage")
        sent = answer(world, made)
        detail = delivery(world, sent, "queued", "4.3.1 insufficient system storage")["detail"]
        check(detail.startswith("127.0.0.1 pide intentarlo más tarde"), detail)
        sink.answers.clear()
        poke(world, made)
        delivery(world, sent, "sent")
        equal([mail.id for mail in sink.taken], [f"<{sent['mail']['message_id']}>"])


@test("a server that takes nobody: the channel says so, its mail waits, and another channel's goes on")
def greets_with_421(world):
    sink, other = Sink(), Sink()
    made, well = channel(world, sink.port), channel(world, other.port)
    sink.greeting = (421, "4.3.2 too busy")
    waiting = [answer(world, made, f"{i}") for i in range(5)]
    failing = state(world, made, "failing")
    check("4.3.2 too busy" in failing["send_detail"], failing["send_detail"])
    delivery(world, answer(world, well), "sent")
    check(sink.sessions < 5, f"each message knocked by itself: {sink.sessions}")
    sink.greeting = (220, "ready")
    poke(world, made)
    for sent in waiting:
        delivery(world, sent, "sent")
    equal(len(sink.taken), 5)
    state(world, made, "ok")


@test("nobody listens, or the name is unknown: said in words, and sent once it is mended")
def unreachable(world):
    made = channel(world, free_port())
    sent = answer(world, made)
    failing = state(world, made, "failing")
    check("No se puede conectar con 127.0.0.1" in failing["send_detail"], failing["send_detail"])
    world.admin.change(f"/api/v1/channels/{made['id']}", {"smtp_host": "no-such-host.invalid"})
    delivery(world, sent, "queued", "No se encuentra el servidor")
    sink = Sink()
    world.admin.change(f"/api/v1/channels/{made['id']}", {"smtp_host": "127.0.0.1", "smtp_port": sink.port})
    delivery(world, sent, "sent")


@test("a recipient that does not exist: failed with the server's words; a retry by hand carries the same id")
def no_such_recipient(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.answers["nadie@fuera.example"] = (550, "5.1.1 no such user here")
    sent = answer(world, made, to=["nadie@fuera.example"])
    delivery(world, sent, "failed", "5.1.1 no such user here")
    equal(state(world, made, "ok")["send_detail"], None)
    refused(world.admin.post(f"/api/v1/messages/{answer(world, made)['id']}/retry"), 409)
    sink.answers.clear()
    again = world.admin.post(f"/api/v1/messages/{sent['id']}/retry")
    equal((again.status, again.json["delivery"]["state"]), (200, "queued"))
    delivery(world, sent, "sent")
    check(f"<{sent['mail']['message_id']}>" in [mail.id for mail in sink.taken], "another id")
    events = world.database.rows(f"SELECT changes FROM events WHERE kind = 'message.delivery_changed' "
                                 f"AND entity_id = {sent['id']} ORDER BY id")
    equal(len(events), 3, events)


@test("what has failed can also be tried again in the outbox")
def again_by_the_outbox(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.answers["nadie@fuera.example"] = (550, "5.1.1 no such user here")
    sent = answer(world, made, to=["nadie@fuera.example"])
    delivery(world, sent, "failed", "5.1.1")
    # The message says so in a transaction of its own, a moment before its item of the outbox.
    failed = eventually(lambda: world.admin.list("/api/v1/outbox", filter={"field": "state", "op": "is", "value": "failed"},
                                                 sort="-id"), "the outbox says so too")[0]
    sink.answers.clear()
    equal(world.admin.post(f"/api/v1/outbox/{failed['id']}/retry").status, 200)
    equal(delivery(world, sent, "sent")["detail"], None)
    equal(len(sink.taken), 1)


@test("of several recipients the refused ones are told, and those put off are tried again alone")
def some_refused(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.answers.update({"no@fuera.example": (550, "5.1.1 nobody"), "luego@fuera.example": (450, "4.2.1 greylisted")})
    sent = answer(world, made, to=["si@fuera.example", "no@fuera.example", "luego@fuera.example"])
    equal(sink.wait_for(1)[0].to, ["si@fuera.example"])
    delivery(world, sent, "queued", "luego@fuera.example: 4.2.1 greylisted")
    del sink.answers["luego@fuera.example"]
    poke(world, made)
    equal(delivery(world, sent, "sent")["detail"], "no@fuera.example: 5.1.1 nobody")
    equal(sink.wait_for(2)[1].to, ["luego@fuera.example"])
    equal(len({mail.id for mail in sink.taken}), 1)


@test("a message that the server will not have has failed, in its words")
def refused_message(world):
    sink = Sink()
    made = channel(world, sink.port)
    for verb, code, words in (("dot", 554, "5.7.1 looks like spam"), ("DATA", 550, "5.7.0 no"),
                              ("MAIL", 553, "5.1.8 not your address"), ("dot", 552, "5.3.4 too big")):
        sink.answers = {verb: (code, words)}
        delivery(world, answer(world, made), "failed", words)
    sink.answers, sink.size = {}, 1000
    failed = delivery(world, answer(world, made, "x" * 3000), "failed", "5.3.4 too large for this house")
    check("demasiado grande" in failed["detail"], failed)
    equal(len(sink.taken), 0)


@test("a line that drops before the end of the message: it is sent again, with the same id")
def dropped_before(world):
    sink = Sink()
    made = channel(world, sink.port)
    for where in ("connect", "data", "before dot"):
        sink.reset()
        sink.drop, sink.drops_left = where, 1
        sent = answer(world, made)
        delivery(world, sent, "queued", "127.0.0.1")
        poke(world, made)
        delivery(world, sent, "sent")
        equal([mail.id for mail in sink.taken], [f"<{sent['mail']['message_id']}>"])


@test("an answer that is lost after the message was taken: the retry carries the same Message-ID and the same words")
def dropped_after(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.drop, sink.drops_left = "after dot", 1
    sent = answer(world, made)
    delivery(world, sent, "queued", "Message-ID")
    poke(world, made)
    delivery(world, sent, "sent")
    first, second = sink.taken
    equal((first.id, second.id), (f"<{sent['mail']['message_id']}>",) * 2)
    equal(first.message["Date"], second.message["Date"])


@test("a slow server holds up nobody else")
def slow(world):
    sink, other = Sink(), Sink()
    made, well = channel(world, sink.port), channel(world, other.port)
    sink.hold = threading.Event()
    held = [answer(world, made, f"{i}") for i in range(3)]
    eventually(lambda: sink.sessions > 0, "the slow server is spoken to", SOON)
    for _ in range(5):
        delivery(world, answer(world, well), "sent")
    equal(len(sink.taken), 0)
    equal(sink.sessions, 1, "one at a time")
    sink.hold.set()
    for sent in held:
        delivery(world, sent, "sent")
    equal(len(sink.taken), 3)


@test("a server that never answers the good-bye is not waited for")
def no_good_bye(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.never_says_bye = True
    delivery(world, answer(world, made), "sent")
    sink.answers["MAIL"] = (550, "5.7.1 never")
    delivery(world, answer(world, made), "failed", "5.7.1 never")
    equal(world.admin.post(f"/api/v1/channels/{made['id']}/test").json["send"], {"ok": True, "detail": None})


@test("T11: TLS and STARTTLS with a certificate of a known authority; another name, no TLS, and nothing is sent")
def tls(world):
    right = tls_context(*CERTIFICATES.make("DNS:localhost,IP:127.0.0.1"))
    wrong = tls_context(*CERTIFICATES.make("DNS:mail.elsewhere.example"))
    secrets = {"login": "password", "user_name": "u", "password": "p"}
    for security, mode in (("tls", "tls"), ("starttls", "starttls")):
        sink = Sink(passwords={"u": "p"}, **{mode: right})
        delivery(world, answer(world, channel(world, sink.port, smtp_security=security, **secrets)), "sent")
        equal(sink.bad_logins, 0)
        sink = Sink(passwords={"u": "p"}, **{mode: wrong})
        made = channel(world, sink.port, smtp_security=security, **secrets)
        sent = answer(world, made)
        check("certificado" in state(world, made, "failing")["send_detail"], "words")
        delivery(world, sent, "queued", "certificado")
        equal((len(sink.seen), sink.bad_logins), (0, 0))
    sink = Sink(passwords={"u": "p"})
    made = channel(world, sink.port, smtp_security="starttls", **secrets)
    answer(world, made)
    check("STARTTLS" in state(world, made, "failing")["send_detail"], "words")
    equal((len(sink.seen), sink.bad_logins), (0, 0))


@test("a wrong password is said; once it is right, what waited is sent at once")
def wrong_password(world):
    sink = Sink(passwords={"tienda": "correcta"})
    made = channel(world, sink.port, login="password", user_name="tienda", password="falsa")
    sent = answer(world, made)
    check("contraseña" in state(world, made, "failing")["send_detail"], "words")
    put = world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "correcta"})
    check(put.status < 300, put)
    delivery(world, sent, "sent")
    check("falsa" not in world.server.log_text() and "correcta" not in world.server.log_text(), "a password is in the log")


@test("a server that knows only LOGIN is logged in to as well")
def login_only(world):
    sink = Sink(passwords={"tienda": "correcta"})
    sink.mechanisms = "LOGIN"
    made = channel(world, sink.port, login="password", user_name="tienda", password="correcta")
    delivery(world, answer(world, made), "sent")


@test("T3: who was given a copy by mail reads nothing older than the mail that named them")
def copies_read_nothing_older(world):
    sink = Sink()
    made = channel(world, sink.port)
    first, first_id = message(sender="eva@fuera.example", to=made["address"], text="SECRETO UNO")
    deliver(world, made, first)
    number = ticket_of(world, first_id)
    one = world.admin.add(f"/api/v1/tickets/{number}/messages", {"text": "SECRETO DOS"})
    equal(sink.wait_for(1)[0].to, ["eva@fuera.example"])
    second, second_id = message(sender="eva@fuera.example", to=made["address"], text="Con copia a Luis.\r\n\r\n"
                                "El 24/11/2026 10:00, Tienda escribió:\r\n> SECRETO DOS\r\n>> SECRETO UNO",
                                headers=["Cc: luis@fuera.example", f"In-Reply-To: <{one['mail']['message_id']}>"])
    deliver(world, made, second)
    equal(ticket_of(world, second_id), number)
    world.admin.add(f"/api/v1/tickets/{number}/messages", {"text": "Hola a los dos."})
    mail = sink.wait_for(2)[1]
    equal(sorted(mail.to), ["eva@fuera.example", "luis@fuera.example"])
    text = mail.message.get_body(("plain",)).get_content() + mail.message.get_body(("html",)).get_content()
    check("Con copia a Luis" in text and "SECRETO" not in text, text)


@test("XOAUTH2: a token that ended is renewed while sending, and a provider that refuses is told")
def xoauth2(world):
    provider = Provider(user="tienda")
    sink = Sink(tokens=provider.good)
    made = channel(world, sink.port, login="xoauth2", user_name="tienda", oauth_token_url=provider.token_url,
                   oauth_client_id="lazo-pruebas")
    put = world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"refresh_token": provider.refresh_token})
    check(put.status < 300, put)
    delivery(world, answer(world, made), "sent")
    provider.forget()
    delivery(world, answer(world, made), "sent")
    equal((len(sink.taken), sink.bad_logins, len(provider.asked)), (2, 1, 2))
    provider.refuses = "invalid_grant"
    provider.forget()
    sent = answer(world, made)
    state(world, made, "failing")
    equal(delivery(world, sent, "queued")["state"], "queued")
    equal(len(sink.taken), 2)


@test("a channel is tried without sending, and sends a test mail, in the words of who asks")
def tries(world):
    sink = Sink(passwords={"u": "p"})
    made = channel(world, sink.port, login="password", user_name="u", password="p")
    path = f"/api/v1/channels/{made['id']}"
    equal(world.admin.post(f"{path}/test").json["send"], {"ok": True, "detail": None})
    equal(len(sink.seen), 0)
    answered = world.admin.post(f"{path}/test_message", {"to": "yo@fuera.example"}, headers={"Accept-Language": "pt"})
    equal(answered.status, 202, answered)
    mail = sink.wait_for(1)[0]
    equal((mail.to, mail.message["Auto-Submitted"]), (["yo@fuera.example"], "auto-generated"))
    state(world, made, "ok")
    refused(world.admin.post(f"{path}/test_message", {"to": "nadie"}), 422, pointer="/to", field_code="wrong_format")
    sink.passwords["u"] = "otra"
    tried = world.admin.post(f"{path}/test", headers={"Accept-Language": "en"}).json["send"]
    equal(tried["ok"], False)
    check(tried["detail"].startswith("127.0.0.1 refused the channel's user name or password"), tried)
    world.admin.post(f"{path}/test_message", {"to": "yo@fuera.example"})
    check("contraseña" in state(world, made, "failing")["send_detail"], "words")


@test("a bounce marks the message it speaks of as failed, a delay does not")
def bounced(world):
    sink = Sink()
    made = channel(world, sink.port)
    sent = answer(world, made, to=["lleno@fuera.example"])
    delivery(world, sent, "sent")
    before = int(world.database.rows("SELECT COUNT(*) FROM tickets")[0][0])

    def report(action, status, words):
        number = next(NUMBERS)
        return "\r\n".join([
            "From: MAILER-DAEMON@fuera.example", f"To: {made['address']}", "Subject: Delivery Status Notification",
            f"Message-ID: <dsn{number}@fuera.example>", "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "", "--b",
            "Content-Type: text/plain", "", words, "", "--b", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; mx.fuera.example", "", "Final-Recipient: rfc822; lleno@fuera.example",
            f"Action: {action}", f"Status: {status}", f"Diagnostic-Code: smtp; {words}", "", "--b",
            "Content-Type: message/rfc822", "", f"Message-ID: <{sent['mail']['message_id']}>",
            f"From: {made['address']}", "To: lleno@fuera.example", "Subject: x", "", "x", "--b--", ""]).encode()

    deliver(world, made, report("delayed", "4.2.2", "452 4.2.2 mailbox full, will keep trying"))
    equal(shown(world, sent)["delivery"]["state"], "sent")
    deliver(world, made, report("failed", "5.2.2", "552 5.2.2 mailbox full"))
    delivery(world, sent, "failed", "mailbox full")
    equal(int(world.database.rows("SELECT COUNT(*) FROM tickets")[0][0]), before)
    told = world.database.rows(f"SELECT COUNT(*) FROM events WHERE kind = 'message.delivery_changed' "
                               f"AND entity_id = {sent['id']}")
    equal(int(told[0][0]), 2, "sent and failed are events")


@test("by Postfix and Dovecot: what was written arrives, letter by letter")
def real_servers(world):
    dovecot = Dovecot(users=(("cliente", "x"),))
    dovecot.make_folder("cliente")
    postfix = Postfix(f"127.0.0.1:{dovecot.lmtp_port}")
    made = channel(world, postfix.port, from_name="Tienda Ñandú")
    words = "Una línea muy larga: " + "palabra " * 200 + "\n.\n..dos puntos\nFrom aquí\n¡Adiós! 👋"
    file = world.admin.upload("ñ.bin", bytes(range(256)) * 100, "application/octet-stream")
    sent = answer(world, made, words, to=["cliente@relay.test"], attachments=[file["id"]])
    delivery(world, sent, "sent")

    def arrived():
        return [path for part in ("new", "cur") for path in (dovecot.maildir("cliente") / part).iterdir()]
    eventually(lambda: len(arrived()) == 1, "the mail is in the mailbox", SOON)
    parsed = message_from_bytes(arrived()[0].read_bytes(), policy=policy.default)
    equal(parsed["Message-ID"], f"<{sent['mail']['message_id']}>")
    check(parsed.get_body(("plain",)).get_content().startswith(words + "\n"), "the words differ")
    equal([part.get_content() for part in parsed.iter_attachments()], [bytes(range(256)) * 100])


@test("kill -9 while sending: nothing acknowledged is lost, and what comes twice comes with one id")
def killed(world):
    if not world.is_sqlite:
        raise Skipped("on PostgreSQL another node may be at it: its lease of a quarter of an hour decides")
    sink = Sink()
    made = channel(world, sink.port)
    chance = random.Random(11)
    promised = []
    for _ in range(6):
        promised += [answer(world, made)["mail"]["message_id"] for _ in range(4)]
        time.sleep(chance.random() * 0.15)
        world.server.child.kill()
        world.server.child.wait(10)
        world.server.log.close()
        world.server.start()
        world.nobody.close()
        world.admin.close()
    wanted = {f"<{one}>" for one in promised}
    eventually(lambda: wanted <= {mail.id for mail in sink.taken}, "all are sent", 60)
    equal({mail.id for mail in sink.taken}, wanted)
    eventually(lambda: world.database.rows("SELECT COUNT(*) FROM messages WHERE delivery_state = 'queued' AND id IN "
                                           f"(SELECT message_id FROM message_mail WHERE channel_id = {made['id']})")
               == [["0"]], "all are noted as sent", SOON)


@test("a stopped program ends its sending soon, and takes it up again")
def stopped(world):
    sink = Sink()
    made = channel(world, sink.port)
    sink.answers["MAIL"] = (450, "later")
    sent = answer(world, made)
    delivery(world, sent, "queued", "later")
    sink.answers.clear()
    sink.hold = threading.Event()
    poke(world, made)
    eventually(lambda: sink.sessions > 1, "it is tried again", SOON)
    world.server.stop()
    sink.hold.set()
    sink.hold = None
    world.server.start()
    world.nobody.close()
    world.admin.close()
    delivery(world, sent, "sent")
    equal({mail.id for mail in sink.seen}, {f"<{sent['mail']['message_id']}>"})
