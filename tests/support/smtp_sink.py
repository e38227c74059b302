#!/usr/bin/env python3
"""A real SMTP server for the tests, over aiosmtpd.

First it prints {"port": N}, then one line of JSON for every mail that it takes. Recipients
reject@... are refused for good and later@... for now, the sender nobody@... is refused, and the
mail to hold@... is answered only when another mail has been taken. Ends when its input does.
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit("smtp_sink.py needs aiosmtpd: pip install -r tests/requirements.txt, or run tests/all")


def say(line):
    print(json.dumps(line), flush=True)


class Sink:
    def __init__(self, login):
        self.login = login
        self.taken = asyncio.Event()
        self.sessions = {}

    def authenticate(self, server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == self.login, handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.7.1 this sender is not ours"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("reject@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("hold@"):
            self.taken.clear()
            say({"holding": envelope.rcpt_tos})
            await self.taken.wait()
            return "250 OK"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk()
                 if not part.is_multipart()}
        say({
            "session": self.sessions.setdefault(session.peer, len(self.sessions)),
            "hello": session.host_name,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "login": session.authenticated,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "parts": parts,
            "ascii": envelope.content.isascii(),
        })
        self.taken.set()
        return "250 OK"


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--login", help="user:password, then demanded")
    asked = parser.parse_args()

    context = None
    if asked.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(asked.certificate, asked.key)
    sink = Sink(asked.login)

    def session():
        return SMTP(
            sink,
            tls_context=context if asked.tls == "starttls" else None,
            require_starttls=asked.tls == "starttls",
            authenticator=sink.authenticate if asked.login else None,
            auth_required=bool(asked.login),
            auth_require_tls=False,
        )

    logging.disable(logging.CRITICAL)
    loop = asyncio.get_running_loop()
    implicit = context if asked.tls == "implicit" else None
    server = await loop.create_server(session, "127.0.0.1", asked.port, ssl=implicit)
    say({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
