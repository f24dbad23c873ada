// A module net that does with the network device what Kaluma's own does: it sets the callbacks of a connection on the
// listener's object, while accept_cb runs, and never closes a descriptor whose peer has closed.
const { EventEmitter } = require('events');
const { Duplex } = require('stream');

class Connection extends Duplex {
  constructor(fd, object) {
    super();
    this.fd = fd;
    this.remotePort = object.rport;
    object.read_cb = data => this.push(data);
    object.shutdown_cb = () => this._afterEnd();
    object.close_cb = () => this._afterDestroy();
  }

  _write(chunk, cb) {
    __netdev.write(this.fd, chunk, err => cb(err ? new SystemError(__netdev.errno) : undefined));
  }

  _final(cb) {
    __netdev.shutdown(this.fd, 1, err => cb(err ? new SystemError(__netdev.errno) : undefined));
  }
}

class Server extends EventEmitter {
  listen(port, cb) {
    const fd = __netdev.socket(null, 'STREAM');
    const object = __netdev.get(fd);
    object.accept_cb = accepted => this.emit('connection', new Connection(accepted, object));
    __netdev.bind(fd, '127.0.0.1', port, () => __netdev.listen(fd, cb));
  }
}

exports.createServer = listener => new Server().on('connection', listener);
