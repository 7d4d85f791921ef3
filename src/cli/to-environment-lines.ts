/** Variables as `.env` files and shells read them. `null` is set to nothing; `undefined` is left out. */
export function toEnvironmentLines(variables: { readonly [name: string]: string | null | undefined }): string[] {
  return Object.entries(variables)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quote(value ?? "")}`)
}

function quote(value: string): string {
  return /^[\w.:/@%+=-]*$/.test(value) ? value : `'${value}'`
}
