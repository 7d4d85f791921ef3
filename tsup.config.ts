import { defineConfig } from "tsup"

const doors = {
  index: "src/index.ts",
  "schemas/index": "src/schemas/index.ts",
  "testing/index": "src/testing/index.ts",
  "testing/node": "src/testing/node.ts",
}

export default defineConfig({
  entry: { ...doors, cli: "src/cli/main.ts" },
  format: ["esm", "cjs"],
  target: "es2022",
  // One class and one schema for all entries, in CommonJS too.
  splitting: true,
  clean: true,
  // `Symbol.asyncDispose` stands in the types, and consumers' `lib` may not have it.
  dts: { entry: doors, banner: '/// <reference lib="esnext.disposable" />' },
})
