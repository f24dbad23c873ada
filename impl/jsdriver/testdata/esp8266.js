// A driver for an ESP8266 with AT firmware, as somebody would write it for Kaluma: `port` is the UART, with write(Uint8Array) and
// a function received(Uint8Array) that is called with what comes. TCP only; the names are those of the AT instruction set.
const descriptors = 6; // five links and a server
const most = 2048; // bytes of one AT+CIPSEND

const encoder = new TextEncoder();
const latin1 = bytes => String.fromCharCode.apply(null, bytes);
const quoted = text => `"${text.replace(/([\\",])/g, '\\$1')}"`;

const EIO = 5, EBADF = 9, EMFILE = 24, ENOTCONN = 107, ECONNREFUSED = 111;

// A Dialogue sends one command at a time and tells what comes in between.
class Dialogue {
  constructor(port) {
    this.port = port;
    this.left = new Uint8Array(0);
    this.commands = []; // {text, data, done, lines}; text returns null where the command has become needless
    this.busy = false;
    port.received = bytes => this.received(bytes);
  }

  command(text, done, data) {
    this.commands.push({ text, data, done, lines: [] });
    this.next();
  }

  next() {
    if (this.busy || this.commands.length === 0) return;
    const command = this.commands[0];
    if (typeof command.text === 'function') command.text = command.text();
    this.busy = true;
    if (command.text === null) this.end(true);
    else this.port.write(encoder.encode(command.text + '\r\n'));
  }

  end(ok) {
    const { done, lines } = this.commands.shift();
    this.busy = false;
    if (done) done(ok, lines);
    this.next();
  }

  received(bytes) {
    const all = new Uint8Array(this.left.length + bytes.length);
    all.set(this.left);
    all.set(bytes, this.left.length);
    this.left = all;
    while (this.token()) {}
  }

  // token takes a line, a payload or a prompt, and says whether there was one.
  token() {
    const command = this.busy && this.commands[0];
    if (command && command.data && this.left[0] === 0x3e) { // >
      this.left = this.left.slice(1);
      const { data } = command;
      command.data = null;
      this.port.write(data);
      return true;
    }
    const head = /^\+IPD,(\d+),(\d+):/.exec(latin1(this.left.subarray(0, 24)));
    if (head) {
      const end = head[0].length + Number(head[2]);
      if (this.left.length < end) return false;
      const payload = this.left.slice(head[0].length, end);
      this.left = this.left.slice(end);
      this.onData(Number(head[1]), payload);
      return true;
    }
    const end = this.left.indexOf(10);
    if (end < 0) return false;
    const line = latin1(this.left.subarray(0, end)).replace(/^[\s>]+|\s+$/g, '');
    this.left = this.left.slice(end + 1);
    this.line(line);
    return true;
  }

  line(line) {
    const change = /^(\d),(CONNECT|CLOSED)$/.exec(line);
    if (change) {
      this.onChange(Number(change[1]), change[2] === 'CONNECT');
    } else if (/^WIFI (DISCONNECT|CONNECTED|GOT IP)$/.test(line)) {
      this.onRadio(line.slice(5));
    } else if (/^(OK|SEND OK|ERROR|FAIL|SEND FAIL)$/.test(line)) {
      const waits = this.busy && this.commands[0];
      if (waits && !(line === 'OK' && waits.text.startsWith('AT+CIPSEND'))) this.end(/OK$/.test(line));
    } else if (this.busy) {
      this.commands[0].lines.push(line);
    }
  }
}

class NetDev {
  constructor(at) {
    this.at = at;
    this.errno = 0;
    this.mac = '';
    this.ip = '';
    this.sockets = new Map(); // by descriptor
    this.links = [null, null, null, null, null]; // the socket of each
    this.server = null;
    at.onData = (id, payload) => tell(this.links[id], 'read_cb', payload);
    at.onChange = (id, up) => up ? this.connected(id) : this.closed(id);
  }

  answer(callback, ok, errno) {
    if (!ok) this.errno = errno;
    if (callback) callback(ok ? 0 : -1);
  }

  socket(domain, protocol) {
    for (let fd = 0; fd < descriptors; fd++) {
      if (!this.sockets.has(fd)) {
        this.sockets.set(fd, { fd, ptcl: 'STREAM', state: 0, laddr: this.ip, lport: 0, raddr: '', rport: 0, link: -1 });
        return fd;
      }
    }
    this.errno = EMFILE;
    return -1;
  }

  get(fd) {
    if (!this.sockets.has(fd)) this.errno = EBADF;
    return this.sockets.get(fd) || null;
  }

  // Links that peers open get the lowest numbers: a client's are taken from the top.
  connect(fd, addr, port, callback) {
    const socket = this.get(fd);
    const link = this.links.lastIndexOf(null);
    if (!socket || link < 0) {
      this.answer(callback, false, socket ? EMFILE : EBADF);
      return;
    }
    this.links[link] = socket;
    this.at.command(`AT+CIPSTART=${link},"TCP",${quoted(addr)},${port}`, ok => {
      if (ok) {
        Object.assign(socket, { state: 2, raddr: addr, rport: port, link });
        tell(socket, 'connect_cb');
      } else {
        this.links[link] = null;
      }
      this.answer(callback, ok, ECONNREFUSED);
    });
  }

  connected(id) {
    if (this.links[id] || !this.server) return; // its own
    const fd = this.socket();
    if (fd < 0) {
      this.at.command(`AT+CIPCLOSE=${id}`);
      return;
    }
    this.links[id] = Object.assign(this.get(fd), { state: 2, lport: this.server.lport, link: id });
    tell(this.server, 'accept_cb', fd);
  }

  // A closed socket has no descriptor any more, which is not what the page says.
  closed(id) {
    const socket = this.links[id];
    this.links[id] = null;
    if (!socket || socket.state !== 2) return;
    this.sockets.delete(socket.fd);
    socket.state = 0;
    tell(socket, 'shutdown_cb');
    tell(socket, 'close_cb');
  }

  write(fd, data, callback) {
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    const socket = this.get(fd);
    if (!socket || socket.state !== 2) {
      this.answer(callback, false, ENOTCONN);
      return;
    }
    const part = bytes.slice(0, most);
    this.at.command(`AT+CIPSEND=${socket.link},${part.length}`, ok => {
      if (ok && bytes.length > most) this.write(fd, bytes.subarray(most), callback);
      else this.answer(callback, ok, EIO);
    }, part);
  }

  close(fd, callback) {
    const socket = this.get(fd);
    if (!socket) {
      this.answer(callback, false, EBADF);
      return;
    }
    const gone = () => {
      if (this.server === socket) this.server = null;
      if (this.links[socket.link] === socket) this.links[socket.link] = null;
      this.sockets.delete(fd);
      this.answer(callback, true);
    };
    if (socket.state === 3) this.at.command('AT+CIPSERVER=0', gone);
    else if (socket.state === 2) this.at.command(() => this.closing(socket), gone);
    else gone();
    socket.state = 0;
  }

  // closing returns the command that closes a link, null where it is another's meanwhile.
  closing(socket) {
    return this.links[socket.link] === socket ? `AT+CIPCLOSE=${socket.link}` : null;
  }

  shutdown(fd, how, callback) {
    this.answer(callback, true);
  }

  bind(fd, addr, port, callback) {
    Object.assign(this.get(fd), { state: 1, lport: port });
    this.answer(callback, true);
  }

  listen(fd, callback) {
    const socket = this.get(fd);
    this.at.command(`AT+CIPSERVER=1,${socket.lport}`, ok => {
      if (ok) {
        socket.state = 3;
        this.server = socket;
      }
      this.answer(callback, ok, EIO);
    });
  }
}

function tell(socket, name, ...args) {
  if (socket && socket[name]) socket[name](...args);
}

class WiFiDev {
  constructor(at, net) {
    Object.assign(this, { at, net, errno: 0 });
    at.onRadio = word => this.changed(word);
  }

  changed(word) {
    if (word === 'CONNECTED' && this.assoc_cb) this.assoc_cb();
    if (word === 'DISCONNECT' && this.disconnect_cb) this.disconnect_cb();
  }

  answer(callback, ok, ...results) {
    if (!ok) this.errno = EIO;
    if (callback) callback(ok ? 0 : -1, ...results);
  }

  reset(callback) {
    const setup = ['ATE0', 'AT+CWMODE=1', 'AT+CIPMUX=1', 'AT+CIPDINFO=0'];
    const step = ok => {
      if (ok && setup.length > 0) this.at.command(setup.shift(), step);
      else this.answer(callback, ok);
    };
    step(true);
  }

  connect(info, callback) {
    this.at.command(`AT+CWJAP=${quoted(info.ssid)},${quoted(info.password || '')}`, ok => {
      if (!ok) {
        this.answer(callback, false);
        return;
      }
      this.at.command('AT+CIFSR', (ok, lines) => {
        for (const line of lines) {
          const found = /^\+CIFSR:STA(IP|MAC),"(.*)"$/.exec(line);
          if (found) this.net[found[1].toLowerCase()] = found[2];
        }
        if (this.connect_cb) this.connect_cb();
        this.answer(callback, ok);
      });
    });
  }

  disconnect(callback) {
    this.at.command('AT+CWQAP', ok => this.answer(callback, ok));
  }

  get_connection(callback) {
    this.at.command('AT+CWJAP?', (ok, lines) => {
      const found = lines.map(line => /^\+CWJAP:"(.*?)","(.*?)"/.exec(line)).filter(parts => parts)[0];
      this.answer(callback, ok, found ? { ssid: found[1], bssid: found[2] } : null);
    });
  }
}

const at = new Dialogue(port);
const net = new NetDev(at);
({ net, wifi: new WiFiDev(at, net) });
