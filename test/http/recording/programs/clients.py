"""The HTTP clients as programs use them: each is a function that sends requests, one after the other."""

import json
import os
import socket
import ssl

ORIGIN = os.environ["GRAPH_ORIGIN"]
CERTIFICATE = os.environ["GRAPH_CERTIFICATE"]
TOKEN = os.environ["GRAPH_TOKEN"]

_getaddrinfo = socket.getaddrinfo


def _on_loopback(host, *args, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    return _getaddrinfo("127.0.0.1" if name == "graph.microsoft.com" else host, *args, **kwargs)


socket.getaddrinfo = _on_loopback


def headers_of(request):
    return {"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json", **request.get("headers", {})}


def body_of(request):
    return json.dumps(request["body"]).encode() if "body" in request else None


def path_of(request):
    return request["path"].replace(ORIGIN, "")


def run_http_client(steps):
    import http.client

    host = ORIGIN.partition("://")[2]
    connection = http.client.HTTPSConnection(host, context=ssl.create_default_context(cafile=CERTIFICATE))
    answer = None
    while True:
        request = next_of(steps, answer)
        if request is None:
            return
        connection.request(request["method"], path_of(request), body_of(request), headers_of(request))
        response = connection.getresponse()
        answer = response.status, response.headers.get("Location"), response.read()


def run_urllib(steps):
    import urllib.error
    import urllib.request

    context = ssl.create_default_context(cafile=CERTIFICATE)
    answer = None
    while True:
        request = next_of(steps, answer)
        if request is None:
            return
        message = urllib.request.Request(
            ORIGIN + path_of(request), body_of(request), headers_of(request), method=request["method"]
        )
        try:
            with urllib.request.urlopen(message, context=context) as response:
                answer = response.status, response.headers.get("Location"), response.read()
        except urllib.error.HTTPError as error:
            answer = error.code, None, error.read()


def run_requests(steps):
    import requests

    with requests.Session() as session:
        session.verify = CERTIFICATE
        answer = None
        while True:
            request = next_of(steps, answer)
            if request is None:
                return
            response = session.request(
                request["method"], ORIGIN + path_of(request), data=body_of(request), headers=headers_of(request)
            )
            answer = response.status_code, response.headers.get("Location"), response.content


def run_httpx(steps):
    import httpx

    with httpx.Client(verify=ssl.create_default_context(cafile=CERTIFICATE)) as client:
        answer = None
        while True:
            request = next_of(steps, answer)
            if request is None:
                return
            response = client.request(
                request["method"], ORIGIN + path_of(request), content=body_of(request), headers=headers_of(request)
            )
            answer = response.status_code, response.headers.get("Location"), response.content


def run_httpx_async(steps):
    import asyncio

    import httpx

    async def run():
        async with httpx.AsyncClient(verify=ssl.create_default_context(cafile=CERTIFICATE)) as client:
            answer = None
            while True:
                request = next_of(steps, answer)
                if request is None:
                    return
                response = await client.request(
                    request["method"], ORIGIN + path_of(request), content=body_of(request), headers=headers_of(request)
                )
                answer = response.status_code, response.headers.get("Location"), response.content

    asyncio.run(run())


def run_aiohttp(steps):
    import asyncio

    import aiohttp

    async def run():
        # aiohttp's default resolver asks the event loop, which asks socket.getaddrinfo.
        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=CERTIFICATE))
        async with aiohttp.ClientSession(connector=connector) as session:
            answer = None
            while True:
                request = next_of(steps, answer)
                if request is None:
                    return
                async with session.request(
                    request["method"], ORIGIN + path_of(request), data=body_of(request), headers=headers_of(request)
                ) as response:
                    answer = response.status, response.headers.get("Location"), await response.read()

    asyncio.run(run())


def next_of(steps, answer):
    """The next request of a generator, which gets the answer to the one before."""
    if answer is not None:
        status, location, body = answer
        answer = status, location, json.loads(body) if body else None
    try:
        return steps.send(answer)
    except StopIteration:
        return None


CLIENTS = {
    "http.client": run_http_client,
    "urllib": run_urllib,
    "requests": run_requests,
    "httpx": run_httpx,
    "httpx async": run_httpx_async,
    "aiohttp": run_aiohttp,
}
