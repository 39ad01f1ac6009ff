"""One owner of a database file, and clocks that jump."""

import signal
import subprocess

from workspace import LAZO, Book, Workspace

INSTANTS = ["2020-02-29T23:59:59Z", "2038-01-19T03:14:06Z", "2019-10-27T00:59:59Z", "2026-03-29T00:59:59Z",
            "2060-01-01T00:00:00Z", "2021-01-01T00:00:00Z"]


def second_server(_run):
    with Workspace() as workspace:
        server = workspace.start()
        second = subprocess.run([LAZO, "serve", "--database", workspace.database.url, "--listen", "127.0.0.1:0"],
                                cwd=workspace.folder, capture_output=True, text=True, timeout=20, check=False)
        if second.returncode != 1 or len(second.stderr.strip()) < 20 or "Lazo serves" in second.stdout:
            raise AssertionError(f"the second ended with {second.returncode}: {second.stdout} {second.stderr}")
        if workspace.caller().create("o1z")[0] != 201 or not server.is_alive():
            raise AssertionError("the first was disturbed")
        return second.stderr.strip()[:90]


def commands_find_the_owner(_run):
    with Workspace() as workspace:
        workspace.start()
        if "root@example.com" not in workspace.command("agent", "list"):
            raise AssertionError("agent list does not show the agent")
        workspace.command("agent", "add", "--email", "dos@example.com", "--name", "Dos", "--password-stdin",
                          given="caballo correcto 9")
        status, listed = workspace.caller().call("GET", "/api/v1/agents")
        if status != 200 or "dos@example.com" not in str(listed):
            raise AssertionError(f"the server does not show the new agent: {status}")
        workspace.command("check")


def owner_is_killed(_run):
    """Neither the lock file nor the socket of a dead owner holds up the next one."""
    with Workspace() as workspace:
        for _ in range(5):
            workspace.start()
            workspace.server.end(signal.SIGKILL)
            if "root@example.com" not in workspace.command("agent", "list"):
                raise AssertionError("agent list does not show the agent")


def clocks_jump(_run):
    """Tickets are opened, found and stay in order of id, whatever the clock shows."""
    with Workspace() as workspace:
        book = Book()
        for number, instant in enumerate(INSTANTS):
            workspace.start(words=["--clock", instant])
            caller = workspace.caller()
            for _ in range(5):
                key = book.next_key(f"c{number}k")
                book.note(key, *caller.create(key))
            status, ticket = caller.call("GET", f"/api/v1/tickets/{book.acknowledged[key]}")
            if status != 200 or ticket["created_at"][:4] != instant[:4] and instant[5:10] != "12-31":
                raise AssertionError(f"at {instant} a ticket shows as {status} {ticket.get('created_at')}")
            if workspace.server.end(signal.SIGTERM) != 0:
                raise AssertionError(f"at {instant} the server ended badly")
        ids = list(book.acknowledged.values())
        if len(ids) != 5 * len(INSTANTS) or ids != sorted(ids):
            raise AssertionError(f"{len(ids)} tickets, ids {ids}; {book.refused} {book.faults[:2]}")
        workspace.start()
        seqs = [row[0] for row in workspace.database.rows("SELECT seq FROM events WHERE seq IS NOT NULL ORDER BY id")]
        if seqs != sorted(set(seqs)):
            raise AssertionError("the numbers of events do not follow their order")
        workspace.check_is_clean()
        return f"{len(INSTANTS)} jumps"


TESTS = [
    ("a second server on the same file says so and ends with 1", second_server),
    ("a command on a served workspace goes to its owner", commands_find_the_owner),
    ("what a killed owner leaves behind holds nobody up", owner_is_killed),
    ("a clock that jumps back and forth over decades disturbs nothing", clocks_jump),
]
