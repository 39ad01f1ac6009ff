"""T28: the limit of requests by caller holds whatever a caller says of itself, and in parallel."""

import threading
import time

from harness import Options, check, equal, test

PER_MINUTE = 120  # two come back each second
make_world = Options(words=["--rate-limit", str(PER_MINUTE)])
TICKETS = "/api/v1/tickets"


def allowed(client, count, headers=lambda number: {}):
    """How many of `count` requests passed; the last answer that did not."""
    passed, refusal = 0, None
    for number in range(count):
        answer = client.get(TICKETS, limit=1, headers=headers(number))
        check(answer.status in (200, 401, 429), answer)
        passed += answer.status != 429
        refusal = answer if answer.status == 429 else refusal
    return passed, refusal


def came_back(began):
    """Tokens that may have come back since, with a margin."""
    return (time.monotonic() - began) * PER_MINUTE / 60 + 2


@test("T28 a key has its requests a minute; beyond them 429 says when to come again, and a change is not made")
def by_key(world):
    client = world.key()
    first = client.get(TICKETS, limit=1)
    equal((int(first.headers["ratelimit-limit"]), int(first.headers["ratelimit-remaining"])), (PER_MINUTE, PER_MINUTE - 1))
    began = time.monotonic()
    passed, refusal = allowed(client, PER_MINUTE + 40, lambda n: {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"})
    check(PER_MINUTE - 1 <= passed <= PER_MINUTE + came_back(began), f"{passed} passed")
    check(refusal is not None, "nothing was refused")
    equal((refusal.code, refusal.headers["ratelimit-remaining"]), ("too_many_requests", "0"))
    check(1 <= int(refusal.headers["retry-after"]) <= 60, refusal.headers)
    before = world.counts()
    refused_ones = [client.post("/api/v1/companies", {"name": "De más"}).status for _ in range(6)]
    check(refused_ones.count(429) >= 1 and set(refused_ones) <= {201, 429}, refused_ones)
    equal(world.counts()["companies"] - before["companies"], refused_ones.count(201))
    time.sleep(int(refusal.headers["retry-after"]) + 1)
    equal(client.get(TICKETS, limit=1).status, 200, "it comes back")
    equal(world.key().get(TICKETS, limit=1).status, 200, "another caller is not held back")


@test("T28 parallel requests of one key pass no more than its limit together")
def in_parallel(world):
    token = world.key().token
    passed, began = [], time.monotonic()

    def ask():
        client = world.nobody.like_me(token=token)
        passed.append(allowed(client, 40)[0])
        client.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    equal(len(passed), 8)
    check(PER_MINUTE <= sum(passed) <= PER_MINUTE + came_back(began), f"{sum(passed)} passed")


@test("T28 strangers are counted by their address, whatever key or forwarded address they make up")
def by_address(world):
    client, began = world.nobody.like_me(address=world.address()), time.monotonic()
    passed, _ = allowed(client, PER_MINUTE + 40, lambda n: {"X-Forwarded-For": f"198.51.100.{n}", "Authorization": f"Bearer lazo_{n:043}", "X-API-Key": str(n)})
    check(passed <= PER_MINUTE + came_back(began), f"{passed} passed")
    elsewhere = world.nobody.like_me(address=world.address())
    equal(elsewhere.get(TICKETS, limit=1).status, 401, "another address is not held back")
