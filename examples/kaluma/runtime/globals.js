// The globals of Kaluma that are easier said in JavaScript.
(function (native, inspect, global) {
  'use strict';

  function format(values) {
    return values.map(value => typeof value === 'string' ? value : inspect(value)).join(' ');
  }

  const log = (...values) => native.print(format(values));
  const error = (...values) => native.printError(format(values));
  global.console = { log, info: log, debug: log, error, warn: error };
  global.print = (...values) => native.print(format(values));

  // An error number of the system. Kaluma's firmware has the numbers negative.
  global.SystemError = class SystemError extends Error {
    constructor(errno) {
      const number = Math.abs(Number(errno)) || 0;
      super(native.errnoMessage(number));
      this.name = 'SystemError';
      this.errno = -number;
      this.code = native.errnoName(number);
    }
  };

  const encodings = ['utf-8', 'ascii'];
  function encoding(label) {
    const name = label === undefined || String(label).toLowerCase() === 'utf8' ? 'utf-8' : String(label).toLowerCase();
    if (!encodings.includes(name)) {
      throw new Error(`unsupported encoding ${label}: there are ${encodings.join(' and ')}`);
    }
    return name;
  }

  global.TextEncoder = class TextEncoder {
    constructor(label) {
      this.encoding = encoding(label);
    }
    encode(text = '') {
      return new Uint8Array(native.encode(String(text), this.encoding));
    }
  };

  global.TextDecoder = class TextDecoder {
    constructor(label) {
      this.encoding = encoding(label);
    }
    decode(data = new Uint8Array(0)) {
      return native.decode(data, this.encoding);
    }
  };

  global.btoa = data => native.btoa(data);
  global.atob = text => new Uint8Array(native.atob(String(text)));

  // The storage holds texts by name, for as long as the program runs.
  const items = new Map(Object.entries(native.storage || {}));
  global.storage = {
    get length() {
      return items.size;
    },
    key(index) {
      return Array.from(items.keys())[index] || null;
    },
    getItem(key) {
      return items.has(String(key)) ? items.get(String(key)) : null;
    },
    setItem(key, value) {
      items.set(String(key), String(value));
    },
    removeItem(key) {
      items.delete(String(key));
    },
    clear() {
      items.clear();
    },
  };

  // The standard streams are made when they are first asked for, of whatever module stream the program has.
  for (const [name, type] of [['stdin', 'StdIn'], ['stdout', 'StdOut']]) {
    let stream;
    Object.defineProperty(process, name, {
      enumerable: true,
      get() {
        if (!stream) {
          stream = new (require('stream')[type])();
        }
        return stream;
      },
    });
  }
})
