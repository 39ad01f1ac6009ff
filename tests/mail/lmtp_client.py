"""Handing mail to a server under test, and making it."""

import hashlib
import hmac
import base64
import itertools
import os
import smtplib
import socket

NUMBERS = itertools.count(1)
SOCKET = "lmtp.sock"  # in the server's folder: --lmtp unix:lmtp.sock
DOMAIN = "tienda.example"


def address_of(world):
    return os.path.join(world.folder, SOCKET)


def letter(sender, subject="Hola", body="Necesito ayuda con mi pedido.", to=f"soporte@{DOMAIN}", message_id=None,
           headers=(), name=""):
    """(Message-ID, bytes): a plain message; `headers` are further lines."""
    message_id = message_id or f"m{next(NUMBERS)}.{os.getpid()}@out.example"
    lines = [f"From: {name} <{sender}>" if name else f"From: {sender}", f"To: {to}", f"Subject: {subject}",
             f"Message-ID: <{message_id}>", "Date: Mon, 23 Nov 2026 10:00:00 +0000", "MIME-Version: 1.0",
             "Content-Type: text/plain; charset=utf-8", *headers, "", body, ""]
    return message_id, "\r\n".join(lines).encode()


def hand_over(world, raw, recipients=(f"soporte@{DOMAIN}",), sender="someone@out.example"):
    """{recipient: (code, words)} of the answers after the data; refused recipients have theirs."""
    client = smtplib.LMTP(address_of(world), timeout=60)
    try:
        client.ehlo_or_helo_if_needed()
        client.mail(sender)
        answers = {to: client.rcpt(to) for to in recipients}
        taken = [to for to in recipients if answers[to][0] == 250]
        if not taken:
            return answers
        client.putcmd("data")
        client.getreply()
        client.send(smtplib._quote_periods(raw) + (b"" if raw.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        answers.update({to: client.getreply() for to in taken})
        return answers
    finally:
        client.close()


def raw_socket(world):
    """A connection without a library's manners, greeted already."""
    plain = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    plain.settimeout(30)
    plain.connect(address_of(world))
    stream = plain.makefile("rb")
    stream.readline()
    return plain, stream


def close(plain, stream):
    stream.close()
    plain.close()


def reply_of(stream):
    """Code of the next reply, past its continued lines; 0 at the end."""
    while True:
        line = stream.readline()
        if not line:
            return 0
        if line[3:4] == b" ":
            return int(line[:3])


def tag_of(secret, ticket_id):
    """The signed tag as mail_tag.h describes it, made anew here."""
    digest = hmac.new(secret, f"ticket:{ticket_id}".encode(), hashlib.sha256).digest()[:16]
    return f"lz{ticket_id}x" + base64.b32encode(digest).decode().rstrip("=").lower()
