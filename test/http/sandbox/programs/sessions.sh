# Opens, refreshes and closes a session with curl.
set -eu
workbook="$GRAPH_BASE_URL/v1.0/me/drive/root:/Budget.xlsx:/workbook"

post() {
  action=$1 body=$2 request=$3
  shift 3
  curl --silent --show-error --fail \
    --header "Authorization: Bearer $GRAPH_ACCESS_TOKEN" \
    --header 'Content-Type: application/json' \
    --header "client-request-id: 00000000-0000-4000-8000-00000000000$request" \
    --data "$body" "$@" "$workbook/$action"
}

session=$(post createSession '{"persistChanges":true}' 1 | sed 's/.*"id":"\([^"]*\)".*/\1/')
post refreshSession '{}' 2 --header "workbook-session-id: $session"
post closeSession '{}' 3 --header "workbook-session-id: $session"
echo done
