package reference_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"drivergen/gen/reference"
	"drivergen/idl"
)

// declarations returns the id of everything that a description declares.
func declarations(m *idl.Model) []string {
	var ids []string
	add := func(id string) { ids = append(ids, id) }
	enum := func(e *idl.Enum) {
		if e == nil {
			return
		}
		add(e.GoName)
		for _, v := range e.Values {
			add(v.GoName)
		}
	}
	for _, e := range m.Errnos {
		add(e.GoName)
	}
	for _, e := range m.Errors {
		add(e.GoName)
	}
	for _, c := range m.Constants {
		add(c.GoName)
	}
	for _, e := range m.Enums {
		enum(e)
	}
	for _, s := range m.Structs {
		add(s.GoName)
	}
	for _, h := range m.Handles {
		add(h.GoName)
		enum(h.StateEnum)
		if h.Properties != nil {
			add(h.Properties.GoName)
		}
	}
	for _, i := range m.Interfaces {
		add(i.GoName)
		enum(i.StateEnum)
		methods := append(append([]*idl.Method{}, i.Properties...), i.Methods...)
		for _, method := range methods {
			add(i.GoName + "." + method.GoName)
		}
		events := append([]*idl.Event{}, i.Events...)
		for _, c := range i.Capabilities {
			add(c.GoName)
			for _, method := range c.Methods {
				add(c.GoName + "." + method.GoName)
			}
			events = append(events, c.Events...)
		}
		for _, e := range events {
			add(i.GoName + "Events." + e.GoName)
		}
		for _, s := range i.Stimuli {
			add(i.GoName + ".stimulus." + s.GoName)
		}
		for _, s := range i.Scenarios {
			add(i.GoName + ".scenario." + s.Name)
		}
	}
	return ids
}

func TestEveryDeclarationIsOnThePage(t *testing.T) {
	inputs := standard(t)
	pages := generate(t, reference.HTML, inputs...)
	markdown := generate(t, reference.Markdown, inputs...)
	for _, in := range inputs {
		file := in.Model.Package + "/index.html"
		ids := map[string]bool{}
		for _, tg := range tags(t, file, pages[file]) {
			ids[tg.attributes["id"]] = true
		}
		text := markdown[in.Model.Package+"/README.md"]
		for _, id := range declarations(in.Model) {
			if !ids[id] {
				t.Errorf("%s has nothing with the id %s", file, id)
			}
			name := id[strings.LastIndexByte(id, '.')+1:]
			if strings.Contains(id, ".stimulus.") || !strings.Contains(id, ".") {
				name = "`" + name + "`" // a row of a table
				if strings.Contains(text, " "+strings.Trim(name, "`")+"\n") {
					continue // a heading
				}
			}
			if !strings.Contains(text, name) {
				t.Errorf("the Markdown of %s does not have %s", in.Model.Package, id)
			}
		}
	}
}

// Each fact below is said of netdev in both formats.
func TestWhatIsSaid(t *testing.T) {
	in := inputOf(load(t, "std/netdev"))
	wifi := inputOf(load(t, "std/ieee80211dev"))
	tinygo := inputOf(load(t, "std/tinygo"))
	visible := regexp.MustCompile(`<[^>]*>`)
	page := func(pkg string) string {
		all := generate(t, reference.HTML, in, wifi, tinygo)[pkg+"/index.html"]
		return html.UnescapeString(visible.ReplaceAllString(strings.ReplaceAll(all, "</td><td>", " | "), ""))
	}
	text := map[string]string{"netdev": page("netdev"), "ieee80211dev": page("ieee80211dev"), "tinygo": page("tinygo")}
	for _, want := range []struct{ pkg, text string }{
		{"netdev", "Connect(ctx context.Context, fd FD, addr string, port uint16) error"},
		{"netdev", "Recv(ctx context.Context, fd FD, buf []byte) (n int, from netip.AddrPort, err error)"},
		{"netdev", "netdev.connect(fd, addr, port, callback)"},
		{"netdev", "netdev.socket(domain, protocol), answers at once; a failure is -1"},
		{"netdev", "none: what waits goes to Readable"},
		{"netdev", "length 1 … 253"},
		{"netdev", "default AF_INET"},
		{"netdev", "filled by the call"},
		{"netdev", "ECONNREFUSED111 | Nothing listens at that address."},
		{"netdev", "the state is listeningEOPNOTSUPP"},
		{"netdev", "after Shutdown with how WREPIPE"},
		{"netdev", "up to 8192 bytes"},
		{"netdev", "the latest: a newer one replaces one that waits"},
		{"netdev", "ShutDown, then Closed"},
		{"netdev", "expect buf = \"answer\""},
		{"ieee80211dev", "sensitive: never logged"},
		{"ieee80211dev", "but OPEN where password is shorter than 8"},
		{"ieee80211dev", "since 1.2.0"},
		{"ieee80211dev", "APModeOf(dev WiFiDev) (APMode, bool)"},
		{"ieee80211dev", "*ConnectionInfo"},
		{"ieee80211dev", "WPA2-EAP"},
		{"tinygo", "GetHardwareAddr() (net.HardwareAddr, error)"},
		{"tinygo", "NetConnect(params *ConnectParams) error"},
		{"tinygo", "NetDisconnect()"},
		{"tinygo", "Invalid Wifi Passphrase < 8 chars"},
		{"tinygo", "10 * time.Second"},
	} {
		seen := strings.ReplaceAll(text[want.pkg], "\n", " ")
		if !strings.Contains(strings.ReplaceAll(seen, " | ", ""), strings.ReplaceAll(want.text, " | ", "")) {
			t.Errorf("the page of %s does not say %q", want.pkg, want.text)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	inputs := append(standard(t), inputOf(load(t, "../testdata/importer.yaml")))
	pages := generate(t, reference.HTML, inputs...)
	ids := map[string]map[string]bool{}
	for file, text := range pages {
		ids[file] = map[string]bool{"": true}
		for _, tg := range tags(t, file, text) {
			ids[file][html.UnescapeString(tg.attributes["id"])] = true
		}
	}
	across := 0
	for file, text := range pages {
		for _, tg := range tags(t, file, text) {
			link, ok := tg.attributes["href"]
			if !ok || link == "data:," {
				continue
			}
			to, anchor := target(file, html.UnescapeString(link))
			if !ids[to][anchor] {
				t.Errorf("%s: the link %s leads nowhere", file, link)
			}
			if to != file && anchor != "" {
				across++
			}
		}
	}
	if across == 0 {
		t.Error("no link leads to a declaration of another package")
	}
}

var markdownLink = regexp.MustCompile(`\]\(([^)]*)\)`)

func TestMarkdownLinksLeadSomewhere(t *testing.T) {
	inputs := append(standard(t), inputOf(load(t, "../testdata/importer.yaml")))
	files := generate(t, reference.Markdown, inputs...)
	anchors := map[string]map[string]bool{}
	for file, text := range files {
		anchors[file] = headings(text)
		anchors[file][""] = true
	}
	links, drawings := 0, 0
	for file, text := range files {
		for _, m := range markdownLink.FindAllStringSubmatch(text, -1) {
			to, anchor := target(file, m[1])
			if !anchors[to][anchor] {
				t.Errorf("%s: the link %s leads nowhere", file, m[1])
			}
			if strings.HasSuffix(to, ".svg") {
				drawings++
			} else {
				links++
			}
		}
	}
	if links < 100 || drawings < 5 {
		t.Errorf("%d links and %d drawings", links, drawings)
	}
}

// A type of a package that is not among the inputs is a link to nothing.
func TestForeignTypesWithoutTheirPage(t *testing.T) {
	alone := generate(t, reference.HTML, inputOf(load(t, "../testdata/importer.yaml")))
	for file, text := range alone {
		if strings.Contains(text, `href="../`) {
			t.Errorf("%s has a link to another page", file)
		}
	}
}

var external = regexp.MustCompile(`(?i)https?://|\bsrc=|@import|url\(|\bfetch\(|XMLHttpRequest|import\(`)

func TestPagesLoadNothing(t *testing.T) {
	for _, format := range reference.Formats() {
		for file, text := range generate(t, format, standard(t)...) {
			text = strings.ReplaceAll(text, `xmlns="http://www.w3.org/2000/svg"`, "")
			if found := external.FindString(text); found != "" {
				t.Errorf("%s has %q", file, found)
			}
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	for _, format := range reference.Formats() {
		first, err := reference.Generate(standard(t), format)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			again, err := reference.Generate(standard(t), format)
			if err != nil || len(again) != len(first) {
				t.Fatal(len(again), len(first), err)
			}
			for i := range first {
				if first[i].Path != again[i].Path || !bytes.Equal(first[i].Content, again[i].Content) {
					t.Fatalf("%s came out differently", first[i].Path)
				}
			}
		}
	}
}

func TestTwoPackagesOfOneName(t *testing.T) {
	in := inputOf(load(t, "std/netdev"))
	if _, err := reference.Generate([]reference.Input{in, in}, reference.HTML); err == nil {
		t.Error("two pages of the same name were made")
	}
	if _, err := reference.Generate([]reference.Input{in}, "pdf"); err == nil {
		t.Error("there is no format pdf")
	}
}

func TestSmallestDescription(t *testing.T) {
	m, diagnostics := idl.LoadSource("small.yaml", []byte("idl: 1\npackage: small\ndoc: Package small has one constant.\nconstants:\n  Answer: {value: 42, doc: Answer is it.}\n"))
	if m == nil {
		t.Fatal(diagnostics.Err())
	}
	for _, format := range reference.Formats() {
		files := generate(t, format, reference.Input{Model: m, Source: "small.yaml"})
		if len(files) != 1 {
			t.Errorf("%d files", len(files))
		}
	}
}
