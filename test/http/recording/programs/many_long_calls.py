"""Tells so much that no buffer holds it."""

from clients import CLIENTS


def steps():
    path = "/v1.0/me/drive/root:/" + "x" * 12000 + ":/workbook/worksheets"
    for _ in range(100):
        yield {"method": "GET", "path": path, "headers": {"workbook-session-id": "1"}}


CLIENTS["http.client"](steps())
print("ended")
