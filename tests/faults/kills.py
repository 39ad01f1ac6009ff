"""The process is killed at random instants under load; so is its first start, an import, PostgreSQL itself."""

import random
import signal
import subprocess
import time

from workspace import LAZO, ROOT, Load, Book, Workspace, eventually

RESTART_SECONDS_MAX = 5
WORKERS_MAX = 16
KILL_AFTER_SECONDS = (0.02, 0.6)
ROWS = 3000


def kill_rounds(workspace, rounds, seed, check_every):
    """How long the slowest restart took, and how many tickets were acknowledged."""
    chance, book, slowest = random.Random(seed), Book(), 0.0
    workspace.start()
    for number in range(1, rounds + 1):
        load = Load(workspace, book, chance.randint(8, WORKERS_MAX), f"r{number}k")
        time.sleep(chance.uniform(*KILL_AFTER_SECONDS))
        workspace.server.end(signal.SIGKILL)
        load.stop()
        if number % check_every == 0:
            workspace.check_is_clean()
        slowest = max(slowest, workspace.start().start_seconds)
        workspace.verify(book)
        workspace.retry_unknown(book)
    workspace.verify(book)
    status, answer = workspace.caller().call("GET", f"/api/v1/tickets/{max(book.acknowledged.values())}")
    if status != 200 or not answer["subject"].startswith("falla r"):
        raise AssertionError(f"the last ticket reads as {status} {answer}")
    if workspace.server.end(signal.SIGTERM) != 0:
        raise AssertionError(f"the last server ended badly: {workspace.server.log_text()[-500:]}")
    workspace.check_is_clean()
    if slowest > RESTART_SECONDS_MAX:
        raise AssertionError(f"a restart took {slowest:.1f} s")
    return f"{rounds} kills, {len(book.acknowledged)} tickets acknowledged, slowest restart {slowest * 1000:.0f} ms"


def killed_under_load(run):
    with Workspace() as workspace:
        return kill_rounds(workspace, 12 if run.is_short else 200, run.seed, 1)


def killed_under_load_postgres(run):
    if not run.postgres:
        return run.skip("no PostgreSQL in LAZO_TEST_POSTGRES")
    with Workspace(run.postgres) as workspace:
        return kill_rounds(workspace, 4 if run.is_short else 40, run.seed, 4)


def postgres_crashes(run):
    """The database server is killed under load and comes back."""
    if not run.postgres:
        return run.skip("no PostgreSQL in LAZO_TEST_POSTGRES")
    cluster = run.folder / "cluster"
    script = str(ROOT / "scripts" / "postgres")
    url = subprocess.run([script, "start", str(cluster)], check=True, capture_output=True, text=True).stdout.split()[-1]
    try:
        with Workspace(url) as workspace:
            book = Book()
            workspace.start()
            for number in range(1 if run.is_short else 5):
                load = Load(workspace, book, 8, f"p{number}k")
                time.sleep(0.7)
                subprocess.run([script, "kill", str(cluster)], check=True)
                time.sleep(0.5)
                told = len(book.acknowledged)
                time.sleep(0.5)
                if len(book.acknowledged) != told:
                    raise AssertionError("tickets were acknowledged without a database")
                subprocess.run([script, "again", str(cluster)], check=True, capture_output=True)
                eventually(lambda: len(book.acknowledged) > told, "writing works again", 30)
                load.stop()
                workspace.retry_unknown(book)
                workspace.verify(book)
            if "writing failed" not in workspace.server.log_text():
                raise AssertionError("the log does not say that writing failed")
            return f"{len(book.acknowledged)} tickets acknowledged"
    finally:
        subprocess.run([script, "stop", str(cluster)], check=False)


def first_start_killed(run):
    """Migrations are whole or not there; the next start goes on."""
    chance = random.Random(run.seed + 1)
    rounds = 10 if run.is_short else 60
    for _ in range(rounds):
        workspace = Workspace(folder=run.new_folder())
        child = subprocess.Popen([LAZO, "serve", "--database", workspace.database.url, "--listen", "127.0.0.1:0"],
                                 cwd=workspace.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, 0.12))
        child.kill()
        child.wait()
        with workspace:
            workspace.start()
            workspace.check_is_clean()
            if workspace.caller().create("m1z")[0] != 201:
                raise AssertionError("the workspace takes no ticket")
    return f"{rounds} first starts killed"


def stopped_politely(run):
    """TERM under load: everything acknowledged is there, and the status is 0."""
    rounds = 3 if run.is_short else 20
    with Workspace() as workspace:
        book = Book()
        for number in range(rounds):
            workspace.start()
            load = Load(workspace, book, 12, f"t{number}k")
            time.sleep(0.3)
            status = workspace.server.end(signal.SIGTERM)
            load.stop()
            if status != 0:
                raise AssertionError(f"ended with {status}: {workspace.server.log_text()[-500:]}")
            workspace.verify(book)
        workspace.check_is_clean()
        workspace.start()
        workspace.retry_unknown(book)
        workspace.verify(book)
    return f"{rounds} stops, {len(book.acknowledged)} tickets acknowledged"


def orders_write(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("external_id,email,ordered_at,total,currency,status\n")
        for n in range(ROWS):
            file.write(f"O-{n},c{n % 700}@example.com,2024-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 90 + 1}.50,EUR,paid\n")


def import_killed(run):
    """An import that was killed, several times, is run again: nothing is missing, nothing doubled."""
    chance = random.Random(run.seed + 2)
    with Workspace() as workspace:
        file = workspace.folder / "orders.csv"
        orders_write(file)
        words = ["import", "orders", str(file), "--json"]
        kills = 0
        for _ in range(4 if run.is_short else 25):
            child = subprocess.Popen([LAZO, *words, "--database", workspace.database.url], cwd=workspace.folder,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.01, 0.25))
            kills += child.poll() is None
            child.kill()
            child.wait()
            workspace.check_is_clean()
        workspace.command(*words)
        counts = workspace.database.rows("SELECT COUNT(*), COUNT(DISTINCT external_id) FROM orders")[0]
        customers = workspace.database.rows("SELECT COUNT(*) FROM customers")[0][0]
        if counts != (ROWS, ROWS) or customers != 700:
            raise AssertionError(f"{counts} orders (all, distinct) of {ROWS}, {customers} customers of 700")
        workspace.command(*words)
        if workspace.database.rows("SELECT COUNT(*) FROM orders")[0][0] != ROWS:
            raise AssertionError("the import after it doubled orders")
    return f"{kills} imports killed"


TESTS = [
    ("every acknowledged ticket is there exactly once after kill -9 at random instants (SQLite)", killed_under_load),
    ("every acknowledged ticket is there exactly once after kill -9 at random instants (PostgreSQL)",
     killed_under_load_postgres),
    ("a crash of PostgreSQL loses nothing acknowledged, and writing goes on by itself", postgres_crashes),
    ("a first start that is killed leaves a workspace that starts", first_start_killed),
    ("TERM under load ends cleanly, with everything acknowledged in the file", stopped_politely),
    ("an import that is killed and run again brings each row once", import_killed),
]
