// A driver in memory, as Kaluma's page has drivers: what is written to a connected socket comes back, and a listener gets a
// connection by knock. Tests change what they are about.
class Memory {
  constructor() {
    this.errno = 0;
    this.mac = '02:00:00:00:00:01';
    this.ip = '10.0.0.2';
    this.sockets = new Map();
    this.calls = []; // what was asked for
  }

  fail(errno, callback) {
    this.errno = errno;
    if (callback) callback(-1);
    return -1;
  }

  open(protocol) {
    let fd = 0;
    while (this.sockets.has(fd)) fd++;
    this.sockets.set(fd, { fd, ptcl: protocol, state: 0, laddr: '', lport: 0, raddr: '', rport: 0 });
    return fd;
  }

  tell(fd, name, ...args) {
    const socket = this.sockets.get(fd);
    if (socket && socket[name]) socket[name](...args);
  }

  socket(domain, protocol) {
    return this.open(protocol);
  }

  get(fd) {
    if (this.sockets.has(fd)) return this.sockets.get(fd);
    this.errno = 9;
    return null;
  }

  connect(fd, addr, port, callback) {
    this.calls.push(`connect ${addr}:${port}`);
    Object.assign(this.sockets.get(fd), { state: 2, laddr: this.ip, lport: 50000 + fd, raddr: '10.0.0.9', rport: port });
    setTimeout(() => {
      this.tell(fd, 'connect_cb');
      callback(0);
    }, 0);
  }

  write(fd, data, callback) {
    this.calls.push(`write ${data.length}`);
    setTimeout(() => {
      callback(0);
      this.tell(fd, 'read_cb', data);
    }, 0);
  }

  close(fd, callback) {
    this.calls.push(`close ${fd}`);
    if (!this.sockets.has(fd)) {
      this.fail(9, callback);
      return;
    }
    setTimeout(() => {
      this.tell(fd, 'shutdown_cb');
      this.tell(fd, 'close_cb');
      this.sockets.delete(fd);
      callback(0);
    }, 0);
  }

  shutdown(fd, how, callback) {
    this.tell(fd, 'shutdown_cb');
    callback(0);
  }

  bind(fd, addr, port, callback) {
    Object.assign(this.sockets.get(fd), { state: 1, laddr: this.ip, lport: port });
    callback(0);
  }

  listen(fd, callback) {
    this.sockets.get(fd).state = 3;
    callback(0);
  }

  // knock has a peer connect to a listener, and returns the connection's descriptor.
  knock(listener, port) {
    const fd = this.open('STREAM');
    const { laddr, lport } = this.sockets.get(listener);
    Object.assign(this.sockets.get(fd), { state: 2, laddr, lport, raddr: '10.0.0.9', rport: port });
    this.tell(listener, 'accept_cb', fd);
    return fd;
  }

  // leave has the peer of a connection close it.
  leave(fd) {
    this.sockets.get(fd).state = 0;
    this.tell(fd, 'shutdown_cb');
    this.tell(fd, 'close_cb');
  }
}
