# Opens, refreshes and closes a session with the client that the argument names.
import os
import sys
import uuid

client = __import__(sys.argv[1])
workbook = os.environ["GRAPH_BASE_URL"] + "/v1.0/me/drive/root:/Budget.xlsx:/workbook"


def post(action, body, **headers):
    answer = client.post(
        f"{workbook}/{action}",
        json=body,
        headers={
            "Authorization": "Bearer " + os.environ["GRAPH_ACCESS_TOKEN"],
            "client-request-id": str(uuid.uuid4()),
            **headers,
        },
    )
    answer.raise_for_status()
    return answer


session_id = post("createSession", {"persistChanges": True}).json()["id"]
for action in ["refreshSession", "closeSession"]:
    post(action, {}, **{"workbook-session-id": session_id})
print("done")
