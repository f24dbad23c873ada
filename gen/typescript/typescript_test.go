package typescript_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/gen/output"
	"drivergen/gen/typescript"
	"drivergen/idl"
)

var update = flag.Bool("update", false, "write the declarations anew")

// declarations returns the one file that a description becomes.
func declarations(t testing.TB, path string) string {
	t.Helper()
	model, diagnostics := idl.Load(path)
	if model == nil {
		t.Fatalf("%s: %v", path, diagnostics)
	}
	file, content := typescript.Declarations(model, filepath.Base(path))
	if file != model.Package+"/"+model.Package+".d.ts" {
		t.Errorf("%s: file %s", path, file)
	}
	return string(content)
}

// TestKettle holds everything that a description can say against declarations that were read
// and compiled.
func TestKettle(t *testing.T) {
	got := declarations(t, "testdata/kettle.yaml")
	const golden = "testdata/kettle.d.ts"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), -update writes it anew:\n%s", golden, diff)
	}
}

// comments are TSDoc comments with the line they stand on.
var comments = regexp.MustCompile(`(?ms)^ *//.*?$\n|^ */\*\*.*?\*/\n`)

// body returns the members of an interface, without comments and with each on one line.
func body(t *testing.T, text, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "export interface "+name+" {\n")
	if !ok {
		t.Fatalf("there is no interface %s", name)
	}
	rest, _, _ = strings.Cut(rest, "\n}\n")
	rest = comments.ReplaceAllString(rest+"\n", "")
	rest = regexp.MustCompile(`\(\n\s+`).ReplaceAllString(rest, "(")
	rest = regexp.MustCompile(`,\n\s+\)`).ReplaceAllString(rest, ")")
	rest = regexp.MustCompile(`,\n\s+`).ReplaceAllString(rest, ", ")
	return regexp.MustCompile(`(?m)^  `).ReplaceAllString(rest, "")
}

func TestKalumasInterfaces(t *testing.T) {
	tests := []struct{ path, name, want string }{
		{"std/netdev.yaml", "netdev", `readonly errno: number;
readonly mac: string;
readonly ip: string;
socket(domain?: Domain, protocol?: Protocol): FD;
get(fd: FD): Socket | null;
connect(fd: FD, addr: string, port: number, callback?: (err: number) => void): void;
write(fd: FD, data: string | Uint8Array, callback?: (err: number) => void): void;
send_to(fd: FD, data: string | Uint8Array, addr: string, port: number, callback?: (err: number) => void): void;
close(fd: FD, callback?: (err: number) => void): void;
shutdown(fd: FD, how: How, callback?: (err: number) => void): void;
bind(fd: FD, addr: string, port: number, callback?: (err: number) => void): void;
listen(fd: FD, callback?: (err: number) => void): void;
resolve(name: string, callback?: (err: number, addr: string) => void): void;
set_option(fd: FD, option: Option, value: number, callback?: (err: number) => void): void;
`},
		{"std/netdev.yaml", "Socket", `readonly fd: FD;
readonly ptcl: Protocol;
readonly state: State;
readonly laddr: string;
readonly lport: number;
readonly raddr: string;
readonly rport: number;
connect_cb?: (() => void) | null;
read_cb?: ((data: Uint8Array, from?: Sender) => void) | null;
accept_cb?: ((conn: FD) => void) | null;
shutdown_cb?: (() => void) | null;
close_cb?: (() => void) | null;
`},
		{"std/ieee80211dev.yaml", "ieee80211dev", `readonly errno: number;
assoc_cb?: (() => void) | null;
connect_cb?: (() => void) | null;
disconnect_cb?: (() => void) | null;
left_cb?: ((reason: LeaveReason) => void) | null;
reset(callback?: (err: number) => void): void;
scan(callback?: (err: number, scan_info: ScanInfo[]) => void): void;
connect(connectInfo: ConnectInfo, callback?: (err: number) => void): void;
disconnect(callback?: (err: number) => void): void;
get_connection(callback?: (err: number, connectionInfo: ConnectionInfo | null) => void): void;
station_joined?: ((station: string) => void) | null;
station_addressed?: ((station: string, address: string) => void) | null;
station_left?: ((station: string) => void) | null;
ap_mode?(apInfo?: APInfo, callback?: (err: number) => void): void;
disable_ap_mode?(): number;
get_ap_client?(): string[] | null;
scan_for?(options?: ScanOptions, callback?: (err: number, scan_info: ScanInfo[]) => void): void;
`},
		{"std/ieee80211dev.yaml", "ScanInfo", `bssid: string;
ssid: string;
security: SecuritySet;
rssi: number;
channel: number;
`},
		{"std/ieee80211dev.yaml", "APInfo", `ssid?: string;
password?: string;
gateway?: string;
subnetMask?: string;
security?: "OPEN" | "WPA2_WPA_PSK" | "WPA2_PSK" | "WPA_PSK";
channel?: number;
hidden?: boolean;
stations?: number;
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, body(t, declarations(t, test.path), test.name)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.path, diff)
			}
		})
	}
}

// descriptions are the standard ones and those of the emitters' tests.
func descriptions(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, pattern := range []string{"../../idl/*.yaml", "../testdata/*.yaml", "testdata/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %d descriptions, %v", pattern, len(found), err)
		}
		paths = append(paths, found...)
	}
	return paths
}

func TestEveryFileIsMarkedAndSteady(t *testing.T) {
	for _, path := range descriptions(t) {
		first := declarations(t, path)
		if emitter, own := output.Emitter([]byte(first)); !own || emitter != "--lang ts" {
			t.Errorf("%s: mark of %q, %v", path, emitter, own)
		}
		for range 3 {
			if again := declarations(t, path); again != first {
				t.Fatalf("%s: declarations differ from run to run", path)
			}
		}
	}
}

// opening begins a comment.
var opening = regexp.MustCompile(`(?m)^ *(/\*\*)`)

// TestNothingEndsAComment looks for the end of a comment that a description's text brought about:
// behind each there is a line break.
func TestNothingEndsAComment(t *testing.T) {
	for _, path := range descriptions(t) {
		text := declarations(t, path)
		for at := opening.FindStringSubmatchIndex(text); at != nil; at = opening.FindStringSubmatchIndex(text) {
			_, rest, ended := strings.Cut(text[at[3]:], "*/")
			if !ended || !strings.HasPrefix(rest, "\n") {
				t.Fatalf("%s: a comment ends in front of %.40q", path, rest)
			}
			text = rest
		}
	}
}

func TestOddTexts(t *testing.T) {
	source := `idl: 1
package: odd
doc: "**/ x */ y\n\n/\n\nx y` + " `*/` @z `@z` {a}" + `"
errors: {ErrA: {text: "a\"b\\c\u2028\u0001\n", doc: ErrA is one.}}
constants: {A: {value: "*/", doc: "A*/"}}
enums: {E: {doc: E is one., values: {'a"b': {go: EA, doc: It.}}}}
`
	model, diagnostics := idl.LoadSource("odd.yaml", []byte(source))
	if model == nil {
		t.Fatal(diagnostics)
	}
	_, content := typescript.Declarations(model, "odd.yaml")
	text := string(content)
	for _, want := range []string{
		"\n * **\\/ x *\\/ y\n *\n * /\n *\n * x y `*\\/` \\@z `@z` \\{a\\}\n",
		`  ErrA = 'a"b\\c\u2028\u0001\n',`,
		`  A = "*/",`, "\n  /** A*\\/ */\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
}
