"""Mailboxes received by IMAP from Dovecot: exactly once, whatever the server does (T11, T38, T46, T47, T50)."""

import itertools
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))

from harness import check, equal, eventually, refused, test
from oauth_stand_in import Provider
from servers import RUNNING, Certificates, Dovecot, free_port, message

SOON = 30  # seconds until something that follows has followed; never waited in full
CERTIFICATES = Certificates()
os.environ["SSL_CERT_FILE"] = str(CERTIFICATES.ca)  # before the server under test starts
NAMES = itertools.count(1)


def channel(world, server, user="ana", password="secreto", **more):
    number = next(NAMES)
    body = {"name": f"Buzón {number}", "address": f"buzon{number}@tienda.example", "imap_host": "127.0.0.1", "imap_port": server.port,
            "imap_security": "none", "user_name": user, "sends": "none"}
    if password is not None:
        body["secrets"] = {"password": password}
    return world.admin.add("/api/v1/channels", {**body, **more})


def show(world, made):
    return world.admin.show(f"/api/v1/channels/{made['id']}")


def state(world, made, wanted):
    """The channel, once receiving is in that state."""
    return eventually(lambda: (c := show(world, made))["receive_state"] == wanted and c, f"receive_state {wanted}: {show(world, made)}", SOON)


def taken(world, message_id, mailbox=None):
    also = f" AND mailbox = '{mailbox}'" if mailbox else ""
    return int(world.database.rows(f"SELECT COUNT(*) FROM mail_ids WHERE mail_key = '{message_id}'{also}")[0][0])


def comes_in(world, *message_ids):
    eventually(lambda: all(taken(world, one) for one in message_ids), f"{len(message_ids)} messages are taken", SOON)
    for one in message_ids:
        equal(taken(world, one), 1, one)


def tried(world, made):
    answer = world.admin.post(f"/api/v1/channels/{made['id']}/test", headers={"Accept-Language": "en"})
    equal(answer.status, 200, answer)
    return answer.json["receive"]


def stop(world, made):
    world.admin.change(f"/api/v1/channels/{made['id']}", {"is_active": False})


def put_new(server, user="ana", count=1, **more):
    """Message-IDs of as many new messages."""
    ids = []
    for _ in range(count):
        raw, message_id = message(sender=f"cliente{next(NAMES)}@fuera.example", **more)
        server.put(user, raw)
        ids.append(message_id)
    return ids


@test("what lies in a mailbox is taken, and what comes while it is watched, by IDLE; taken mail is seen")
def idle(world):
    server = Dovecot()
    waiting = put_new(server, count=30, subject="Antes")
    made = channel(world, server)
    comes_in(world, *waiting)
    equal(state(world, made, "ok")["receive_detail"], None)
    later = put_new(server, subject="Después")
    comes_in(world, *later)
    eventually(lambda: server.flags("ana") == ["S"] * 31, "all are seen", SOON)
    ticket = world.database.rows(f"SELECT t.subject, t.channel FROM mail_ids m JOIN tickets t ON t.id = m.ticket_id "
                                 f"WHERE m.mail_key = '{later[0]}'")
    equal(ticket, [["Después", "mail"]])
    check(show(world, made)["received_at"], "received_at")
    stop(world, made)


@test("a message that somebody has read is left alone where taken mail is marked as seen")
def seen_is_left(world):
    server = Dovecot()
    raw, read_before = message(subject="Leído")
    server.put("ana", raw)
    new = next((server.maildir("ana") / "new").iterdir())
    new.rename(server.maildir("ana") / "cur" / f"{new.name}:2,S")
    fresh = put_new(server)
    made = channel(world, server)
    comes_in(world, *fresh)
    equal(taken(world, read_before), 0)
    stop(world, made)


@test("taken mail is moved to the folder that the channel names, accents and all")
def moved(world):
    server = Dovecot()
    server.make_folder("ana", "Atendido a&APE-o")
    ids = put_new(server, count=3)
    made = channel(world, server, imap_after="moved", imap_moved_to="Atendido año")
    comes_in(world, *ids)
    eventually(lambda: server.flags("ana") == [] and len(server.flags("ana", "Atendido a&APE-o")) == 3, "all are moved", SOON)
    stop(world, made)


@test("taken mail is deleted where the channel says so")
def deleted(world):
    server = Dovecot()
    ids = put_new(server, count=3)
    made = channel(world, server, imap_after="deleted")
    comes_in(world, *ids)
    eventually(lambda: server.flags("ana") == [], "all are gone", SOON)
    stop(world, made)


@test("a server that is killed and comes back is received from again, each message once")
def killed(world):
    server = Dovecot()
    first = put_new(server, count=40, text="x" * 20000)
    made = channel(world, server)
    eventually(lambda: taken(world, first[0]), "the first one is taken", SOON)
    server.kill()
    second = put_new(server, count=5)
    server.start()
    comes_in(world, *first, *second)
    eventually(lambda: set(server.flags("ana")) == {"S"}, "all are seen", SOON)
    state(world, made, "ok")
    stop(world, made)


@test("a server that numbers its messages anew, and forgets what was seen, brings no second ticket")
def numbered_anew(world):
    server = Dovecot()
    ids = put_new(server, count=3)
    made = channel(world, server)
    comes_in(world, *ids)
    eventually(lambda: server.flags("ana") == ["S"] * 3, "all are seen", SOON)
    tickets = world.database.rows("SELECT COUNT(*) FROM tickets")
    server.kill()
    server.number_anew("ana")
    server.start()
    fresh = put_new(server)
    comes_in(world, *fresh)
    eventually(lambda: server.flags("ana") == ["S"] * 4, "all are seen again", SOON)
    comes_in(world, *ids)
    equal(world.database.rows("SELECT COUNT(*) FROM tickets"), [[str(int(tickets[0][0]) + 1)]])
    stop(world, made)


@test("a wrong password is told in words a person can act on, and the right one is tried at once")
def password(world):
    server = Dovecot()
    ids = put_new(server)
    made = channel(world, server, password="equivocado")
    told = state(world, made, "failing")
    check("password" in told["receive_detail"] or "contraseña" in told["receive_detail"], told)
    check("equivocado" not in world.server.log_text(), "the password is in the log")
    equal(tried(world, made)["ok"], False)
    world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "secreto"})
    comes_in(world, *ids)
    equal(state(world, made, "ok")["receive_detail"], None)
    equal(tried(world, made), {"ok": True, "detail": None})
    stop(world, made)


@test("a password beyond ASCII signs in")
def password_beyond_ascii(world):
    server = Dovecot(users=[("ana", "contraseña ñandú €")])
    ids = put_new(server)
    made = channel(world, server, password="contraseña ñandú €")
    comes_in(world, *ids)
    stop(world, made)


@test("secrets are never in an answer, an event or the database's plain bytes")
def secrets(world):
    secret = "muysecreto-8f3a"
    server = Dovecot(users=[("ana", secret)])
    made = channel(world, server, password=secret)
    state(world, made, "ok")
    equal(world.admin.show(f"/api/v1/channels/{made['id']}/secrets"), {"password": True, "refresh_token": False, "client_secret": False})
    check(secret not in str(show(world, made)) and secret not in str(made), "in the channel")
    check(secret not in str(world.admin.show("/api/v1/events", limit=1000)), "in the events")
    check(secret not in world.server.log_text(), "in the log")
    if world.is_sqlite:
        for path in Path(world.folder).glob("lazo.db*"):
            check(secret.encode() not in path.read_bytes(), f"in {path.name}")
        equal(oct((Path(world.folder) / "lazo.key").stat().st_mode & 0o777), "0o600")
    answer = world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": None})
    equal(answer.json["password"], False)
    stop(world, made)


@test("an access token that ends is renewed, and one that the server refuses as well")
def token(world):
    provider = Provider()
    server = Dovecot(oauth_url=provider.url)
    first = put_new(server)
    made = channel(world, server, password=None, login="xoauth2", oauth_token_url=provider.token_url, oauth_client_id="lazo-pruebas",
                   secrets={"refresh_token": "refresco"})
    comes_in(world, *first)
    equal(provider.count(), 1)
    provider.rotates = True
    provider.forget()
    server.kill()
    server.start()
    second = put_new(server)
    comes_in(world, *second)
    equal(provider.count(), 2)
    equal({form["grant_type"] for form in provider.asked}, {"refresh_token"})
    provider.forget()
    server.kill()
    server.start()
    third = put_new(server)
    comes_in(world, *third)  # with the refresh token that the provider gave instead
    equal(provider.asked[-1]["refresh_token"], "refresco-2")
    stop(world, made)
    provider.end()


@test("a refresh token that the provider refuses is told, and a new one is tried at once")
def token_refused(world):
    provider = Provider()
    provider.refuses = "invalid_grant"
    server = Dovecot(oauth_url=provider.url)
    ids = put_new(server)
    made = channel(world, server, password=None, login="xoauth2", oauth_token_url=provider.token_url, oauth_client_id="lazo-pruebas",
                   secrets={"refresh_token": "viejo"})
    told = state(world, made, "failing")
    check("token" in told["receive_detail"] and "invalid_grant" in told["receive_detail"], told)
    provider.refuses = None
    world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"refresh_token": "refresco"})
    comes_in(world, *ids)
    stop(world, made)
    provider.end()


@test("a mailbox that fails does not stop the others")
def one_fails(world):
    server = Dovecot(users=[("ana", "secreto"), ("eva", "otra")])
    broken = channel(world, server, user="eva", password="mal")
    dead = channel(world, server, imap_port=free_port())
    state(world, broken, "failing")
    state(world, dead, "failing")
    ids = put_new(server, count=5)
    good = channel(world, server)
    comes_in(world, *ids)
    for made in (broken, dead, good):
        stop(world, made)


@test("the same message in two mailboxes is taken in each of them")
def two_mailboxes(world):
    server = Dovecot(users=[("ana", "secreto"), ("eva", "otra")])
    raw, message_id = message()
    server.put("ana", raw)
    server.put("eva", raw)
    made = [channel(world, server), channel(world, server, user="eva", password="otra")]
    eventually(lambda: taken(world, message_id) == 2, "taken twice", SOON)
    for one in made:
        equal(taken(world, message_id, f"channel:{one['id']}"), 1)
        stop(world, one)


@test("TLS and STARTTLS are taken with a certificate of a trusted authority for that name")
def tls(world):
    server = Dovecot(ssl="required", certificate=CERTIFICATES.make("DNS:localhost,IP:127.0.0.1"))
    ids = put_new(server, count=2)
    made = channel(world, server, imap_host="localhost", imap_port=server.tls_port, imap_security="tls")
    comes_in(world, *ids)
    stop(world, made)
    for host, port, security in (("localhost", server.port, "starttls"), ("127.0.0.1", server.tls_port, "tls")):
        other = channel(world, server, imap_host=host, imap_port=port, imap_security=security, is_active=False)
        equal(tried(world, other), {"ok": True, "detail": None})


@test("no password is sent where the certificate is another's, of nobody we trust, or over; and not without encryption")
def tls_refused(world):
    stranger = Certificates()
    cases = [
        (CERTIFICATES.make("DNS:otro.example"), "name"),
        (stranger.make("DNS:localhost,IP:127.0.0.1"), "trusts"),
        (CERTIFICATES.make("DNS:localhost,IP:127.0.0.1", days=-1), "expired"),
    ]
    for certificate, word in cases:
        server = Dovecot(ssl="yes", certificate=certificate)
        for port, security in ((server.tls_port, "tls"), (server.port, "starttls")):
            made = channel(world, server, imap_host="localhost", imap_port=port, imap_security=security, is_active=False)
            told = tried(world, made)
            check(not told["ok"] and word in told["detail"], (word, security, told))
        check("Login: user" not in server.log_text(), "somebody signed in")
        server.kill()
    server = Dovecot(ssl="no")
    made = channel(world, server, imap_security="starttls", is_active=False)
    told = tried(world, made)
    check(not told["ok"] and "STARTTLS" in told["detail"], told)
    check("Login: user" not in server.log_text(), "somebody signed in")


@test("a test says what is wrong: the name, the port, the folder, the folder to move to, in the caller's language")
def words(world):
    server = Dovecot()
    cases = [
        ({"imap_host": "no-existe.invalid"}, {"en": "no server of this name", "es": "No existe un servidor", "pt": "Não existe um servidor"}),
        ({"imap_port": free_port()}, {"en": "Nothing answers", "es": "Nada responde", "pt": "Nada responde"}),
        ({"imap_folder": "Nada"}, {"en": "no such folder", "es": "carpeta con ese nombre", "pt": "pasta com esse nome"}),
        ({"imap_after": "moved", "imap_moved_to": "Nada"}, {"en": "to be moved to", "es": "a la que se mueven", "pt": "para onde"}),
        ({"imap_security": "tls"}, {"en": "encrypted", "es": "cifrada", "pt": "cifrada"}),
    ]
    for change, expected in cases:
        made = channel(world, server, is_active=False, **change)
        for language, word in expected.items():
            answer = world.admin.post(f"/api/v1/channels/{made['id']}/test", headers={"Accept-Language": language})
            told = answer.json["receive"]
            check(not told["ok"] and word in told["detail"], (change, language, told))
    without = channel(world, server, password=None, is_active=False)
    check("password" in tried(world, without)["detail"], "no password")


@test("settings that do not fit together are refused by name, and a channel with mail is not removed")
def settings(world):
    base = {"name": "Malo", "address": "malo@tienda.example"}
    post = lambda **more: world.admin.post("/api/v1/channels", {**base, **more})
    refused(post(receives="imap"), 422, pointer="/imap_host", field_code="required")
    refused(post(imap_host="http://imap.example.com"), 422, pointer="/imap_host", field_code="wrong_format")
    refused(post(sends="smtp"), 422, pointer="/smtp_host", field_code="required")
    refused(post(imap_host="a.example", imap_port=70000), 422, pointer="/imap_port")
    refused(post(imap_host="a.example", imap_after="moved"), 422, pointer="/imap_moved_to", field_code="required")
    refused(post(imap_host="a.example", imap_after="moved", imap_moved_to="INBOX"), 422, pointer="/imap_moved_to")
    refused(post(imap_host="a.example", login="xoauth2"), 422, pointer="/oauth_token_url", field_code="required")
    refused(post(imap_host="a.example", oauth_token_url="http://a.example/token"), 422, pointer="/oauth_token_url")
    refused(post(address="nadie"), 422, pointer="/address")
    server = Dovecot()
    ids = put_new(server)
    made = channel(world, server)
    refused(world.admin.post("/api/v1/channels", {**base, "address": made["address"].upper()}), 409)
    comes_in(world, *ids)
    stop(world, made)
    refused(world.admin.delete(f"/api/v1/channels/{made['id']}", show(world, made)["version"]), 409, "conflict")
    unused = world.admin.add("/api/v1/channels", base)
    equal(world.admin.delete(f"/api/v1/channels/{unused['id']}", unused["version"]).status, 204)


@test("one channel is the default: the first that sends, until another takes it over")
def default(world):
    def add(name, **more):
        return world.admin.add("/api/v1/channels", {"name": name, "address": f"{name}@omision.example", "smtp_host": "smtp.example", **more})
    first, second = add("uno"), add("dos")
    equal((first["is_default"], second["is_default"]), (True, False))
    world.admin.change(f"/api/v1/channels/{second['id']}", {"is_default": True})
    equal((show(world, first)["is_default"], show(world, second)["is_default"]), (False, True))
    third = add("tres", is_default=True)
    equal((show(world, second)["is_default"], third["is_default"]), (False, True))


@test("presets name the servers of the common providers, with a hint in the caller's language")
def presets(world):
    hints = {}
    for language in ("en", "es", "pt"):
        answer = world.admin.get("/api/v1/channels/presets", headers={"Accept-Language": language})
        rows = {row["name"]: row for row in answer.json["data"]}
        hints[language] = rows["google"]["hint"]
    check(len(set(hints.values())) == 3, hints)
    check({"google", "microsoft", "yahoo", "icloud", "zoho", "fastmail", "hostinger", "ionos"} <= set(rows), rows.keys())
    for row in rows.values():
        body = {name: row[name] for name in ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security", "login",
                                             "thread_tag", "oauth_token_url", "oauth_scope")}
        made = world.admin.post("/api/v1/channels", {**body, "name": row["title"], "address": f"{row['name']}@presets.example",
                                                     "preset": row["name"], "is_active": False, "oauth_client_id": "x"})
        equal(made.status, 201, made)
