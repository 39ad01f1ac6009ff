"""Private mail servers for tests: each in a folder of its own, on free loopback ports, ended by stop_all().

Dovecot runs as root or as anybody; Postfix wants root, so `Postfix(...)` raises Skipped without. A missing program is a
failure, not a skip: scripts/setup installs them."""

import atexit
import email.utils
import grp
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

START_SECONDS_MAX = 20
DOVECOT = "/usr/sbin/dovecot"
POSTFIX = "/usr/sbin/postfix"
RUNNING = []
NUMBERS = itertools.count(1)
IS_ROOT = os.getuid() == 0


class Skipped(Exception):
    """This machine cannot do it; the sentence says why."""


def needs(program):
    if not os.access(program, os.X_OK):
        raise AssertionError(f"{program} is missing; run scripts/setup")


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def new_folder(name):
    """Readable for the servers' own users."""
    folder = Path(tempfile.mkdtemp(prefix=f"lazo-{name}-"))
    folder.chmod(0o755)
    return folder


def wait_for_port(port, what, seconds=START_SECONDS_MAX):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"{what} does not listen at port {port} after {seconds} s")


def stop_all():
    while RUNNING:
        RUNNING.pop().end()


atexit.register(stop_all)


class Certificates:
    """A private authority, `ca.pem`, and certificates it signs."""

    def __init__(self):
        self.folder = new_folder("ca")
        self.ca = self.folder / "ca.pem"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj",
                     "/CN=Lazo tests", "-keyout", self.folder / "ca.key", "-out", self.ca)
        RUNNING.append(self)

    @staticmethod
    def openssl(*words):
        run = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise AssertionError(f"openssl {words[0]}: {run.stderr[-400:]}")

    def make(self, names, days=3650):
        """(certificate, key) for names such as "DNS:localhost,IP:127.0.0.1"."""
        base = self.folder / f"server{next(NUMBERS)}"
        key, request, made = base.with_suffix(".key"), base.with_suffix(".csr"), base.with_suffix(".pem")
        names_file = base.with_suffix(".ext")
        names_file.write_text(f"subjectAltName={names}\n")
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=server", "-keyout", key, "-out",
                     request)
        self.openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key", "-CAcreateserial", "-days", days,
                     "-extfile", names_file, "-out", made)
        key.chmod(0o644)
        return made, key

    def end(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Dovecot:
    """IMAP and LMTP over Maildirs. `ssl`: no | yes | required; `oauth_url`: where tokens are checked."""

    def __init__(self, users=(("ana", "secreto"),), ssl="no", certificate=None, oauth_url=None, further=""):
        needs(DOVECOT)
        self.folder = new_folder("dovecot")
        self.ssl, self.certificate, self.oauth_url, self.further = ssl, certificate, oauth_url, further
        self.port, self.tls_port, self.lmtp_port = free_port(), free_port() if ssl != "no" else 0, free_port()
        self.user = ("nobody", "nogroup") if IS_ROOT else (pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name)
        self.users = dict(users)
        self.child = None
        (self.folder / "mail").mkdir()
        self.own(self.folder / "mail")
        self.write_users()
        (self.folder / "dovecot.conf").write_text(self.configuration())
        self.start()
        RUNNING.append(self)

    def own(self, path):
        if IS_ROOT:
            shutil.chown(path, *self.user)

    def write_users(self):
        draft = self.folder / "users.new"
        draft.write_text("".join(f"{name}:{{PLAIN}}{password}::::::\n" for name, password in self.users.items()))
        draft.chmod(0o644)
        draft.rename(self.folder / "users")

    def set_password(self, name, password):
        self.users[name] = password
        self.write_users()

    def configuration(self):
        folder, (user, group) = self.folder, self.user
        internal = "" if IS_ROOT else f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"
        tls = f"ssl_cert = <{self.certificate[0]}\nssl_key = <{self.certificate[1]}\n" if self.certificate else ""
        oauth = ""
        if self.oauth_url:
            (folder / "oauth2.conf").write_text(f"introspection_url = {self.oauth_url}/introspect?token=\nintrospection_mode = get\n"
                                                "username_attribute = username\nactive_attribute = active\nactive_value = true\n")
            oauth = f"passdb {{\n driver = oauth2\n mechanisms = xoauth2\n args = {folder}/oauth2.conf\n}}\n"
        return f"""base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = {self.ssl}
{tls}disable_plaintext_auth = no
auth_mechanisms = plain login{' xoauth2' if self.oauth_url else ''}
auth_username_format = %Ln
auth_failure_delay = 0
auth_cache_size = 0
{internal}first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = 50
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
{oauth}passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.lmtp_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
}}
{self.further}
"""

    def start(self):
        self.log = open(self.folder / "console.log", "ab")
        self.child = subprocess.Popen([DOVECOT, "-F", "-c", self.folder / "dovecot.conf"], stdout=self.log, stderr=self.log,
                                      stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for_port(self.port, "Dovecot")
        except AssertionError as error:
            console = (self.folder / "console.log").read_text() + self.log_text()
            raise AssertionError(f"{error}: {console[-600:]}") from None

    def log_text(self):
        log = self.folder / "dovecot.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def kill(self):
        """Without warning: every process of it at once."""
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(10)
        self.log.close()

    def end(self):
        if self.child.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    # mailboxes

    def maildir(self, user, folder="INBOX"):
        base = self.folder / "mail" / user
        return base if folder == "INBOX" else base / f".{folder}"

    def make_folder(self, user, folder="INBOX"):
        for path in (self.maildir(user), self.maildir(user, folder)):
            for part in (path, path / "tmp", path / "new", path / "cur"):
                part.mkdir(parents=True, exist_ok=True)
                self.own(part)

    def put(self, user, raw, folder="INBOX"):
        """A new message, as a delivery agent would leave it."""
        self.make_folder(user, folder)
        name = f"{int(time.time())}.{os.getpid()}_{next(NUMBERS)}.test"
        draft = self.maildir(user, folder) / "tmp" / name
        draft.write_bytes(raw)
        self.own(draft)
        draft.rename(self.maildir(user, folder) / "new" / name)

    def flags(self, user, folder="INBOX"):
        """The flags of each message there, as Maildir letters ("S" seen, "T" deleted)."""
        path = self.maildir(user, folder)
        names = [entry.name for part in ("new", "cur") if (path / part).is_dir() for entry in (path / part).iterdir()]
        return sorted(name.rpartition(":2,")[2] if ":2," in name else "" for name in names)

    def number_anew(self, user, folder="INBOX"):
        """Other UIDs and another UIDVALIDITY, and nothing seen any more, as after a move to another machine."""
        path = self.maildir(user, folder)
        for entry in list((path / "cur").iterdir()):
            entry.rename(path / "new" / entry.name.partition(":2,")[0])
        for entry in list(path.glob("dovecot*")):
            entry.unlink()


class Postfix:
    """SMTP that delivers everything by LMTP to `target` ("host:port")."""

    def __init__(self, target, further=""):
        needs(POSTFIX)
        if not IS_ROOT:
            raise Skipped("Postfix can only be started by root")
        self.folder = new_folder("postfix")
        self.port = free_port()
        for name in ("etc", "spool", "data"):
            (self.folder / name).mkdir()
        shutil.chown(self.folder / "data", "postfix")
        (self.folder / "etc" / "main.cf").write_text(self.main(target) + further)
        (self.folder / "etc" / "master.cf").write_text(self.master())
        RUNNING.append(self)
        run = self.call("start")
        if run.returncode != 0:
            raise AssertionError(f"Postfix did not start: {run.stdout}{run.stderr} {self.log_text()[-500:]}")
        wait_for_port(self.port, "Postfix")

    def main(self, target):
        folder = self.folder
        return f"""compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.test
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relay_domains =
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = lmtp:inet:{target}
local_transport = error:none
local_recipient_maps =
alias_maps =
alias_database =
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
"""

    def master(self):
        rows = [f"{self.port} inet n - n - - smtpd", "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup",
                "qmgr unix n - n 300 1 qmgr", "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
                "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap",
                "smtp unix - - n - - smtp", "lmtp unix - - n - - lmtp", "error unix - - n - - error", "retry unix - - n - - error",
                "discard unix - - n - - discard", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache",
                "postlog unix-dgram n - n - 1 postlogd"]
        return "\n".join(rows) + "\n"

    def call(self, *words):
        return subprocess.run([POSTFIX, "-c", self.folder / "etc", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False)

    def log_text(self):
        log = self.folder / "postfix.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def flush(self):
        subprocess.run(["/usr/sbin/postqueue", "-c", self.folder / "etc", "-f"], capture_output=True, check=False)

    def end(self):
        self.call("stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def message(sender="cliente@fuera.example", to="soporte@tienda.example", subject="Hola", text="Necesito ayuda.", message_id=None,
            headers=()):
    """A plain message, and its Message-ID without < >."""
    message_id = message_id or f"{next(NUMBERS)}.{os.getpid()}.{time.monotonic_ns()}@fuera.example"
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{message_id}>", f"Date: {email.utils.formatdate()}",
             "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", *headers, "", text, ""]
    return "\r\n".join(lines).encode(), message_id
