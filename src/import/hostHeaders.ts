const header =
  /(?<=^|[^\w-]|\\[nrt])(?:host|:authority)\\{0,9}["']?[ \t]{0,99}[:=][ \t]{0,99}\\{0,9}["']?([^\s"'\\,;]{1,255})/gi;

/** How far from its request line a host is looked for, in characters. */
const farthest = 2000;
const otherRequest = /\n[ \t\r]*\n|\n#{3}|\n[\s>*]*(?:GET|POST|PUT|PATCH|DELETE)\s/;

/** The hosts that raw requests name in a header of their own. */
export class HostHeaders {
  private readonly hosts: readonly { readonly at: number; readonly name: string }[];
  private next = 0;

  constructor(private readonly text: string) {
    this.hosts = Array.from(text.matchAll(header), (match) => ({
      at: match.index,
      name: match[1]?.toLowerCase() ?? '',
    }));
  }

  /** The origin of the request whose path stands there, or nothing. Ask from the beginning to the end. */
  originAt(position: number): string {
    while ((this.hosts[this.next]?.at ?? Infinity) < position) {
      this.next += 1;
    }
    return this.originAfter(position) ?? this.originBefore(position) ?? '';
  }

  private originAfter(position: number): string | undefined {
    const host = this.hosts[this.next];
    if (!host || host.at - position > farthest) {
      return undefined;
    }
    const isOneRequest = !otherRequest.test(this.text.slice(position, host.at));
    return isOneRequest ? originOf(host.name) : undefined;
  }

  private originBefore(position: number): string | undefined {
    const host = this.hosts[this.next - 1];
    if (!host || position - host.at > farthest) {
      return undefined;
    }
    const isOneLine = !this.text.slice(host.at, position).includes('\n');
    return isOneLine ? originOf(host.name) : undefined;
  }
}

/** Only stand-ins on this machine do without TLS. */
function originOf(host: string): string {
  return `${/^(?:127\.|\[::1\])/.test(host) ? 'http' : 'https'}://${host}`;
}
