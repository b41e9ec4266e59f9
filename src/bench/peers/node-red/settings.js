// No editor and no admin API; what Node-RED writes goes under target.
const path = require('node:path');

// The join node counts in seconds.
process.env.WAIT_SECONDS = String(Number(process.env.WAIT_MS) / 1000);

module.exports = {
  userDir: path.resolve(__dirname, '../../../../target/bench/node-red'),
  flowFile: path.resolve(__dirname, 'flow.json'),
  credentialSecret: false,
  httpAdminRoot: false,
  httpNodeRoot: false,
  uiHost: '127.0.0.1',
  uiPort: 0,
  functionExternalModules: true,
  logging: { console: { level: 'warn' } },
};
