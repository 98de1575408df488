"""Asks a portal on this machine over HTTP(S); always by 127.0.0.1 and a Host header."""

import http.client
import ssl
from contextlib import closing

TIMEOUT_SECONDS = 5.0


def ask(port: int, method: str, path: str, host: str, *, https: bool = False) -> int:
    """The status of one request; 0 if nobody answered.

    Over HTTPS the certificate is not checked: it is our own process on the loopback.
    """
    with closing(_connect(port, https)) as connection:
        try:
            connection.request(method, path, headers={"Host": host, "Content-Length": "0"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def _connect(port: int, https: bool) -> http.client.HTTPConnection:
    if not https:
        return http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS, context=context)
