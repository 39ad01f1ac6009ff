"""What customers reach without signing in: the page of their ticket, and the widget of a site."""

import html
import re
import uuid

from harness import check, equal, refused, test


def page_of(world, ticket):
    return world.admin.show(f"/api/v1/tickets/{ticket['id']}/page")["path"]


def stranger(world):
    return world.nobody.like_me(address=world.address())


def form(fields, files=()):
    """multipart/form-data by hand: (body, content type)."""
    edge = uuid.uuid4().hex
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode() + b"\r\n"
             for name, value in fields.items()]
    parts += [f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
              .encode() + value + b"\r\n" for name, value in files]
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def write(client, path, fields, files=()):
    body, kind = form(fields, files)
    return client.raw("POST", path, body, {"Content-Type": kind}, is_held=False)


def read(client, path, **headers):
    return client.raw("GET", path, headers=headers, is_held=False)


def text_of(answer):
    return html.unescape(answer.body.decode())


def messages(world, ticket):
    return world.admin.list(f"/api/v1/tickets/{ticket['id']}/messages")


@test("a ticket's page shows its public words to who has the link, without scripts, and nothing internal")
def shown(world):
    ticket = world.ticket(text="Mi pedido no llega, ¿qué pasó?")
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Va **en camino**.", "public": True})
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "cliente difícil", "public": False})
    answer = read(stranger(world), page_of(world, ticket), **{"Accept-Language": "es"})
    equal(answer.status, 200)
    words = text_of(answer)
    check("Mi pedido no llega, ¿qué pasó?" in words and "<strong>en camino</strong>" in words, words)
    check("cliente difícil" not in words and "<script" not in words, words)
    check(f"Solicitud n.º {ticket['number']}" in words and "En curso" in words, words)
    policy = answer.headers["content-security-policy"]
    check("default-src 'none'" in policy and "script-src" not in policy and "frame-ancestors 'none'" in policy, policy)
    equal(answer.headers["cache-control"], "no-store")
    equal(answer.headers["referrer-policy"], "no-referrer")
    check("noindex" in answer.headers["x-robots-tag"], answer.headers)


@test("an agent who looks as the customer does finds no form to write in by mistake")
def previewed(world):
    path = page_of(world, world.ticket(text="Hola"))
    for target, count in ((path, 1), (f"{path}?preview=1", 0)):
        equal(text_of(read(stranger(world), target)).count("<form"), count, target)


@test("a ticket's page speaks the customer's language, else the browser's")
def languages(world):
    portuguese = world.ticket(world.customer(language="pt-BR"))
    check('<html lang="pt">' in text_of(read(stranger(world), page_of(world, portuguese), **{"Accept-Language": "en"})), "pt")
    path = page_of(world, world.ticket())
    check("Received" in text_of(read(stranger(world), path, **{"Accept-Language": "en-GB"})), "en")


@test("T13 hostile words are text on the ticket's page")
def hostile(world):
    nasty = '<img src=x onerror=alert(1)>{{workspace}}<script>alert(2)</script>'
    ticket = world.ticket(text=nasty, subject=nasty)
    write(stranger(world), page_of(world, ticket), {"text": nasty}, [('a"b<i>.svg', b"<svg onload=alert(1)>")])
    body = read(stranger(world), page_of(world, ticket)).body.decode()
    check("<img" not in body and "<script" not in body and "<i>" not in body and "onload=" not in body, body)
    check("{{workspace}}" in body, "what a customer writes is no template")


@test("the customer answers by the page, with files; the same click twice is one message; an answer opens what was solved")
def answered(world):
    ticket = world.ticket()
    world.admin.change(f"/api/v1/tickets/{ticket['id']}", {"status": "solved"})
    client, path = stranger(world), page_of(world, ticket)
    for _ in range(2):
        answer = write(client, path, {"text": "Sigue sin llegar\r\ny ya pasó una semana"})
        equal((answer.status, answer.headers["location"]), (303, f"{path}?sent=1"))
    check("Recibimos tu mensaje" in text_of(read(client, f"{path}?sent=1", **{"Accept-Language": "es"})), "says so")
    equal(write(client, path, {"text": ""}, [("recibo.txt", b"pagado")]).status, 303)
    texts = [message["text"] for message in messages(world, ticket)]
    equal(texts.count("Sigue sin llegar\ny ya pasó una semana"), 1)
    last = messages(world, ticket)[-1]
    equal((last["author"]["kind"], last["direction"], last["public"], last["channel"]), ("customer", "in", True, "web"))
    equal([file["name"] for file in last["attachments"]], ["recibo.txt"])
    equal(world.admin.show(f"/api/v1/tickets/{ticket['id']}")["status"], "open")


@test("an answer that is empty, too long or no form is refused in words, and what was written is kept")
def refused_answers(world):
    path = page_of(world, world.ticket())
    answer = write(stranger(world), path, {"text": "  "})
    equal(answer.status, 422)
    check('role="alert"' in text_of(answer), answer)
    long = "ñ" * 20001
    answer = write(stranger(world), path, {"text": long})
    check(answer.status == 422 and long in text_of(answer), answer.status)
    answer = stranger(world).raw("POST", path, b"{}", {"Content-Type": "application/json"}, is_held=False)
    equal((answer.status, answer.type), (422, "text/html"))
    answer = write(stranger(world), path, {"text": "x"}, [("vacio.txt", b"")])
    equal(answer.status, 422)
    too_large = stranger(world).raw("POST", path, b"x" * (22 << 20), {"Content-Type": "text/plain"}, is_held=False)
    equal((too_large.status, too_large.type), (413, "text/html"))


@test("T26 a link that was guessed, changed or is over opens nothing, and says the same in each case")
def guessed(world):
    ticket, other = world.ticket(), world.ticket()
    path = page_of(world, ticket)
    last = "a" if path[-1] != "a" else "b"
    deleted = world.ticket()
    gone = page_of(world, deleted)
    version = world.admin.show(f"/api/v1/tickets/{deleted['id']}")["version"]
    check(world.admin.delete(f"/api/v1/tickets/{deleted['id']}", version).status in (200, 204), "deleted")
    bodies = set()
    for bad in (path[:-1] + last, "/t/x", f"/t/{other['id']}", "/t/" + "a" * 60, gone):
        answer = read(stranger(world), bad)
        equal((answer.status, answer.type), (404, "text/html"), bad)
        bodies.add(re.sub(r'nonce="[^"]*"', "", answer.body.decode()))
        equal(write(stranger(world), bad, {"text": "hola"}).status, 404, bad)
    equal(len(bodies), 1)


@test("a file is given only with the link of its own ticket, as a download, and internal ones never")
def files(world):
    ticket, other = world.ticket(), world.ticket()
    path = page_of(world, ticket)
    write(stranger(world), path, {"text": "va"}, [("a.html", b"<script>1</script>")])
    public = messages(world, ticket)[-1]["attachments"][0]["id"]
    answer = read(stranger(world), f"{path}/files/{public}")
    equal((answer.status, answer.body), (200, b"<script>1</script>"))
    check(answer.headers["content-disposition"].startswith("attachment"), answer.headers)
    check(answer.headers["content-security-policy"].startswith("sandbox"), answer.headers)
    check(answer.type not in ("text/html", "image/svg+xml"), answer.type)
    note = world.admin.upload("secreto.txt", b"interno")
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "n", "public": False, "attachments": [note["id"]]})
    equal(read(stranger(world), f"{path}/files/{note['id']}").status, 404)
    equal(read(stranger(world), f"{page_of(world, other)}/files/{public}").status, 404)


@test("a merged ticket's link leads to the conversation that goes on")
def merged(world):
    customer = world.customer()
    first, second = world.ticket(customer), world.ticket(customer)
    path = page_of(world, second)
    world.admin.post(f"/api/v1/tickets/{first['id']}/merge", {"from_id": second["id"]})
    check(f"n.º {first['number']}" in text_of(read(stranger(world), path, **{"Accept-Language": "es"})), "follows the merge")


# ---- the widget ----

def site(world, **more):
    return world.admin.add("/api/v1/sites", {"name": world.unique("Tienda "), **more})


def contact(world, shop, client=None, headers=None, **more):
    body = {"site": shop["site_key"], "email": f"{world.unique('v')}@example.com", "text": "¿Tienen la talla M?\nGracias",
            "language": "es", "page": "https://tienda.example/p/1", **more}
    return (client or stranger(world)).post("/w/v1/tickets", body, headers=headers)


@test("a visitor's words become a ticket with its link, once, and the visitor reads and answers it")
def widget(world):
    team = world.team()
    shop = site(world, team_id=team["id"], privacy_url="https://tienda.example/privacidad")
    client = stranger(world)
    email = f"{world.unique('v')}@example.com"
    made = contact(world, shop, client, email=email, name="Lucía", agreed=True)
    equal(made.status, 201)
    again = contact(world, shop, client, email=email, name="Lucía", agreed=True)
    equal(again.json["number"], made.json["number"])
    ticket = world.admin.show(f"/api/v1/tickets/{made.json['number']}", include="customer")
    equal((ticket["subject"], ticket["channel"], ticket["team_id"]), ("¿Tienen la talla M?", "widget", team["id"]))
    notes = [message["text"] for message in messages(world, ticket) if not message["public"]]
    check(len(notes) == 1 and "https://tienda.example/p/1" in notes[0] and "privacidad" in notes[0], notes)
    world.admin.add(f"/api/v1/tickets/{ticket['id']}/messages", {"text": "Sí, quedan dos.", "public": True})
    seen = client.show(f"/w/v1/tickets/{made.json['token']}")
    equal([(message["mine"], message["text"]) for message in seen["messages"]],
          [(True, "¿Tienen la talla M?\nGracias"), (False, "Sí, quedan dos.")])
    answered = client.post(f"/w/v1/tickets/{made.json['token']}/messages", {"text": "La quiero"})
    equal((answered.status, answered.json["messages"][-1]["text"]), (201, "La quiero"))
    equal(read(client, made.json["page"]).status, 200)


@test("the widget's form says what is missing, and lets no machine through")
def widget_faults(world):
    shop = site(world, privacy_url="https://tienda.example/privacidad")
    refused(contact(world, shop, email="no", agreed=True), 422, "invalid", "/email")
    refused(contact(world, shop, text="  ", agreed=True), 422, "invalid", "/text", "required")
    refused(contact(world, shop), 422, "invalid", "/agreed", "required")
    equal(contact(world, shop, agreed=True, website="https://spam.example").status, 403)
    equal(contact(world, {"site_key": "nothing"}).status, 404)
    world.admin.change(f"/api/v1/sites/{shop['id']}", {"is_active": False})
    equal(contact(world, shop, agreed=True).status, 404)


@test("only the pages that a site names may use its widget, and browsers are told that they may ask")
def origins(world):
    shop = site(world, origins="https://tienda.example\nhttps://www.tienda.example:8443")
    good, bad = {"Origin": "https://tienda.example"}, {"Origin": "https://otra.example"}
    equal(contact(world, shop, headers=good).status, 201)
    equal(contact(world, shop, headers=bad).status, 403)
    answer = stranger(world).get("/w/v1/config", headers=good, site=shop["site_key"])
    equal((answer.status, answer.headers["access-control-allow-origin"]), (200, "*"))
    asked = stranger(world).raw("OPTIONS", "/w/v1/tickets", headers=good, is_held=False)
    equal(asked.status, 204)
    check("POST" in asked.headers["access-control-allow-methods"], asked.headers)
    check("access-control-allow-origin" not in world.nobody.raw("OPTIONS", "/api/v1/tickets", is_held=False).headers, "the API is ours alone")


@test("one address cannot flood the desk by the form")
def flood(world):
    shop = site(world)
    client = stranger(world)
    statuses = [contact(world, shop, client).status for _ in range(14)]
    check(statuses[:10] == [201] * 10 and 429 in statuses[10:], statuses)


@test("a site's faults are named: origins with a path, colours that are none")
def site_faults(world):
    for body, pointer in (({"origins": "https://a.example/ruta"}, "/origins"), ({"color": "verde"}, "/color"),
                          ({"privacy_url": "javascript:alert(1)"}, "/privacy_url")):
        refused(world.admin.post("/api/v1/sites", {"name": world.unique(), **body}), 422, "invalid", pointer)
    refused(world.person("agent").post("/api/v1/sites", {"name": "x"}), 403)


@test("the widget's scripts are served from the root, compressed and small")
def scripts(world):
    answer = read(stranger(world), "/lazo.js", **{"Accept-Encoding": "br"})
    equal((answer.status, answer.type), (200, "text/javascript"))
    check(len(answer.body) <= 2048, len(answer.body))
