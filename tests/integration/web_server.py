"""A web server on the loopback interface that keeps what is posted, and misbehaves when asked to.

    web_server.py DIR ADDRESS [CERTIFICATE KEY]

Writes DIR/port when it is ready, DIR/log with a line for each request, DIR/body.N and DIR/headers.N. The path says what
comes back:
    /ok…        200                               /later…     503 the first time
    /limit…     429 the first time                /down…      500
    /no…        404 with a word                   /echo…      400 with the path and the authorization
    /elsewhere  302 to /ok                        /endless    200 and a body without end
    /wrong      400 and a body without end        /hang       nothing
    /close      the connection closes
It is a proxy as well, which lets nobody through to a host whose name begins with "secret".
"""

import http.server
import pathlib
import socket
import ssl
import sys
import threading
import urllib.parse

directory = pathlib.Path(sys.argv[1])
seen = set()
posts = 0


def pump(source, sink):
    """Copies what comes until it ends."""
    try:
        while chunk := source.recv(65536):
            sink.sendall(chunk)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pour(self, status):
        self.send_response(status)
        self.send_header("Content-Length", str(1 << 40))
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"y" * 65536)
        except OSError:
            self.close_connection = True

    def keep(self):
        global posts
        posts += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        (directory / f"body.{posts}").write_bytes(body)
        (directory / f"headers.{posts}").write_text(str(self.headers), encoding="utf-8")
        with open(directory / "log", "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path}\n")

    def do_POST(self):
        self.keep()
        what = urllib.parse.urlsplit(self.path).path.split("/")[1]
        is_first = what not in seen
        seen.add(what)
        if what == "later":
            self.answer(503 if is_first else 200, b"busy\n")
        elif what == "limit":
            self.answer(429 if is_first else 200, b"slowly\n")
        elif what == "down":
            self.answer(500, b"internal\n")
        elif what == "no":
            self.answer(404, b"no_service\nand more\n")
        elif what == "echo":
            self.answer(400, f"no {self.path} for {self.headers.get('Authorization')}\n".encode())
        elif what == "elsewhere":
            self.answer(302, Location="/ok")
        elif what == "endless":
            self.pour(200)
        elif what == "wrong":
            self.pour(400)
        elif what == "hang":
            threading.Event().wait()
        elif what == "close":
            self.close_connection = True
        else:
            self.answer(200, b"ok")

    def do_CONNECT(self):
        with open(directory / "log", "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path}\n")
        if self.path.startswith("secret"):
            self.answer(403, b"no\n")
            return
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as peer:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pump, args=(peer, self.connection))
            back.start()
            pump(self.connection, peer)
            back.join()
        self.close_connection = True

    def do_GET(self):
        with open(directory / "log", "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path}\n")
        self.answer(200, b"ok")


server = http.server.ThreadingHTTPServer((sys.argv[2], 0), Handler)
server.daemon_threads = True
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
(directory / "port.new").write_text(str(server.server_address[1]) + "\n", encoding="utf-8")
(directory / "port.new").rename(directory / "port")
server.serve_forever()
