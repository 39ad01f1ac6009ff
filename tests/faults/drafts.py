"""Answers that are due while the process is killed: each leaves once, whatever happens to who sends it."""

import http.client
import json
import random
import re
import signal
import time

from workspace import PASSWORD, Workspace

ANSWERS = 40
KILLS = 6
LEFT_SQL = """SELECT t.id, COUNT(m.id), MIN(m.text) FROM tickets t
LEFT JOIN messages m ON m.ticket_id = t.id AND m.direction = 'out' GROUP BY t.id ORDER BY t.id"""

WAITING_SQL = """SELECT d.id, d.state, COALESCE(d.detail, ''), COALESCE(j.state, 'no job'), COALESCE(j.last_error, '')
FROM drafts d LEFT JOIN jobs j ON j.kind = 'draft.send' AND j.payload LIKE '%:' || d.id || '}'"""


class Agent:
    """The signed-in administrator: a draft belongs to a person."""

    def __init__(self, server):
        self.server, self.cookie, self.csrf = server, None, None
        status, answer, headers = self.call("POST", "/api/v1/session", {"email": "root@example.com", "password": PASSWORD})
        if status != 201:
            raise AssertionError(f"signing in: {status} {answer}")
        self.cookie = re.search(r"lazo_session=([^;]+)", headers["set-cookie"])[1]
        self.csrf = answer["csrf"]

    def call(self, method, path, body=None):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=20)
        headers = {"Content-Type": "application/json"}
        if self.cookie:
            headers.update({"Cookie": f"lazo_session={self.cookie}", "X-CSRF-Token": self.csrf})
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read()), {k.lower(): v for k, v in response.getheaders()}
        finally:
            connection.close()


def schedule(agent, ticket, text):
    status, draft, _ = agent.call("PUT", f"/api/v1/tickets/{ticket}/drafts", {"kind": "reply", "text": text})
    if status != 200:
        raise AssertionError(f"saving: {status} {draft}")
    status, sent, _ = agent.call("POST", f"/api/v1/drafts/{draft['id']}/send", {"delay_seconds": 2, "status_after": "solved"})
    if status != 200 or sent["draft"]["state"] != "scheduled":
        raise AssertionError(f"sending: {status} {sent}")


def answers_leave_once(workspace, run, seconds):
    chance = random.Random(run.seed + 7)
    workspace.start()
    caller, agent = workspace.caller(), Agent(workspace.server)
    tickets = [caller.create(f"d{number}z")[1]["id"] for number in range(ANSWERS)]
    for ticket in tickets:
        schedule(agent, ticket, f"respuesta {ticket}")
    time.sleep(chance.uniform(0.5, 2.0))
    for _ in range(KILLS):
        workspace.server.end(signal.SIGKILL)
        workspace.start()
        time.sleep(chance.uniform(0.02, 0.5))
    until = time.monotonic() + seconds
    while left := workspace.database.rows(WAITING_SQL):
        if time.monotonic() > until:
            raise AssertionError(f"within {seconds} s not every answer has left: {left[:5]}")
        time.sleep(0.1)
    wrong = [row for row in workspace.database.rows(LEFT_SQL) if row[1:] != (1, f"respuesta {row[0]}")]
    if wrong:
        raise AssertionError(f"{len(wrong)} tickets have not their one answer: {wrong[:3]}")
    solved = workspace.database.rows("SELECT COUNT(*) FROM tickets WHERE status = 'solved'")[0][0]
    if solved != ANSWERS:
        raise AssertionError(f"{solved} of {ANSWERS} tickets were solved as their answer left")
    workspace.check_is_clean()
    return f"{ANSWERS} answers, {KILLS} kills"


def killed_while_sending(run):
    with Workspace() as workspace:
        return answers_leave_once(workspace, run, 20)


def killed_while_sending_postgres(run):
    if not run.postgres:
        return run.skip("no PostgreSQL in LAZO_TEST_POSTGRES")
    with Workspace(run.postgres) as workspace:
        return answers_leave_once(workspace, run, 90)  # what a dead process had begun waits for its lease


TESTS = [
    ("an answer that is due while the process is killed leaves exactly once (SQLite)", killed_while_sending),
    ("an answer that is due while the process is killed leaves exactly once (PostgreSQL)", killed_while_sending_postgres),
]
