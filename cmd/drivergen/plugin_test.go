package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"drivergen/gen/plugin"
)

// pluginForTests is a plugin that does what its options say: files=a.txt,b/c.h makes marked files,
// unmarked=a.txt one without the mark, raw=TEXT answers with a text, exit=TEXT tells a text and fails,
// error=TEXT and warning=TEXT diagnose the first errno.
func pluginForTests() {
	var r plugin.Request
	if err := json.NewDecoder(os.Stdin).Decode(&r); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(9)
	}
	if text, ok := r.Options["exit"]; ok {
		fmt.Fprintln(os.Stderr, text)
		os.Exit(3)
	}
	if text, ok := r.Options["raw"]; ok {
		fmt.Print(text)
		return
	}
	answer := plugin.Response{Drivergen: plugin.Version}
	if list := r.Options["files"]; list != "" {
		for name := range strings.SplitSeq(list, ",") {
			answer.Files = append(answer.Files, plugin.File{Path: name, Content: "# " + r.Mark + "\n" + r.Model.Doc + "\n"})
		}
	}
	if name, ok := r.Options["unmarked"]; ok {
		answer.Files = append(answer.Files, plugin.File{Path: name, Content: "# " + r.Model.Doc + "\n"})
	}
	for _, severity := range []string{"error", "warning"} {
		if text, ok := r.Options[severity]; ok {
			at := r.Model.Errnos[0].Pos
			answer.Diagnostics = append(answer.Diagnostics, plugin.Diagnostic{Severity: severity, Message: text, File: at.File, Line: at.Line, Column: at.Column})
		}
	}
	json.NewEncoder(os.Stdout).Encode(answer)
}
