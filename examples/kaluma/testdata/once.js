// A server that answers once on each connection and ends its writing.
require('net').createServer(client => client.on('data', () => client.end('served'))).listen(7102);
