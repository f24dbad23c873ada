// A server that sends back what it gets, and a client of it, on the network device itself: global.__netdev.
//
//   kaluma echo.js [HOST]      HOST has another echo server at the port; default: the server of this script
const dev = global.__netdev;
const port = 7007;
const host = process.argv[2] || dev.ip;

function check(what, err) {
  if (err) throw new SystemError(dev.errno);
  console.log(what);
}

const server = dev.socket('AF_INET', 'STREAM');

dev.get(server).accept_cb = fd => {
  const connection = dev.get(fd);
  console.log(`server: connection ${fd} from ${connection.raddr}`);
  connection.read_cb = data => dev.write(fd, data);
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
  dev.connect(client, host, port, err => {
    check('client: may write', err);
    say();
  });
}
