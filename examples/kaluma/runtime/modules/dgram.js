// Module dgram: datagrams over the network device, in the shape of Node's module.
'use strict';

const { EventEmitter } = require('events');
const origin = require('internal/origin');

const EBADF = 9;
const ECONNRESET = 104;
const EOPNOTSUPP = 95;
const ENOTCONN = 107;
const EISCONN = 106;

// What differs between the types of sockets.
const types = {
  udp4: { domain: 'AF_INET', family: 'IPv4', any: '0.0.0.0', local: '127.0.0.1' },
  udp6: { domain: 'AF_INET6', family: 'IPv6', any: '::', local: '::1' },
};

function port(value, least) {
  const number = Number(value);
  if (value === null || value === '' || !Number.isInteger(number) || number < least || number > 65535) {
    throw new TypeError(`a port is a number from ${least} to 65535, not ${value}`);
  }
  return number;
}

// bytes returns a message as the bytes to send: text in UTF-8, and an array of messages as one.
function bytes(message) {
  if (typeof message === 'string') return new TextEncoder().encode(message);
  if (message instanceof ArrayBuffer) return new Uint8Array(message.slice(0));
  if (ArrayBuffer.isView(message)) {
    return new Uint8Array(message.buffer.slice(message.byteOffset, message.byteOffset + message.byteLength));
  }
  if (!Array.isArray(message)) {
    throw new TypeError('a message is a string, a Uint8Array, a DataView, or an array of these');
  }
  const parts = message.map(bytes);
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// part returns the piece of a message that send(msg, offset, length, …) names.
function part(data, offset, length) {
  if (!Number.isInteger(offset) || !Number.isInteger(length) || offset < 0 || length < 0 || offset + length > data.length) {
    throw new RangeError(`a message of ${data.length} bytes has no ${length} from ${offset} on`);
  }
  return data.subarray(offset, offset + length);
}

// A Socket sends and receives datagrams.
class Socket extends EventEmitter {
  constructor(options, listener) {
    super();
    if (!global.__netdev) {
      throw new Error('Network device not found');
    }
    const type = options !== null && typeof options === 'object' ? options.type : options;
    if (!Object.prototype.hasOwnProperty.call(types, type)) {
      throw new TypeError(`a socket's type is 'udp4' or 'udp6', not ${type}`);
    }
    this.type = type;
    this._dev = global.__netdev;
    this._kind = types[type];
    this._fd = -1;
    this._state = 'new'; // then binding, bound, closed
    this._waiting = []; // what is to be done once the socket is bound, each told the error where it is not
    this._peer = null; // where connect was told to send
    if (listener) this.on('message', listener);
  }

  _subject() {
    return this._port ? `at port ${this._port}` : '';
  }

  // bind receives at a port; without one, or with 0, the device chooses, and address tells which.
  bind(...args) {
    if (this._state !== 'new') {
      throw new Error(`the socket is ${this._state} already`);
    }
    const listener = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    const options = args[0] !== null && typeof args[0] === 'object' ? args[0] : { port: args[0], address: args[1] };
    const number = port(options.port === undefined || options.port === null ? 0 : options.port, 0);
    if (listener) this.once('listening', listener);
    this._port = number;
    this._begin(number, options.address || this._kind.any, true);
    return this;
  }

  _begin(number, address, asked) {
    this._state = 'binding';
    this._fd = this._dev.socket(this._kind.domain, 'DGRAM');
    const socket = this._fd >= 0 ? this._dev.get(this._fd) : null;
    if (!socket) {
      const err = new SystemError(this._dev.errno);
      setTimeout(() => this._failed(err, asked), 0); // who called sets its listeners first
      return;
    }
    socket.read_cb = (data, from) => this._heard(data, from);
    socket.close_cb = () => this._lost();
    this._dev.bind(this._fd, address, number, err => {
      if (err) {
        this._failed(new SystemError(this._dev.errno), asked);
        return;
      }
      this._state = 'bound';
      this.emit('listening');
      for (const step of this._waiting.splice(0)) step();
    });
  }

  // _failed gives up a socket that could not be bound. Another try may be made.
  _failed(err, asked) {
    const fd = this._fd;
    this._fd = -1;
    this._state = 'new';
    if (fd >= 0) this._dev.close(fd);
    const told = this._waiting.splice(0).map(step => step(err));
    if (asked || !told.includes(true)) this.emit('error', err);
  }

  // _lost follows a device that closed the socket by itself.
  _lost() {
    if (this._state !== 'bound') return;
    this._state = 'closed';
    this._dev.close(this._fd);
    this._fd = -1;
    this.emit('error', new SystemError(ECONNRESET));
    this.emit('close');
  }

  _heard(data, from) {
    const sender = from || { address: '', port: 0, family: this._kind.family, size: data.length };
    if (this._state !== 'bound') return;
    const peer = this._peer;
    if (peer && from && (sender.port !== peer.port || sender.address !== peer.address)) return;
    this.emit('message', data, sender);
  }

  // _bound runs step once the socket is bound, which it binds where nobody has. The step is told the error where that fails,
  // and answers whether somebody learned of it.
  _bound(step) {
    if (this._state === 'closed') {
      throw new Error('the socket is closed');
    }
    if (this._state === 'bound') {
      step();
      return;
    }
    this._waiting.push(step);
    if (this._state === 'new') this._begin(0, this._kind.any, false);
  }

  // send sends a datagram: send(msg[, offset, length], port[, address][, callback]), without port and address where the socket
  // is connected.
  send(message, ...args) {
    const listener = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    while (args.length > 0 && args[args.length - 1] === undefined) args.pop();
    let data = bytes(message);
    const piece = this._peer ? args.length === 2 && typeof args[1] === 'number' : args.length >= 3 || (args.length === 2 && typeof args[1] === 'number');
    if (piece) data = part(data, ...args.splice(0, 2));
    if (this._peer && args.length > 0) {
      throw new SystemError(EISCONN);
    }
    const peer = this._peer || { port: port(args[0], 1), address: args[1] || this._kind.local };
    if (typeof peer.address !== 'string') {
      throw new TypeError(`an address is a string, not ${peer.address}`);
    }
    const place = origin.here();
    const end = err => {
      if (err) origin.mark(err, place, `send to ${peer.address}:${peer.port}`);
      if (listener) listener(err || null, err ? undefined : data.length);
      else if (err) this.emit('error', err);
    };
    this._bound(err => {
      if (err) {
        if (listener) end(err);
        return listener !== undefined;
      }
      if (typeof this._dev.send_to !== 'function') {
        setTimeout(() => end(new SystemError(EOPNOTSUPP)), 0);
        return true;
      }
      this._dev.send_to(this._fd, data, peer.address, peer.port, err => end(err ? new SystemError(this._dev.errno) : null));
      return true;
    });
  }

  // connect makes a peer the one that send sends to, and the only one whose messages come.
  connect(number, ...args) {
    if (this._peer) {
      throw new SystemError(EISCONN);
    }
    const listener = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    const peer = { port: port(number, 1), address: args[0] || this._kind.local };
    const fail = err => {
      if (listener) listener(err);
      else this.emit('error', err);
      return true;
    };
    this._bound(err => {
      if (err) return fail(err);
      this._dev.resolve(peer.address, (err, address) => {
        if (err) {
          fail(new SystemError(this._dev.errno));
          return;
        }
        peer.address = address;
        this._peer = peer;
        if (listener) this.once('connect', listener);
        this.emit('connect');
      });
      return true;
    });
  }

  // disconnect lets the socket talk with everybody again.
  disconnect() {
    if (!this._peer) {
      throw new SystemError(ENOTCONN);
    }
    this._peer = null;
  }

  remoteAddress() {
    if (!this._peer) {
      throw new SystemError(ENOTCONN);
    }
    return { address: this._peer.address, family: this._kind.family, port: this._peer.port };
  }

  address() {
    const socket = this._state === 'bound' ? this._dev.get(this._fd) : null;
    if (!socket) {
      throw new SystemError(EBADF);
    }
    return { address: socket.laddr, family: this._kind.family, port: socket.lport };
  }

  // close gives the socket up, behind what it has still to send.
  close(listener) {
    if (this._state === 'closed') {
      throw new Error('the socket is closed');
    }
    if (listener) this.once('close', listener);
    if (this._state === 'binding') {
      this._waiting.push(() => {
        this.close();
        return false;
      });
      return this;
    }
    const fd = this._fd;
    this._fd = -1;
    this._state = 'closed';
    if (fd < 0) {
      setTimeout(() => this.emit('close'), 0);
      return this;
    }
    this._dev.close(fd, err => {
      const error = err && new SystemError(this._dev.errno);
      this.emit('close');
      if (error) this.emit('error', error);
    });
    return this;
  }
}

exports.Socket = Socket;
exports.createSocket = (options, listener) => new Socket(options, listener);
