// Package explain is the catalogue of drivergen's diagnostics: for each code what it
// means, why it matters, a description that is wrong in this way and the same one put right.
package explain

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/txtar"

	"drivergen/idl"
	"drivergen/internal/nearest"
)

//go:embed codes/*.txtar
var archives embed.FS

// A File is one file of an example.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// An Entry explains one code. Texts are paragraphs of plain text, without a line break at the end.
type Entry struct {
	Code   idl.Code `json:"code"`
	Title  string   `json:"title"`           // one line, as Code.Title has it
	What   string   `json:"what"`            // what the code means
	Why    string   `json:"why"`             // why it matters
	Wrong  string   `json:"wrong"`           // a description with this fault and no other; empty where none can be shown
	Output string   `json:"output"`          // what drivergen lint prints of Wrong, which it calls wrong.yaml
	Right  string   `json:"right"`           // the same description put right; it has no fault
	Files  []File   `json:"files,omitempty"` // what Wrong and Right import
}

// entries reads the catalogue once.
var entries = sync.OnceValue(func() []Entry {
	all, err := read(archives)
	if err != nil {
		panic(err) // what is embedded can be read
	}
	return all
})

// read reads the archives in the folder codes.
func read(from fs.FS) ([]Entry, error) {
	names, err := fs.Glob(from, "codes/*.txtar")
	if err != nil {
		return nil, err
	}
	all := make([]Entry, len(names))
	for i, name := range names {
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		all[i] = parse(idl.Code(strings.TrimSuffix(path.Base(name), ".txtar")), text)
	}
	return all, nil
}

func parse(code idl.Code, text []byte) Entry {
	e := Entry{Code: code, Title: code.Title()}
	for _, f := range txtar.Parse(text).Files {
		paragraph := strings.TrimSpace(string(f.Data))
		switch f.Name {
		case "what":
			e.What = paragraph
		case "why":
			e.Why = paragraph
		case "output":
			e.Output = strings.TrimRight(string(f.Data), "\n")
		case "wrong.yaml":
			e.Wrong = string(f.Data)
		case "right.yaml":
			e.Right = string(f.Data)
		default:
			e.Files = append(e.Files, File{Name: f.Name, Text: string(f.Data)})
		}
	}
	return e
}

// All returns the whole catalogue, sorted by code.
func All() []Entry { return slices.Clone(entries()) }

// Find returns the entry of a code, in capitals or not. The error tells which code was
// probably meant.
func Find(code string) (Entry, error) {
	var codes []string
	for _, e := range entries() {
		if strings.EqualFold(string(e.Code), code) {
			return e, nil
		}
		codes = append(codes, string(e.Code))
	}
	if near := nearest.To(code, codes); near != "" {
		return Entry{}, fmt.Errorf("there is no code %q: did you mean %s (%s)?", code, near, idl.Code(near).Title())
	}
	return Entry{}, fmt.Errorf("there is no code %q: codes are a letter and four digits, such as %s", code, codes[0])
}

// A Group is codes that are about one thing.
type Group struct {
	Prefix  string // what its codes start with: E01
	Title   string // what they are about: names, and what they name
	Entries []Entry
}

// groupTitles says of each beginning of a code what such codes are about.
var groupTitles = []struct{ prefix, title string }{
	{"E00", "Reading the file"},
	{"E01", "Names, and what they name"},
	{"E02", "The shape of the file"},
	{"E03", "Values and limits"},
	{"E04", "Methods, events, handles and interfaces"},
	{"E05", "Scenarios"},
	{"W06", "Style"},
}

// Groups returns the catalogue in groups, in the order of the codes.
func Groups() []Group { return grouped(entries()) }

func grouped(all []Entry) []Group {
	groups := make([]Group, len(groupTitles))
	for i, g := range groupTitles {
		groups[i] = Group{Prefix: g.prefix, Title: g.title}
		for _, e := range all {
			if strings.HasPrefix(string(e.Code), g.prefix) {
				groups[i].Entries = append(groups[i].Entries, e)
			}
		}
	}
	return groups
}
