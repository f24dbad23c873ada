package typescript_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A member is one of an interface on Kaluma's device driver page.
type member struct {
	name string
	page string // as the page's interface declares it
	ours string // as the declarations have it, "" where they have it so too
	why  string // why it differs
}

// An iface is an interface of the page, and the one that the declarations have for it.
type iface struct {
	page    string
	ours    string
	members []member
	added   []string // members that the page does not have
}

// Reasons that hold for several members.
const (
	readOnly  = "a program reads it, the driver sets it"
	unset     = "a listener need not be set, and null unsets it"
	optional  = "the page's heading has the callback in brackets"
	literals  = "the page lists the values in a comment or in its text"
	isCapable = "the page's text: not to be implemented where the board does not support access point mode"
	notTold   = "the page's text has ssid and bssid alone: a device need not tell it"
	mayLack   = "null where it fails, as the page's -1 for a descriptor: a socket or a list has no such value"
)

const security = `"OPEN" | "WPA2_WPA_PSK" | "WPA2_PSK" | "WPA_PSK" | "WEP_PSK"`

const done = "callback?: (err: number) => void"

// kaluma is the page, interface by interface and member by member, with each correction and
// the reason for it. Types named here are those of the declarations.
//
// The page's text has a bssid in what get_connection tells; its interface does not.
var kaluma = []iface{
	{page: "socket", ours: "netdev.Socket", members: []member{
		{"fd", "fd: number", "readonly fd: number", readOnly},
		{"ptcl", "ptcl: string", `readonly ptcl: "STREAM" | "DGRAM" | "TLS" | (string & {})`, literals + "; " + readOnly},
		{"state", "state: number", "readonly state: 0 | 1 | 2 | 3", literals + "; " + readOnly},
		{"laddr", "laddr: string", "readonly laddr: string", readOnly},
		{"lport", "lport: number", "readonly lport: number", readOnly},
		{"raddr", "raddr: string", "readonly raddr: string", readOnly},
		{"rport", "rport: number", "readonly rport: number", readOnly},
		{"connect_cb", "connect_cb: () => void", "connect_cb?: (() => void) | null", unset},
		{"close_cb", "close_cb: () => void", "close_cb?: (() => void) | null", unset},
		{"read_cb", "read_cb: (data: string) => void", "read_cb?: ((data: Uint8Array, from?: netdev.Sender) => void) | null",
			"the page's text says Uint8Array; the sender of a datagram may follow, which a callback of the page's kind leaves out; " + unset},
		{"accept_cb", "accept_cb: (fd: number) => void", "accept_cb?: ((fd: number) => void) | null", unset},
		{"shutdown_cb", "shutdown_cb: () => void", "shutdown_cb?: (() => void) | null", unset},
	}},
	{page: "netdev", ours: "netdev.netdev", members: []member{
		{"errno", "errno: number", "readonly errno: number", readOnly},
		{"mac", "mac: string", "readonly mac: string", readOnly},
		{"ip", "ip: string", "readonly ip: string", readOnly},
		{"socket", "socket(domain: string, protocol: string): number",
			`socket(domain?: "AF_INET" | "AF_INET6" | (string & {}), protocol?: "STREAM" | "DGRAM" | "TLS" | (string & {})): number`, literals + "; both have a default"},
		{"get", "get(fd: number): netdev.Socket", "get(fd: number): netdev.Socket | null", mayLack},
		{"connect", "connect(fd: number, addr: string, port: number, callback: (err: number) => void): void",
			"connect(fd: number, addr: string, port: number, " + done + "): void", optional},
		{"write", "write(fd: number, data: string, callback: (err: number) => void): void",
			"write(fd: number, data: string | Uint8Array, " + done + "): void", "the page's text says Uint8Array or string; " + optional},
		{"close", "close(fd: number, callback: (err: number) => void): void", "close(fd: number, " + done + "): void", optional},
		{"shutdown", "shutdown(fd: number, how: number, callback: (err: number) => void): void",
			"shutdown(fd: number, how: 0 | 1 | 2, " + done + "): void", literals + "; " + optional},
		{"bind", "bind(fd: number, addr: string, port: number, callback: (err: number) => void): void",
			"bind(fd: number, addr: string, port: number, " + done + "): void", optional},
		{"listen", "listen(fd: number, callback: (err: number) => void): void", "listen(fd: number, " + done + "): void", optional},
	}, added: []string{"send_to", "resolve", "set_option"}},
	{page: "ieee80211dev", ours: "wifi.ieee80211dev", members: []member{
		{"errno", "errno: number", "readonly errno: number", readOnly},
		{"assoc_cb", "assoc_cb: () => void", "assoc_cb?: (() => void) | null", unset},
		{"connect_cb", "connect_cb: () => void", "connect_cb?: (() => void) | null", unset},
		{"disconnect_cb", "disconnect_cb: () => void", "disconnect_cb?: (() => void) | null", unset},
		{"reset", "reset(cb: (err: number) => void): void", "reset(" + done + "): void", optional},
		{"scan", "scan(cb: (err: number, scan_info: Array<wifi.ScanInfo>) => void): void",
			"scan(callback?: (err: number, scan_info: wifi.ScanInfo[]) => void): void", optional},
		{"connect", "connect(cb: (err: number) => void): void", "connect(connectInfo: wifi.ConnectInfo, " + done + "): void",
			"the page's text: connect(connectInfo[, callback])"},
		{"disconnect", "disconnect(cb: (err: number) => void): void", "disconnect(" + done + "): void", optional},
		{"get_connection", "get_connection(cb: (err: number, conn: wifi.ConnectionInfo) => void): void",
			"get_connection(callback?: (err: number, conn: wifi.ConnectionInfo | null) => void): void", "null where no network is joined; " + optional},
		{"ap_mode", "ap_mode(apInfo: Object, cb: (err: number) => void): void", "ap_mode?(apInfo?: wifi.APInfo, " + done + "): void",
			"the page's text lists what is in apInfo, and has both in brackets; " + isCapable},
		{"disable_ap_mode", "disable_ap_mode(): void", "disable_ap_mode?(): number",
			"\"() => void\" after a method's name is no TypeScript; it tells by -1 that access point mode is off; " + isCapable},
		{"get_ap_client", "get_ap_client(): Array<string>", "get_ap_client?(): string[] | null",
			"\"() => Array<string>\" after a method's name is no TypeScript; " + mayLack + "; " + isCapable},
	}, added: []string{"left_cb", "station_joined", "station_addressed", "station_left", "scan_for"}},
	{page: "scan_info", ours: "wifi.ScanInfo", members: []member{
		{"bssid", "bssid: string", "", ""},
		{"ssid", "ssid: string", "", ""},
		{"security", "security: string", `security: "OPEN" | "WEP" | "WPA" | "WPA2" | "PSK" | "WPA2-EAP" | "WPA3" | (string & {})`, literals},
		{"rssi", "rssi: number", "", ""},
		{"channel", "channel: number", "", ""},
	}},
	{page: "connection_info", ours: "wifi.ConnectionInfo", members: []member{
		{"ssid", "ssid: string", "", ""},
		{"password", "password: string", "password?: string", notTold},
		{"security", "security: string", "security?: " + security, literals + "; " + notTold},
	}, added: []string{"bssid", "channel", "rssi"}},
	// The page has these two in its text alone.
	{page: "connectInfo", ours: "wifi.ConnectInfo", members: []member{
		{"ssid", "ssid: string", "", ""},
		{"password", "password?: string", "", ""},
		{"security", "security?: string", "security?: " + security, literals},
	}, added: []string{"bssid"}},
	{page: "apInfo", ours: "wifi.APInfo", members: []member{
		{"ssid", "ssid?: string", "", ""},
		{"password", "password?: string", "", ""},
		{"gateway", "gateway?: string", "", ""},
		{"subnetMask", "subnetMask?: string", "", ""},
	}, added: []string{"security", "channel", "hidden", "stations"}},
}

// prelude compares two types, modifiers included: they are equal where no conditional type can
// tell them apart.
const prelude = `import type * as netdev from "./netdev/netdev.js";
import type * as wifi from "./ieee80211dev/ieee80211dev.js";

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
`

// TestKalumasPage compiles one assertion for each member: it is what the page says, or what the
// correction says and then not what the page says.
func TestKalumasPage(t *testing.T) {
	tsc := tool(t, "tsc")
	var ts strings.Builder
	ts.WriteString(prelude)
	assert := func(a, b string, equal bool) {
		fmt.Fprintf(&ts, "true satisfies Equal<Equal<%s, %s>, %v>;\n", a, b, equal)
	}
	for _, i := range kaluma {
		fmt.Fprintf(&ts, "\n// %s\n", i.page)
		var keys []string
		for _, m := range i.members {
			if (m.ours == "") != (m.why == "") {
				t.Errorf("%s.%s: a correction and its reason come together", i.page, m.name)
			}
			own := fmt.Sprintf("Pick<%s, %q>", i.ours, m.name)
			if m.ours == "" {
				assert(own, "{ "+m.page+" }", true)
			} else {
				assert(own, "{ "+m.page+" }", false)
				assert(own, "{ "+m.ours+" }", true)
			}
			keys = append(keys, fmt.Sprintf("%q", m.name))
		}
		for _, name := range i.added {
			keys = append(keys, fmt.Sprintf("%q", name))
		}
		assert("keyof "+i.ours, strings.Join(keys, " | "), true)
	}
	dir := declarations(t, "std/netdev", "std/ieee80211dev")
	write(t, filepath.Join(dir, "kaluma.ts"), ts.String())
	runs(t, dir, tsc, "-p", ".")
	if t.Failed() {
		t.Logf("kaluma.ts:\n%s", numbered(ts.String()))
	}
}

func numbered(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		fmt.Fprintf(&b, "%3d %s\n", i+1, line)
	}
	return b.String()
}
