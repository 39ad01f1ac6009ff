"""Signing in and out, the one-time set-up, tokens, CSRF and cookies, limits (T26, T27, T28, T29, T30)."""

import re
import statistics
import time

from harness import Options, PASSWORD, check, equal, refused, test
from together import together

make_world = Options(has_admin=False)
SESSION = "/api/v1/session"


def set_up(world):
    """The first administrator, by the link that the server printed."""
    if not hasattr(world, "root"):
        client = world.nobody.like_me(address=world.address())
        body = {"token": world.server.setup, "name": "Raíz", "email": "root@example.com", "password": PASSWORD}
        answer = client.post("/api/v1/setup", body)
        check(answer.status == 201, answer)
        client.cookie = re.search(r"lazo_session=([^;]+)", answer.headers["set-cookie"])[1]
        client.csrf = answer.json["csrf"]
        world.root = client
        token = client.add("/api/v1/api_keys", {"name": "suite", "role": "admin", "scopes": "write"})["token"]
        world.admin = world.nobody.like_me(token=token)
        world.setup_body = body
    return world.root


@test("T26 the set-up link makes the first administrator once; wrong, null, list and used tokens are refused")
def setup_once(world):
    client = world.nobody.like_me(address=world.address())
    body = {"token": world.server.setup, "name": "Uno", "email": "uno@example.com", "password": PASSWORD}
    for token in (None, [], ["*"], {}, "", "*", "x" * 40, True):
        answer = client.post("/api/v1/setup", {**body, "token": token})
        check(answer.status == 422 and "/token" in answer.errors, f"{token!r}: {answer}")
    refused(client.like_me(address=world.address()).post("/api/v1/setup", {**body, "password": "corta"}), 422, "invalid", "/password", "too_short")
    root = set_up(world)
    equal(root.show("/api/v1/me")["role"], "admin")
    refused(world.nobody.like_me(address=world.address()).post("/api/v1/setup", world.setup_body), 422, "invalid", "/token")


@test("signing in gives a session and its CSRF token; signing out ends it")
def in_and_out(world):
    set_up(world)
    client = world.person("agent")
    equal(client.show(SESSION)["csrf"], client.csrf)
    equal(client.delete(SESSION).status, 204)
    refused(client.get(SESSION), 401, "unauthorized")
    refused(client.get("/api/v1/tickets"), 401, "unauthorized")


@test("T30 the cookie is HttpOnly and SameSite, Secure behind https, and nothing secret is in the log")
def cookies(world):
    set_up(world)
    agent = world.agent()
    client = world.nobody.like_me(address=world.address())
    cookie = client.post(SESSION, {"email": agent["email"], "password": PASSWORD}).headers["set-cookie"]
    check("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie, cookie)
    token = re.search(r"lazo_session=([^;]+)", cookie)[1]
    check(len(token) >= 22, "at least 128 bits")
    log = world.server.log_text()
    for secret in (token, PASSWORD, world.admin.token, world.server.setup or "-"):
        check(secret not in log, "a secret is in the log")


@test("T26 tokens of sessions, keys and set-up are stored hashed only")
def hashed(world):
    root = set_up(world)
    stored = str([world.database.rows(f"SELECT * FROM {table}") for table in ("sessions", "api_keys", "one_time_tokens", "agents", "idempotency")])
    for secret in (root.cookie, root.csrf, world.admin.token, world.setup_body["token"], PASSWORD):
        check(secret not in stored, "a secret is stored in the clear")
    check("argon2id" in stored, "passwords are hashed with Argon2id")


@test("T30 a change in a session needs the session's own CSRF token and an origin of ours")
def csrf(world):
    set_up(world)
    client, other = world.person("admin"), world.person("admin")
    body = {"name": "Empresa"}
    good = client.csrf
    for wrong in (None, "", "x", other.csrf, good[:-1], good + "x", good.upper()):
        client.csrf = wrong
        refused(client.post("/api/v1/companies", body), 403, "csrf")
    client.csrf = good
    for origin in ("https://evil.example", "null", f"http://{world.server.host}:1", f"http://evil.example:{world.server.port}", "http://" + world.server.host + f":{world.server.port}.evil.example"):
        refused(client.post("/api/v1/companies", body, headers={"Origin": origin}), 403, "csrf")
    own = f"http://{world.server.host}:{world.server.port}"
    equal(client.post("/api/v1/companies", body, headers={"Origin": own}).status, 201)
    equal(client.get("/api/v1/companies", headers={"Origin": "https://evil.example"}).status, 200)
    refused(client.raw("DELETE", SESSION, headers={"X-CSRF-Token": "x"}), 403, "csrf")


@test("a changed password needs the old one, ends all other sessions, and the old one signs in no more")
def password(world):
    set_up(world)
    agent = world.agent()
    first, second = world.sign_in(agent["email"]), world.sign_in(agent["email"])
    me = first.get("/api/v1/me")
    version = me.json["version"]
    refused(first.patch("/api/v1/me", {"password": "otra clave larga 2", "current_password": "no es"}, version), 422, "invalid", "/current_password", "wrong")
    refused(first.patch("/api/v1/me", {"password": "corta", "current_password": PASSWORD}, version), 422, "invalid", "/password", "too_short")
    refused(first.patch("/api/v1/me", {"password": "x" * 1025, "current_password": PASSWORD}, version), 422, "invalid", "/password", "too_long")
    equal(first.patch("/api/v1/me", {"password": "otra clave larga 2", "current_password": PASSWORD}, version).status, 200)
    equal((first.get("/api/v1/me").status, second.get("/api/v1/me").status), (200, 401))
    refused(world.nobody.like_me(address=world.address()).post(SESSION, {"email": agent["email"], "password": PASSWORD}), 401)
    world.sign_in(agent["email"], "otra clave larga 2")


@test("an agent changes their own name and language, not their role; disabling ends the sessions at once")
def oneself(world):
    set_up(world)
    client = world.person("agent")
    me = client.show("/api/v1/me")
    equal(client.patch("/api/v1/me", {"name": "Nuevo Nombre", "language": "pt"}, me["version"]).json["name"], "Nuevo Nombre")
    for wrong in ({"role": "admin"}, {"is_active": True}, {"email": "x@example.com"}, {"id": 1}, {"password_hash": "x"}):
        refused(client.patch("/api/v1/me", wrong, me["version"] + 1), 422, "invalid", "/" + next(iter(wrong)))
    equal(client.show("/api/v1/me")["role"], "agent")
    world.admin.change(f"/api/v1/agents/{client.agent['id']}", {"is_active": False})
    refused(client.get("/api/v1/me"), 401, "unauthorized")


@test("the last active administrator can neither be disabled nor lose the role")
def last_admin(world):
    root = set_up(world)
    me = root.show("/api/v1/me")
    for admin in world.admin.list("/api/v1/agents", limit=200):
        if admin["role"] == "admin" and admin["is_active"] and admin["id"] != me["id"]:
            world.admin.change(f"/api/v1/agents/{admin['id']}", {"role": "lead"})
    for wrong in ({"is_active": False}, {"role": "agent"}):
        refused(world.admin.patch(f"/api/v1/agents/{me['id']}", wrong, me["version"]), 409, "conflict")
    refused(world.admin.post("/api/v1/agents", {"email": "ROOT@example.com", "name": "x", "role": "agent"}), 409, "conflict")


@test("T27 an unknown address, a disabled agent, one without a password and a wrong password look and last the same")
def no_enumeration(world):
    set_up(world)
    active, disabled = world.agent(), world.agent()
    without = world.admin.add("/api/v1/agents", {"email": "sin@example.com", "name": "Sin", "role": "agent"})
    world.admin.change(f"/api/v1/agents/{disabled['id']}", {"is_active": False})
    seen, took = set(), {}
    for name, email in (("unknown", "nadie@example.com"), ("disabled", disabled["email"]), ("without", without["email"]), ("wrong", active["email"])):
        times = []
        for _ in range(5):
            client = world.nobody.like_me(address=world.address())
            client.get("/metrics")  # the connection is there
            began = time.perf_counter()
            answer = client.post(SESSION, {"email": email, "password": "no es esta clave"})
            times.append(time.perf_counter() - began)
            body = answer.json
            body.pop("request_id")
            seen.add((answer.status, str(body)))
            client.close()
        took[name] = statistics.median(times)
    equal(len(seen), 1, seen)
    equal(next(iter(seen))[0], 401)
    check(min(took.values()) > max(took.values()) / 4, f"each hashes a password: {took}")


@test("T28 sign-ins of one address are limited, whatever X-Forwarded-For says, in parallel too")
def limited(world):
    set_up(world)
    client = world.nobody.like_me(address=world.address())
    statuses = []
    for i in range(14):
        answer = client.post(SESSION, {"email": "nadie@example.com", "password": "x"},
                             headers={"X-Forwarded-For": f"10.0.0.{i}", "Forwarded": f"for=10.1.0.{i}", "X-Real-IP": f"10.2.0.{i}"})
        statuses.append(answer.status)
    equal(sorted(set(statuses)), [401, 429])
    check(statuses.count(401) <= 11, statuses)
    check(int(answer.headers["retry-after"]) >= 1, answer.headers)
    for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"):
        check(name in answer.headers, name)
    address = world.address()
    clients = [world.nobody.like_me(address=address) for _ in range(14)]
    answers = together([lambda c=c: c.post(SESSION, {"email": "nadie@example.com", "password": "x"}).status for c in clients])
    check(answers.count(401) <= 11 and 429 in answers, answers)
    equal(world.nobody.like_me(address=world.address()).post(SESSION, {"email": "nadie@example.com", "password": "x"}).status, 401)


@test("T28 a password is capped before it is hashed, and a huge sign-in is refused by its size")
def capped(world):
    set_up(world)
    client = world.nobody.like_me(address=world.address())
    refused(client.post(SESSION, {"email": "root@example.com", "password": "x" * 1025}), 422, "invalid", "/password", "too_long")
    refused(client.post(SESSION, {"email": "root@example.com", "password": "x" * 20000}), 413, "too_large")
    for wrong in ({"email": "root@example.com"}, {"email": None, "password": None}, {"email": ["root@example.com"], "password": "x"}, {}):
        check(client.post(SESSION, wrong).status == 422, wrong)


@test("T29 Host and forwarding headers reach no answer, link or cookie")
def forged_hosts(world):
    set_up(world)
    forged = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example;proto=https", "X-Forwarded-Proto": "https"}
    agent = world.agent()
    client = world.nobody.like_me(address=world.address())
    answers = [client.post(SESSION, {"email": agent["email"], "password": PASSWORD}, headers=forged),
               world.admin.post("/api/v1/companies", {"name": "x"}, headers=forged), world.admin.get("/api/v1/openapi.json", headers=forged),
               world.nobody.get("/api", headers=forged), world.nobody.raw("GET", "/", headers=forged, is_held=False), world.nobody.raw("GET", "/app/", headers=forged, is_held=False)]
    for answer in answers:
        check("evil.example" not in str(answer.headers) + answer.body.decode("utf-8", "replace"), answer)


@test("T26 a session that ended, an expired key and a revoked key are nobody; the bearer scheme is the only one")
def ended(world):
    set_up(world)
    refused(world.nobody.like_me(cookie="").get("/api/v1/me"), 401)
    for header in ("Basic cm9vdDp4", "Bearer", "Bearer ", f"Bearer {world.admin.token}x", f"Bearer {world.admin.token[:-1]}", "Bearer *", "Bearer null",
                   f"Bearer {world.admin.token},{world.admin.token}", "bearer lazo_", "Bearer " + "a" * 3000):
        refused(world.nobody.get("/api/v1/tickets", headers={"Authorization": header}), 401, "unauthorized")
    check("WWW-Authenticate".lower() in world.nobody.get("/api/v1/tickets").headers, "says how to")
    equal(world.nobody.get("/api/v1/tickets", headers={"Authorization": f"bearer {world.admin.token}"}).status, 200)
    refused(world.nobody.raw("GET", f"/api/v1/tickets?token={world.admin.token}"), 401)


@test("an API key has neither a session nor an own account")
def keys_are_nobody(world):
    set_up(world)
    refused(world.admin.get(SESSION), 404)
    refused(world.admin.get("/api/v1/me"), 404)
