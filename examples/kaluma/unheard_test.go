package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/examples/internal/console"
)

// scriptFile makes a script of a text and returns its path.
func scriptFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "script.js")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// An error of the device that the script does not listen for shows the script's line that made what it is of, what that is, and the
// cause.
func TestErrorNobodyListensFor(t *testing.T) {
	tests := []struct {
		name, text, want string
		frames           []string // behind the first line's own
	}{
		{"refused", "const net = require('net');\nnet.connect({host: __netdev.ip, port: 9});",
			":2:12: SystemError: Connection refused (nobody listens for the 'error' of this Socket to 10.0.0.2:9)", nil},
		{"unknown host", "const net = require('net');\nfunction dial() {\n  return net.connect({host: 'nobody.invalid', port: 80});\n}\ndial();",
			":3:21: SystemError: No such file, host or network (nobody listens for the 'error' of this Socket to nobody.invalid:80)", []string{":5:5)"}},
		{"request", "const http = require('http');\nhttp.get({host: 'nobody.invalid', path: '/x'}, () => {});",
			":2:9: SystemError: No such file, host or network (nobody listens for the 'error' of this ClientRequest GET http://nobody.invalid/x)", nil},
		{"rejected with it", "const http = require('http');\nnew Promise((_, reject) => http.get({host: 'nobody.invalid'}).on('error', reject));",
			":2:36: unhandled rejection of a promise: SystemError: No such file, host or network (of the ClientRequest GET http://nobody.invalid/)", nil},
		{"datagram", "const socket = require('dgram').createSocket('udp4');\nsocket.send('x', 9, 'nobody.invalid', err => {\n  socket.close();\n  if (err) throw err;\n});",
			":2:12: SystemError: No such file, host or network (send to nobody.invalid:9)", nil},
		{"socket of datagrams", "const dgram = require('dgram');\ndgram.createSocket('udp4').bind(7010).on('listening', function () {\n" +
			"  dgram.createSocket('udp4').bind(7010);\n  setTimeout(() => this.close(), 100);\n});",
			":3:21: SystemError: Address already in use (nobody listens for the 'error' of this Socket at port 7010)", nil},
		{"wifi", "const wifi = new (require('wifi').WiFi)();\nwifi.connect({ssid: 'no such', enforce: true}, err => {\n  if (err) throw err;\n});",
			":2:13: SystemError: No such file, host or network", nil},
		{"connection of a server", "const net = require('net');\nconst server = net.createServer(c => {\n  setTimeout(() => {\n" +
			"    server.close();\n    c.destroy();\n    c.emit('error', new Error('mine'));\n  }, 0);\n}).listen(7011, () => net.connect({host: __netdev.ip, port: 7011}).on('error', () => {}));",
			":6:21: Error: mine (nobody listens for the 'error' of this Socket from 127.0.0.1:", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := scriptFile(t, test.text)
			_, log, code := kaluma(t, "--timeout", "20s", path)
			if code != console.Failed || !strings.HasPrefix(log, path+test.want) {
				t.Fatalf("exit %d, want %s; standard error:\n%s", code, test.want, log)
			}
			for _, frame := range test.frames {
				if !strings.Contains(log, path+frame) {
					t.Errorf("no frame %s in\n%s", frame, log)
				}
			}
			if strings.Contains(log, "globals") {
				t.Errorf("frames of the runtime:\n%s", log)
			}
		})
	}
}

// A request whose connection closes before its response emits its error, and a bundled script whose connections break says so,
// fails, and does not wait for ever.
func TestConnectionsThatBreak(t *testing.T) {
	for name, want := range map[string]string{
		"web": "web: GET /: Connection reset by peer", "echo": "failed: the connection was closed", "dgram": "Connection reset by peer", "clients": "",
	} {
		out, log, code := kaluma(t, "--timeout", "30s", "--fault", "close-link=1", name)
		if code != console.Failed || !strings.Contains(log, want) || strings.Count(log, "\n") != 1 || strings.Contains(log, "timeout") {
			t.Errorf("%s: exit %d, standard error:\n%s\n%s", name, code, log, out)
		}
	}
}

// A script that computes when its time is over shows where.
func TestTimeoutShowsLine(t *testing.T) {
	path := scriptFile(t, "let n = 0;\nfunction count() {\n  for (;;) n++;\n}\nsetTimeout(count, 0);")
	_, log, code := kaluma(t, "--timeout", "300ms", path)
	if code != console.Failed || !strings.HasPrefix(log, path+":3:") || !strings.Contains(log, ": the script was here when its time was over\n  3 |   for (;;) n++;\n") ||
		!strings.HasSuffix(log, "\nkaluma: not done in 300ms, --timeout allows more\n") {
		t.Errorf("exit %d, standard error:\n%s", code, log)
	}
}
