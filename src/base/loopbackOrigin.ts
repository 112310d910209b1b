/**
 * The origin in the text if it is a loopback address with a port and nothing else:
 * `http(s)://127.0.0.1:<port>` or `http(s)://[::1]:<port>`. A name such as `localhost` is rejected, because
 * it can resolve to another address.
 */
export function loopbackOrigin(text: string): string | undefined {
  const match = /^(https?):\/\/(127\.0\.0\.1|\[::1\]):([1-9]\d{0,4})\/?$/.exec(text.trim());
  return match && Number(match[3]) <= 65_535 ? match[0].replace(/\/$/, '') : undefined;
}
