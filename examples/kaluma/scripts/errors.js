// What goes wrong, and how a script learns of it: -1 and errno from the device, SystemError from the modules.
//
//   kaluma errors.js
const net = require('net');
const dev = global.__netdev;

function name(errno) {
  return new SystemError(errno).code;
}

console.log('get of no socket gives', dev.get(99), name(dev.errno));
dev.close(99, err => {
  console.log('close of no socket gives', err, name(dev.errno));
  write();
});

function write() {
  const fd = dev.socket('AF_INET', 'STREAM');
  dev.write(fd, 'too early', err => {
    console.log('write before connect gives', err, name(dev.errno));
    dev.connect(fd, dev.ip, 9, err => {
      console.log('connect where nobody listens gives', err, name(dev.errno));
      dev.close(fd, refused);
    });
  });
}

function refused() {
  const client = net.connect({ host: 'no-such-host.example.test', port: 80 });
  client.on('error', err => {
    console.log(`the module net gives ${err.name} ${err.errno} ${err.code}: ${err.message}`);
    tooMany();
  });
}

// A microcontroller has few sockets.
function tooMany() {
  const open = [];
  for (;;) {
    const next = dev.socket('AF_INET', 'STREAM');
    if (next < 0) break;
    open.push(next);
  }
  console.log(`socket gives -1 ${name(dev.errno)} when all are open`);
  open.forEach(next => dev.close(next));
}
