// Every test as a line of JSON, for the JUnit class that names them again.
import { inspect } from "node:util"

export default async function* (events) {
  const path = []
  for await (const { type, data } of events) {
    if (type === "test:start") {
      path.length = data.nesting
      path.push(data.name)
    } else if (type === "test:pass" || type === "test:fail") {
      const failed = type === "test:fail"
      if (data.details.type === "suite" && !(failed && data.details.error?.failureType !== "subtestsFailed")) {
        continue
      }
      const error = failed ? { error: inspect(data.details.error?.cause ?? data.details.error) } : {}
      yield `${JSON.stringify({ path: [...path.slice(0, data.nesting), data.name], passed: !failed, ...error })}\n`
    }
  }
}
