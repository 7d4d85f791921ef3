const gateway = require("cf-ai-gateway")

import("./program.mjs")
  .then(({ runProgram }) => runProgram(process.argv[2], gateway))
  .then((verdicts) => console.log(JSON.stringify(verdicts)))
