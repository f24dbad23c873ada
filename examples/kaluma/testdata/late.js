// A server that ends its side of each connection when the peer has closed, and after that once more.
const net = require('net');
const over = err => {
  if (err) throw err;
};
net.createServer(client => {
  client.on('data', data => client.write(data));
  client.on('close', () => {
    client._final(over);
    setTimeout(() => client._final(over), 0);
  });
}).listen(7101, () => console.log('listening'));
