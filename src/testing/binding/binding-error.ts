/** What the binding's `run` throws: its class has one name, the error another. */
export class InferenceUpstreamError extends Error {
  constructor(message: string, name = "InferenceUpstreamError") {
    super(message)
    this.name = name
  }
}

/** A refused `run`: of the body only a number and a text are left, and all of it where it has no number. */
export function toInferenceError(content: string): InferenceUpstreamError {
  const { internalCode, description, name, errors } = parse(content)
  if (internalCode) return new InferenceUpstreamError(`${internalCode}: ${description}`, name)
  const [error] = errors ?? []
  return new InferenceUpstreamError(error ? `${error.code}: ${error.message}` : content)
}

/** What the methods about logs and addresses throw. */
export function toGatewayError(status: number, content: string): Error {
  const error = new Error(parse(content).errors?.[0]?.message ?? content)
  error.name = status === 404 ? "AiGatewayLogNotFound" : "AiGatewayInternalError"
  return error
}

interface ErrorBody {
  readonly internalCode?: number
  readonly description?: string
  readonly name?: string
  readonly errors?: readonly { readonly code: number; readonly message: string }[]
}

function parse(content: string): ErrorBody {
  try {
    return (JSON.parse(content) as ErrorBody | null) ?? {}
  } catch {
    return {}
  }
}
