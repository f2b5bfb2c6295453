"""A server behind TLS: the services work with a certificate that they trust, and with no other.

The embedded server is built without TLS, so it is terminated in front of whichever server the tests run on.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest

from tests.support import Server, Service, eventually

OPENSSL = shutil.which("openssl")

pytestmark = [
    pytest.mark.delivery,
    pytest.mark.skipif(OPENSSL is None, reason="needs the openssl command for its certificates"),
]

Start = Callable[..., Service]

# What a certificate needs to pass X509_V_FLAG_X509_STRICT, which Python 3.13 sets.
EXTENSIONS = """
[ authority ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[ server ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = IP:127.0.0.1
[ req ]
distinguished_name = name
[ name ]
"""


@dataclass(frozen=True)
class Authority:
    """A certificate authority of this test, and a server's certificate that it signed: for 127.0.0.1, not localhost."""

    folder: Path

    @property
    def certificate(self) -> Path:
        return self.folder / "authority.pem"

    def make(self) -> None:
        (self.folder / "extensions").write_text(EXTENSIONS)
        key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config extensions"
        self._openssl(f"req -x509 {key} -keyout authority.key -out authority.pem -subj /CN=authority", "authority")
        self._openssl(f"req {key} -keyout server.key -out server.csr -subj /CN=server", "server")
        signed = "-CA authority.pem -CAkey authority.key -CAcreateserial -extfile extensions"
        self._openssl(f"x509 -req -in server.csr {signed} -out server.pem", "server")

    def _openssl(self, command: str, extensions: str) -> None:
        words = [str(OPENSSL), *command.split(), "-extensions", extensions]
        subprocess.run(words, cwd=self.folder, check=True, capture_output=True)

    def context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    one = Authority(tmp_path)
    one.make()
    return one


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError), contextlib.closing(writer):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()


@pytest.fixture
async def port(server: Server, authority: Authority) -> AsyncGenerator[int]:
    """Where TLS leads to the server."""
    parts = urlsplit(server.url)
    carrying: set[asyncio.Task[object]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        carrying.add(cast("asyncio.Task[object]", asyncio.current_task()))
        if parts.scheme == "unix":
            answers, asks = await asyncio.open_unix_connection(parts.path)
        else:
            answers, asks = await asyncio.open_connection(parts.hostname, parts.port)
        await asyncio.gather(pass_on(reader, asks), pass_on(answers, writer))

    listener = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=authority.context())
    yield cast("int", listener.sockets[0].getsockname()[1])
    listener.close()
    await asyncio.gather(*carrying, return_exceptions=True)


async def test_files_become_events_over_tls(port: int, authority: Authority, service: Start, inbox: Path) -> None:
    url = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={authority.certificate}"
    ingest, worker = (service(name, REDIS_URL=url) for name in ("services.ingest", "services.enrich"))
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    await eventually(lambda: worker.log("ArticleEnriched"), "the event")
    assert [one.log("ServerUnreachable") for one in (ingest, worker)] == [[], []]
    assert ingest.log("ServiceStarted")[0]["server"] == f"rediss://127.0.0.1:{port}/0"


@pytest.mark.parametrize(
    ("address", "trusts", "why"),
    [
        ("127.0.0.1", False, "unable to get local issuer certificate"),
        ("localhost", True, "Hostname mismatch"),
    ],
    ids=["unknown authority", "other name"],
)
async def test_a_certificate_that_is_not_trusted_is_refused_and_said(
    port: int, authority: Authority, service: Start, inbox: Path, address: str, *, trusts: bool, why: str
) -> None:
    (inbox / "a.txt").write_text("The harbour opened on Monday.\n")
    url = f"rediss://{address}:{port}/0" + (f"?ssl_ca_certs={authority.certificate}" if trusts else "")
    for one in [service(name, REDIS_URL=url) for name in ("services.ingest", "services.enrich")]:
        await eventually(lambda one=one: one.log("ServerUnreachable"), "the refusal to be said")
        detail = one.log("ServerUnreachable")[0]["detail"]
        assert "CERTIFICATE_VERIFY_FAILED" in detail
        assert why in detail
        assert one.exit_code is None
    assert (inbox / "a.txt").exists()
