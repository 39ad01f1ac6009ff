"""One workspace under test: its server, its callers, and what its database must hold whatever happened to it."""

import contextlib
import http.client
import json
import os
import queue
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LAZO = os.environ.get("LAZO") or str(ROOT / "build" / "lazo")
PASSWORD = "caballo correcto 9"
START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30
ANSWER_SECONDS_MAX = 20
AUTHORS = 40  # customers that the tickets are spread over: some are new in the same instant

# Every ticket with its messages and events, and how many kept answers and search documents stand for it.
TICKETS_SQL = """
SELECT t.id, t.subject, COALESCE(c.id, 0),
       (SELECT COUNT(*) FROM messages m WHERE m.ticket_id = t.id),
       (SELECT MIN(m.text) FROM messages m WHERE m.ticket_id = t.id),
       (SELECT COUNT(*) FROM events e WHERE e.ticket_id = t.id AND e.kind IN ('ticket.created', 'message.received')),
       (SELECT COUNT(*) FROM search_documents s WHERE s.entity = 'ticket' AND s.record_id = t.id),
       COALESCE(k.kept, 0)
FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id
LEFT JOIN (SELECT location, COUNT(*) AS kept FROM idempotency GROUP BY location) k
  ON k.location = '/api/v1/tickets/' || t.id
ORDER BY t.id"""
ALIKE_SQL = """SELECT kind, value, COUNT(*) FROM identities GROUP BY kind, value HAVING COUNT(*) > 1"""


class Sqlite:
    def __init__(self, folder):
        self.path = Path(folder) / "lazo.db"
        self.url = f"sqlite:{self.path}"

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.path, timeout=20)) as connection:
            connection.execute("PRAGMA query_only = ON")
            return [tuple(row) for row in connection.execute(sql)]

    def remove(self):
        pass


class Postgres:
    def __init__(self, url):
        self.schema = f"faults_{os.getpid()}_{random.randrange(10**9)}"
        self.base = url
        self.url = f"{url}{'&' if '?' in url else '?'}schema={self.schema}"

    def psql(self, words):
        ran = subprocess.run(["psql", "-Xqw", self.base, *words], capture_output=True, text=True, timeout=120, check=False)
        if ran.returncode != 0:
            raise AssertionError(f"psql: {ran.stderr[-500:]}")
        return ran.stdout

    def rows(self, sql):
        out = self.psql(["-At", "-F", "\x1f", "-c", f'SET search_path = "{self.schema}"', "-c", sql])
        return [tuple(int(v) if re.fullmatch(r"-?\d+", v) else v for v in line.split("\x1f"))
                for line in out.splitlines() if line]

    def remove(self):
        self.psql(["-c", f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE'])


class Server:
    """One `lazo serve`; `before` are words that its command line begins with (strace …)."""

    def __init__(self, database, folder, words=(), before=(), port=0):
        self.log_path = Path(folder) / "server.log"
        self.log_from = self.log_path.stat().st_size if self.log_path.exists() else 0
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.child = subprocess.Popen(
                [*before, LAZO, "serve", "--database", database.url, "--listen", f"127.0.0.1:{port}", "--rate-limit",
                 "1000000000", *words], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                text=True, start_new_session=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        try:
            line = self.lines.get(timeout=START_SECONDS_MAX)
        except queue.Empty:
            line = "nothing in time"
        found = re.search(r"http://([\d.]+):(\d+)", line)
        self.start_seconds = time.monotonic() - began
        if not found:
            self.end(signal.SIGKILL)
            raise AssertionError(f"lazo serve did not start: {line!r} {self.log_text()[-800:]}")
        self.host, self.port = found[1], int(found[2])

    def read(self):
        for line in self.child.stdout:
            self.lines.put(line)
        self.lines.put("")

    def log_text(self):
        with open(self.log_path, "rb") as log:
            log.seek(self.log_from)
            return log.read().decode("utf-8", "replace")

    def is_alive(self):
        return self.child.poll() is None

    def end(self, number):
        """The exit status after that signal to all of what was started here."""
        if self.is_alive():
            os.killpg(self.child.pid, number)
        try:
            return self.child.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()
            return None


class Caller:
    """One connection that is kept. `post` answers (status, JSON or None); an OSError or HTTPException passes on."""

    def __init__(self, server, token):
        self.server, self.token = server, token
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=ANSWER_SECONDS_MAX)

    def call(self, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        try:
            self.connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = self.connection.getresponse()
            payload = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        try:
            return response.status, json.loads(payload)
        except ValueError:
            return response.status, None

    def create(self, key):
        number = int(re.sub(r"\D", "", key) or 0)
        body = {"subject": f"falla {key}", "customer": {"email": f"autor{number % AUTHORS}@example.com"},
                "message": {"text": f"cuerpo {key}"}}
        return self.call("POST", "/api/v1/tickets", body, key)


class Book:
    """What the callers were told: acknowledged keys with their ids, and keys whose end is unknown."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged, self.unknown, self.faults = {}, set(), []
        self.refused = {}  # status -> how often
        self.count = 0

    def next_key(self, prefix):
        with self.lock:
            self.count += 1
            key = f"{prefix}{self.count}z"
            self.unknown.add(key)
            return key

    def note(self, key, status, answer):
        with self.lock:
            if status == 201:
                self.acknowledged[key] = answer["id"]
                self.unknown.discard(key)
                return
            self.refused[status] = self.refused.get(status, 0) + 1
            if status not in (503, 409):
                self.faults.append(f"{key} was answered {status} {json.dumps(answer)[:300]}")


class Workspace:
    def __init__(self, postgres_url=None, folder=None):
        self.folder = Path(folder or tempfile.mkdtemp(prefix="lazo-faults-"))
        self.folder.mkdir(exist_ok=True)
        self.database = Postgres(postgres_url) if postgres_url else Sqlite(self.folder)
        self.server = self.token = None

    def __enter__(self):
        self.command("agent", "add", "--email", "root@example.com", "--name", "Raíz", "--role", "admin",
                     "--password-stdin", given=PASSWORD)
        made = self.command("apikey", "create", "--name", "faults", "--role", "admin", "--scopes", "write")
        self.token = made.split()[0]
        return self

    def __exit__(self, *_):
        if self.server:
            self.server.end(signal.SIGKILL)
        self.database.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    def try_command(self, *words, given=None, seconds=120):
        return subprocess.run([LAZO, *words, "--database", self.database.url], cwd=self.folder, input=given, text=True,
                              capture_output=True, timeout=seconds, check=False)

    def command(self, *words, given=None):
        ran = self.try_command(*words, given=given)
        if ran.returncode != 0:
            raise AssertionError(f"lazo {' '.join(words)} ended with {ran.returncode}: {ran.stdout} {ran.stderr}")
        return ran.stdout

    def start(self, **options):
        self.server = Server(self.database, self.folder, **options)
        return self.server

    def caller(self):
        return Caller(self.server, self.token)

    def check_is_clean(self):
        ran = self.try_command("check")
        if ran.returncode != 0:
            raise AssertionError(f"lazo check: {ran.stdout[-800:]} {ran.stderr[-800:]}")

    # what must hold

    def verify(self, book):
        """Every acknowledged ticket once and whole under its id; the others whole or absent, and never twice."""
        faults, by_key = list(book.faults), {}
        for row in self.database.rows(TICKETS_SQL):
            number, subject, customer, messages, text, events, documents, kept = row
            key = subject.removeprefix("falla ")
            by_key.setdefault(key, []).append(number)
            if (messages, text, events, documents, kept) != (1, f"cuerpo {key}", 2, 1, 1) or customer == 0:
                faults.append(f"ticket {number} is not whole: {row}")
        for key, number in book.acknowledged.items():
            if by_key.get(key) != [number]:
                faults.append(f"{key} was acknowledged as ticket {number}; there is {by_key.get(key)}")
        for key, numbers in by_key.items():
            if len(numbers) > 1:
                faults.append(f"{key} is there {len(numbers)} times")
            elif key not in book.acknowledged and key not in book.unknown:
                faults.append(f"{key} is there, yet it was refused or never asked for")
        ids = list(book.acknowledged.values())
        if len(ids) != len(set(ids)):
            faults.append("an id was given twice")
        if alike := self.database.rows(ALIKE_SQL):
            faults.append(f"customers were doubled: {alike[:3]}")
        if faults:
            raise AssertionError(f"{len(faults)} faults: " + "; ".join(faults[:4]))

    def retry_unknown(self, book):
        """The same request with the same key once more: afterwards each is acknowledged."""
        caller = self.caller()

        def all_acknowledged():
            for key in sorted(book.unknown):
                status, answer = caller.create(key)
                book.note(key, status, answer)
            return not book.unknown

        # A 503 says "try again", as a client does; what must never happen is two, or none.
        eventually(all_acknowledged, f"every retry is acknowledged ({book.refused} {book.faults[:2]})", 30)


class Load:
    """Callers that open tickets until told to stop; what happens to their connections is theirs to bear."""

    def __init__(self, workspace, book, workers, prefix):
        self.workspace, self.book, self.prefix = workspace, book, prefix
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def work(self):
        server, caller = self.workspace.server, self.workspace.caller()
        while not self.is_over.is_set():
            key = self.book.next_key(self.prefix)
            try:
                status, answer = caller.create(key)
                self.book.note(key, status, answer)
                if status != 201:
                    time.sleep(0.02)
            except (OSError, http.client.HTTPException):
                if not server.is_alive():
                    return
                time.sleep(0.005)

    def stop(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join(ANSWER_SECONDS_MAX + 5)
        if any(thread.is_alive() for thread in self.threads):
            raise AssertionError("a request was never answered")


def eventually(condition, what, seconds):
    until = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > until:
            raise AssertionError(f"did not happen within {seconds} s: {what}")
        time.sleep(0.05)
    return value
