"""A full disk and system calls that fail: refused with 503 and a line in the log, never acknowledged, and over as soon
as the fault is."""

import contextlib
import os
import shutil
import subprocess
import time

from workspace import Book, Load, Workspace, eventually

DISK_MEGABYTES = 96  # the tickets of four rounds must fit
FILL_BYTES = 64 << 10
WRITERS = 6
FAULT_SECONDS = 1.5
RECOVERY_SECONDS_MAX = 20


@contextlib.contextmanager
def small_disk(run):
    folder = run.new_folder()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", folder], capture_output=True,
                          text=True, check=False)
    if made.returncode != 0:
        run.skip(f"no small disk can be mounted here: {made.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)


def fill(path):
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    for size in (FILL_BYTES, 512):
        with contextlib.suppress(OSError):
            while True:
                os.write(file, b"\0" * size)
    os.close(file)


def during_fault(workspace, book, seconds):
    """Load while writing fails, and reading goes on; also how many were acknowledged when the first was refused."""
    load = Load(workspace, book, WRITERS, f"f{book.count}k")
    eventually(lambda: book.refused.get(503), "a refusal with 503", 15)
    told = len(book.acknowledged)
    time.sleep(seconds)
    if workspace.caller().call("GET", "/api/v1/tickets")[0] != 200:
        raise AssertionError("reading does not go on while writing fails")
    return load, told


def not_ready(workspace):
    """/readyz says so while the fault lasts; a page that becomes free may end the state for a moment."""
    eventually(lambda: workspace.caller().call("GET", "/readyz")[0] == 503, "/readyz says that writing fails", 15)


LANE_LINES = ("writing failed", "writing works again")
REFUSAL_LINES = ("status=503",)


def recover(workspace, book, load, lines=LANE_LINES):
    told = len(book.acknowledged)
    eventually(lambda: len(book.acknowledged) > told, "tickets are acknowledged again", RECOVERY_SECONDS_MAX)
    load.stop()
    if not workspace.server.is_alive():
        raise AssertionError("the server ended")
    log = workspace.server.log_text()
    for words in lines:
        if words not in log:
            raise AssertionError(f"the log has no line `{words}`: {log[-600:]}")
    workspace.retry_unknown(book)
    workspace.verify(book)
    workspace.check_is_clean()


def restart_and_verify(workspace, book):
    workspace.server.end(9)
    workspace.check_is_clean()
    workspace.start()
    workspace.verify(book)


def disk_full(run):
    with small_disk(run) as folder, Workspace(folder=os.path.join(folder, "w")) as workspace:
        book = Book()
        filler = os.path.join(folder, "filler")
        workspace.start()
        for _ in range(1 if run.is_short else 4):
            load = Load(workspace, book, WRITERS, f"b{book.count}k")
            time.sleep(0.3)
            fill(filler)
            load.stop()
            # A page that becomes free may let a small write through: what counts is that it is durable then.
            load, _ = during_fault(workspace, book, FAULT_SECONDS)
            os.unlink(filler)
            # A log that still had room may have refused the writes one by one: then each refusal has its line.
            recover(workspace, book, load, REFUSAL_LINES)
        restart_and_verify(workspace, book)
        return f"{len(book.acknowledged)} tickets acknowledged, refused {book.refused}"


@contextlib.contextmanager
def failing(run, workspace, calls, error):
    """The system calls of the served process fail with that error as long as the block lasts."""
    if not shutil.which("strace"):
        run.skip("strace is not installed")
    tracer = subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                               f"inject={calls}:error={error}", "-p", str(workspace.server.child.pid)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    status = f"/proc/{workspace.server.child.pid}/status"

    def is_traced():
        with open(status, encoding="ascii") as lines:
            return "TracerPid:\t0\n" not in lines.read() or tracer.poll() is not None

    eventually(is_traced, "the process is traced", 10)
    time.sleep(0.2)
    if tracer.poll() is not None:
        run.skip(f"strace cannot trace here: {tracer.stderr.read().strip()[:200]}")
    try:
        yield
    finally:
        tracer.terminate()
        tracer.wait(20)


def calls_fail(run, calls, error):
    with Workspace() as workspace:
        book = Book()
        workspace.start()
        for _ in range(1 if run.is_short else 4):
            load = Load(workspace, book, WRITERS, f"b{book.count}k")
            time.sleep(0.3)
            load.stop()
            with failing(run, workspace, calls, error):
                load, told = during_fault(workspace, book, FAULT_SECONDS)
                not_ready(workspace)
                if len(book.acknowledged) != told:
                    raise AssertionError(f"{len(book.acknowledged) - told} tickets were acknowledged in spite of it")
            recover(workspace, book, load)
        restart_and_verify(workspace, book)
        return f"{len(book.acknowledged)} tickets acknowledged, refused {book.refused}"


def sync_fails(run):
    return calls_fail(run, "fsync,fdatasync", "EIO")


def write_finds_no_space(run):
    return calls_fail(run, "pwrite64", "ENOSPC")


def write_fails(run):
    return calls_fail(run, "pwrite64", "EIO")


TESTS = [
    ("a full disk refuses with 503 and a log line, loses nothing acknowledged, and is over with the fault", disk_full),
    ("a failing fsync refuses with 503 and a log line, loses nothing acknowledged, and is over with the fault",
     sync_fails),
    ("writes that find no space are refused, and work again when there is some", write_finds_no_space),
    ("writes that fail with EIO are refused, and work again when the disk does", write_fails),
]
