// Module net: TCP clients and servers over the network device.
'use strict';

const { EventEmitter } = require('events');
const stream = require('stream');
const origin = require('internal/origin');
const { halfClose } = process.binding(process.binding.net);

// How long a socket that has ended its writing waits for more to come before it closes, in milliseconds, where the device
// cannot tell the peer that the writing has ended: one that connected, which may wait for an answer, and one that was accepted.
// Most peers close meanwhile. To close at the same time as the peer could hit the next connection: AT firmware numbers them alike.
const linger = { connected: 1000, accepted: 200 };

const EPIPE = 32;
const ECONNRESET = 104;

function device() {
  if (!global.__netdev) {
    throw new Error('Network device not found');
  }
  return global.__netdev;
}

// A Socket is a TCP connection.
class Socket extends stream.Duplex {
  constructor() {
    super();
    this._dev = device();
    this._fd = -1;
    this._accepted = false;
    this._peer = ''; // whom the connection is to, or from
    this.connecting = false;
    this.localAddress = null;
    this.localPort = null;
    this.remoteAddress = null;
    this.remotePort = null;
  }

  _subject() {
    return this._peer;
  }

  // _attach makes this the object of an open socket of the device.
  _attach(fd) {
    const socket = this._dev.get(fd);
    if (!socket) {
      return false;
    }
    this._fd = fd;
    const addresses = () => {
      this.localAddress = socket.laddr;
      this.localPort = socket.lport;
      this.remoteAddress = socket.raddr;
      this.remotePort = socket.rport;
    };
    addresses();
    socket.connect_cb = () => {
      addresses();
      this.connecting = false;
      this.emit('connect');
    };
    socket.shutdown_cb = () => {
      if (!this._shutting) this._afterEnd();
    };
    socket.close_cb = () => this._closed();
    socket.read_cb = data => {
      this._heard = millis();
      this.push(data);
    };
    return true;
  }

  // _closed follows the end of the connection. The descriptor of one that the peer closed is given back.
  _closed() {
    if (!this._destroying) {
      this._afterEnd();
      this._release();
    }
    this._afterDestroy();
  }

  _release(cb) {
    const fd = this._fd;
    this._fd = -1;
    if (fd >= 0) {
      this._dev.close(fd, cb);
    } else if (cb) {
      cb(0);
    }
  }

  // connect connects to options.host (or hostname) and options.port.
  connect(options, listener) {
    const host = options && (options.host || options.hostname) || '127.0.0.1';
    const port = Number(options && options.port);
    if (!(port >= 1 && port <= 65535)) {
      throw new TypeError(`connect wants {host, port} with a port from 1 to 65535, not ${options && options.port}`);
    }
    if (listener) this.once('connect', listener);
    this._peer = `to ${host}:${port}`;
    this.connecting = true;
    const fd = this._dev.socket('AF_INET', 'STREAM');
    if (fd < 0 || !this._attach(fd)) {
      const err = new SystemError(this._dev.errno);
      setTimeout(() => this._abort(err), 0); // who called sets its listeners first
      return this;
    }
    this._dev.connect(fd, host, port, err => {
      if (err) {
        this._abort(new SystemError(this._dev.errno));
      } else {
        this.emit('ready');
      }
    });
    return this;
  }

  // _abort gives up a connection that did not come about.
  _abort(err) {
    this.connecting = false;
    this._destroying = true;
    this._release();
    try {
      this.emit('error', err);
    } finally {
      this._afterDestroy(); // also where nobody listens for the error
    }
  }

  _destroy(cb) {
    this._release(err => cb(err ? new SystemError(this._dev.errno) : undefined));
  }

  _write(chunk, cb) {
    if (this.connecting) {
      this.once('connect', () => this._write(chunk, cb));
      return;
    }
    if (this._fd < 0) {
      cb(new SystemError(EPIPE));
      return;
    }
    this._dev.write(this._fd, chunk, err => {
      if (!err) {
        cb();
        return;
      }
      const error = new SystemError(this._dev.errno);
      this.destroy(); // what was written is in doubt
      cb(error);
    });
  }

  // _final ends the writing. A device that cannot tell the peer so closes when nothing more comes.
  _final(cb) {
    if (this.connecting) {
      this.once('connect', () => this._final(cb));
      return;
    }
    if (this._fd < 0) {
      cb();
    } else {
      this._shutting = true;
      this._dev.shutdown(this._fd, 1, err => {
        this._shutting = false;
        const errno = this._dev.errno;
        if (!halfClose) this._linger();
        cb(err && this._fd >= 0 ? new SystemError(errno) : undefined);
      });
    }
  }

  _linger() {
    const patience = this._accepted ? linger.accepted : linger.connected;
    const wait = () => {
      if (this.destroyed) return;
      const left = this._heard + patience - millis();
      if (left <= 0) {
        this.destroy();
      } else {
        setTimeout(wait, left);
      }
    };
    this._heard = millis();
    wait();
  }
}

// A Server listens for TCP connections.
class Server extends EventEmitter {
  constructor(options, listener) {
    super();
    this._dev = device();
    this._fd = -1;
    this._port = undefined;
    this.listening = false;
    const onConnection = typeof options === 'function' ? options : listener;
    if (onConnection) this.on('connection', onConnection);
  }

  _subject() {
    return this._port === undefined ? '' : `at port ${this._port}`;
  }

  // listen takes connections at a port; 0 lets the device choose, and address tells which.
  listen(port, cb) {
    const number = Number(port !== null && typeof port === 'object' ? port.port : port);
    if (!(number >= 0 && number <= 65535)) {
      throw new TypeError(`listen wants a port from 0 to 65535, not ${port}`);
    }
    if (cb) this.once('listening', cb);
    this._port = number;
    this._fd = this._dev.socket('AF_INET', 'STREAM');
    if (this._fd < 0) {
      const err = new SystemError(this._dev.errno);
      setTimeout(() => this.emit('error', err), 0);
      return this;
    }
    const listener = this._dev.get(this._fd);
    listener.accept_cb = fd => this._accept(fd);
    listener.close_cb = () => {
      if (this.listening) this._lost();
    };
    this._dev.bind(this._fd, '0.0.0.0', number, err => {
      if (err) {
        this._fail();
        return;
      }
      this._dev.listen(this._fd, err => {
        if (err) {
          this._fail();
          return;
        }
        this.listening = true;
        this.emit('listening');
      });
    });
    return this;
  }

  _accept(fd) {
    const socket = new Socket();
    socket._accepted = true;
    origin.remember(socket, this);
    if (socket._attach(fd)) {
      socket._peer = `from ${socket.remoteAddress}:${socket.remotePort}`;
      this.emit('connection', socket);
    }
  }

  // _fail gives up a server that could not begin.
  _fail() {
    const err = new SystemError(this._dev.errno);
    this._dev.close(this._fd);
    this._fd = -1;
    this.emit('error', err);
  }

  // _lost follows a device that stopped listening by itself.
  _lost() {
    this.listening = false;
    this._dev.close(this._fd);
    this._fd = -1;
    this.emit('error', new SystemError(ECONNRESET));
    this.emit('close');
  }

  address() {
    const socket = this._fd >= 0 ? this._dev.get(this._fd) : null;
    return socket ? { address: socket.laddr, family: 'IPv4', port: socket.lport } : null;
  }

  // close stops listening. Connections that were accepted stay.
  close(cb) {
    const fd = this._fd;
    this._fd = -1;
    this.listening = false;
    if (fd < 0) {
      if (cb) cb(new Error('the server is not listening'));
      return this;
    }
    this._dev.close(fd, err => {
      if (err) {
        this.emit('error', new SystemError(this._dev.errno));
        return;
      }
      this.emit('close');
      if (cb) cb();
    });
    return this;
  }
}

exports.Socket = Socket;
exports.Server = Server;
exports.createConnection = (options, listener) => new Socket().connect(options, listener);
exports.connect = exports.createConnection;
exports.createServer = (options, listener) => new Server(options, listener);
