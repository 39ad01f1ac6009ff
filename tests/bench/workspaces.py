"""Workspaces of many tickets, made once by bulk SQL and kept: rows like those that the program writes, two messages a
ticket, ten tickets a customer, three events, and full-text rows for all."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

FORMAT = 2  # grows when the rows below change: kept workspaces of another format are made anew
PASSWORD = "caballo correcto 9"
TICKETS_A_CUSTOMER = 10
AGENTS = 20
NOW_MS = 1790000000000
TICKET_EVERY_MS = 60000

WORDS = ("pedido factura envío retraso cambio talla devolución cuenta clave pago tarjeta reembolso dirección paquete "
         "garantía repuesto manual error pantalla batería cargador precio oferta cupón visita técnico instalación "
         "contrato plan baja alta línea señal horario tienda").split()
STEMS = [word.translate(str.maketrans("áéíóúñ", "aeioun"))[:5] for word in WORDS]


def word(seed):
    return f"(SELECT word FROM temp.words WHERE n = ({seed}) % {len(WORDS)})"


def stem(seed):
    return f"(SELECT stem FROM temp.words WHERE n = ({seed}) % {len(WORDS)})"


def bulk_sql(tickets):
    """Statements in order; n runs over the numbers of rows."""
    customers = max(tickets // TICKETS_A_CUSTOMER, 100)
    agent = f"(2 + n % {AGENTS})"
    customer = f"(1 + n * 7919 % {customers})"
    created = f"({NOW_MS} - ({tickets} - n) * {TICKET_EVERY_MS})"
    subject = f"{word('n')} || ' ' || {word('n / 7')} || ' ' || n"
    text = (f"'Hola, tengo un problema con ' || {word('n * 3')} || ' y ' || {word('n / 3')} || '. Ya pregunté por ' || "
            f"{word('n / 5')} || ' la semana pasada y nadie me supo decir qué pasó con ' || {word('n / 11')} || '. Gracias.'")
    status = ("CASE WHEN n % 20 < 2 THEN 'new' WHEN n % 20 < 5 THEN 'open' WHEN n % 20 < 6 THEN 'pending' "
              "WHEN n % 20 < 12 THEN 'solved' ELSE 'closed' END")
    numbers = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {})".format
    yield (f"INSERT INTO agents (email, email_key, name, name_key, role, language, is_active, password_hash, created_at, updated_at) "
           f"{numbers(AGENTS)} SELECT 'p' || n || '@example.com', 'p' || n || '@example.com', 'Persona ' || n, 'persona ' || n, 'agent', 'es', 1, NULL, "
           f"{NOW_MS}, {NOW_MS} FROM c")
    yield (f"INSERT INTO customers (name, name_key, email, language, country, source, created_at, updated_at) "
           f"{numbers(customers)} SELECT 'Cliente ' || n, 'cliente ' || n, 'c' || n || '@example.com', 'es', 'CO', 'api', "
           f"{NOW_MS}, {NOW_MS} FROM c")
    yield (f"INSERT INTO identities (customer_id, kind, value, value_key, created_at) {numbers(customers)} "
           f"SELECT n, 'email', 'c' || n || '@example.com', 'c' || n || '@example.com', {NOW_MS} FROM c")
    yield (f"INSERT INTO customer_lifecycle (customer_id, relationship, relationship_since, stage, stage_since) "
           f"{numbers(customers)} SELECT n, 'prospect', {NOW_MS}, 'consideration', {NOW_MS} FROM c")
    yield (f"INSERT INTO tickets (subject, status, priority, type, channel, customer_id, agent_id, stage, relationship, "
           f"replies, contacts, created_at, updated_at, first_reply_at, solved_at) {numbers(tickets)} "
           f"SELECT {subject}, {status}, CASE WHEN n % 10 = 0 THEN 'high' ELSE 'normal' END, 'question', 'api', {customer}, "
           f"{agent}, 'consideration', 'prospect', 1, 1, {created}, {created} + 3600000, {created} + 1800000, "
           f"CASE WHEN n % 20 >= 6 THEN {created} + 3600000 END FROM c")
    for offset, kind, author, direction in ((0, "customer", customer, "in"), (1800000, "agent", agent, "out")):
        yield (f"INSERT INTO messages (ticket_id, author_kind, author_id, channel, direction, is_public, kind, text, "
               f"created_at, recorded_at) {numbers(tickets)} SELECT n, '{kind}', {author}, 'api', '{direction}', 1, "
               f"'message', {text}, {created} + {offset}, {created} + {offset} FROM c")
    for kind, entity, row in (("ticket.created", "ticket", "n"), ("message.received", "message", "n"),
                              ("message.sent", "message", f"n + {tickets}")):
        yield (f"INSERT INTO events (kind, at, recorded_at, actor_kind, actor_id, entity, entity_id, customer_id, ticket_id, "
               f"visibility, changes) {numbers(tickets)} SELECT '{kind}', {created}, {created}, 'api_key', 1, '{entity}', "
               f"{row}, {customer}, n, 'public', '{{\"version\":[null,1],\"subject\":[null,\"' || {word('n')} || '\"],"
               f"\"status\":[null,\"new\"],\"priority\":[null,\"normal\"],\"channel\":[null,\"api\"]}}' FROM c")
    yield "UPDATE events SET seq = id WHERE seq IS NULL"
    for entity, row, more in (("ticket", "n", "n"), ("message", "n", stem("n / 3")), ("message", f"n + {tickets}", stem("n / 5"))):
        yield (f"INSERT INTO search_documents (entity, record_id, ticket_id, customer_id, language, terms, updated_at) "
               f"{numbers(tickets)} SELECT '{entity}', {row}, n, {customer}, 'es', 'zz{entity}zz ' || {stem('n')} || ' ' || "
               f"{stem('n / 7')} || ' ' || {more}, {created} FROM c")
    yield (f"INSERT INTO search_documents (entity, record_id, customer_id, language, terms, updated_at) {numbers(customers)} "
           f"SELECT 'customer', n, n, 'es', 'zzcustomerzz client ' || n || ' c' || n, {NOW_MS} FROM c")
    yield "INSERT INTO search_index (search_index) VALUES ('rebuild')"


def bulk_insert(path, tickets):
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TEMP TABLE words (n INTEGER PRIMARY KEY, word TEXT, stem TEXT)")
    connection.executemany("INSERT INTO temp.words VALUES (?, ?, ?)",
                           [(n, *pair) for n, pair in enumerate(zip(WORDS, STEMS))])
    connection.execute("BEGIN")
    for sql in bulk_sql(tickets):
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


class Kept:
    """A workspace of so many tickets in `cache`; copies of it are what is worked on."""

    def __init__(self, cache, lazo, tickets):
        self.folder = Path(cache) / f"tickets-{tickets}"
        self.tickets, self.lazo = tickets, lazo
        self.path, mark = self.folder / "lazo.db", self.folder / "whole"
        wanted = f"{FORMAT} {self.newest_migration()}"
        if not mark.exists() or mark.read_text() != wanted:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True)
            self.make()
            mark.write_text(wanted)
        self.token = (self.folder / "token").read_text()

    def newest_migration(self):
        migrations = Path(__file__).resolve().parents[2] / "src/platform/store/migrations"
        return max(file.name for file in migrations.glob("*.sql"))

    def command(self, *words, given=None):
        return subprocess.run([self.lazo, *words, "--database", f"sqlite:{self.path}"], cwd=self.folder, input=given,
                              text=True, capture_output=True, check=True).stdout

    def make(self):
        self.command("agent", "add", "--email", "root@example.com", "--name", "Raíz", "--role", "admin", "--password-stdin",
                     given=PASSWORD)
        made = self.command("apikey", "create", "--name", "bench", "--role", "admin", "--scopes", "write")
        bulk_insert(self.path, self.tickets)
        (self.folder / "token").write_text(made.split()[0])

    def copy(self, folder):
        """Its path; the copy is in the page cache, as a database in use is, and on the disk: its writing back would
        otherwise be measured with what comes next."""
        target = Path(folder) / "lazo.db"
        for old in Path(folder).glob("lazo.db*"):
            old.unlink()
        shutil.copyfile(self.path, target)
        os.chmod(target, 0o600)
        with open(target, "rb") as copy:
            os.fsync(copy.fileno())
        return target
