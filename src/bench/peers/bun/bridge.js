// A bridge in Bun with what Bun has built in: WebSocket, gzip by libdeflate, fetch; one post in flight. Its WebSocket cannot
// be paused: what the sink does not take piles up in memory.
const { SOURCE, SINK } = process.env;
const BATCH = Number(process.env.BATCH);
const WAIT_MS = Number(process.env.WAIT_MS);
const LEVEL = Number(process.env.LEVEL);
const RETRY_MS = 1000;

const RVE = '"rve":';
const DIGITS = 19;

let events = [];
let highestRve = '';
let due;
const full = [];
let delivering = false;
let position;

const source = new WebSocket(SOURCE);
source.onmessage = ({ data }) => {
  if (events.length === 0) due = setTimeout(seal, WAIT_MS);
  events.push(data);
  // 19 digits are more than a number holds; as texts of one length they compare as numbers do.
  const at = data.indexOf(RVE) + RVE.length;
  const rve = data.slice(at, at + DIGITS);
  if (rve > highestRve) highestRve = rve;
  if (events.length === BATCH) seal();
};
source.onerror = ({ message }) => fail(message);
source.onclose = () => fail('the source has closed');

function seal() {
  clearTimeout(due);
  full.push({ events, highestRve });
  events = [];
  highestRve = '';
  if (!delivering) deliver().catch(fail);
}

async function deliver() {
  delivering = true;
  for (let next = full.shift(); next; next = full.shift()) {
    const body = Bun.gzipSync(`[${next.events.join()}]`, { library: 'libdeflate', level: LEVEL });
    while (!(await accepted(body))) await Bun.sleep(RETRY_MS);
    position = next.highestRve;
  }
  delivering = false;
}

async function accepted(body) {
  try {
    const answer = await fetch(SINK, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body,
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

function fail(error) {
  console.error(error, 'delivered up to', position);
  process.exit(1);
}
