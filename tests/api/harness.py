"""Servers, clients and records for the API suite.

A test file test_NAME.py holds functions marked with @test("a sentence about behaviour"); each takes the file's World: a
private server with an empty workspace, its database, and an administrator's client. `make_world = Options(...)` in the
file changes how its server is started."""

import contextlib
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field

import contract

LAZO = os.environ.get("LAZO") or os.path.join(os.path.dirname(__file__), "../../build/lazo")
PASSWORD = "caballo correcto 9"
START_SECONDS_MAX = 30
ANSWER_SECONDS_MAX = 30
ROLES = ("admin", "lead", "agent", "collaborator", "analyst")
TABLES_THAT_TICK = {"idempotency", "sessions", "jobs", "migrations", "calendar_days", "sqlite_sequence",
                    "customer_match_keys", "duplicates", "customer_views"}


@dataclass
class Options:
    words: list = field(default_factory=list)  # further words for `lazo serve`
    has_admin: bool = True


# ---- tests ----

TESTS = []


def test(sentence):
    def mark(function):
        TESTS.append((sentence, function))
        return function
    return mark


def equal(actual, expected, what=""):
    if actual != expected:
        what = str(what)
        raise AssertionError(f"{what + ': ' if what else ''}expected {expected!r}, got {actual!r}"[:1500])


def check(condition, what):
    if not condition:
        raise AssertionError(str(what)[:1500])


def eventually(condition, what, seconds=10):
    """Waits for something that follows soon: a sequencer, a job. Answers what the condition answered."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > until:
            raise AssertionError(f"did not happen within {seconds} s: {what}")
        time.sleep(0.02)


# ---- databases ----

class SqliteDatabase:
    def __init__(self, folder):
        self.path = os.path.join(folder, "lazo.db")
        self.url = f"sqlite:{self.path}"

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=10)) as connection:
            return [["" if value is None else str(value) for value in row] for row in connection.execute(sql)]

    def tables(self):
        return [row[0] for row in self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                if not row[0].startswith("search_index")]

    def remove(self):
        pass


class PostgresDatabase:
    numbers = itertools.count(1)

    def __init__(self, url):
        self.schema = f"api_{os.getpid()}_{next(self.numbers)}"
        self.base = url
        self.url = f"{url}{'&' if '?' in url else '?'}schema={self.schema}"
        self.session = None
        self.lock = threading.Lock()

    def psql(self):
        return subprocess.Popen(["psql", "-XqAt", "-F", "\x1f", "-R", "\x1e", self.base], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)

    def rows(self, sql):
        with self.lock:
            if self.session is None:
                self.session = self.psql()
                self.session.stdin.write(f'SET search_path = "{self.schema}";\n')
            self.session.stdin.write(f"{sql};\n\\echo -end-\n")
            self.session.stdin.flush()
            lines = []
            for line in self.session.stdout:
                if line == "-end-\n":
                    break
                lines.append(line)
        text = "".join(lines).rstrip("\n")
        return [row.split("\x1f") for row in text.split("\x1e")] if text else []

    def tables(self):
        return [row[0] for row in self.rows(
            f"SELECT tablename FROM pg_tables WHERE schemaname = '{self.schema}' ORDER BY tablename")]

    def remove(self):
        if self.session:
            self.session.stdin.close()
            self.session.wait(10)
        subprocess.run(["psql", "-Xq", self.base, "-c", f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE'],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def database_at(url, folder):
    return SqliteDatabase(folder) if url == "sqlite" else PostgresDatabase(url)


# ---- servers ----

class Server:
    """One `lazo serve` on a free port; `setup` is the token of the one-time link, or None."""

    def __init__(self, database, folder, words=()):
        self.database, self.folder, self.words = database, folder, list(words)
        self.start()

    def start(self):
        self.log = open(os.path.join(self.folder, "server.log"), "ab")
        self.child = subprocess.Popen([LAZO, "serve", "--database", self.database.url, "--listen", "127.0.0.1:0", *self.words],
                                      cwd=self.folder, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.setup = None
        line = self.child.stdout.readline()
        found = re.search(r"http://([\d.]+):(\d+)", line)
        if not found:
            self.child.kill()
            raise AssertionError(f"lazo serve did not start: {line!r} {self.log_text()[-800:]}")
        self.host, self.port = found[1], int(found[2])
        threading.Thread(target=self.read_on, daemon=True).start()

    def read_on(self):
        for line in self.child.stdout:
            found = re.search(r"setup\?token=(\S+)", line)
            if found:
                self.setup = found[1]

    def log_text(self):
        with open(os.path.join(self.folder, "server.log"), encoding="utf-8", errors="replace") as log:
            return log.read()

    def command(self, *words, given=None):
        """Standard output of a lazo command on the same workspace."""
        run = subprocess.run([LAZO, *words, "--database", self.database.url], cwd=self.folder, input=given, text=True,
                             capture_output=True, timeout=60, check=False)
        check(run.returncode == 0, f"lazo {' '.join(words)} ended with {run.returncode}: {run.stderr}")
        return run.stdout

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            status = self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            raise AssertionError("the server did not stop within 20 s of SIGTERM") from None
        finally:
            self.log.close()
        check(status == 0, f"the server ended with {status}: {self.log_text()[-800:]}")


# ---- clients ----

class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.type = headers.get("content-type", "").split(";")[0]

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """The problem's code; None for what is no problem."""
        return self.json["code"] if self.type == "application/problem+json" else None

    @property
    def errors(self):
        return {fault["pointer"]: fault["code"] for fault in self.json.get("errors", [])}

    def __repr__(self):
        return f"<{self.status} {self.body[:700].decode('utf-8', 'replace')}>"


class Client:
    """One caller over a connection that is kept. Each answer is held to the OpenAPI document."""

    def __init__(self, server, contract_=None, token=None, cookie=None, csrf=None, address=None):
        self.server, self.contract = server, contract_
        self.token, self.cookie, self.csrf, self.address = token, cookie, csrf, address
        self.connection = None

    def like_me(self, **changes):
        """Another caller of the same server."""
        values = {"token": None, "cookie": None, "csrf": None, "address": self.address, **changes}
        return Client(self.server, self.contract, **values)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def open(self):
        source = (self.address, 0) if self.address else None
        return http.client.HTTPConnection(self.server.host, self.server.port, timeout=ANSWER_SECONDS_MAX,
                                          source_address=source)

    def exchange(self, method, target, body, headers):
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = self.open()
                attempt = 2
            try:
                try:
                    self.connection.request(method, target, body=body, headers=headers)
                except (BrokenPipeError, ConnectionResetError):
                    if body is None or len(body) < 65536:
                        raise
                    # too large: the server answered before it had read all of it
                response = self.connection.getresponse()
                payload = response.read()
                if response.will_close:
                    self.close()
                return response, payload
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                self.close()  # the server ended a connection that was idle
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def raw(self, method, target, body=None, headers=None, sent=None, is_held=True):
        """`target`: path and query as they go over the wire."""
        all_headers = {}
        if self.token:
            all_headers["Authorization"] = f"Bearer {self.token}"
        if self.cookie:
            all_headers["Cookie"] = f"lazo_session={self.cookie}"
        if self.csrf and method not in ("GET", "HEAD", "OPTIONS"):
            all_headers["X-CSRF-Token"] = self.csrf
        all_headers.update(headers or {})
        response, payload = self.exchange(method, target, body,
                                          {name: value for name, value in all_headers.items() if value is not None})
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, payload)
        if self.contract and is_held:
            self.contract.check(method, target.split("?")[0], answer, sent)
        return answer

    def call(self, method, path, body=None, query=None, version=None, key=None, headers=None):
        target = urllib.parse.quote(path, safe="/%")
        if query:
            target += "?" + urllib.parse.urlencode(
                {name: json.dumps(value) if isinstance(value, (dict, list)) else
                 str(value).lower() if isinstance(value, bool) else value for name, value in query.items()})
        sent_headers, payload = {}, None
        if body is not None:
            payload = json.dumps(body).encode()
            sent_headers["Content-Type"] = "application/json"
        if version is not None:
            sent_headers["If-Match"] = f'"{version}"'
        if key is not None:
            sent_headers["Idempotency-Key"] = key
        return self.raw(method, target, payload, {**sent_headers, **(headers or {})}, sent=body)

    def get(self, path, headers=None, **query):
        return self.call("GET", path, query=query, headers=headers)

    def post(self, path, body=None, **more):
        return self.call("POST", path, body, **more)

    def patch(self, path, body, version=None, **more):
        return self.call("PATCH", path, body, version=version, **more)

    def put(self, path, body, version=None, **more):
        return self.call("PUT", path, body, version=version, **more)

    def delete(self, path, version=None, **more):
        return self.call("DELETE", path, version=version, **more)

    # what must succeed, and answers the JSON

    def show(self, path, **query):
        answer = self.get(path, **query)
        check(answer.status == 200, f"GET {path}: {answer}")
        return answer.json

    def list(self, path, **query):
        return self.show(path, **query)["data"]

    def ids(self, path, **query):
        return [record["id"] for record in self.list(path, **query)]

    def all_pages(self, path, **query):
        records, query = [], {"limit": 200, **query}
        for _ in range(1000):
            page = self.show(path, **query)
            records += page["data"]
            if page["next"] is None:
                return records
            query["after"] = page["next"]
        raise AssertionError(f"{path} has no last page")

    def add(self, path, body=None, **more):
        answer = self.post(path, body if body is not None else {}, **more)
        check(answer.status == 201, f"POST {path} {body}: {answer}")
        return answer.json

    def change(self, path, body, version=None):
        if version is None:
            version = self.show(path)["version"]
        answer = self.patch(path, body, version)
        check(answer.status == 200, f"PATCH {path} {body}: {answer}")
        return answer.json

    def upload(self, name, content, type_="text/plain", **headers):
        answer = self.raw("POST", "/api/v1/attachments?" + urllib.parse.urlencode({"name": name}), content,
                          {"Content-Type": type_, **headers})
        check(answer.status == 201, answer)
        return answer.json


def refused(answer, status, code=None, pointer=None, field_code=None):
    """A problem with that status, code, and fault of the named field."""
    check(answer.status == status, f"expected {status} {code or ''} {pointer or ''}, got {answer}")
    if code is not None:
        equal(answer.code, code, repr(answer))
    if pointer is not None:
        check(pointer in answer.errors, f"{pointer} is not named: {answer}")
        if field_code is not None:
            equal(answer.errors[pointer], field_code, repr(answer))
    return answer


# ---- worlds ----

class World:
    numbers = itertools.count(1)

    def __init__(self, database_url, options):
        self.folder = tempfile.mkdtemp(prefix="lazo-api-")
        self.database = database_at(database_url, self.folder)
        self.is_sqlite = database_url == "sqlite"
        self.server = Server(self.database, self.folder, options.words)
        self.loopback = itertools.count(2)
        self.contract = contract.load(Client(self.server).raw("GET", "/api/v1/openapi.json").body)
        self.nobody = Client(self.server, self.contract)
        self.tables = [name for name in self.database.tables() if name not in TABLES_THAT_TICK]
        if options.has_admin:
            self.server.command("agent", "add", "--email", "root@example.com", "--name", "Raíz", "--role", "admin",
                                "--password-stdin", given=PASSWORD)
            token = self.server.command("apikey", "create", "--name", "suite", "--role", "admin", "--scopes", "write")
            self.admin = self.nobody.like_me(token=token.split()[0])

    def close(self):
        try:
            self.server.stop()
        finally:
            self.database.remove()
            shutil.rmtree(self.folder, ignore_errors=True)

    def counts(self):
        """Rows of each table that only a change of the workspace touches."""
        sql = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in self.tables)
        return {name: int(count) for name, count in self.database.rows(sql)}

    def address(self):
        """A loopback address of its own: limits of sign-ins are counted by address."""
        return f"127.0.0.{next(self.loopback)}"

    def unique(self, word="x"):
        return f"{word}{next(self.numbers)}"

    # makers

    def key(self, role="admin", scopes="write", **more):
        made = self.admin.add("/api/v1/api_keys", {"name": self.unique("key"), "role": role, "scopes": scopes, **more})
        return self.nobody.like_me(token=made["token"])

    def agent(self, role="agent", **more):
        body = {"email": f"{self.unique('agent')}@example.com", "name": self.unique("Agente "), "role": role,
                "password": PASSWORD, **more}
        return self.admin.add("/api/v1/agents", body)

    def sign_in(self, email, password=PASSWORD):
        client = self.nobody.like_me(address=self.address())
        answer = client.post("/api/v1/session", {"email": email, "password": password})
        check(answer.status == 201, answer)
        client.cookie = re.search(r"lazo_session=([^;]+)", answer.headers["set-cookie"])[1]
        client.csrf = answer.json["csrf"]
        client.agent = answer.json["agent"]
        return client

    def person(self, role="agent", **more):
        """A signed-in agent's client; .agent is the record."""
        return self.sign_in(self.agent(role, **more)["email"])

    def customer(self, **more):
        body = {"name": self.unique("Cliente "), "email": f"{self.unique('c')}@example.com", **more}
        return self.admin.add("/api/v1/customers", body)

    def ticket(self, customer=None, by=None, text="Hola, necesito ayuda.", **more):
        if customer is None:
            customer = self.customer()
        body = {"subject": self.unique("Asunto "), "customer_id": customer["id"], "message": {"text": text}, **more}
        return (by or self.admin).add("/api/v1/tickets", body)

    def order(self, customer, amount=1000, **more):
        body = {"customer_id": customer["id"], "lines": [{"name": "Cosa", "quantity": 1,
                "price": {"amount": amount, "currency": self.currency()}}], **more}
        return self.admin.add("/api/v1/orders", body)

    def currency(self):
        return self.admin.show("/api/v1/settings")["base_currency"]

    def team(self, members=(), **more):
        return self.admin.add("/api/v1/teams", {"name": self.unique("Equipo "), "members": [
            {"agent_id": agent["id"]} for agent in members], **more})
