// Makes requests to the address in the first argument, one after another, and prints what comes.
const http = require('http');
const [host, port] = process.argv[2].split(':');

const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);

const requests = [
  { path: '/length' },
  { path: '/chunks' },
  { path: '/close' },
  { path: '/length', method: 'HEAD' },
  { path: '/empty' },
  { path: '/echo', method: 'POST', body: bytes },
  { path: '/echo', method: 'PUT', body: 'é', headers: { 'X-Name': 'value' } },
  { path: '/large' },
  { path: '/broken' },
];

function next() {
  const request = requests.shift();
  if (!request) return;
  const what = `${request.method || 'GET'} ${request.path}`;
  const req = http.request(Object.assign({ host, port: Number(port) }, request), res => {
    let size = 0;
    let sum = 0;
    res.on('data', chunk => {
      size += chunk.length;
      chunk.forEach(byte => sum = (sum * 31 + byte) % 65521);
    });
    res.on('end', () => {
      console.log(`${what}: ${res.statusCode} ${res.headers['x-name'] || ''} ${size} ${sum}`);
      next();
    });
  });
  req.on('error', err => console.log(`${what}: ${err.code || err.message}`));
  req.end(request.body);
}

next();
