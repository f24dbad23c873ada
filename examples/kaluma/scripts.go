package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"drivergen/internal/nearest"
)

//go:embed scripts/*.js
var scriptFiles embed.FS

// bundled are the scripts of the tour, in its order.
var bundled = []struct {
	name, does string
	joins      bool // it joins a network by itself
}{
	{"scan", "looks for networks, joins one and leaves it, by global.__ieee80211dev", true},
	{"wifi", "does the same with the module wifi", true},
	{"echo", "a server and a client that it echoes to, by global.__netdev", false},
	{"clients", "a server with clients at once, by the module net", false},
	{"dgram", "a server and a client of datagrams, by the module dgram", false},
	{"web", "a web server and requests to it, by the module http", false},
	{"errors", "what goes wrong, and how a script learns of it", false},
}

// A script is a text to run.
type script struct {
	name  string // as messages have it: the file's path, or bundled's
	text  string
	joins bool
}

// findScript finds a script by its path, or among the bundled ones.
func findScript(name string) (script, error) {
	info, err := os.Stat(name)
	if err == nil && !info.IsDir() {
		text, err := os.ReadFile(name)
		return script{name: name, text: string(text)}, err
	}
	if found, ok := bundledScript(strings.TrimSuffix(name, ".js")); ok {
		return found, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return script{}, err
	}
	var names []string
	for _, b := range bundled {
		names = append(names, b.name)
	}
	if like := nearest.To(name, names); like != "" {
		return script{}, fmt.Errorf("there is no script %s: did you mean %s?", name, like)
	}
	return script{}, fmt.Errorf("there is no script %s: give a file, or one of %s", name, strings.Join(names, ", "))
}

// bundledScript returns a script of the program's own.
func bundledScript(name string) (script, bool) {
	for _, b := range bundled {
		if b.name == name {
			path := "scripts/" + name + ".js"
			text, err := scriptFiles.ReadFile(path)
			return script{name: path, text: string(text), joins: b.joins}, err == nil
		}
	}
	return script{}, false
}
