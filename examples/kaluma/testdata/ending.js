// A client that asks and ends its writing.
const dev = global.__netdev;
const [host, port] = process.argv[2].split(':');
const fd = dev.socket(null, 'STREAM'), socket = dev.get(fd);
socket.read_cb = data => console.log('heard', new TextDecoder().decode(data));
socket.shutdown_cb = () => console.log('shutdown_cb');
socket.close_cb = () => console.log('close_cb');
dev.connect(fd, host, Number(port), () => {
  dev.write(fd, 'question');
  dev.shutdown(fd, 1, err => console.log('shutdown', err, dev.get(fd) === socket));
});
