"""Mail under kills: what was acknowledged, flagged or queued is there once, whatever was killed and whenever (T41).

200 kills in full: a hundred under LMTP and pipes, fifty under IMAP, fifty under sending."""

import datetime
import imaplib
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "mail"))
# pylint: disable=wrong-import-position
from lmtp_client import DOMAIN, SOCKET, hand_over, letter
from servers import Dovecot, Skipped
from smtp_sink import Sink
from workspace import LAZO, Workspace, eventually

KILL_AFTER_SECONDS = (0.03, 0.5)
LETTERS_A_KILL = 30
PIPES_KILLED = 0.3
SETTLE_SECONDS = 60
SOON = {"seconds": SETTLE_SECONDS}


def add_channel(workspace, **more):
    status, made = workspace.caller().call("POST", "/api/v1/channels", {
        "name": "Soporte", "address": f"soporte@{DOMAIN}", "receives": "handed", "sends": "none", **more})
    if status != 201:
        raise AssertionError(f"the channel was not made: {status} {made}")
    return made


def kill(workspace, chance):
    time.sleep(chance.uniform(*KILL_AFTER_SECONDS))
    workspace.server.end(signal.SIGKILL)


def later():
    """A clock by which every lease has run out."""
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Post:
    """Letters that are offered until they are taken, by LMTP or through pipes of which some are killed."""

    def __init__(self, workspace, chance, count):
        self.workspace, self.chance, self.lock = workspace, chance, threading.Lock()
        self.keys = {}  # Message-ID -> subject
        self.left, self.acknowledged = [], set()
        for number in range(count):
            subject = f"carta {number}z"
            message_id, raw = letter(f"autor{number}@out.example", subject, body=f"cuerpo {number}")
            self.keys[message_id] = subject
            self.left.append((message_id, raw))
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.pump, args=(how,), daemon=True)
                        for how in (self.by_lmtp, self.by_lmtp, self.by_lmtp, self.by_pipe)]
        for thread in self.threads:
            thread.start()

    def pump(self, deliver):
        while not self.is_over.is_set():
            with self.lock:
                item = self.left.pop(0) if self.left else None
            if item is None:
                return
            if deliver(item[1]):
                self.acknowledged.add(item[0])
            else:
                with self.lock:
                    self.left.append(item)
                time.sleep(0.01)

    def by_lmtp(self, raw):
        try:
            return all(code == 250 for code, _ in hand_over(self.workspace, raw).values())
        except Exception:  # pylint: disable=broad-exception-caught
            return False  # the server is gone, or going

    def by_pipe(self, raw):
        if self.is_over.is_set():
            return False
        child = subprocess.Popen([LAZO, "mail", "deliver", "--channel", "Soporte", "--database",
                                  self.workspace.database.url], cwd=self.workspace.folder, stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if self.chance.random() < PIPES_KILLED:
            threading.Timer(self.chance.uniform(0, 0.05), child.kill).start()
        try:
            child.communicate(raw, timeout=30)
        except BrokenPipeError:
            child.wait(30)
        return child.returncode == 0

    def end(self):
        self.is_over.set()
        for thread in self.threads:
            thread.join(SETTLE_SECONDS)

    def finish(self):
        """Until everything was taken."""
        for thread in self.threads:
            thread.join(SETTLE_SECONDS)
        if self.left:
            raise AssertionError(f"{len(self.left)} letters were never taken")


def check_taken_once(workspace, keys):
    """Each Message-ID is one ticket with its subject and one message, and nothing waits or failed."""
    try:
        eventually(lambda: workspace.database.rows("SELECT COUNT(*) FROM mail_spool")[0][0] == 0, "the spool is empty", **SOON)
    except AssertionError as error:
        left = workspace.database.rows("SELECT state, source, tries, due_at - updated_at, detail FROM mail_spool ORDER BY id")
        raise AssertionError(f"{error}: {len(left)} left, {left[:3]}") from None
    rows = workspace.database.rows("SELECT i.mail_key, t.subject, (SELECT COUNT(*) FROM messages m WHERE m.ticket_id = t.id) "
                                   "FROM mail_ids i JOIN tickets t ON t.id = i.ticket_id ORDER BY i.id")
    there = {}
    for key, subject, messages in rows:
        there.setdefault(key, []).append((subject, messages))
    wrong = [f"{key}: {there.get(key)}" for key, subject in keys.items() if there.get(key) != [(subject, 1)]]
    tickets = workspace.database.rows("SELECT COUNT(*) FROM tickets")[0][0]
    if wrong or tickets != len(keys):
        raise AssertionError(f"{len(wrong)} letters are wrong, {tickets} tickets for {len(keys)}: {'; '.join(wrong[:3])}")


def check_acknowledged(workspace, post):
    """While nothing runs: what was acknowledged is taken, or waits in the spool."""
    acknowledged = len(post.acknowledged)
    rows = workspace.database.rows("SELECT (SELECT COUNT(*) FROM mail_ids) + (SELECT COUNT(*) FROM mail_spool)")
    if rows[0][0] < acknowledged:
        raise AssertionError(f"{acknowledged} letters were acknowledged, {rows[0][0]} are there")


def letters_under_kills(workspace, rounds, seed):
    chance = random.Random(seed)
    words = ["--lmtp", f"unix:{SOCKET}"]
    workspace.start(words=words)
    add_channel(workspace)
    post = Post(workspace, chance, rounds * LETTERS_A_KILL)
    try:
        for number in range(rounds):
            kill(workspace, chance)
            check_acknowledged(workspace, post)
            if number + 1 < rounds:
                workspace.start(words=words)
        # Where leases of others are waited for, an hour later they have run out.
        workspace.start(words=[*words, "--clock", later()])
        post.finish()
    finally:
        post.end()
    check_taken_once(workspace, post.keys)
    workspace.server.end(signal.SIGTERM)
    workspace.check_is_clean()
    return f"{rounds} kills, {len(post.keys)} letters"


def letters_killed(run):
    with Workspace() as workspace:
        return letters_under_kills(workspace, 6 if run.is_short else 100, run.seed)


def letters_killed_postgres(run):
    if not run.postgres:
        return run.skip("no PostgreSQL in LAZO_TEST_POSTGRES")
    with Workspace(run.postgres) as workspace:
        return letters_under_kills(workspace, 2 if run.is_short else 20, run.seed)


# ---- IMAP ----

class Mailbox:
    """Dovecot's INBOX, seen from outside."""

    def __init__(self, dovecot):
        self.dovecot = dovecot

    def open(self):
        box = imaplib.IMAP4("127.0.0.1", self.dovecot.port)
        box.login("ana", "secreto")
        box.select("INBOX")
        return box

    def add(self, letters):
        box = self.open()
        for raw in letters:
            box.append("INBOX", None, None, raw)
        box.logout()

    def flagged(self):
        """Message-IDs of what is flagged as seen."""
        box = self.open()
        found = []
        numbers = box.search(None, "SEEN")[1][0].split()
        if numbers:
            for part in box.fetch(b",".join(numbers), "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")[1]:
                if isinstance(part, tuple):
                    found.append(part[1].decode().split("<")[1].split(">")[0])
        box.logout()
        return found


def imap_killed(run):
    """A message is flagged only after it is stored, and is one ticket in the end."""
    rounds, chance = 3 if run.is_short else 50, random.Random(run.seed + 3)
    try:
        dovecot = Dovecot()
    except Skipped as reason:
        return run.skip(str(reason))
    box, keys = Mailbox(dovecot), {}
    try:
        with Workspace() as workspace:
            workspace.start()
            made = add_channel(workspace, receives="imap", imap_host="127.0.0.1", imap_port=dovecot.port,
                               imap_security="none", user_name="ana", login="password")
            workspace.caller().call("PUT", f"/api/v1/channels/{made['id']}/secrets", {"password": "secreto"})
            for number in range(rounds):
                fresh = [letter(f"autor{number}.{n}@out.example", f"carta {number}.{n}z") for n in range(LETTERS_A_KILL)]
                keys.update({key: f"carta {number}.{n}z" for n, (key, _) in enumerate(fresh)})
                box.add(raw for _, raw in fresh)
                kill(workspace, chance)
                stored = {row[0] for row in workspace.database.rows("SELECT mail_key FROM mail_ids")}
                waiting = workspace.database.rows("SELECT COUNT(*) FROM mail_spool")[0][0]
                early = [key for key in box.flagged() if key not in stored]
                if len(early) > waiting:
                    raise AssertionError(f"{len(early)} messages were flagged, {waiting} of them are stored")
                workspace.start()
            eventually(lambda: len(box.flagged()) == len(keys), "everything is flagged in the end", **SOON)
            check_taken_once(workspace, keys)
            return f"{rounds} kills, {len(keys)} letters"
    finally:
        dovecot.end()


# ---- sending ----

def replies_killed(run):
    """An answer that was acknowledged leaves at least once; twice only where its answer was lost, and as the same message."""
    rounds, chance = 3 if run.is_short else 50, random.Random(run.seed + 4)
    sink, acknowledged, drops = Sink(), {}, 0
    with Workspace() as workspace:
        workspace.start()
        add_channel(workspace, sends="smtp", smtp_host="127.0.0.1", smtp_port=sink.port, smtp_security="none", login="none")
        status, ticket = workspace.caller().call("POST", "/api/v1/tickets", {
            "subject": "falla", "channel": "mail", "customer": {"email": "ana@out.example"}, "message": {"text": "Hola"}})
        if status != 201:
            raise AssertionError(f"no ticket to answer: {status} {ticket}")
        is_over = threading.Event()

        def write():
            number, caller = 0, workspace.caller()
            while not is_over.is_set() and number < rounds * 6:
                try:
                    text = f"respuesta {number}z"
                    path = f"/api/v1/tickets/{ticket['id']}/messages"
                    status, answer = caller.call("POST", path, {"text": text}, key=f"answer-{number}")
                    if status == 201:
                        acknowledged[text] = answer["id"]
                        number += 1
                        time.sleep(0.03)
                except Exception:  # pylint: disable=broad-exception-caught
                    time.sleep(0.02)
                    caller = workspace.caller()
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        for number in range(rounds):
            if number % 3 == 2:
                sink.drop, sink.drops_left = "after dot", 1
                drops += 1
            kill(workspace, chance)
            workspace.start()
        sink.drop = None
        writer.join(SETTLE_SECONDS)
        is_over.set()
        # Retries wait for their time: an hour later it has come.
        workspace.server.end(signal.SIGTERM)
        workspace.start(words=["--clock", later()])
        eventually(lambda: not missing(sink, acknowledged), "every acknowledged answer was sent", **SOON)
        check_sent(sink, acknowledged, rounds + drops + 1)
        twice = len(sink.taken) - len({mail.id for mail in sink.taken})
    sink.close()
    return f"{rounds} kills, {len(acknowledged)} answers, {twice} sent twice"


def sent_by_text(sink):
    found = {}
    for mail in list(sink.taken):
        body = mail.message.get_body(("plain",)).get_content()
        for line in body.splitlines():
            if line.startswith("respuesta "):
                found.setdefault(line.strip(), []).append(mail.id)
    return found


def missing(sink, acknowledged):
    sent = sent_by_text(sink)
    return [text for text in acknowledged if text not in sent]


def check_sent(sink, acknowledged, doubles_max):
    sent = sent_by_text(sink)
    changed = [text for text, ids in sent.items() if len(set(ids)) > 1 or None in ids]
    doubles = sum(len(ids) - 1 for ids in sent.values())
    if changed or doubles > doubles_max:
        raise AssertionError(f"{len(changed)} answers went out as different messages, {doubles} doubles: {changed[:3]}")
    if unknown := [text for text in sent if text not in acknowledged]:
        raise AssertionError(f"answers were sent that nobody was told of: {unknown[:3]}")


TESTS = [
    ("letters by LMTP and pipes are one ticket each, whatever is killed", letters_killed),
    ("letters by LMTP and pipes are one ticket each in PostgreSQL too", letters_killed_postgres),
    ("mail read by IMAP is flagged after it is stored, and is one ticket each", imap_killed),
    ("answers leave at least once, and again only as the same message", replies_killed),
]
