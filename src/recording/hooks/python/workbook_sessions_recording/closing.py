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

    authorization, context = credential
    scheme, _, address = origin.partition("://")
    connection = (
        HTTPSConnection(address, timeout=seconds, context=context_like(context))
        if scheme == "https"
        else HTTPConnection(address, timeout=seconds)
    )
    headers = {"workbook-session-id": session_id}
    if authorization:
        headers["Authorization"] = authorization
    try:
        connection.request("POST", path + "/workbook/closeSession", body=b"", headers=headers)
        response = connection.getresponse()
        body = response.read(MOST_OF_ANSWER)
        response.close()
        return response.status, body
    finally:
        connection.close()


def context_like(context: Any) -> Any:
    """Trusts whom the program trusts. A context of its own, since the program's may speak HTTP/2 only, or
    leave the host name to the client."""
    import ssl

    if context is None:
        return ssl.create_default_context()
    like = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    like.verify_flags = context.verify_flags
    if context.verify_mode == ssl.CERT_NONE:
        like.check_hostname = False
        like.verify_mode = ssl.CERT_NONE
        return like
    authorities = context.get_ca_certs(binary_form=True)
    if authorities:
        like.load_verify_locations(cadata=b"".join(authorities))
    else:
        like.load_default_certs()
    return like
