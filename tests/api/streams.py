"""Reading Server-Sent Events off a socket, and waiting until events are numbered."""

import json
import socket
import time

from harness import check, eventually


def last_seq(world):
    """The number of the last event, once all that was written is numbered."""
    def numbered():
        return world.database.rows("SELECT COUNT(*) FROM events WHERE seq IS NULL")[0][0] == "0"
    eventually(numbered, "every event is numbered")
    return int(world.database.rows("SELECT COALESCE(MAX(seq), 0) FROM events")[0][0])


class Stream:
    def __init__(self, client, **headers):
        self.socket = socket.create_connection((client.server.host, client.server.port), timeout=10)
        target = headers.pop("target", "/api/v1/stream")
        lines = [f"GET {target} HTTP/1.1", "Host: x", "Accept: text/event-stream"]
        if client.token:
            lines.append(f"Authorization: Bearer {client.token}")
        if client.cookie:
            lines.append(f"Cookie: lazo_session={client.cookie}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        for line in iter(self.file.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()
        self.coming = self.lines()  # one generator: several events may come in one chunk

    def lines(self):
        """Lines of the body, with the chunks taken off, if it comes in chunks."""
        if self.headers.get("transfer-encoding") != "chunked":
            yield from (line.decode().rstrip("\n") for line in self.file)
            return
        buffer = b""
        while True:
            size = int(self.file.readline().split(b";")[0], 16)
            if size == 0:
                return
            buffer += self.file.read(size)
            self.file.readline()
            *whole, buffer = buffer.split(b"\n")
            yield from (line.decode() for line in whole)

    def events(self, count, seconds=10):
        until, found, one = time.monotonic() + seconds, [], {}
        for line in self.coming:
            if line == "" and "data" in one:
                found.append((int(one["id"]), json.loads(one["data"])))
                one = {}
                if len(found) == count:
                    return found
            elif ":" in line and not line.startswith(":"):
                name, _, value = line.partition(":")
                one[name] = value.strip()
            check(time.monotonic() < until, f"only {len(found)} of {count} events came")
        return found

    def close(self):
        self.file.close()
        self.socket.close()
