// A server with several clients at once, by the module net.
//
//   kaluma clients.js
const net = require('net');
const decoder = new TextDecoder();
const port = 7008;
const names = ['Ada', 'Grace']; // two of them take four of a module's five links

// What has failed is told and ends the program, which the server would keep running.
function fail(what) {
  console.error(what);
  process.exit(1);
}

let here = 0;
let left = 0;

const server = net.createServer(client => {
  here++;
  client.write(`Welcome, you are number ${here}.`);
  client.on('error', err => fail(`server: ${err.message}`));
  client.on('data', data => client.write(`Hello, ${decoder.decode(data)}!`));
  client.on('end', () => {
    left++;
    if (left === names.length) server.close(() => console.log('all have left'));
  });
});

server.on('error', err => fail(`server: ${err.message}`));
server.listen(port, () => names.forEach(join));

function join(name) {
  const client = net.connect({ host: global.__netdev.ip, port }, () => console.log(`${name} is connected`));
  let greeted = false;
  let served = false;
  client.on('data', data => {
    console.log(`${name} hears: ${decoder.decode(data)}`);
    if (greeted) {
      served = true;
      client.destroy();
    } else {
      greeted = true;
      client.write(name);
    }
  });
  client.on('error', err => fail(`${name}: ${err.message}`));
  client.on('close', () => {
    if (!served) fail(`${name}: the connection was closed too early`);
    console.log(`${name} leaves`);
  });
}
