"""An SMTP server that does what a test tells it: takes mail, or refuses, delays, drops the line at a chosen instant.

Every behaviour is an attribute that may be changed while it runs. What was taken is in `taken`, every message that was
sent through (taken or not) in `seen`."""

import base64
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes, policy


@dataclass
class Mail:
    sender: str
    to: list
    raw: bytes

    @property
    def message(self):
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def id(self):
        return self.message["Message-ID"]


def tls_context(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


class Sink:
    def __init__(self, tls=None, starttls=None, passwords=None, tokens=None):
        self.tls, self.starttls = tls, starttls
        self.passwords, self.tokens = passwords, tokens  # None: no login is asked for
        self.mechanisms = "PLAIN LOGIN"
        self.greeting = (220, "sink ready")
        self.answers = {}     # verb, "dot" or an address (lower case): (code, words)
        self.size = 0         # 0: SIZE is not offered
        self.drop = None      # "connect", "data", "before dot", "after dot"
        self.drops_left = 0   # how many more connections are dropped
        self.never_says_bye = False
        self.hold = None      # threading.Event: the answer to the dot waits for it
        self.taken, self.seen, self.sessions, self.bad_logins = [], [], 0, 0
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_closed = False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while not self.is_closed:
            try:
                plain, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=Session(self).run, args=(plain,), daemon=True).start()

    def close(self):
        self.is_closed = True
        self.listener.close()

    def reset(self):
        """As it was at first, and nothing taken."""
        self.greeting, self.answers, self.size = (220, "sink ready"), {}, 0
        self.drop, self.drops_left, self.hold = None, 0, None
        self.taken, self.seen, self.sessions, self.bad_logins = [], [], 0, 0

    def drops(self, where):
        if self.drop != where or self.drops_left == 0:
            return False
        self.drops_left -= 1
        return True

    def note(self, mail, is_taken):
        with self.changed:
            self.seen.append(mail)
            if is_taken:
                self.taken.append(mail)
            self.changed.notify_all()

    def wait_for(self, count, seconds=30, what="taken"):
        """The first `count` messages; they come soon."""
        until = time.monotonic() + seconds
        with self.changed:
            while len(getattr(self, what)) < count:
                if not self.changed.wait(max(0, until - time.monotonic())) and time.monotonic() > until:
                    raise AssertionError(f"{len(getattr(self, what))} of {count} messages were {what} in {seconds} s")
            return list(getattr(self, what))


class Gone(Exception):
    pass


class Session:
    def __init__(self, sink):
        self.sink, self.sender, self.to, self.is_known = sink, None, [], False

    def run(self, plain):
        self.sink.sessions += 1
        try:
            if self.sink.drops("connect"):
                return
            plain.settimeout(60)
            self.line = self.sink.tls.wrap_socket(plain, server_side=True) if self.sink.tls else plain
            self.stream = self.line.makefile("rb")
            self.say(*self.sink.greeting)
            while self.turn(self.hear()):
                pass
        except (Gone, OSError, ssl.SSLError):
            pass
        finally:
            plain.close()
            if hasattr(self, "line"):
                self.line.close()

    def say(self, code, words):
        lines = words.split("\n")
        self.line.sendall("".join(f"{code}{' ' if i == len(lines) - 1 else '-'}{line}\r\n"
                                  for i, line in enumerate(lines)).encode())

    def hear(self):
        line = self.stream.readline(70000)
        if not line:
            raise Gone
        return line.rstrip(b"\r\n").decode("utf-8", "replace")

    def turn(self, line):
        verb, _, rest = line.partition(" ")
        verb = verb.upper()
        if verb == "QUIT":
            if self.sink.never_says_bye:
                self.hear()  # until the other side has had enough
            self.say(221, "bye")
            return False
        if verb in self.sink.answers:
            self.say(*self.sink.answers[verb])
            return True
        handler = getattr(self, "on_" + verb.lower(), None)
        if handler:
            handler(rest)
        else:
            self.say(502, "what?")
        return True

    def on_ehlo(self, _):
        offers = ["sink", "8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8"]
        if self.sink.size:
            offers.append(f"SIZE {self.sink.size}")
        if self.sink.starttls and not isinstance(self.line, ssl.SSLSocket):
            offers.append("STARTTLS")
        if self.sink.passwords is not None or self.sink.tokens is not None:
            offers.append("AUTH " + (f"{self.sink.mechanisms} " if self.sink.passwords is not None else "") +
                          ("XOAUTH2" if self.sink.tokens is not None else ""))
        self.say(250, "\n".join(offers))

    on_helo = on_ehlo

    def on_noop(self, _):
        self.say(250, "fine")

    def on_rset(self, _):
        self.sender, self.to = None, []
        self.say(250, "forgotten")

    def on_starttls(self, _):
        self.say(220, "go on")
        self.line = self.sink.starttls.wrap_socket(self.line, server_side=True)
        self.stream = self.line.makefile("rb")

    def decoded(self, text):
        if not text:
            self.say(334, "")
            text = self.hear()
        return base64.b64decode(text).decode()

    def on_auth(self, rest):
        mechanism, _, initial = rest.partition(" ")
        if mechanism == "PLAIN":
            _, user, password = self.decoded(initial).split("\0")
            self.is_known = (self.sink.passwords or {}).get(user) == password
        elif mechanism == "LOGIN":
            user = self.decoded(initial)
            self.is_known = (self.sink.passwords or {}).get(user) == self.decoded("")
        else:
            token = self.decoded(initial).split("auth=Bearer ", 1)[1].split("\1", 1)[0]
            self.is_known = token in (self.sink.tokens or ())
        if not self.is_known:
            self.sink.bad_logins += 1
        self.say(*((235, "hello") if self.is_known else (535, "5.7.8 wrong user or password")))

    def on_mail(self, rest):
        if (self.sink.passwords is not None or self.sink.tokens is not None) and not self.is_known:
            self.say(530, "5.7.0 log in first")
            return
        size = int(rest.upper().partition("SIZE=")[2].split(" ")[0] or 0)
        if self.sink.size and size > self.sink.size:
            self.say(552, "5.3.4 too large for this house")
            return
        self.sender, self.to = rest.partition("<")[2].partition(">")[0], []
        self.say(250, "sender ok")

    def on_rcpt(self, rest):
        address = rest.partition("<")[2].partition(">")[0]
        code, words = self.sink.answers.get(address.lower(), (250, "recipient ok"))
        if code == 250:
            self.to.append(address)
        self.say(code, words)

    def on_data(self, _):
        if self.sink.drops("data"):
            raise Gone
        self.say(354, "go on")
        lines = []
        while True:
            line = self.stream.readline(1 << 20)
            if not line:
                raise Gone
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
            if self.sink.drop == "before dot" and self.sink.drops("before dot"):
                raise Gone
        mail = Mail(self.sender, self.to, b"".join(lines))
        if self.sink.hold:
            self.sink.hold.wait(60)
        code, words = self.sink.answers.get("dot", (250, "taken"))
        is_lost = self.sink.drops("after dot")
        self.sink.note(mail, code == 250)
        if is_lost:
            raise Gone
        self.say(code, words)
