package typescript_test

import (
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/idl"
)

// everyDescription returns the standard descriptions and those of the emitters' tests, in groups
// that go to one folder: no two of a group have the same package. One that imports a description of its own
// package's name goes nowhere, since both would be one file; drivergen generate refuses it.
func everyDescription(t *testing.T) [][]string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"../../idl/*.yaml", "../../gen/testdata/*.yaml", "../../gen/typescript/testdata/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d descriptions, %v", pattern, len(found), err)
		}
		paths = append(paths, found...)
	}
	var groups [][]string
	var taken []map[string]string // of each group, the files that are in it
	for _, path := range paths {
		model, diagnostics := idl.Load(path)
		if model == nil {
			t.Fatalf("%s: %v", path, diagnostics)
		}
		files := map[string]string{}
		if !place(files, model) {
			continue
		}
		n := 0
		for n < len(groups) && !fits(taken[n], files) {
			n++
		}
		if n == len(groups) {
			groups, taken = append(groups, nil), append(taken, map[string]string{})
		}
		groups[n] = append(groups[n], path)
		maps.Copy(taken[n], files)
	}
	return groups
}

// place finds out which files a description and its imports become, unless two are one.
func place(files map[string]string, m *idl.Model) bool {
	source := m.Path
	if !strings.HasPrefix(source, "std/") && strings.HasPrefix(source, "../../idl/") {
		source = "std/" + filepath.Base(source)
	}
	if first, ok := files[m.Package]; ok && first != source {
		return false
	}
	files[m.Package] = source
	for _, i := range m.Imports {
		if !place(files, i.Model) {
			return false
		}
	}
	return true
}

func fits(taken, files map[string]string) bool {
	for name, source := range files {
		if first, ok := taken[name]; ok && first != source {
			return false
		}
	}
	return true
}

func TestDeclarationsCompile(t *testing.T) {
	tsc := tool(t, "tsc")
	for _, group := range everyDescription(t) {
		runs(t, declarations(t, group...), tsc, "-p", ".")
	}
}

// TestDeclarationsAreFormatted holds drivergen's own writer against Prettier.
func TestDeclarationsAreFormatted(t *testing.T) {
	prettier := tool(t, "prettier")
	for _, group := range everyDescription(t) {
		runs(t, declarations(t, group...), prettier, "--check", "*/*.d.ts")
	}
}

// program is written as Kaluma's net and wifi modules, and the programs of their users, call
// a device: every value and every callback has the type that it is used with.
const program = `import type { FD, netdev as NetDev, Socket } from "./netdev/netdev.js";
import { Errno } from "./netdev/netdev.js";
import type { ieee80211dev as WiFiDev } from "./ieee80211dev/ieee80211dev.js";

export function get(dev: NetDev, host: string, told: (text: string) => void): FD {
  const fd = dev.socket("AF_INET", "STREAM");
  const socket: Socket | null = fd < 0 ? null : dev.get(fd);
  if (socket === null) {
    told(dev.errno === Errno.EMFILE ? "too many" : "errno " + dev.errno);
    return -1;
  }
  socket.read_cb = (data) => told(String(data.length));
  socket.close_cb = () => told(socket.state === 0 ? "closed" : socket.raddr + ":" + socket.rport);
  dev.connect(fd, host, 80, (err) => {
    if (err === 0) {
      dev.write(fd, "GET / HTTP/1.0\r\n\r\n");
      dev.write(fd, new Uint8Array([13, 10]), () => dev.shutdown(fd, 1, () => dev.close(fd)));
    }
  });
  return fd;
}

export function join(dev: WiFiDev, told: (text: string) => void): void {
  dev.assoc_cb = null;
  dev.connect({ ssid: "open" });
  dev.connect({ ssid: "lab", password: "correct horse", security: "WPA2_PSK" }, (err) => told(String(err)));
  dev.scan((err, found) => {
    for (const ap of err === 0 ? found : []) {
      told(ap.ssid + " " + ap.security.split(" ").length + " " + (ap.rssi + ap.channel));
    }
  });
  dev.get_connection((err, info) => told(err === 0 && info !== null ? info.bssid : "none"));
  dev.ap_mode?.({ ssid: "lab" }, (err) => told(String(err)));
  dev.ap_mode?.();
  for (const station of dev.get_ap_client?.() ?? []) {
    told(station);
  }
}

export function wrong(dev: NetDev, wifi: WiFiDev): void {
  // @ts-expect-error: the numbers of how are 0, 1 and 2
  dev.shutdown(0, 3);
  // @ts-expect-error: a state is no text
  dev.get(0)!.state === "closed";
  // @ts-expect-error: a driver sets errno, a program reads it
  dev.errno = 0;
  // @ts-expect-error: not every device can be an access point
  wifi.ap_mode({});
  // @ts-expect-error: a network has a name
  wifi.connect({ password: "secret" });
  // @ts-expect-error: there is no such errno
  Errno.ENOTHING;
}
`

func TestProgramCompiles(t *testing.T) {
	tsc := tool(t, "tsc")
	dir := declarations(t, "std/netdev", "std/ieee80211dev")
	write(t, filepath.Join(dir, "program.ts"), program)
	runs(t, dir, tsc, "-p", ".")
}
