"""Mailboxes over bad lines, at poor servers, in large folders, and two programs at one mailbox (T47, T48, T50)."""

import itertools
import os
import random
import shutil
import socket
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "api"))

import harness
from harness import Options, World, check, equal, eventually, test
from servers import Dovecot, Skipped, message, new_folder
from test_imap import SOON, channel, comes_in, show, state, stop, taken, tried

harness.TESTS.clear()  # those of the file that the helpers come from run there

POOR = "protocol imap {\n  imap_capability = IMAP4rev1\n}\n"
LARGE = 50_500  # more than one search asks about


class Line:
    """A line to a server: `chunk` bytes at a time to the client, cut after `cut()` bytes (None: never)."""

    def __init__(self, target, chunk=65536, cut=lambda: None):
        self.target, self.chunk, self.cut = target, chunk, cut
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = itertools.count()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            next(self.connections)
            server = socket.create_connection(("127.0.0.1", self.target))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.carry, args=(client, server, 65536, None), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, self.chunk, self.cut()), daemon=True).start()

    @staticmethod
    def carry(source, sink, chunk, left):
        try:
            while data := source.recv(65536):
                for at in range(0, len(data), chunk):
                    part = data[at:at + chunk]
                    if left is not None:
                        left -= len(part)
                        if left < 0:
                            sink.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # a reset, no goodbye
                            raise OSError("cut")
                    sink.sendall(part)
        except OSError:
            pass
        for end in (sink, source):
            end.close()

    def end(self):
        self.listener.close()


class At:
    def __init__(self, port):
        self.port = port


def letters(count, **more):
    made = [message(sender=f"linea{next(NUMBERS)}@fuera.example", **more) for _ in range(count)]
    return [raw for raw, _ in made], [message_id for _, message_id in made]


NUMBERS = itertools.count(1)


@test("a line that gives one byte at a time only takes longer")
def one_byte(world):
    server = Dovecot()
    raws, ids = letters(5, text="ñ" * 3000)
    for raw in raws:
        server.put("ana", raw)
    line = Line(server.port, chunk=1)
    made = channel(world, At(line.port))
    comes_in(world, *ids)
    kept = world.database.rows(f"SELECT b.bytes FROM mail_ids i JOIN blobs b ON b.id = i.raw_blob_id WHERE i.mail_key = '{ids[0]}'")
    equal(kept, [[str(len(raws[0]))]])
    stop(world, made)
    line.end()


@test("a line that is cut at any byte loses nothing and brings nothing twice")
def cut(world):
    server = Dovecot()
    raws, ids = letters(12, text="x" * 2000)
    for raw in raws:
        server.put("ana", raw)
    chance = random.Random(7)
    line = Line(server.port, cut=lambda: chance.randrange(1, 30000))
    made = channel(world, At(line.port))
    until = time.monotonic() + 120
    while time.monotonic() < until and not all(taken(world, one) for one in ids):
        world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "secreto"})  # again at once, without the wait
        time.sleep(2.2)
    line.cut = lambda: None
    world.admin.put(f"/api/v1/channels/{made['id']}/secrets", {"password": "secreto"})
    comes_in(world, *ids)
    eventually(lambda: server.flags("ana") == ["S"] * 12, "all are seen", SOON)
    state(world, made, "ok")
    stop(world, made)
    line.end()


@test("at a server without IDLE, UIDPLUS and MOVE mail is taken, moved and deleted all the same")
def poor(world):
    server = Dovecot(users=[("ana", "secreto"), ("eva", "otra")], further=POOR)
    server.make_folder("ana", "Hecho")
    all_ids = []
    for user in ("ana", "eva"):
        raws, ids = letters(3)
        all_ids += ids
        for raw in raws:
            server.put(user, raw)
    moves = channel(world, server, imap_after="moved", imap_moved_to="Hecho")
    deletes = channel(world, server, user="eva", password="otra", imap_after="deleted")
    comes_in(world, *all_ids)
    eventually(lambda: len(server.flags("ana", "Hecho")) == 3 and all("T" in f for f in server.flags("ana")), "moved", SOON)
    eventually(lambda: server.flags("eva") == [], "deleted", SOON)
    for made in (moves, deletes):
        stop(world, made)


@test("a folder that is gone is told, and received from again when it is back")
def renamed(world):
    server = Dovecot()
    server.make_folder("ana", "Pedidos")
    made = channel(world, server, imap_folder="Pedidos")
    state(world, made, "ok")
    server.kill()
    shutil.move(server.maildir("ana", "Pedidos"), server.maildir("ana", "Otros"))
    server.start()
    told = eventually(lambda: (c := show(world, made))["receive_state"] == "failing" and c, "failing", SOON)
    check("carpeta" in told["receive_detail"] or "folder" in told["receive_detail"], told)
    shutil.move(server.maildir("ana", "Otros"), server.maildir("ana", "Pedidos"))
    raws, ids = letters(1)
    server.put("ana", raws[0], "Pedidos")
    comes_in(world, *ids)
    state(world, made, "ok")
    stop(world, made)


@test("in a folder of more messages than one search asks about, those that are new are found")
def large(world):
    server = Dovecot()
    server.make_folder("ana")
    cur = server.maildir("ana") / "cur"
    first = cur / "1000000000.M1.test:2,S"
    first.write_bytes(message()[0])
    server.own(first)
    for number in range(2, LARGE):
        os.link(first, cur / f"{1000000000 + number}.M{number}.test:2,S")
    raws, ids = letters(3)
    server.put("ana", raws[0])
    for raw in raws[1:]:
        server.put("ana", raw)
    made = channel(world, server)
    comes_in(world, *ids)
    eventually(lambda: server.flags("ana").count("S") == LARGE + 2, "all are seen", SOON)
    stop(world, made)


@test("of two programs at one workspace one receives, and the other goes on when it is gone")
def two_programs(_world):
    url = os.environ.get("LAZO_TEST_POSTGRES")
    if not url:
        raise Skipped("LAZO_TEST_POSTGRES names no PostgreSQL")
    world = World(url, Options())
    folder = new_folder("second")
    second = harness.Server(world.database, str(folder))
    try:
        server = Dovecot()
        raws, ids = letters(4)
        server.put("ana", raws[0])
        channel(world, server)
        comes_in(world, ids[0])
        second.child.kill()
        second.child.wait(10)
        server.put("ana", raws[1])
        comes_in(world, ids[1])
        second.start()
        server.put("ana", raws[2])
        comes_in(world, ids[2])
        world.server.child.kill()
        world.server.child.wait(10)
        server.put("ana", raws[3])
        comes_in(world, ids[3])
        check("a mailbox is received from" in second.log_text(), "the second one took over")
        second.stop()
    finally:
        for one in (second, world.server):
            one.child.kill()
            one.child.wait(10)
            one.log.close()
        world.database.remove()
        shutil.rmtree(world.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
