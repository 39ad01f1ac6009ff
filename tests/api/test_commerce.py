"""Products, orders, payments, invoices, contracts, rates, settings, and the lifecycle that they move."""

from harness import check, equal, eventually, refused, test

CUSTOMERS = "/api/v1/customers"
ORDERS = "/api/v1/orders"


def money(world, amount):
    return {"amount": amount, "currency": world.currency()}


def stage_of(world, customer):
    return world.admin.show(f"{CUSTOMERS}/{customer['id']}")


@test("an order sums its lines, keeps its currency, and its lines are replaced as a whole")
def orders(world):
    customer = world.customer()
    product = world.admin.add("/api/v1/products", {"name": "Taza", "sku": world.unique("sku"), "price": money(world, 500)})
    lines = [{"product_id": product["id"], "quantity": 2, "price": money(world, 500)},
             {"name": "Envío", "price": money(world, 99)}]
    order = world.admin.add(ORDERS, {"customer_id": customer["id"], "lines": lines})
    equal((order["total"], order["status"]), (money(world, 1099), "open"))
    equal([(line["name"], line["quantity"], line["price"]["amount"]) for line in order["lines"]],
          [("Taza", 2, 500), ("Envío", 1, 99)])
    changed = world.admin.change(f"{ORDERS}/{order['id']}", {"lines": lines[1:]})
    equal((len(changed["lines"]), changed["total"]["amount"]), (1, 99))
    stated = world.admin.add(ORDERS, {"customer_id": customer["id"], "total": money(world, 777), "lines": lines})
    equal(stated["total"]["amount"], 777, "a total that is given stands")
    third = world.admin.add(ORDERS, {"customer_id": customer["id"], "lines": [{"name": "g", "quantity": 0.5, "price": money(world, 333)}]})
    equal(third["total"]["amount"], 167, "half a unit is rounded to the nearest minor unit")


@test("money in another currency, without a currency, in fractions or beyond bounds is told apart")
def bad_money(world):
    customer = world.customer()
    other = "USD" if world.currency() != "USD" else "EUR"
    def order(**more):
        return world.admin.post(ORDERS, {"customer_id": customer["id"], **more})
    before = world.counts()
    refused(order(total={"amount": 1.5, "currency": "USD"}), 422, "invalid", "/total", "wrong_type")
    refused(order(total={"amount": 1, "currency": "XXQ"}), 422, "invalid", "/total/currency")
    refused(order(total=12), 422, "invalid", "/total", "wrong_type")
    refused(order(total={"amount": 10**17, "currency": other}), 422, "invalid", "/total/amount", "out_of_range")
    refused(order(total={"amount": -1, "currency": other}), 422, "invalid", "/total/amount", "out_of_range")
    mixed = [{"name": "a", "price": {"amount": 1, "currency": other}}, {"name": "b", "price": money(world, 1)}]
    check(order(lines=mixed).status == 422, "one order has one currency")
    refused(order(lines=[{"name": "a", "quantity": -1, "price": money(world, 1)}]), 422, "invalid", "/lines/0/quantity")
    refused(order(lines=[{"name": "a"}]), 422, "invalid", "/lines/0/price", "required")
    equal(world.counts(), before)


@test("amounts in another currency convert by the rate of the day, and again when the rate is changed")
def rates(world):
    customer = world.customer()
    other = "USD" if world.currency() != "USD" else "EUR"
    unknown = world.admin.add(ORDERS, {"customer_id": customer["id"], "total": {"amount": 100, "currency": other},
                                       "ordered_at": "2026-03-05T12:00:00Z"})
    equal(unknown["base_total"], None, "without a rate nothing is guessed")
    rate = world.admin.add("/api/v1/rates", {"currency": other, "day": "2026-03-01", "rate": 20})
    def base():
        return world.admin.show(f"{ORDERS}/{unknown['id']}")["base_total"]
    eventually(lambda: base() == money(world, 2000), "the stored amount is converted")
    world.admin.change(f"/api/v1/rates/{rate['id']}", {"rate": 10})
    eventually(lambda: base() == money(world, 1000), "the stored amount is converted again")
    refused(world.admin.post("/api/v1/rates", {"currency": other, "day": "2026-03-01", "rate": 3}), 409)
    refused(world.admin.post("/api/v1/rates", {"currency": other, "day": "2026-03-02", "rate": 0}), 422, "invalid", "/rate")


@test("payments, invoices and contracts belong to the order's customer and refuse another's")
def belongings(world):
    customer, stranger = world.customer(), world.customer()
    order = world.order(customer)
    payment = world.admin.add("/api/v1/payments", {"order_id": order["id"], "customer_id": customer["id"], "amount": money(world, 5)})
    equal(payment["customer_id"], customer["id"])
    answer = world.admin.post("/api/v1/payments", {"order_id": order["id"], "customer_id": stranger["id"], "amount": money(world, 5)})
    check(answer.status in (409, 422), f"a payment of another's order: {answer}")
    contract = world.admin.add("/api/v1/contracts", {"customer_id": customer["id"], "amount": money(world, 900),
                                                     "period": "month", "started_at": "2026-01-01T00:00:00Z"})
    backwards = world.admin.patch(f"/api/v1/contracts/{contract['id']}", {"ended_at": "2025-01-01T00:00:00Z"}, contract["version"])
    refused(backwards, 422, "invalid", "/ended_at")
    invoice = world.admin.add("/api/v1/invoices", {"customer_id": customer["id"], "order_id": order["id"], "total": money(world, 1000)})
    equal(invoice["order_id"], order["id"])


@test("a prospect who pays becomes a customer in the same transaction, with the move in the history")
def becomes_customer(world):
    customer = world.customer()
    equal((customer["relationship"], customer["stage"]), ("prospect", "discovery"))
    order = world.order(customer)
    equal(stage_of(world, customer)["stage"], "conversion")
    world.admin.change(f"{ORDERS}/{order['id']}", {"status": "paid"})
    after = stage_of(world, customer)
    equal((after["relationship"], after["stage"], after["orders"]), ("customer", "experience", 1))
    equal(after["revenue"], money(world, 1000))
    moves = [e for e in world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", limit=200)
             if "relationship" in e["changes"]]
    equal([e["changes"]["relationship"][1] for e in reversed(moves)][-1], "customer")
    paid = next(e for e in world.admin.list(f"{CUSTOMERS}/{customer['id']}/timeline", limit=200) if e["kind"] == "order.paid")
    check(any(e["cause_id"] == paid["id"] for e in moves), "the move names the event that caused it")


@test("a contact moves to consideration, buying again to retention, a promoter to advocacy, inactivity loses them")
def ladder(world):
    contacted = world.customer()
    world.ticket(contacted)
    equal(stage_of(world, contacted)["stage"], "consideration")
    customer = world.customer()
    for day in ("2026-10-01", "2026-11-02"):
        world.order(customer, status="paid", ordered_at=f"{day}T10:00:00Z", paid_at=f"{day}T10:00:00Z")
    equal(stage_of(world, customer)["stage"], "retention")
    world.admin.add("/api/v1/responses", {"kind": "nps", "score": 10, "customer_id": customer["id"]})
    equal(stage_of(world, customer)["stage"], "advocacy")
    old = world.customer()
    world.order(old, status="paid", ordered_at="2024-01-01T10:00:00Z", paid_at="2024-01-01T10:00:00Z")
    equal(stage_of(world, old)["relationship"], "lost")
    world.order(old, status="paid")
    equal(stage_of(world, old)["relationship"], "won_back")


@test("a stage set by hand stands before all rules until it is taken back")
def by_hand(world):
    customer = world.customer()
    path = f"{CUSTOMERS}/{customer['id']}/stage"
    refused(world.admin.put(path, {"stage": "advocacy"}), 428, "precondition_required")
    moved = world.admin.put(path, {"stage": "advocacy", "reason": "Nos recomienda"}, customer["version"])
    equal((moved.status, moved.json["stage"], moved.json["override_reason"]), (200, "advocacy", "Nos recomienda"), repr(moved))
    world.ticket(customer)
    equal(stage_of(world, customer)["stage"], "advocacy")
    back = world.admin.put(path, {"stage": None}, stage_of(world, customer)["version"])
    equal((back.status, back.json["stage"]), (200, "consideration"), repr(back))
    for wrong, pointer in (({}, "/stage"), ({"stage": "cielo"}, "/stage"), ({"stage": "advocacy", "until": "2020-01-01T00:00:00Z"}, "/until")):
        refused(world.admin.put(path, wrong, stage_of(world, customer)["version"]), 422, "invalid", pointer)


@test("the stage of the customer is kept on the ticket and the answer as it was then")
def stage_then(world):
    customer = world.customer()
    ticket = world.ticket(customer)
    equal((ticket["stage"], ticket["relationship"]), ("discovery", "prospect"))
    world.order(customer, status="paid")
    answer = world.admin.add("/api/v1/responses", {"kind": "csat", "score": 5, "ticket_id": ticket["id"]})
    equal((answer["customer_id"], answer["stage"]), (customer["id"], "experience"))
    shown = world.admin.show(f"/api/v1/tickets/{ticket['id']}")
    equal((shown["stage"], shown["csat"]), ("discovery", 5))


@test("survey answers lie on their scale; what is none is refused with the field's name")
def responses(world):
    customer = world.customer()
    def post(**body):
        return world.admin.post("/api/v1/responses", {"customer_id": customer["id"], **body})
    for body, pointer in (({"kind": "nps", "score": 11}, "/score"), ({"kind": "nps", "score": -1}, "/score"), ({"kind": "nps"}, "/score"),
                          ({"kind": "csat", "score": 0}, "/score"), ({"kind": "nps", "score": 3, "scale": "1-5"}, "/scale"),
                          ({"kind": "otro", "score": 3}, "/kind"), ({"kind": "ces", "score": "7"}, "/score")):
        refused(post(**body), 422, "invalid", pointer)
    full = post(kind="custom", answers=[{"question": "¿Qué falta?", "value": "Nada"}, {"question": "¿Cuánto?", "score": 4}])
    equal([(a["question"], a["value"], a["score"]) for a in full.json["answers"]], [("¿Qué falta?", "Nada", None), ("¿Cuánto?", None, 4)])
    made = post(kind="nps", score=9).json
    equal(stage_of(world, customer)["last_nps"], 9)
    equal(world.admin.delete(f"/api/v1/responses/{made['id']}", made["version"]).status, 204)
    equal(stage_of(world, customer)["last_nps"], None)


@test("settings change with a version; the base currency is fixed once there are amounts")
def settings(world):
    now = world.admin.show("/api/v1/settings")
    changed = world.admin.patch("/api/v1/settings", {"name": "Casa Ñ", "time_zone": "America/Bogota"}, now["version"])
    equal((changed.status, changed.json["name"], changed.json["time_zone"]), (200, "Casa Ñ", "America/Bogota"), repr(changed))
    refused(world.admin.patch("/api/v1/settings", {"name": "Otra"}, now["version"]), 412, "stale")
    for wrong, pointer in (({"language": "kl"}, "/language"), ({"time_zone": "Luna/Mar"}, "/time_zone"), ({"inactivity_days": 0}, "/inactivity_days"),
                           ({"base_currency": "zz"}, "/base_currency"), ({"nada": 1}, "/nada")):
        refused(world.admin.patch("/api/v1/settings", wrong, changed.json["version"]), 422, "invalid", pointer)
    again = world.admin.patch("/api/v1/settings", {"name": "Casa Ñ"}, changed.json["version"])
    equal(again.json["version"], changed.json["version"], "the same again is no change")
    margin = world.admin.patch("/api/v1/settings", {"gross_margin_percent": 40}, again.json["version"]).json
    none = world.admin.patch("/api/v1/settings", {"gross_margin_percent": None}, margin["version"]).json
    equal((none["gross_margin_percent"], none["version"]), (None, margin["version"] + 1), "a version never comes back")
    refused(world.admin.patch("/api/v1/settings", {"name": None}, none["version"]), 422, "invalid", "/name", "required")
    world.order(world.customer())
    other = "USD" if world.currency() != "USD" else "EUR"
    answer = world.admin.patch("/api/v1/settings", {"base_currency": other}, none["version"])
    check(answer.status in (409, 422), answer)
