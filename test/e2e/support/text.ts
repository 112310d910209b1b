/** A pattern for a text that is exactly this, after what `prefix` matches. */
export function exactly(text: string, prefix = ''): RegExp {
  return new RegExp(`^${prefix}${text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}
