/** The source of a pattern for a text as it is, or of one that is given. */
export function patternOf(text: string | RegExp): string {
  return typeof text === 'string'
    ? text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    : text.source;
}

/** A pattern for a text that is exactly this, after what `prefix` matches. */
export function exactly(text: string, prefix = ''): RegExp {
  return new RegExp(`^${prefix}${patternOf(text)}$`);
}

/** Whatever begins with the whole text; a menu item's key follows its label. */
export function beginningWith(text: string | RegExp): RegExp {
  return typeof text === 'string' ? new RegExp(`^${patternOf(text)}(?!\\w)`) : text;
}
