// Module events: objects that tell what happens to whoever listens.
'use strict';

const origin = require('internal/origin');

function check(listener) {
  if (typeof listener !== 'function') {
    throw new TypeError('listener must be a function');
  }
}

// An EventEmitter calls the listeners of an event in the order in which they were added.
class EventEmitter {
  constructor() {
    this._events = {};
    origin.remember(this);
  }

  // _list returns the listeners of an event. A subclass need not have called the constructor.
  _list(type) {
    if (!this._events) {
      this._events = {};
    }
    return Object.prototype.hasOwnProperty.call(this._events, type) ? this._events[type] : [];
  }

  // emit calls the listeners and says whether there was one. An error that nobody listens to is thrown.
  emit(type, ...args) {
    const listeners = this._list(type);
    if (type === 'error') {
      const heard = listeners.length > 0;
      if (args[0] instanceof Error) origin.emitted(args[0], this, heard);
      if (!heard) throw args[0] instanceof Error ? args[0] : new Error(`uncaught 'error' event: ${args[0]}`);
    }
    for (const listener of listeners.slice()) {
      listener.apply(this, args);
    }
    return listeners.length > 0;
  }

  addListener(type, listener) {
    check(listener);
    this._events = Object.assign({}, this._events, { [type]: this._list(type).concat([listener]) });
    return this;
  }

  // once adds a listener that is removed before it is called.
  once(type, listener) {
    check(listener);
    const emitter = this;
    function first(...args) {
      emitter.removeListener(type, first);
      listener.apply(emitter, args);
    }
    first.listener = listener;
    return this.addListener(type, first);
  }

  // removeListener removes the listener that was added last.
  removeListener(type, listener) {
    check(listener);
    const listeners = this._list(type).slice();
    for (let i = listeners.length - 1; i >= 0; i--) {
      if (listeners[i] === listener || listeners[i].listener === listener) {
        listeners.splice(i, 1);
        this._events[type] = listeners;
        break;
      }
    }
    return this;
  }

  removeAllListeners(type) {
    if (type === undefined) {
      this._events = {};
    } else if (this._events) {
      delete this._events[type];
    }
    return this;
  }

  listeners(type) {
    return this._list(type).map(listener => listener.listener || listener);
  }

  listenerCount(type) {
    return this._list(type).length;
  }
}

EventEmitter.prototype.on = EventEmitter.prototype.addListener;
EventEmitter.prototype.off = EventEmitter.prototype.removeListener;

exports.EventEmitter = EventEmitter;
