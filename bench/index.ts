import { measureImport } from "./import.ts"
import { describeMachine } from "./machine.ts"
import { measureMemory } from "./memory.ts"
import { measureRoundTrip } from "./round-trip.ts"
import { measureSize } from "./size.ts"
import { measureStream } from "./stream.ts"
import { toTable, type Row } from "./table.ts"

const parts: Record<string, () => Promise<Row[]>> = {
  roundtrip: measureRoundTrip,
  stream: measureStream,
  import: measureImport,
  size: measureSize,
  memory: measureMemory,
}

const asked = process.argv.slice(2)
const unknown = asked.find((name) => !(name in parts))
if (unknown !== undefined) {
  console.error(`No part is called ${unknown}. Usage: node bench/index.ts [${Object.keys(parts).join("|")}]`)
  process.exit(1)
}

const rows: Row[] = []
for (const [name, measure] of Object.entries(parts))
  if (asked.length === 0 || asked.includes(name)) rows.push(...(await measure()))

console.log(`${describeMachine()}\n\n${toTable(rows)}`)
