"""Sends closeSession as the program would."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

MOST_OF_ANSWER = 64 * 1024


def send_close(
    origin: str, path: str, session_id: str, credential: Tuple[str, Any], seconds: float
) -> Tuple[int, bytes]:
    """Raises an exception if no answer comes. The watched http.client tells the window of the call."""
    from http.client import HTTPConnection, HTTPSConnection
    from uuid import uuid4

    authorization, context = credential
    scheme, _, address = origin.partition("://")
    connection: Any = None
    if scheme == "http":
        connection = HTTPConnection(address, timeout=seconds)
    else:
        connection = HTTPSConnection(address, timeout=seconds, context=context)
    headers = {
        "workbook-session-id": session_id,
        "client-request-id": str(uuid4()),
        "Content-Type": "application/json",
    }
    if authorization:
        headers["Authorization"] = authorization
    try:
        connection.connect()
        if scheme == "https" and connection.sock.selected_alpn_protocol() == "h2":
            # http.client cannot speak HTTP/2, which the program's context offers.
            connection.close()
            connection = HTTPSConnection(address, timeout=seconds, context=context_like(context))
            connection.connect()
        if scheme == "https":
            check_host(connection.sock, connection.host)
        connection.request("POST", path + "/workbook/closeSession", body=b"{}", headers=headers)
        response = connection.getresponse()
        body = response.read(MOST_OF_ANSWER)
        response.close()
        return response.status, body
    finally:
        connection.close()


def context_like(context: Any) -> Any:
    """Trusts whom the program trusts, and offers no protocol."""
    import ssl

    like = ssl.create_default_context()
    authorities = context.get_ca_certs(binary_form=True)
    if authorities:
        like.load_verify_locations(cadata=b"".join(authorities))
    return like


def check_host(connected: Any, host: str) -> None:
    """Some clients check the name of the host themselves and not with their context, such as urllib3 1."""
    import ssl

    if connected.context.check_hostname or connected.context.verify_mode == ssl.CERT_NONE:
        return
    wildcard = "*." + host.partition(".")[2]
    names = connected.getpeercert().get("subjectAltName", ())
    if not any(name.lower() in (host, wildcard) for _, name in names):
        raise ssl.CertificateError("The certificate is for another host.")
