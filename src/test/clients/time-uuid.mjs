// The time in a version 1 UUID, both ways. Its clock counts 100 ns from 1582-10-15.
const EPOCH = 12219292800000n

/** The milliseconds since 1970 at which an event of this id stands. */
export const timeOf = (id) => {
  const [low, middle, high] = id.split("-")
  return Number(BigInt(`0x${high.slice(1)}${middle}${low}`) / 10000n - EPOCH)
}

/** An id that stands before every event of this time and after every event of an earlier one; no event has it. */
export const firstIdAt = (milliseconds) => {
  const ticks = ((BigInt(milliseconds) + EPOCH) * 10000n).toString(16).padStart(15, "0")
  return `${ticks.slice(7)}-${ticks.slice(3, 7)}-1${ticks.slice(0, 3)}-8080-808080808080`
}

/** The bucket of a time, or of the hour in which it is. */
export const bucketOf = (milliseconds) =>
  `${new Date(milliseconds).toISOString().slice(0, 13).replace(/\D/g, "")}0000`
