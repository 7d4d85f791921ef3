/** What a table has for `provider/model`: under its name, else under the longest pattern that ends in `*`. */
export function findByPattern<T>(table: ReadonlyMap<string, T>, name: string): T | undefined {
  const near = [...table.keys()]
    .filter((pattern) => pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)))
    .sort((one, other) => other.length - one.length)[0]
  return table.get(name) ?? (near === undefined ? undefined : table.get(near))
}
