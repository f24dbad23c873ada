// A server that sends back what it gets, and a client of it, on the network device itself: global.__netdev.
//
//   kaluma echo.js [HOST]      HOST has another echo server at the port; default: the server of this script
const dev = global.__netdev;
const port = 7007;
const host = process.argv[2] || dev.ip; // empty where the module did not say
if (!host) fail('asking for the address', new SystemError(dev.errno).message);

// What has failed is told and ends the program, which the server would keep running.
function fail(what, why) {
  console.error(`${what} failed: ${why}`);
  process.exit(1);
}

function check(what, err) {
  if (err) fail(what, new SystemError(dev.errno).message);
  console.log(what);
}

const server = dev.socket('AF_INET', 'STREAM');

dev.get(server).accept_cb = fd => {
  const connection = dev.get(fd);
  console.log(`server: connection ${fd} from ${connection.raddr}`);
  connection.read_cb = data => dev.write(fd, data, err => {
    if (err) fail('server: sending back', new SystemError(dev.errno).message);
  });
  connection.close_cb = () => {
    console.log(`server: connection ${fd} is closed`);
    dev.close(fd);
    dev.close(server);
  };
};

dev.bind(server, dev.ip, port, err => {
  check(`server: bound to port ${port}`, err);
  dev.listen(server, err => {
    check('server: listening', err);
    connect();
  });
});

function connect() {
  const words = ['Hello,', 'ESP8266', 'naïve café ☕'];
  const decoder = new TextDecoder();
  const client = dev.socket('AF_INET', 'STREAM');
  const socket = dev.get(client);

  const say = () => dev.write(client, words[0], err => check(`client: says ${words[0]}`, err));
  socket.connect_cb = () => console.log(`client: connected to ${socket.raddr}:${socket.rport}`);
  socket.read_cb = data => {
    console.log(`client: hears ${decoder.decode(data)}`);
    words.shift();
    if (words.length > 0) say();
    else dev.close(client, err => check('client: closed', err));
  };
  socket.close_cb = () => {
    if (words.length > 0) fail(`client: hearing ${words[0]}`, 'the connection was closed');
  };
  dev.connect(client, host, port, err => {
    check('client: may write', err);
    say();
  });
}
