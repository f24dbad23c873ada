// Module stream: where bytes come from and where they go. A class that extends Writable says in _write how a chunk is
// written, in _final how the writing ends, and in _destroy how the stream is closed; one that is readable calls push with
// what comes, and _afterEnd when no more will come.
'use strict';

const { EventEmitter } = require('events');
const { StdInNative, StdOutNative } = process.binding(process.binding.stream);

class Base extends EventEmitter {
  constructor() {
    super();
    this.destroyed = false;
  }

  _destroy(cb) {
    cb();
  }

  // _afterDestroy is called when the stream is closed, by whichever side.
  _afterDestroy() {
    if (!this.destroyed) {
      this.destroyed = true;
      this.emit('close');
    }
  }

  // destroy closes the stream. What was not written is lost.
  destroy(cb) {
    if (this.destroyed || this._destroying) {
      if (typeof cb === 'function') cb();
      return this;
    }
    this._destroying = true;
    this._destroy(err => {
      if (err) {
        this.emit('error', err);
      }
      this._afterDestroy();
      if (typeof cb === 'function') cb(err);
    });
    return this;
  }
}

// readable has what readable streams do, for classes that cannot extend two.
const readable = {
  _afterEnd() {
    if (!this.readableEnded) {
      this.readableEnded = true;
      this.emit('end');
    }
  },
  push(chunk) {
    this.emit('data', chunk);
    return this;
  },
};

class Readable extends Base {
  constructor() {
    super();
    this.readableEnded = false;
  }
}
Object.assign(Readable.prototype, readable);

function concat(chunks) {
  const encoder = new TextEncoder();
  const parts = chunks.map(chunk => typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// A Writable gathers what is written in one turn of the program and hands it to _write as one chunk, the next one when
// that was written: text where there was only text, else bytes. The text that was written last is in _wbuf, to which a
// subclass may append; what came before it waits in _wqueue.
class Writable extends Base {
  constructor() {
    super();
    this._wbuf = '';
    this._wqueue = [];
    this._writing = false;
    this._flushed = []; // who waits for all of it to be written
    this.writableEnded = false;
    this.writableFinished = false;
  }

  _write(chunk, cb) {
    cb();
  }

  _final(cb) {
    cb();
  }

  _afterFinish() {
    if (!this.writableFinished) {
      this.writableFinished = true;
      this.emit('finish');
    }
  }

  _gather(chunk) {
    if (chunk instanceof Uint8Array) {
      if (this._wbuf.length > 0) {
        this._wqueue.push(this._wbuf);
        this._wbuf = '';
      }
      this._wqueue.push(chunk.slice());
    } else if (chunk !== undefined && chunk !== null) {
      this._wbuf += chunk;
    }
  }

  // _take returns all that waits as one chunk, or undefined.
  _take() {
    const chunks = this._wbuf.length > 0 ? this._wqueue.concat([this._wbuf]) : this._wqueue;
    this._wqueue = [];
    this._wbuf = '';
    if (chunks.length === 0) {
      return undefined;
    }
    return chunks.every(chunk => typeof chunk === 'string') ? chunks.join('') : concat(chunks);
  }

  // write says whether nothing waits to be written; 'drain' tells when that is so.
  write(chunk, cb) {
    if (this.writableEnded) {
      this.emit('error', new SystemError(32)); // EPIPE
      return false;
    }
    this._gather(chunk);
    if (!this._scheduled) {
      this._scheduled = true;
      setTimeout(() => {
        this._scheduled = false;
        this.flush();
      }, 0);
    }
    if (cb) cb();
    return false;
  }

  // end writes a last chunk and ends the writing. cb is called when all is written.
  end(chunk, cb) {
    if (typeof chunk === 'function') {
      cb = chunk;
      chunk = undefined;
    }
    if (this.writableEnded) {
      if (cb) cb();
      return this;
    }
    this._gather(chunk);
    if (cb) this.once('finish', cb);
    this.writableEnded = true;
    this.flush(() => this.finish());
    return this;
  }

  // flush writes what waits, and calls cb when nothing does any more.
  flush(cb) {
    if (cb) this._flushed.push(cb);
    if (this._writing) return;
    const chunk = this._take();
    if (chunk === undefined) {
      this._flushed.splice(0).forEach(done => done());
      return;
    }
    this._writing = true;
    this._write(chunk, err => {
      this._writing = false;
      if (err) {
        this._wqueue = [];
        this._wbuf = '';
        this._flushed = [];
        this.emit('error', err);
        return;
      }
      if (this._wqueue.length === 0 && this._wbuf.length === 0) {
        this.emit('drain');
      }
      this.flush();
    });
  }

  // finish ends the writing of a stream that end was called on and that has nothing to write left.
  finish() {
    if (!this.writableEnded || this.destroyed) return;
    this._final(err => {
      if (err) {
        this.emit('error', err);
      } else {
        this._afterFinish();
      }
    });
  }
}

class Duplex extends Writable {
  constructor() {
    super();
    this.readableEnded = false;
  }
}
Object.assign(Duplex.prototype, readable);

// A Stream is read and written at once, without events: the standard input and output are such.
class Stream extends EventEmitter {
  constructor() {
    super();
    this.destroyed = false;
    this.readable = false;
    this.readableFlowing = false;
    this.readableEnded = false;
    this.writable = false;
    this.writableEnded = false;
    this.writableFinished = false;
  }

  read() {
    return null;
  }

  write() {
    return 0;
  }

  end() {
    return this;
  }

  destroy() {
    return this;
  }
}

class StdIn extends Stream {
  constructor() {
    super();
    this.readable = true;
    this._native = new StdInNative();
  }

  // read returns as many bytes, or all there are; null where there are not as many.
  read(size) {
    return this._native.read(size);
  }
}

class StdOut extends Stream {
  constructor() {
    super();
    this.writable = true;
    this._native = new StdOutNative();
  }

  write(chunk) {
    return this._native.write(chunk);
  }
}

Object.assign(exports, { Stream, Readable, Writable, Duplex, StdIn, StdOut });
