"""The second factor of signing in, and an agent's own sessions (T26, T28, T30, T31)."""

import base64
import hashlib
import hmac
import struct
import time

from harness import PASSWORD, check, equal, refused, test

SESSION, FACTOR = "/api/v1/session", "/api/v1/me/two_factor"
PROOF = {"current_password": PASSWORD}


def code_at(secret, seconds):
    """RFC 6238 by hand."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(seconds) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}"


def code_of(secret, steps=0):
    return code_at(secret, time.time() + 30 * steps)


def protected(world, **more):
    """An agent with a second factor: client, secret, recovery codes."""
    client = world.person(**more)
    begun = client.post(FACTOR, PROOF)
    equal(begun.status, 200)
    secret = begun.json["secret"]
    # The code of the step before is in the window too: what comes now is left for signing in.
    confirmed = client.post(f"{FACTOR}/confirm", {"code": code_of(secret, -1)})
    equal(confirmed.status, 200, repr(confirmed))
    return client, secret, confirmed.json["recovery_codes"]


def enter(world, client, code=None, password=PASSWORD):
    body = {"email": client.agent["email"], "password": password}
    return world.nobody.like_me(address=world.address()).post(SESSION, {**body, "code": code} if code is not None else body)


@test("the codes are those of RFC 6238")
def published(world):
    secret = base64.b32encode(b"12345678901234567890").decode()
    equal([code_at(secret, at) for at in (59, 1111111109, 1234567890, 2000000000)], ["287082", "081804", "005924", "279037"])


@test("T31 setting up a second factor asks for the password again, and holds only once a code was given")
def set_up(world):
    client = world.person("agent")
    equal(client.show(FACTOR)["is_on"], False)
    refused(client.post(FACTOR, {"current_password": "not this one"}), 422, "invalid", "/current_password", "wrong")
    begun = client.post(FACTOR, PROOF).json
    check(begun["uri"].startswith("otpauth://totp/") and f"secret={begun['secret']}" in begun["uri"], begun)
    equal(enter(world, client).status, 201)  # not in force yet
    refused(client.post(f"{FACTOR}/confirm", {"code": "000000"}), 422, "invalid", "/code", "wrong")
    codes = client.post(f"{FACTOR}/confirm", {"code": code_of(begun["secret"])}).json["recovery_codes"]
    equal((len(codes), len(set(codes))), (10, 10))
    state = client.show(FACTOR)
    equal((state["is_on"], state["recovery_codes_left"]), (True, 10))
    refused(client.post(FACTOR, PROOF), 409)


@test("signing in asks for the code once the password was right, and for nobody else's")
def signing_in(world):
    client, secret, _ = protected(world)
    refused(enter(world, client), 422, "invalid", "/code", "required")
    refused(enter(world, client, "000000"), 422, "invalid", "/code", "wrong")
    equal(enter(world, client, password="a wrong password").status, 401)
    equal(enter(world, client, f" {code_of(secret)[:3]} {code_of(secret)[3:]} ").status, 201)


@test("T26 no code is taken twice, nor an older one after it")
def once(world):
    client, secret, _ = protected(world)
    code = code_of(secret)
    equal(enter(world, client, code).status, 201)
    refused(enter(world, client, code), 422, "invalid", "/code", "wrong")
    refused(enter(world, client, code_of(secret, -1)), 422, "invalid", "/code", "wrong")


@test("a recovery code opens once; new ones make the old ones worthless")
def recovery(world):
    client, _, codes = protected(world)
    equal(enter(world, client, codes[0].upper()).status, 201)
    refused(enter(world, client, codes[0]), 422, "invalid", "/code", "wrong")
    equal(client.show(FACTOR)["recovery_codes_left"], 9)
    fresh = client.post(f"{FACTOR}/recovery_codes", PROOF).json["recovery_codes"]
    refused(enter(world, client, codes[1]), 422, "invalid", "/code", "wrong")
    equal(enter(world, client, fresh[0]).status, 201)


@test("T28 ten wrong codes in a row close the second factor for a while, also for the right one")
def locked(world):
    client, secret, codes = protected(world)
    for number in range(10):
        refused(enter(world, client, f"{number:06d}" if f"{number:06d}" != code_of(secret) else "999999"), 422, "invalid", "/code", "wrong")
    refused(enter(world, client, code_of(secret)), 422, "invalid", "/code", "locked")
    refused(enter(world, client, codes[0]), 422, "invalid", "/code", "locked")


@test("T26 neither secret nor recovery codes stand in the database, the log or the events")
def kept_secret(world):
    client, secret, codes = protected(world)
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    stored = str([world.database.rows(f"SELECT * FROM {table}") for table in ("two_factors", "recovery_codes", "events", "idempotency")])
    for hidden in (secret, raw.hex(), repr(raw)[2:-1], *codes, *(code.replace("-", "") for code in codes)):
        check(hidden not in stored and hidden not in world.server.log_text(), "a secret is stored in the clear")


@test("T31 switching it off asks for the password; an administrator can for who lost the phone, others cannot")
def off(world):
    client, _, _ = protected(world)
    refused(client.post(f"{FACTOR}/off", {"current_password": "x"}), 422, "invalid", "/current_password", "wrong")
    equal(client.post(f"{FACTOR}/off", PROOF).status, 204)
    equal(enter(world, client).status, 201)
    other, _, _ = protected(world)
    path = f"/api/v1/agents/{other.agent['id']}/two_factor/off"
    for role in ("lead", "agent"):
        refused(world.person(role).post(path, PROOF), 403)
    refused(world.person("admin").post(path, {"current_password": "x"}), 422, "invalid", "/current_password", "wrong")
    equal(world.person("admin").post(path, PROOF).status, 204)
    equal(enter(world, other).status, 201)


@test("a link for a forgotten password does not open what a second factor guards")
def by_link(world):
    client, secret, _ = protected(world)
    made = world.admin.post(f"/api/v1/agents/{client.agent['id']}/password_link", {})
    check(made.status in (200, 201), made)
    token = made.json["link"].split("#")[-1].split("=")[-1]
    stranger = world.nobody.like_me(address=world.address())
    body = {"token": token, "password": "otra frase bien larga"}
    refused(stranger.post("/api/v1/password", body), 422, "invalid", "/code", "required")
    refused(stranger.post("/api/v1/password", {**body, "code": "000000"}), 422, "invalid", "/code", "wrong")
    equal(stranger.post("/api/v1/password", {**body, "code": code_of(secret)}).status, 201)


@test("an agent sees the own sessions with device and address, and ends one or all others")
def sessions(world):
    client = world.person("agent")
    second, third = (world.sign_in(client.agent["email"]) for _ in range(2))
    seen = client.list("/api/v1/me/sessions")
    equal((len(seen), sum(one["is_current"] for one in seen)), (3, 1))
    check(all(one["address"].startswith("127.0.0.") for one in seen), seen)
    mine = [one["id"] for one in second.list("/api/v1/me/sessions") if one["is_current"]][0]
    equal(client.delete(f"/api/v1/me/sessions/{mine}").status, 204)
    refused(second.get(SESSION), 401, "unauthorized")
    refused(client.delete(f"/api/v1/me/sessions/{mine}"), 404)
    other = world.person("agent")
    theirs = other.list("/api/v1/me/sessions")[0]["id"]
    refused(client.delete(f"/api/v1/me/sessions/{theirs}"), 404)
    equal(client.post("/api/v1/me/sessions/end_others").status, 204)
    refused(third.get(SESSION), 401, "unauthorized")
    equal(len(client.list("/api/v1/me/sessions")), 1)
    equal(other.get(SESSION).status, 200)
