"""Images of a power cut. The server runs under strace, which writes down every change of a file in the data folder and
every answer on a socket. For instants of that record the folder is built as the cut could have left it: what was synced
is there; of the rest nothing (drop), any 512-byte pieces (random), or everything (prefix, as after a kill). On each image
the check is clean, the server starts, and each ticket acknowledged before that instant is there exactly once.

The wal-index (-shm), which is mapped and not written, holds nothing that SQLite does not build anew."""

import random
import re
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from workspace import Book, Load, Workspace

PIECE_BYTES = 512  # what a disk writes whole
MODES = ("drop", "random", "prefix")
CALLS = ("open,openat,creat,write,pwrite64,pwritev,writev,ftruncate,truncate,fallocate,fsync,fdatasync,rename,renameat,"
         "renameat2,unlink,unlinkat,link,linkat,lseek,sendto,sendmsg,io_uring_setup,copy_file_range")
BURSTS = 4
BURST_SECONDS = 0.4
PAUSE_SECONDS = 0.3
IGNORED = (".lock", ".sock", "-shm", "server.log")

LINE = re.compile(r"(\d+) +(.*)", re.DOTALL)
CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)(.*)", re.DOTALL)
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
DESCRIPTOR = re.compile(r"(-?\d+|AT_FDCWD)<((?:[^<>]|<[^<>]*>)*)>")
STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
KEY = re.compile(rb"falla (w\d+k\d+z)")


@dataclass
class Change:
    """One change of a file, between two lines of the record."""
    kind: str  # write, size, create, sync, move, remove
    path: str
    begins: int
    ends: int
    offset: int = 0
    data: bytes = b""
    to: str = ""


def unescaped(text):
    return bytes.fromhex(text.replace("\\x", ""))


def decoded_path(text):
    return re.sub(r"(?:\\x[0-9a-f]{2})+", lambda m: unescaped(m[0]).decode("utf-8", "replace"), text)


class Record:
    """What strace saw: changes of the folder's files, and where each key was first sent out."""

    def __init__(self, log, folder):
        self.folder, self.changes, self.answers, self.places = str(folder), [], {}, {}
        waiting = {}
        with open(log, encoding="latin-1") as lines:
            for index, line in enumerate(lines):
                self.last = index
                found = LINE.match(line.rstrip("\n"))
                if not found:
                    continue
                thread, text = found.groups()
                begins = index
                if text.endswith("<unfinished ...>"):
                    waiting[thread] = (index, text.removesuffix("<unfinished ...>").rstrip())
                    continue
                if resumed := RESUMED.match(text):
                    if thread not in waiting:
                        continue
                    begins, head = waiting.pop(thread)
                    text = head + resumed[2]
                if (call := CALL.match(text)) and int(call[3]) >= 0:
                    self.take(call[1], call[2], int(call[3]), call[4], begins, index)

    def is_ours(self, path):
        return path.startswith(self.folder + "/") and not path.endswith(IGNORED)

    def add(self, kind, path, begins, ends, **more):
        if self.is_ours(path):
            self.changes.append(Change(kind, path, begins, ends, **more))

    def take(self, name, words, status, rest, begins, ends):
        descriptors = [(m[1], decoded_path(m[2]).removesuffix("(deleted)")) for m in DESCRIPTOR.finditer(words)]
        strings = [unescaped(m[1]) for m in STRING.finditer(words)]
        path = descriptors[0][1] if descriptors else ""
        numbers = re.findall(r"-?\d+", words.rsplit('"', 1)[-1].rsplit(">", 1)[-1])
        if name in ("io_uring_setup", "copy_file_range"):
            raise AssertionError(f"the record is blind to {name}")
        if name in ("open", "openat", "creat"):
            opened = decoded_path(rest.strip().strip("<>"))
            self.places[status] = 0
            if "O_CREAT" in words:
                self.add("create", opened, begins, ends)
            if "O_TRUNC" in words:
                self.add("size", opened, begins, ends)
            if "SYNC" in words and self.is_ours(opened):
                raise AssertionError("a file is opened with O_SYNC, which the record does not follow")
        elif name in ("write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg"):
            data = b"".join(strings)[:status]
            if path.startswith("/"):
                self.write(name, descriptors[0], data, status, numbers, begins, ends)
            else:
                for key in KEY.findall(data):
                    self.answers.setdefault(key.decode(), begins)
        elif name == "lseek":
            self.places[int(descriptors[0][0])] = status
        elif name in ("fsync", "fdatasync"):
            self.add("sync", path, begins, ends)
        elif name == "ftruncate":
            self.add("size", path, begins, ends, offset=int(numbers[-1]))
        elif name in ("truncate", "fallocate", "link", "linkat"):
            if self.is_ours(path) or any(self.is_ours(s.decode("utf-8", "replace")) for s in strings):
                raise AssertionError(f"the record does not follow {name}")
        elif name in ("unlink", "unlinkat"):
            self.add("remove", self.absolute(strings[0], path), begins, ends)
        elif name in ("rename", "renameat", "renameat2"):
            self.add("move", self.absolute(strings[0], path), begins, ends, to=self.absolute(strings[1], path))

    def absolute(self, name, folder):
        return str(Path(folder or self.folder) / name.decode("utf-8", "replace"))

    def write(self, name, descriptor, data, status, numbers, begins, ends):
        number, path = int(descriptor[0]), descriptor[1]
        if name.startswith("p"):
            offset = int(numbers[-1])
        else:
            offset = self.places.get(number, 0)
            self.places[number] = offset + status
        self.add("write", path, begins, ends, offset=offset, data=data)


class Image:
    """The files of the folder as they are on the disk, and what waits in memory to be written."""

    def __init__(self, base, folder):
        self.folder = str(folder)
        self.files = {str(folder / f.relative_to(base)): bytearray(f.read_bytes()) for f in base.rglob("*")
                      if f.is_file() and not f.name.endswith(IGNORED)}
        self.waiting = {path: [] for path in self.files}

    def write(self, path, change):
        file = self.files[path]
        if change.kind == "size":
            del file[change.offset:]
            file.extend(bytes(change.offset - len(file)))
            return
        file.extend(bytes(max(0, change.offset - len(file))))
        file[change.offset:change.offset + len(change.data)] = change.data

    def apply(self, change):
        path = change.path
        if change.kind == "create" and path not in self.files:
            self.files[path], self.waiting[path] = bytearray(), []
        elif path not in self.files:
            return
        elif change.kind in ("write", "size"):
            self.waiting[path].append(change)
        elif change.kind == "sync":
            synced = [c for c in self.waiting[path] if c.ends <= change.begins]
            self.waiting[path] = [c for c in self.waiting[path] if c.ends > change.begins]
            for written in synced:
                self.write(path, written)
        elif change.kind == "move":
            self.files[change.to], self.waiting[change.to] = self.files.pop(path), self.waiting.pop(path)
        elif change.kind == "remove":
            del self.files[path], self.waiting[path]

    def settle(self, mode, chance):
        """What of the waiting changes reached the disk."""
        for path, changes in self.waiting.items():
            for change in changes:
                if mode == "prefix":
                    self.write(path, change)
                elif mode == "random" and change.kind == "size" and chance.random() < 0.5:
                    self.write(path, change)
                elif mode == "random":
                    for at in range(0, len(change.data), PIECE_BYTES):
                        if chance.random() < 0.5:
                            piece = change.data[at:at + PIECE_BYTES]
                            self.write(path, Change("write", path, 0, 0, change.offset + at, piece))

    def save(self):
        shutil.rmtree(self.folder)
        for path, data in self.files.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(data)


def record_load(workspace, base, log):
    """Bursts of callers with pauses between them, in which the log is moved into the file."""
    shutil.copytree(workspace.folder, base)
    book = Book()
    before = ["strace", "-f", "-qq", "-yy", "-xx", "-s", "16777216", "-e", "signal=none", "-e", f"trace={CALLS}", "-o", log]
    workspace.start(before=before)
    for number in range(BURSTS):
        load = Load(workspace, book, 1 + 3 * number, f"w{number}k")
        time.sleep(BURST_SECONDS)
        load.stop()
        time.sleep(PAUSE_SECONDS)
    workspace.server.end(signal.SIGKILL)
    workspace.server = None
    return book


def instants(record, count, chance):
    """Just after answers, at ends of syncs, and anywhere."""
    anywhere = [chance.randint(0, record.last) for _ in range(count)]
    syncs = [change.ends for change in record.changes if change.kind == "sync"]
    wanted = chance.sample(sorted(record.answers.values()), count // 2) + chance.sample(syncs, count // 4) + anywhere
    return sorted(wanted[:count - 1] + [record.last])


def image_holds(workspace, record, book, at):
    """The image in the folder, whose power went at that line of the record."""
    told = Book()
    told.acknowledged = {key: number for key, number in book.acknowledged.items() if record.answers[key] <= at}
    told.unknown = (set(book.acknowledged) | book.unknown) - set(told.acknowledged)
    workspace.check_is_clean()
    workspace.start()
    workspace.verify(told)
    caller = workspace.caller()
    for key, number in list(told.acknowledged.items())[-3:]:
        status, answer = caller.create(key)
        if (status, answer.get("id")) != (201, number):
            raise AssertionError(f"a retry of {key}, ticket {number}, was answered {status} {answer}")
    for key in sorted(told.unknown)[:5]:
        told.note(key, *caller.create(key))
    workspace.verify(told)
    workspace.server.end(signal.SIGKILL)


def power_cuts(run):
    if not shutil.which("strace"):
        run.skip("strace is not installed")
    count = 6 if run.is_short else 40
    chance = random.Random(run.seed + 3)
    with Workspace(folder=run.new_folder()) as workspace:
        base, log = run.folder / "base", run.folder / "strace.log"
        book = record_load(workspace, base, str(log))
        record = Record(log, workspace.folder)
        unseen = set(book.acknowledged) - set(record.answers)
        if unseen or len(book.acknowledged) < 40:
            raise AssertionError(f"{len(book.acknowledged)} acknowledged, {len(unseen)} of them not in the record")
        moved = sum(c.kind == "sync" and c.path.endswith(".db") for c in record.changes)
        if moved == 0:
            raise AssertionError("the log was never moved into the file while the record ran")
        for number, at in enumerate(instants(record, count, chance)):
            mode = MODES[number % len(MODES)]
            image = Image(base, workspace.folder)
            for change in record.changes:
                if change.ends <= at:
                    image.apply(change)
            image.settle(mode, chance)
            image.save()
            try:
                image_holds(workspace, record, book, at)
            except AssertionError as error:
                raise AssertionError(f"image {number} ({mode}, line {at} of {record.last}): {error}") from error
        return f"{count} images of {len(book.acknowledged)} tickets and {moved} checkpoints"


TESTS = [("each image of a power cut holds every ticket acknowledged before it, exactly once", power_cuts)]
