// An echo server for as many clients as come.
const net = require('net');
let clients = 0;
net.createServer(client => {
  const number = ++clients;
  client.on('data', data => client.write(`${number}: ${new TextDecoder().decode(data)}`));
}).listen(7100, () => console.log('listening'));
