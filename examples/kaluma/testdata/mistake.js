const net = require('net');

const client = net.connect({ host: 'peer.example.test', port: Number(process.argv[2]) }, () => {
  client.destroy();
  greet(undefined);
});

function greet(whom) {
  console.log(`Hello, ${whom.name}`);
}
