"""One's own preferences, invitations, and the one-time links by which a password is chosen (T26, T27, T30)."""

import datetime
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mail"))

from harness import PASSWORD, check, equal, eventually, refused, test
from smtp_sink import Sink

OWN = "/api/v1/me/preferences"
NEW = "una clave larga 4"


def token_of(made):
    found = re.fullmatch(r"https?://[^/]+/app/password#([\w-]{20,})", made["link"])
    check(found, made["link"])
    return found[1]


def stranger(world):
    return world.nobody.like_me(address=world.address())


def invite(world, **more):
    return world.admin.add("/api/v1/invites", {"email": f"{world.unique('invitada')}@example.com", "role": "agent", **more})


def accept(world, made, **more):
    return stranger(world).post("/api/v1/password", {"token": token_of(made), "password": NEW, **more})


def events(world, kind, agent_id):
    return [event for event in world.admin.all_pages("/api/v1/events", kind=kind) if event["entity_id"] == agent_id]


@test("preferences come with the session, are changed field by field, and belong to one agent alone")
def own(world):
    one, other = world.person("agent"), world.person("agent")
    session = one.show("/api/v1/session")
    equal(session["preferences"]["theme"], "system")
    equal(session["preferences"]["single_keys"], True)
    version = session["preferences"]["version"]
    changed = one.patch(OWN, {"theme": "dark", "region": "es-CO", "keys": {"ticket.resolve": "q", "go.inbox": ""}}, version)
    equal(changed.status, 200, changed)
    equal((changed.json["theme"], changed.json["density"], changed.json["region"]), ("dark", "comfortable", "es-CO"))
    equal(changed.json["keys"], {"ticket.resolve": "q", "go.inbox": ""})
    equal(one.show("/api/v1/session")["preferences"]["version"], version + 1)
    equal(other.show(OWN)["theme"], "system")
    refused(one.patch(OWN, {"theme": "light"}), 428)
    equal(one.patch(OWN, {"density": "compact"}, version).status, 200, "what nobody touched since is merged")
    refused(one.patch(OWN, {"theme": "light"}, version), 412)
    refused(world.admin.get(OWN), 404)


@test("preferences take only what a screen can use: known choices, names of commands, keys that can be typed")
def sound(world):
    client = world.person("analyst")
    version = client.show(OWN)["version"]
    for wrong in ({"theme": "pink"}, {"density": ""}, {"after_solve": None}, {"single_keys": "yes"}, {"region": "Colombia"},
                  {"keys": []}, {"keys": {"Ticket": "q"}}, {"keys": {"a": 1}}, {"keys": {"a": "x" * 25}}, {"keys": {"": "x"}},
                  {"keys": {"a": "\n"}}, {"keys": {f"a{'b' * n}": "x" for n in range(101)}}, {"agent_id": 1}, {"sound": True}):
        refused(client.patch(OWN, wrong, version), 422, "invalid", "/" + next(iter(wrong)))
    equal(client.show(OWN)["version"], version)


@test("an invitation adds an agent who chooses a password by its link, once, and is shown the first steps")
def invited(world):
    made = invite(world, role="lead", language="pt")
    equal((made["agent"]["role"], made["agent"]["language"], made["is_mailed"]), ("lead", "pt", False))
    check(made["agent"]["name"].startswith("invitada"), made)
    question = stranger(world).post("/api/v1/password/link", {"token": token_of(made)})
    equal((question.status, question.json["kind"], question.json["email"]), (200, "invite", made["agent"]["email"]))
    refused(stranger(world).post("/api/v1/session", {"email": made["agent"]["email"], "password": NEW}), 401)
    refused(stranger(world).post("/api/v1/password", {"token": token_of(made), "password": "corta"}), 422, "invalid", "/password", "too_short")
    answer = accept(world, made, name="Beatriz Lima", language="es")
    equal(answer.status, 201, answer)
    equal((answer.json["agent"]["name"], answer.json["agent"]["language"]), ("Beatriz Lima", "es"))
    equal(answer.json["preferences"]["first_steps"], True)
    check("HttpOnly" in answer.headers["set-cookie"], answer.headers)
    refused(accept(world, made), 422, "invalid", "/token", "unknown_token")
    refused(stranger(world).post("/api/v1/password/link", {"token": token_of(made)}), 422, "invalid", "/token", "unknown_token")
    equal(world.sign_in(made["agent"]["email"], NEW).agent["name"], "Beatriz Lima")
    equal([event["changes"]["link"] for event in events(world, "agent.link_made", made["agent"]["id"])], [[None, "invite"]])
    check(events(world, "agent.password_changed", made["agent"]["id"]), "choosing a password is in the log")


@test("only administrators invite and make links; an address is invited once, and a new link voids the earlier")
def rights(world):
    made = invite(world)
    body = {"email": made["agent"]["email"], "role": "agent"}
    refused(world.admin.post("/api/v1/invites", body), 409, "conflict")
    for role in ("lead", "agent", "collaborator", "analyst"):
        client = world.person(role)
        refused(client.post("/api/v1/invites", {"email": "x@example.com", "role": "agent"}), 403)
        refused(client.post(f"/api/v1/agents/{made['agent']['id']}/password_link"), 403)
    for wrong in ({"email": "nada", "role": "agent"}, {"role": "agent"}, {"email": "x@example.com", "role": "root"}):
        refused(world.admin.post("/api/v1/invites", wrong), 422)
    again = world.admin.add(f"/api/v1/agents/{made['agent']['id']}/password_link")
    refused(accept(world, made), 422, "invalid", "/token", "unknown_token")
    equal(stranger(world).post("/api/v1/password/link", {"token": token_of(again)}).json["kind"], "invite")
    world.admin.change(f"/api/v1/agents/{made['agent']['id']}", {"is_active": False})
    refused(accept(world, again), 422, "invalid", "/token", "unknown_token")
    refused(world.admin.post(f"/api/v1/agents/{made['agent']['id']}/password_link"), 409)


@test("a link of an administrator changes the password of who has one, and ends the sessions that were open")
def reset(world):
    client = world.person("agent")
    made = world.admin.add(f"/api/v1/agents/{client.agent['id']}/password_link")
    equal(client.get("/api/v1/me").status, 200, "until the link is used")
    equal(stranger(world).post("/api/v1/password/link", {"token": token_of(made)}).json["kind"], "reset")
    equal(accept(world, made).status, 201)
    refused(client.get("/api/v1/me"), 401)
    refused(stranger(world).post("/api/v1/session", {"email": client.agent["email"], "password": PASSWORD}), 401)
    world.sign_in(client.agent["email"], NEW)


@test("T26 tokens of links are stored hashed only, and nothing else opens them")
def hashed(world):
    made = invite(world)
    stored = str([world.database.rows(f"SELECT * FROM {table}") for table in ("one_time_tokens", "idempotency", "events", "outbox")])
    check(token_of(made) not in stored and token_of(made) not in world.server.log_text(), "the token is in the clear")
    for wrong in (None, [], {}, "", "*", "x" * 40, "x" * 200, token_of(made).swapcase(), token_of(made)[:-1], True):
        refused(stranger(world).post("/api/v1/password", {"token": wrong, "password": NEW}), 422, "invalid", "/token")


@test("a link does not outlive its days: an invitation a week, a reset one day")
def expiry(world):
    made, client = invite(world), world.person("agent")
    reset_link = world.admin.add(f"/api/v1/agents/{client.agent['id']}/password_link")
    begins = datetime.datetime.now(datetime.timezone.utc)
    words = world.server.words

    def later(**span):
        world.server.stop()
        world.server.words = [*words, "--clock", (begins + datetime.timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%SZ")]
        world.server.start()
        world.nobody.close()

    ask = lambda link: stranger(world).post("/api/v1/password/link", {"token": token_of(link)})
    try:
        later(days=1, hours=1)
        refused(ask(reset_link), 422, "invalid", "/token", "unknown_token")
        equal(ask(made).status, 200)
        later(days=7, hours=1)
        refused(ask(made), 422, "invalid", "/token", "unknown_token")
    finally:
        world.server.stop()
        world.server.words = words
        world.server.start()


@test("T27 a forgotten password is mailed to who is known, and the answer is the same for who is not")
def forgotten(world):
    client, quiet = world.person("agent", language="en"), stranger(world)
    path = "/api/v1/password/forgotten"
    equal(quiet.post(path, {"email": client.agent["email"]}).json, {"can_mail": False})
    sink = Sink()
    channel = world.admin.add("/api/v1/channels", {
        "name": "Avisos", "address": "avisos@tienda.example", "receives": "handed", "sends": "smtp", "smtp_host": "127.0.0.1",
        "smtp_port": sink.port, "smtp_security": "none", "login": "none"})
    known = quiet.post(path, {"email": client.agent["email"].upper()})
    unknown = quiet.post(path, {"email": "nadie@example.com"})
    equal((known.status, known.json), (202, {"can_mail": True}))
    equal((unknown.status, unknown.json), (known.status, known.json))
    eventually(lambda: sink.taken, "the letter is taken")
    mail = sink.taken[0]
    equal((mail.to, mail.message["Subject"]), ([client.agent["email"]], "Choose another password for Lazo"))
    body = mail.message.get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+/app/password#[\w-]+", body)[0]
    equal(stranger(world).post(path, {"email": client.agent["email"]}).status, 202)
    made = invite(world, language="es")
    equal(made["is_mailed"], True)
    eventually(lambda: len(sink.taken) > 1, "the invitation is taken")
    equal([one.to for one in sink.taken], [[client.agent["email"]], [made["agent"]["email"]]], "no second letter right after the first")
    check(made["link"] in sink.taken[1].message.get_body(("plain",)).get_content(), "the letter holds the link")
    eventually(lambda: not any("password#" in row[0] for row in world.database.rows("SELECT payload FROM outbox")), "the link leaves the outbox")
    equal(accept(world, {"link": link}).status, 201)
    world.admin.delete(f"/api/v1/channels/{channel['id']}", world.admin.show(f"/api/v1/channels/{channel['id']}")["version"])
    sink.close()


@test("the first administrator's set-up goes on where it was left, step by step")
def steps(world):
    settings = world.admin.show("/api/v1/settings")
    equal(settings["setup_step"], None, "a workspace whose agents were made by hand is set up")
    equal(world.admin.change("/api/v1/settings", {"setup_step": "mailbox"})["setup_step"], "mailbox")
    refused(world.admin.patch("/api/v1/settings", {"setup_step": "dance"}, world.admin.show("/api/v1/settings")["version"]), 422, "invalid", "/setup_step")
    equal(world.admin.change("/api/v1/settings", {"setup_step": None})["setup_step"], None)
