// Datagrams: a server that sends back what it gets, and a client of it, by the module dgram.
//
//   kaluma dgram.js [HOST]      HOST has another echo server at the port; default: the server of this script
const dgram = require('dgram');

const port = 7009;
const host = process.argv[2] || global.__netdev.ip;
const decoder = new TextDecoder();
const words = ['Hello,', 'datagram', 'naïve café ☕'];

const server = dgram.createSocket('udp4', (msg, rinfo) => {
  console.log(`server: ${rinfo.size} bytes from ${rinfo.address}:${rinfo.port}`);
  server.send(msg, rinfo.port, rinfo.address, err => {
    if (err) console.log(`server: ${err.message}`); // the client says it again
  });
});
const client = dgram.createSocket({ type: 'udp4' });

// A datagram may be lost: what has no answer in time is said again, a few times.
const patience = 2000; // milliseconds
const most = 5;
let waiting;

function say(times = 1) {
  const word = words[0];
  client.send(word, port, host, err => console.log(err ? `client: ${err.message}` : `client: says ${word}`));
  waiting = setTimeout(() => {
    if (times === most) fail(`client: ${word} was said ${most} times and has no answer`);
    say(times + 1);
  }, patience);
}

// What has failed is told and ends the program, which open sockets would keep running.
function fail(what) {
  console.error(what);
  process.exit(1);
}

server.on('error', err => fail(`server: ${err.message}`));
client.on('error', err => fail(`client: ${err.message}`));
client.on('message', (msg, rinfo) => {
  const text = decoder.decode(msg);
  if (text !== words[0]) return; // the answer to what was said again
  clearTimeout(waiting);
  console.log(`client: hears ${text} from port ${rinfo.port}`);
  words.shift();
  if (words.length > 0) {
    say();
  } else {
    client.close(() => console.log('client: closed'));
    server.close(() => console.log('server: closed'));
  }
});

server.on('listening', () => {
  console.log(`server: listening at port ${server.address().port}`);
  say();
});
server.bind(port);
