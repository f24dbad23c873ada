package idl

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.yaml
var standardFiles embed.FS

// standardPrefix starts the path of an embedded description.
const standardPrefix = "std/"

// Standard returns the standard descriptions as files: netdev.yaml and so on.
func Standard() fs.FS { return standardFiles }

// StandardNames returns the paths by which Load finds the standard descriptions,
// sorted: std/ieee80211dev, std/netdev, std/tinygo.
func StandardNames() []string {
	entries, err := standardFiles.ReadDir(".")
	if err != nil {
		panic(err) // the embedded root is always there
	}
	var names []string
	for _, e := range entries {
		names = append(names, standardPrefix+strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// standardName returns the embedded file that a path means, and whether the path
// is of that kind.
func standardName(path string) (string, bool) {
	name, ok := strings.CutPrefix(path, standardPrefix)
	if !ok {
		return "", false
	}
	return strings.TrimSuffix(name, ".yaml") + ".yaml", true
}
