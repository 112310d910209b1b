/** A pattern for a text that is exactly this, after what `prefix` matches. */
export function exactly(text: string, prefix = ''): RegExp {
  return new RegExp(`^${prefix}${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}

/** Whatever begins with the whole text; a menu item's key follows its label. */
export function beginningWith(text: string | RegExp): RegExp {
  return typeof text === 'string'
    ? new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?!\\w)`)
    : text;
}
