// Module wifi: WiFi networks by the IEEE 802.11 device.
'use strict';

const { EventEmitter } = require('events');
const origin = require('internal/origin');

// All objects of the class hear the one device.
const all = [];

function listen(dev) {
  const tell = type => () => all.forEach(wifi => wifi.emit(type));
  dev.assoc_cb = tell('associated');
  dev.connect_cb = tell('connected');
  dev.disconnect_cb = tell('disconnected');
}

class WiFi extends EventEmitter {
  constructor() {
    super();
    if (!global.__ieee80211dev) {
      throw new Error('IEEE 802.11 device not found');
    }
    this._dev = global.__ieee80211dev;
    all.push(this);
    listen(this._dev);
  }

  // _answer makes a callback of the device's of one of the script's.
  _answer(cb, result) {
    const place = origin.here();
    return (err, value) => {
      if (!cb) return;
      if (err) {
        cb(origin.mark(new SystemError(this._dev.errno), place));
      } else {
        cb(null, result === undefined ? value : result);
      }
    };
  }

  reset(cb) {
    this._dev.reset(this._answer(cb));
  }

  scan(cb) {
    this._dev.scan(this._answer(cb));
  }

  // connect joins a network: what info does not say is taken from the storage. One that is joined already is kept,
  // except with info.enforce.
  connect(info, cb) {
    if (typeof info === 'function') {
      cb = info;
      info = null;
    }
    const wanted = Object.assign({}, info);
    for (const [field, item] of [['ssid', 'WIFI_SSID'], ['password', 'WIFI_PASSWORD'], ['security', 'WIFI_SECURITY']]) {
      if (!wanted[field]) wanted[field] = storage.getItem(item);
    }
    if (!wanted.ssid) {
      if (cb) cb(new Error('WIFI SSID is required'));
      return;
    }
    const joined = this._answer(cb, wanted);
    if (wanted.enforce) {
      this._dev.connect(wanted, joined);
      return;
    }
    this._dev.get_connection((err, connection) => {
      if (connection) {
        if (cb) cb(null, connection);
      } else if (err) {
        joined(err);
      } else {
        this._dev.connect(wanted, joined);
      }
    });
  }

  disconnect(cb) {
    this._dev.disconnect(this._answer(cb));
  }

  getConnection(cb) {
    this._dev.get_connection(this._answer(cb));
  }
}

exports.WiFi = WiFi;
