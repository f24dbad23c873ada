// Asks a peer that sends back what it gets, in each way in which the module dgram can be asked to.
const dgram = require('dgram');

const [host, port] = process.argv[2].split(':');
const text = msg => new TextDecoder().decode(msg);
const mistake = f => {
  try {
    f();
    console.log('no mistake');
  } catch (err) {
    console.log(`${err.name}: ${err.message}`);
  }
};

const socket = dgram.createSocket({ type: 'udp4' }, (msg, rinfo) => {
  console.log(`heard ${text(msg)} from the ${rinfo.address === '127.0.0.1' && rinfo.port === +port ? 'peer' : 'wrong one'}, ${rinfo.family}, ${rinfo.size}`);
  next();
});

const told = (err, size) => console.log(err ? `${err.name} ${err.code}` : `sent ${size}`);
const steps = [
  () => socket.send('naïve', +port, host),
  () => socket.send(new TextEncoder().encode('0123456789'), 2, 3, +port, host),
  () => socket.send(new DataView(new Uint8Array([97, 98, 99]).buffer, 1), port, host),
  () => socket.send(['one ', new Uint8Array([50])], +port, host),
  () => socket.connect(+port, host, () => {
    console.log('connected', socket.remoteAddress().port === +port);
    mistake(() => socket.send('x', +port, host));
    mistake(() => socket.connect(1));
    socket.send('to the peer');
  }),
  () => socket.send('a piece of it', 2, 5),
  () => {
    socket.disconnect();
    mistake(() => socket.disconnect());
    mistake(() => socket.remoteAddress());
    mistake(() => socket.bind(1));
    mistake(() => socket.send('x'));
    mistake(() => socket.send('x', 65536, host));
    mistake(() => socket.send(7, +port, host));
    mistake(() => socket.send('abc', 2, 2, +port, host));
    socket.send('x', +port, 'no-such-host.example.test', (err, size) => {
      told(err, size);
      socket.send('the last', +port, host, told);
    });
  },
  () => {
    let open = 2;
    const ended = () => {
      if (--open === 0) socket.close(); // its port is taken until then
    };
    const other = dgram.createSocket('udp4');
    other.on('error', err => {
      console.log('error', err.code);
      other.close(() => {
        console.log('other closed');
        ended();
      });
    });
    other.bind(socket.address().port);
    const early = dgram.createSocket('udp4');
    early.bind(() => console.log('early listening', early.address().family));
    early.close(() => {
      console.log('early closed');
      mistake(() => early.close());
      mistake(() => early.address());
      mistake(() => early.send('x', 1, host));
      ended();
    });
  },
];
const next = () => steps.shift()();

socket.on('listening', () => console.log('listening', socket.address().port > 0));
socket.on('close', () => console.log('closed'));
mistake(() => dgram.createSocket('tcp'));
mistake(() => socket.address());
next();
