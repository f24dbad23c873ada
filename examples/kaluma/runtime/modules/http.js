// Module http: HTTP/1.1 clients and servers over module net.
'use strict';

const net = require('net');
const { Parser } = require('internal/http_parser');
const { IncomingMessage, OutgoingMessage } = require('internal/http_message');

const ECONNRESET = 104;

const STATUS_CODES = {
  200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content',
  301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed',
  408: 'Request Timeout', 411: 'Length Required', 413: 'Content Too Large', 418: "I'm a teapot",
  431: 'Request Header Fields Too Large', 500: 'Internal Server Error', 501: 'Not Implemented',
  503: 'Service Unavailable',
};

function bodiless(status) {
  return status < 200 || status === 204 || status === 304;
}

// A ClientRequest is sent by end.
class ClientRequest extends OutgoingMessage {
  constructor(options) {
    super(new net.Socket());
    this.options = options;
    this.method = String(options.method || 'GET').toUpperCase();
    this.path = options.path || '/';
    this.response = null;
    this._setHeaders(options.headers);
    if (this.getHeader('host') === undefined) this.setHeader('host', hostHeader(options));
    this.setHeader('connection', 'close');
  }

  _subject() {
    return `${this.method} http://${hostHeader(this.options)}${this.path}`;
  }

  _firstLine() {
    return `${this.method} ${this.path} HTTP/1.1`;
  }

  // _sendHead leaves out the length of a body that is not there, except where the method asks for one.
  _sendHead(size) {
    this._hasBody = size === undefined || size > 0 || ['POST', 'PUT', 'PATCH'].includes(this.method);
    super._sendHead(size);
  }

  // write keeps the body until end sends all of it.
  write(chunk, cb) {
    this._sendHead();
    this._body(chunk);
    if (cb) cb();
    return false;
  }

  end(chunk, cb) {
    if (!this.writableEnded) this._connect();
    return super.end(chunk, cb);
  }

  _connect() {
    const { socket } = this;
    const parser = new Parser('response');
    parser.onHead = head => this._head(head);
    parser.onBody = bytes => {
      if (this.response) this.response.push(bytes.slice());
    };
    parser.onEnd = () => {
      if (!this.response) return; // an interim one, such as 100
      this.response._finish();
      socket.destroy();
    };
    parser.onError = err => this._broken(err);
    socket.on('data', bytes => parser.push(bytes));
    socket.on('end', () => parser.close());
    socket.on('error', err => this._broken(err));
    socket.on('close', () => this._closed());
    socket.connect(this.options);
  }

  _head(head) {
    if (head.statusCode < 200) return 'none';
    this.response = new IncomingMessage(this.socket, head);
    this.emit('response', this.response);
    return this.method === 'HEAD' || bodiless(head.statusCode) ? 'none' : 'message';
  }

  _broken(err) {
    this._error = this._error || err;
    this.socket.destroy();
  }

  _closed() {
    if (this.response) {
      this.response._afterDestroy();
    }
    this._afterDestroy();
    if (!this.response || !this.response.complete) {
      const err = this._error || new SystemError(ECONNRESET);
      if (this.response && this.response.listenerCount('error') > 0) {
        this.response.emit('error', err);
      } else {
        this.emit('error', err);
      }
    }
  }

  _final(cb) {
    cb(); // the connection stays for the response
  }
}

function hostHeader(options) {
  const host = options.host || options.hostname || '127.0.0.1';
  return options.port && Number(options.port) !== 80 ? `${host}:${options.port}` : host;
}

// A ServerResponse is the answer to a request.
class ServerResponse extends OutgoingMessage {
  constructor(socket, request) {
    super(socket);
    this.statusCode = 200;
    this.statusMessage = '';
    this._request = request;
    this._headOnly = request.method === 'HEAD';
  }

  _firstLine() {
    return `HTTP/1.1 ${this.statusCode} ${this.statusMessage || STATUS_CODES[this.statusCode] || 'Unknown'}`;
  }

  // writeHead sets what is sent before the body. The message may be left out.
  writeHead(statusCode, statusMessage, headers) {
    if (this.headersSent) throw new Error('the headers were sent: writeHead comes too late');
    if (statusMessage !== null && typeof statusMessage === 'object') {
      headers = statusMessage;
      statusMessage = '';
    }
    this.statusCode = statusCode;
    this.statusMessage = String(statusMessage || '').replace(/[\r\n]/g, ' ');
    this._setHeaders(headers);
    return this;
  }

  _sendHead(size) {
    if (this.headersSent) return;
    const request = this._request;
    this._keep = request.httpVersion === '1.1' && !/\bclose\b/i.test(request.headers.connection || '') &&
      !/\bclose\b/i.test(this.getHeader('connection') || '');
    if (request.httpVersion === '1.0' && size === undefined && !this.getHeader('content-length')) {
      this.setHeader('transfer-encoding', 'identity'); // which ends with the connection
    }
    this.setHeader('connection', this._keep ? 'keep-alive' : 'close');
    if (bodiless(this.statusCode)) this._hasBody = false;
    super._sendHead(size);
  }

  _final(cb) {
    if (this._keep) {
      cb();
      this._onDone();
    } else {
      this.socket.end(cb);
    }
  }
}

// serve answers the requests of one connection, one after another.
function serve(server, socket) {
  const parser = new Parser('request');
  let request = null;
  let response = null;
  parser.onHead = head => {
    request = new IncomingMessage(socket, head);
    response = new ServerResponse(socket, request);
    const answered = response;
    response._onDone = () => {
      if (response !== answered) return;
      response = null;
      resume();
    };
    if (/^100-continue$/i.test(head.headers.expect || '')) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    if (!server.emit('request', request, response)) response.writeHead(404).end();
    return 'message';
  };
  parser.onBody = bytes => request.push(bytes.slice());
  parser.onEnd = () => {
    const done = request;
    request = null;
    parser.paused = response !== null; // the next request waits for this one's answer
    done._finish();
  };
  parser.onError = err => {
    if (request) request._afterDestroy();
    if (response || socket.destroyed) {
      socket.destroy();
    } else {
      const status = `${err.statusCode} ${STATUS_CODES[err.statusCode]}`;
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    }
  };
  const resume = () => {
    parser.paused = false;
    if (!request) parser.resume();
  };
  socket.on('data', bytes => parser.push(bytes));
  socket.on('error', () => {}); // 'close' comes with it
  socket.on('close', () => {
    if (request) request._afterDestroy();
    if (response) response._afterDestroy();
  });
}

class Server extends net.Server {
  constructor(options, listener) {
    super();
    const onRequest = typeof options === 'function' ? options : listener;
    if (onRequest) this.on('request', onRequest);
    this.on('connection', socket => serve(this, socket));
  }
}

// request makes a request of {host, port, method, path, headers}, or of an address.
function request(options, cb) {
  if (typeof options === 'string') {
    const parts = /^http:\/\/([^/:?#]+)(?::(\d+))?([^#]*)/.exec(options);
    if (!parts) throw new TypeError(`not an address of HTTP: ${options}`);
    options = { host: parts[1], port: Number(parts[2] || 80), path: parts[3] || '/' };
  }
  const req = new ClientRequest(Object.assign({}, options, { port: options.port || 80 }));
  if (cb) req.once('response', cb);
  return req;
}

function get(options, cb) {
  const req = request(options, cb);
  req.method = 'GET';
  return req.end();
}

Object.assign(exports, {
  STATUS_CODES, request, get,
  createServer: (options, listener) => new Server(options, listener),
  Server, ClientRequest, ServerResponse, IncomingMessage, OutgoingMessage,
});
