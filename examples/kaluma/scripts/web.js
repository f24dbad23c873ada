// A web server, and requests to it, by the module http.
//
//   kaluma web.js              asks its own server and ends
//   kaluma web.js stay [PORT]  goes on until Ctrl-C; open the address that is printed
const http = require('http');
const stay = process.argv[2] === 'stay';
const port = Number(process.argv[3] || 8080);

let visits = 0;

const server = http.createServer((req, res) => {
  console.log(`server: ${req.method} ${req.url}`);
  switch (req.url) {
    case '/':
      visits++;
      res.writeHead(200, 'OK', { 'Content-Type': 'text/html; charset=utf-8' });
      res.end(`<h1>Hello from a module</h1>\n<p>You are visitor ${visits}.</p>\n`);
      break;
    case '/upper':
      res.setHeader('Content-Type', 'text/plain; charset=utf-8');
      req.on('data', chunk => res.write(new TextDecoder().decode(chunk).toUpperCase()));
      req.on('end', () => res.end());
      break;
    default:
      res.writeHead(404, 'Not Found', { 'Content-Type': 'text/plain' });
      res.end('There is no such page.\n');
  }
});

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const req = http.request({ host: global.__netdev.ip, port, method, path }, res => {
      let text = '';
      res.on('data', chunk => text += new TextDecoder().decode(chunk));
      // 'close' comes last with Kaluma's own module as well, and the connection is free again for the next request.
      res.on('close', () => resolve(`${res.statusCode} ${res.statusMessage}: ${text.trim()}`));
    });
    const failed = err => reject(new Error(`${method} ${path}: ${err.message}`));
    req.on('error', failed);
    req.end(body);
  });
}

// What has failed is told and ends the program, which the server would keep running.
function fail(err) {
  console.error(`web: ${err.message}`);
  process.exit(1);
}

async function visit() {
  console.log(await ask('GET', '/'));
  console.log(await ask('POST', '/upper', 'a naïve café'));
  console.log(await ask('GET', '/nowhere'));
  server.close();
}

server.on('error', fail);
server.listen(port, () => {
  console.log(`server: listening at port ${port}`);
  if (!stay) visit().catch(fail);
});
