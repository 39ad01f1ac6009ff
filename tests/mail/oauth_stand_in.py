"""A small provider of access tokens: a token endpoint (RFC 6749 section 6) for Lazo, and introspection (RFC 7662) for the
mail server, so that a token can end, or be refused, when a test wants it to."""

import http.server
import json
import threading
import urllib.parse


class Provider:
    def __init__(self, user="ana", refresh_token="refresco", client_id="lazo-pruebas"):
        self.user, self.refresh_token, self.client_id = user, refresh_token, client_id
        self.good = set()  # access tokens that the mail server takes
        self.asked = []    # forms that came to the token endpoint
        self.expires_in = 3600
        self.rotates = False
        self.refuses = None  # an error code, instead of a token
        self.lock = threading.Lock()
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self, status, body):
                payload = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)

            def do_POST(self):
                form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                self.answer(*provider.token(form))

            def do_GET(self):
                query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
                self.answer(200, provider.introspect(query.get("token", [""])[0]))

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.token_url = f"{self.url}/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self, form):
        with self.lock:
            self.asked.append(form)
            if self.refuses:
                return 400, {"error": self.refuses, "error_description": "Sign in again."}
            if form.get("grant_type") != "refresh_token" or form.get("refresh_token") != self.refresh_token:
                return 400, {"error": "invalid_grant"}
            if form.get("client_id") != self.client_id:
                return 401, {"error": "invalid_client"}
            token = f"acceso-{len(self.asked)}"
            self.good.add(token)
            made = {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}
            if self.rotates:
                self.refresh_token = made["refresh_token"] = f"refresco-{len(self.asked)}"
            return 200, made

    def introspect(self, token):
        with self.lock:
            return {"active": "true", "username": self.user} if token in self.good else {"active": "false"}

    def forget(self):
        """Every access token ends now."""
        with self.lock:
            self.good.clear()

    def count(self):
        with self.lock:
            return len(self.asked)

    def end(self):
        self.server.shutdown()
        self.server.server_close()
