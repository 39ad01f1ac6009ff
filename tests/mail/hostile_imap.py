"""An IMAP server that says whatever a test wants it to: a script of bytes for each command, over plain TCP."""

import re
import socketserver
import threading


class Hostile:
    """`answers`: {command: function(tag, line, handler) that writes, or bytes to write with {tag} replaced}."""

    def __init__(self, answers, greeting=b"* OK [CAPABILITY IMAP4rev1 UIDPLUS] ready\r\n"):
        self.answers, self.greeting, self.commands = answers, greeting, []
        hostile = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                try:
                    self.wfile.write(hostile.greeting)
                    for line in self.rfile:
                        hostile.answer(self, line.decode("latin1").rstrip("\r\n"))
                except (OSError, ValueError):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler, line):
        tag, _, rest = line.partition(" ")
        command = re.sub(r"^UID ", "UID_", rest.upper()).split(" ")[0]
        self.commands.append(command)
        answer = self.answers.get(command) or USUAL.get(command, b"{tag} OK done\r\n")
        if callable(answer):
            answer(tag, rest, handler)
        else:
            handler.wfile.write(answer.replace(b"{tag}", tag.encode()))
        if command == "LOGOUT":
            raise ValueError("goodbye")

    def end(self):
        self.server.shutdown()
        self.server.server_close()


USUAL = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 UIDPLUS\r\n{tag} OK done\r\n",
    "SELECT": b"* FLAGS (\\Seen \\Deleted)\r\n* 1 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n{tag} OK [READ-WRITE] done\r\n",
    "UID_SEARCH": b"* SEARCH 7\r\n{tag} OK done\r\n",
    "LOGOUT": b"* BYE bye\r\n{tag} OK done\r\n",
}


def fetch(raw, size=None):
    """UID FETCH of one message, 7: its size, or itself."""
    def answer(tag, rest, handler):
        if "RFC822.SIZE" in rest.upper():
            handler.wfile.write(f"* 1 FETCH (UID 7 RFC822.SIZE {len(raw) if size is None else size})\r\n{tag} OK done\r\n".encode())
        else:
            handler.wfile.write(f"* 1 FETCH (UID 7 BODY[] {{{len(raw)}}}\r\n".encode() + raw + f")\r\n{tag} OK done\r\n".encode())
    return answer
