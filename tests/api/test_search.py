"""Search: stemming in three languages, accents, rank, prefixes, and text that looks like a query language."""

from harness import check, equal, eventually, refused, test


def found(world, q, by=None, **more):
    return [(hit["type"], hit["id"]) for hit in (by or world.admin).list("/api/v1/search", q=q, **more)]


@test("words are found in other forms of theirs in Spanish, English and Portuguese, with or without accents")
def stems(world):
    es = world.ticket(text="Los pedidos llegaron rotos y necesito las devoluciones cuanto antes.")
    en = world.ticket(text="My shipments were delayed and I am still waiting for the refunds.")
    pt = world.ticket(text="As minhas encomendas chegaram quebradas, preciso das devoluções, não aguento esperar.")
    for query, ticket in (("devolucion", es), ("pedido", es), ("shipment delay", en), ("refund", en), ("encomenda", pt), ("quebrada", pt), ("nao", pt), ("devolução", pt)):
        eventually(lambda query=query, ticket=ticket: ("ticket", ticket["id"]) in found(world, query), f"{query} finds {ticket['id']}", 3)


@test("the best match comes first, a begun last word is found, and each ticket once")
def ranks(world):
    weak = world.ticket(text="Hablamos de muchas cosas y al final también de la cafetera entre otras cosas más que no importan.")
    strong = world.ticket(subject="Cafetera rota", text="La cafetera no enciende. La cafetera está rota.")
    hits = eventually(lambda: len(found(world, "cafetera")) >= 2 and found(world, "cafetera"), "both are found", 3)
    equal(hits, [("ticket", strong["id"]), ("ticket", weak["id"])])
    check(("ticket", strong["id"]) in found(world, "cafet"), "a begun word")
    scores = [hit["score"] for hit in world.admin.list("/api/v1/search", q="cafetera")]
    equal(scores, sorted(scores, reverse=True))


@test("customers are found by name, address and phone; in chooses what is searched")
def customers(world):
    customer = world.customer(name="Guadalupe Hinojosa", email="lupita@correo.example", phone="+52 33 9876 5432")
    for query in ("hinojosa", "GUADALUPE", "lupita", "lupita@correo.example"):
        equal(found(world, query), [("customer", customer["id"])], query)
    equal(found(world, "hinojosa", **{"in": "tickets"}), [])
    refused(world.admin.get("/api/v1/search", q="x", **{"in": "passwords"}), 422, "invalid", "in")
    refused(world.admin.get("/api/v1/search"), 422, "invalid", "q", "required")
    refused(world.admin.get("/api/v1/search", q="x", limit=51), 422, "invalid", "limit")


@test("T34 SQL, LIKE and full-text syntax from outside does nothing but search")
def syntax(world):
    ticket = world.ticket(text="texto inocente sobre zarigüeyas")
    eventually(lambda: found(world, "zarigueyas"), "it is indexed", 3)
    before = world.counts()
    for query in ("' OR 1=1 --", '" OR ""="', "*", "zari*", 'NEAR(a b)', "subject:x", "a AND NOT b", "(", ")", "^x", "-zari", "{a}", "a:b", "%", "_", "\\", "!", "a & b | c", "<->", ":*", "'",
                  "x'); DROP TABLE tickets; --", "zari\x01güeyas", "\u202e", "a" * 400, "🦝", "NULL", "$1", "?1", "col : zari", "+"):
        answer = world.admin.get("/api/v1/search", q=query)
        check(answer.status == 200 or (answer.status == 422 and "q" in answer.errors), f"{query!r}: {answer}")
    refused(world.admin.get("/api/v1/search", q="a" * 401), 422, "invalid", "q", "too_long")
    equal(world.counts(), before)
    equal(found(world, "zarigüeyas"), [("ticket", ticket["id"])])
    for field in ("subject", "customer.name"):
        for value in ("%", "_", "\\", "' OR 1=1 --", "a' --"):
            for op in ("is", "contains", "starts_with"):
                check(ticket["id"] not in world.admin.ids("/api/v1/tickets", limit=200, filter={"field": field, "op": op, "value": value}), f"{field} {op} {value!r}")


@test("a snippet is escaped HTML with the words marked")
def snippets(world):
    world.ticket(text="Antes <script>alert('x')</script> & después un ornitorrinco enfermo")
    hit = eventually(lambda: world.admin.list("/api/v1/search", q="ornitorrinco"), "it is found", 3)[0]
    check("<mark>ornitorrinco</mark>" in hit["snippet"], hit)
    check("<script" not in hit["snippet"] and "&lt;script&gt;" in hit["snippet"], hit)
