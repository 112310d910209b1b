/**
 * The origin that the text names, when it is a loopback address with a port and nothing else:
 * `http(s)://127.0.0.1:<port>` or `http(s)://[::1]:<port>`. Names such as `localhost` can be pointed
 * elsewhere and are not taken.
 */
export function loopbackOrigin(text: string): string | undefined {
  const match = /^(https?):\/\/(127\.0\.0\.1|\[::1\]):([1-9]\d{0,4})\/?$/.exec(text.trim());
  return match && Number(match[3]) <= 65_535 ? match[0].replace(/\/$/, '') : undefined;
}
