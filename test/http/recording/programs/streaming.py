"""Says that the answer has begun, then reads its end: `streaming.py CLIENT HOST:PORT`."""

import asyncio
import sys

host = sys.argv[2]
path = "/v1.0/me/drive/items/1/workbook/createSession"
url = "http://" + host + path


def read(parts):
    sizes = []
    for part in parts:
        if not sizes:
            print("begun", flush=True)
        sizes.append(len(part))
    print(sum(sizes))


def run_http_client():
    import http.client

    connection = http.client.HTTPConnection(host)
    connection.request("POST", path)
    response = connection.getresponse()
    read(iter(lambda: response.read1(65536), b""))


def run_requests():
    import requests

    with requests.post(url, stream=True) as response:
        read(response.raw.stream(65536, decode_content=False))


def run_httpx():
    import httpx

    with httpx.stream("POST", url) as response:
        read(response.iter_raw())


def run_httpx_async():
    import httpx

    async def run():
        async with httpx.AsyncClient() as client, client.stream("POST", url) as response:
            sizes = []
            async for part in response.aiter_raw():
                if not sizes:
                    print("begun", flush=True)
                sizes.append(len(part))
            print(sum(sizes))

    asyncio.run(run())


def run_aiohttp():
    import aiohttp

    async def run():
        async with aiohttp.ClientSession(auto_decompress=False) as session, session.post(url) as response:
            sizes = []
            async for part in response.content.iter_any():
                if not sizes:
                    print("begun", flush=True)
                sizes.append(len(part))
            print(sum(sizes))

    asyncio.run(run())


{
    "http.client": run_http_client,
    "requests": run_requests,
    "httpx": run_httpx,
    "httpx async": run_httpx_async,
    "aiohttp": run_aiohttp,
}[sys.argv[1]]()
