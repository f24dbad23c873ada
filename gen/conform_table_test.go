package gen

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drivergen/idl"
)

var updateTables = flag.Bool("tables", false, "write the tables of docs/conformance.md anew")

// conformanceDoc holds a table for each of the standard descriptions.
const conformanceDoc = "../docs/conformance.md"

// unprovoked are the errnos that no test provokes, with the reason, by METHOD ERRNO, or by the errno alone.
var unprovoked = map[string]map[string]string{
	"netdev": {
		"EIO":                  "the hardware itself would have to fail",
		"ENODEV":               "`device_closed` takes any errno: what is closed may know no better",
		"ETIMEDOUT":            "`deadline_passed` takes success too: what is known at once needs no time",
		"connect EHOSTUNREACH": "it depends on the network in between",
		"connect ENETUNREACH":  "it depends on the network in between",
		"write EMSGSIZE":       "how long a datagram may be is the device's own",
		"send_to EMSGSIZE":     "how long a datagram may be is the device's own",
		"recv EOVERFLOW":       "how much is kept is the device's own",
		"accept EMFILE":        "a connection that comes when no descriptor is free is turned away",
		"bind EADDRNOTAVAIL":   "an address that is not the device's stands for all of them",
		"listen EADDRINUSE":    "bind finds it first",
	},
	"ieee80211dev": {
		"EIO":                 "the hardware itself would have to fail",
		"ENODEV":              "`device_closed` takes any errno: what is closed may know no better",
		"ETIMEDOUT":           "`deadline_passed` takes success too: what is known at once needs no time",
		"scan_for EOPNOTSUPP": "which options there are is the device's own",
	},
}

// TestEveryErrnoHasATest: the tables of docs/conformance.md tell which test provokes each errno of each method, or why none
// does, and that each method succeeds somewhere.
func TestEveryErrnoHasATest(t *testing.T) {
	doc, err := os.ReadFile(conformanceDoc)
	if err != nil {
		t.Fatal(err)
	}
	want := string(doc)
	for _, name := range []string{"netdev", "ieee80211dev"} {
		table := errnoTable(t, name)
		begin, end := "<!-- errnos of "+name+" -->\n", "<!-- end of errnos of "+name+" -->"
		head, rest, found := strings.Cut(want, begin)
		_, tail, ends := strings.Cut(rest, end)
		if !found || !ends {
			t.Fatalf("%s has no place for the errnos of %s", conformanceDoc, name)
		}
		want = head + begin + "\n" + table + "\n" + end + tail
	}
	switch {
	case want == string(doc):
	case *updateTables:
		if err := os.WriteFile(conformanceDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s is not what the tests say: go test ./gen -run EveryErrno -tables", conformanceDoc)
	}
}

// errnoTable returns the table of a standard description.
func errnoTable(t *testing.T, name string) string {
	model, diagnostics := idl.Load("../idl/" + name + ".yaml")
	if model == nil {
		t.Fatal(diagnostics)
	}
	i := model.Interfaces[0]
	p := newPkg(Input{Model: model, Source: name, ImportPath: "test/" + name})
	proved := provedBy(t, "../generated/"+name+"/"+name+"test", p.suite(i))
	reasons := unprovoked[name]
	used := map[string]bool{}
	var b bytes.Buffer
	b.WriteString("| method | outcome | tests |\n|---|---|---|\n")
	for _, m := range suiteMethods(i) {
		row := func(outcome string) {
			tests, reason := proved[m.Name+" "+outcome], ""
			for _, key := range []string{m.Name + " " + outcome, outcome} {
				if text, ok := reasons[key]; ok && reason == "" {
					reason = text
					used[key] = used[key] || len(tests) == 0
				}
			}
			switch {
			case len(tests) > 0:
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", m.Name, outcome, some(tests))
			case reason == "":
				t.Errorf("%s: no test provokes %s of %s, and no reason is given", name, outcome, m.Name)
			default:
				fmt.Fprintf(&b, "| `%s` | %s | none: %s |\n", m.Name, outcome, reason)
			}
		}
		row("success")
		for _, e := range m.Errnos {
			row(e.Name)
		}
		if m.Takes != nil && m.Takes.Kind == idl.Stream {
			row("io.EOF")
		}
	}
	for key := range reasons {
		if !used[key] {
			t.Errorf("%s: a reason is given for %s, which is provoked or does not exist", name, key)
		}
	}
	return b.String()
}

// some returns the first of a list of tests, and how many more there are.
func some(tests []string) string {
	const most = 3
	text := "`" + strings.Join(tests[:min(most, len(tests))], "`, `") + "`"
	if more := len(tests) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// provedBy returns the tests that check an outcome of a method: by "connect EISCONN", "connect success".
func provedBy(t *testing.T, dir string, s *suite) map[string][]string {
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", dir, len(files), err)
	}
	methods := map[string]string{} // by the variable that describes it
	for _, m := range suiteMethods(s.i) {
		methods[s.callVar(m)] = m.Name
	}
	bodies := map[string]*ast.BlockStmt{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok {
				bodies[f.Name.Name] = f.Body
			}
		}
	}
	proved := map[string][]string{}
	for _, g := range s.groups {
		for _, test := range g.tests {
			for _, what := range checks(bodies[test.goFn], methods) {
				if name := g.name + "/" + test.name; !slices.Contains(proved[what], name) {
					proved[what] = append(proved[what], name)
				}
			}
		}
	}
	return proved
}

// checks returns the outcomes that a test checks.
func checks(body *ast.BlockStmt, methods map[string]string) []string {
	var list []string
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, outcome := "", ""
		if f, ok := call.Fun.(*ast.SelectorExpr); ok {
			outcome = map[string]string{"Succeeds": "success", "Ends": "io.EOF", "Fails": "errno", "FailsNaming": "errno"}[f.Sel.Name]
		}
		if outcome == "" {
			return true
		}
		for _, arg := range call.Args {
			if ref, ok := arg.(*ast.UnaryExpr); ok {
				if name, ok := ref.X.(*ast.Ident); ok {
					method = methods[name.Name]
				}
			}
			if e, ok := arg.(*ast.SelectorExpr); ok && outcome == "errno" && strings.HasPrefix(e.Sel.Name, "E") {
				outcome = e.Sel.Name
			}
		}
		if method != "" {
			list = append(list, method+" "+outcome)
		}
		return true
	})
	return list
}
