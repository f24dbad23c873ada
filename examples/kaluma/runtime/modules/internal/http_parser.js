// How HTTP/1.1 messages are read from a stream of bytes (RFC 9112).
'use strict';

const maxHead = 16384; // bytes of a message's head
const maxLine = 1024; // bytes of the line that begins a chunk

const CR = 13;
const LF = 10;

const latin1 = new TextDecoder('ascii');

function append(a, b) {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

// headEnd returns where the empty line behind a head begins, or -1.
function headEnd(bytes) {
  for (let i = bytes.indexOf(CR); i >= 0; i = bytes.indexOf(CR, i + 1)) {
    if (bytes[i + 1] === LF && bytes[i + 2] === CR && bytes[i + 3] === LF) return i;
  }
  return -1;
}

function lineEnd(bytes) {
  const i = bytes.indexOf(LF);
  return i > 0 && bytes[i - 1] === CR ? i - 1 : -1;
}

class ParseError extends Error {
  constructor(status, message) {
    super(message);
    this.statusCode = status; // what a server answers
  }
}

// A Parser reads one message after another. Its owner sets the callbacks: onHead(message) returns the kind of body to
// expect ('message' for what the head says, 'none'), onBody(bytes), onEnd(), onError(err).
class Parser {
  constructor(kind) {
    this.kind = kind; // 'request' or 'response'
    this.paused = false; // what comes is kept
    this._left = new Uint8Array(0);
    this._state = this._head;
  }

  // push reads what came.
  push(bytes) {
    this._left = append(this._left, bytes);
    this.resume();
  }

  resume() {
    try {
      while (!this.paused && this._state()) {}
    } catch (err) {
      if (!(err instanceof ParseError)) throw err;
      this._fail(err);
    }
  }

  // close tells that nothing more comes.
  close() {
    if (this._state === this._untilClose) {
      this._finish();
    } else if (this._state !== this._head || this._left.length > 0) {
      this._fail(new ParseError(400, 'the connection was closed within a message'));
    }
  }

  _fail(err) {
    this._state = () => false;
    this._left = new Uint8Array(0);
    this.onError(err);
  }

  _take(n) {
    const taken = this._left.subarray(0, n);
    this._left = this._left.slice(n);
    return taken;
  }

  _finish() {
    this._state = this._head;
    this.onEnd();
  }

  _head() {
    while (this._left.length >= 2 && this._left[0] === CR && this._left[1] === LF) this._take(2); // RFC 9112, 2.2
    const end = headEnd(this._left);
    if (end < 0 && this._left.length <= maxHead) return false;
    if (end < 0 || end > maxHead) throw new ParseError(431, `the head is longer than ${maxHead} bytes`);
    const lines = latin1.decode(this._take(end + 4)).slice(0, end).split('\r\n');
    const message = this.kind === 'request' ? requestLine(lines[0]) : statusLine(lines[0]);
    message.headers = headers(lines.slice(1));
    this._begin(message);
    return true;
  }

  // _begin chooses how the body is read (RFC 9112, 6.3).
  _begin(message) {
    const { headers } = message;
    const length = headers['content-length'];
    const chunked = /(^|,)\s*chunked\s*$/i.test(headers['transfer-encoding'] || '');
    if (length !== undefined && !/^\d+$/.test(length)) {
      throw new ParseError(400, `content-length is ${length}`);
    }
    if (this.kind === 'request' && headers['transfer-encoding'] && !chunked) {
      throw new ParseError(501, `transfer-encoding is ${headers['transfer-encoding']}`);
    }
    this._remaining = chunked ? 0 : Number(length || 0);
    this._state = chunked ? this._chunkSize : this._fixed;
    if (!chunked && length === undefined && this.kind === 'response') this._state = this._untilClose;
    if (this.onHead(message) === 'none') {
      this._remaining = 0;
      this._state = this._fixed;
    }
  }

  _fixed() {
    if (this._remaining > 0) {
      if (this._left.length === 0) return false;
      const part = this._take(Math.min(this._remaining, this._left.length));
      this._remaining -= part.length;
      this.onBody(part);
    }
    if (this._remaining > 0) return false;
    this._finish();
    return true;
  }

  _untilClose() {
    if (this._left.length > 0) this.onBody(this._take(this._left.length));
    return false;
  }

  _line() {
    const end = lineEnd(this._left);
    if (end < 0) {
      if (this._left.length > maxLine) throw new ParseError(400, 'a chunk begins with too long a line');
      return undefined;
    }
    return latin1.decode(this._take(end + 2)).slice(0, end);
  }

  _chunkSize() {
    const line = this._line();
    if (line === undefined) return false;
    const size = /^([0-9a-f]{1,8})\s*(;.*)?$/i.exec(line);
    if (!size) throw new ParseError(400, `a chunk begins with ${line}`);
    this._remaining = parseInt(size[1], 16);
    this._state = this._remaining > 0 ? this._chunk : this._trailer;
    return true;
  }

  _chunk() {
    if (this._remaining > 0) {
      if (this._left.length === 0) return false;
      const part = this._take(Math.min(this._remaining, this._left.length));
      this._remaining -= part.length;
      this.onBody(part);
      return true;
    }
    if (this._left.length < 2) return false;
    const end = this._take(2);
    if (end[0] !== CR || end[1] !== LF) throw new ParseError(400, 'a chunk is longer than it says');
    this._state = this._chunkSize;
    return true;
  }

  _trailer() {
    const line = this._line();
    if (line === undefined) return false;
    if (line === '') this._finish();
    return true;
  }
}

function requestLine(line) {
  const parts = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(\d\.\d)$/.exec(line);
  if (!parts) throw new ParseError(400, `not a request: ${line}`);
  return { method: parts[1], url: parts[2], httpVersion: parts[3] };
}

function statusLine(line) {
  const parts = /^HTTP\/(\d\.\d) (\d{3})(?: (.*))?$/.exec(line);
  if (!parts) throw new ParseError(400, `not a response: ${line}`);
  return { httpVersion: parts[1], statusCode: Number(parts[2]), statusMessage: parts[3] || '' };
}

// headers returns the fields by their names in small letters. Those of one name are joined (RFC 9110, 5.3).
function headers(lines) {
  const all = {};
  for (const line of lines) {
    const field = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!field) throw new ParseError(400, `not a header: ${line}`);
    const name = field[1].toLowerCase();
    all[name] = name in all ? `${all[name]}, ${field[2]}` : field[2];
  }
  return all;
}

exports.Parser = Parser;
