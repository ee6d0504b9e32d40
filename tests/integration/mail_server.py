"""A mail server on the loopback interface (aiosmtpd) that keeps what it is given, and misbehaves when asked to.

    mail_server.py DIR ADDRESS none|starttls|tls [CERTIFICATE KEY]

Writes DIR/port when it is ready, DIR/log with a line for each command, DIR/mail.N with the bytes of each message and
DIR/envelope.N with who it was from and for. The recipient's name says what goes wrong:
    later@   "try later" the first time            refused@  refused, in two lines
    full@    refused after the message             hang@     no answer
    close@   the connection closes at the message  lost@     the same, the first time
Users: audit with "correct horse", others are refused; echo, echo-login and echo-plain are told the password again, the
latter two as it went over the line.
"""

import asyncio
import base64
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

directory = pathlib.Path(sys.argv[1])
address, security = sys.argv[2:4]
seen = set()
mails = 0


def note(text):
    with open(directory / "log", "a", encoding="utf-8") as log:
        log.write(text + "\n")


def is_first(name):
    if name in seen:
        return False
    seen.add(name)
    return True


def is_encrypted(server):
    return server.transport.get_extra_info("ssl_object") is not None


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        note("EHLO " + hostname + (" encrypted" if is_encrypted(server) else ""))
        return responses

    async def handle_MAIL(self, server, session, envelope, sender, options):
        note("MAIL " + sender)
        envelope.mail_from = sender
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, recipient, options):
        note("RCPT " + recipient)
        name = recipient.split("@")[0]
        if name == "later" and is_first(name):
            return "451 4.7.1 Greylisted, try later"
        if name == "refused":
            server.transport.write(b"550-5.1.1 No such user here\r\n")
            return "550 5.1.1 See https://example.jp/help"
        if name == "hang":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(recipient)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        global mails
        name = envelope.rcpt_tos[0].split("@")[0]
        note("DATA " + str(len(envelope.original_content)))
        if name == "full":
            return "552 5.2.2 Mailbox is full"
        if name == "close" or (name == "lost" and is_first(name)):
            server.transport.abort()
            return "250 unheard"
        mails += 1
        (directory / f"mail.{mails}").write_bytes(envelope.original_content)
        user = session.auth_data or "nobody"
        lines = [envelope.mail_from, *envelope.rcpt_tos, user, "encrypted" if is_encrypted(server) else "plain"]
        (directory / f"envelope.{mails}").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return "250 2.0.0 Queued"


def authenticate(server, session, envelope, mechanism, data):
    note("AUTH " + mechanism + (" encrypted" if is_encrypted(server) else " plain"))
    login, password = data.login.decode(), data.password.decode()
    echoes = {
        "echo": password,
        "echo-login": base64.b64encode(password.encode()).decode(),
        "echo-plain": base64.b64encode(f"\0{login}\0{password}".encode()).decode(),
    }
    if login in echoes:
        return AuthResult(success=False, handled=False, message="535 5.7.8 Not the password: " + echoes[login])
    if (login, password) != ("audit", "correct horse"):
        return AuthResult(success=False, handled=False, message="535 5.7.8 Authentication failed")
    return AuthResult(success=True, auth_data=login)


def make_protocol():
    return SMTP(
        Handler(),
        hostname="mail.example.jp",
        tls_context=context if security == "starttls" else None,
        require_starttls=security == "starttls",
        authenticator=authenticate,
        auth_require_tls=False,
        loop=loop,
    )


context = None
if security != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
server = loop.run_until_complete(
    loop.create_server(make_protocol, address, 0, ssl=context if security == "tls" else None)
)
(directory / "port.new").write_text(str(server.sockets[0].getsockname()[1]) + "\n", encoding="utf-8")
(directory / "port.new").rename(directory / "port")
loop.run_forever()
