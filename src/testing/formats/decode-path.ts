/** A piece of a path as it was meant: `%40cf` is `@cf`. */
export function decodePath(piece: string): string {
  try {
    return decodeURIComponent(piece)
  } catch {
    return piece
  }
}
