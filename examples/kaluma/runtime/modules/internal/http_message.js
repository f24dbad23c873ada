// The messages of HTTP: those that come, and how those that go out are framed (RFC 9112).
'use strict';

const stream = require('stream');

const encoder = new TextEncoder();

// An IncomingMessage is a request or a response that comes.
class IncomingMessage extends stream.Readable {
  constructor(socket, head) {
    super();
    this.socket = socket;
    this.headers = head.headers;
    this.httpVersion = head.httpVersion;
    this.method = head.method || null;
    this.url = head.url || null;
    this.statusCode = head.statusCode || 0;
    this.statusMessage = head.statusMessage || '';
    this.complete = false;
  }

  _destroy(cb) {
    this.socket.destroy(cb);
  }

  _finish() {
    this.complete = true;
    this._afterEnd();
  }
}

// An OutgoingMessage is a request or a response that goes out. Its first line is what _firstLine returns.
class OutgoingMessage extends stream.Writable {
  constructor(socket) {
    super();
    this.socket = socket;
    this.headers = {};
    this.headersSent = false;
    this._hasBody = true;
    this._headOnly = false; // the headers tell of a body that is not sent
    this._chunked = false;
  }

  setHeader(name, value) {
    if (this.headersSent) throw new Error(`the headers were sent: ${name} comes too late`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value) || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      throw new TypeError(`no header: ${name}: ${value}`);
    }
    this.headers[String(name).toLowerCase()] = String(value);
    return this;
  }

  getHeader(name) {
    return this.headers[String(name).toLowerCase()];
  }

  removeHeader(name) {
    delete this.headers[String(name).toLowerCase()];
  }

  _setHeaders(headers) {
    Object.keys(headers || {}).forEach(name => this.setHeader(name, headers[name]));
  }

  // _sendHead sends the first line and the headers. size is the body's where it is known.
  _sendHead(size) {
    if (this.headersSent) return;
    if (this._hasBody && this.getHeader('content-length') === undefined) {
      if (size === undefined) {
        this.setHeader('transfer-encoding', 'chunked');
      } else if (!this.getHeader('transfer-encoding')) {
        this.setHeader('content-length', size);
      }
    }
    this._chunked = this._hasBody && this.getHeader('transfer-encoding') === 'chunked';
    this.headersSent = true;
    const fields = Object.keys(this.headers).map(name => `${name}: ${this.headers[name]}\r\n`);
    this._gather(`${this._firstLine()}\r\n${fields.join('')}\r\n`);
  }

  // _body gathers a piece of the body, as a chunk where the body is sent in chunks.
  _body(chunk) {
    const bytes = chunk instanceof Uint8Array ? chunk : encoder.encode(String(chunk));
    if (!this._hasBody || this._headOnly || bytes.length === 0) return;
    if (this._chunked) this._gather(`${bytes.length.toString(16)}\r\n`);
    this._gather(chunk instanceof Uint8Array ? chunk : String(chunk));
    if (this._chunked) this._gather('\r\n');
  }

  write(chunk, cb) {
    this._sendHead();
    if (chunk !== undefined && chunk !== null) this._body(chunk);
    return super.write('', cb);
  }

  end(chunk, cb) {
    if (typeof chunk === 'function') {
      cb = chunk;
      chunk = undefined;
    }
    if (this.writableEnded) return super.end(cb);
    if (chunk === undefined || chunk === null) chunk = '';
    this._sendHead(chunk instanceof Uint8Array ? chunk.length : encoder.encode(String(chunk)).length);
    this._body(chunk);
    if (this._chunked && !this._headOnly) this._gather('0\r\n\r\n');
    return super.end(cb);
  }

  _write(chunk, cb) {
    this.socket.write(chunk);
    this.socket.flush(cb);
  }

  _destroy(cb) {
    this.socket.destroy(cb);
  }
}

exports.IncomingMessage = IncomingMessage;
exports.OutgoingMessage = OutgoingMessage;
