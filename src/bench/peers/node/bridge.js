// A bridge as a good Node developer writes it: ws, zlib and undici; batches in preallocated memory, one post in flight,
// and a socket that is paused while a full batch waits.
import { gzipSync } from 'node:zlib';
import { Client } from 'undici';
import WebSocket from 'ws';

const { SOURCE, SINK } = process.env;
const BATCH = Number(process.env.BATCH);
const WAIT_MS = Number(process.env.WAIT_MS);
const LEVEL = Number(process.env.LEVEL);
const RETRY_MS = 1000;

const RVE = Buffer.from('"rve":');
const DIGITS = 19;
const OPEN = '['.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const CLOSE = ']'.charCodeAt(0);

class Batch {
  json = Buffer.allocUnsafe(256 * 1024);
  length = 0;
  size = 0;
  highestRve = '';

  add(event) {
    if (this.length + event.length + 2 > this.json.length) {
      const larger = Buffer.allocUnsafe(2 * (this.length + event.length + 2));
      this.json.copy(larger, 0, 0, this.length);
      this.json = larger;
    }
    this.json[this.length++] = this.size === 0 ? OPEN : COMMA;
    this.length += event.copy(this.json, this.length);
    this.size++;
    // 19 digits are more than a number holds; as texts of one length they compare as numbers do.
    const at = event.indexOf(RVE) + RVE.length;
    const rve = event.latin1Slice(at, at + DIGITS);
    if (rve > this.highestRve) this.highestRve = rve;
  }

  body() {
    this.json[this.length++] = CLOSE;
    return this.json.subarray(0, this.length);
  }
}

const sink = new Client(new URL(SINK).origin);
const source = new WebSocket(SOURCE, { perMessageDeflate: false });

let batch = new Batch();
let due;
const full = [];
let delivering = false;
let position;

source.on('message', (event) => {
  if (batch.size === 0) due = setTimeout(seal, WAIT_MS);
  batch.add(event);
  if (batch.size === BATCH) seal();
});
source.on('error', (error) => fail(error));
source.on('close', () => fail(new Error('the source has closed')));

function seal() {
  clearTimeout(due);
  full.push(batch);
  batch = new Batch();
  if (delivering) source.pause();
  else deliver().catch(fail);
}

async function deliver() {
  delivering = true;
  for (let next = full.shift(); next; next = full.shift()) {
    // Measured: through the thread pool it costs more, and is late when the machine is busy.
    const body = gzipSync(next.body(), { level: LEVEL });
    while (!(await accepted(body))) await new Promise((retry) => setTimeout(retry, RETRY_MS));
    position = next.highestRve;
  }
  delivering = false;
  source.resume();
}

async function accepted(body) {
  try {
    const { statusCode, body: answer } = await sink.request({
      path: new URL(SINK).pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body,
    });
    await answer.dump();
    return statusCode < 300;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

function fail(error) {
  console.error(error, 'delivered up to', position);
  process.exit(1);
}
