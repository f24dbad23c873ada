// Package plugin lets programs in any language make files of a description: drivergen runs the
// program once for each description, writes a Request to its standard input as JSON,
// and reads a Response from its standard output. docs/plugin.md tells how to write one;
// docs/plugin.schema.json is the JSON Schema of both.
//
// A name in JSON is that of the Go field in camel case. Every key is always there: what is not set
// is null, "", 0, false or an empty list.
package plugin

// Version is the version of the protocol. It grows when a plugin that is right today would be
// wrong; a key that is added changes nothing for it.
const Version = 1

// A Request is what a plugin gets on its standard input.
type Request struct {
	// Drivergen is the version of the protocol.
	Drivergen int `json:"drivergen"`
	// Source is the description's path as generated files name it: relative to its module, with slashes.
	Source string `json:"source"`
	// Mark is a line that each file must carry in a comment of its language, so that drivergen
	// knows what it may overwrite and remove.
	Mark string `json:"mark"`
	// Options are those of --plugin-option.
	Options map[string]string `json:"options"`
	// Model is the description.
	Model *Model `json:"model"`
	// Imports are the descriptions that the model imports, and that those import, by their paths.
	Imports map[string]*Model `json:"imports"`
}

// A Response is what a plugin writes to its standard output.
type Response struct {
	// Drivergen is the version of the protocol that the plugin was written for.
	Drivergen int `json:"drivergen"`
	// Files are all the files that the plugin makes of the description. Those that it made
	// before and does not list any more are removed.
	Files []File `json:"files,omitempty"`
	// Diagnostics are what is to be said of the description. Where one is an error, nothing is written.
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// A File is a file that a plugin makes.
type File struct {
	// Path is relative to the package's folder, with slashes: errnos.h, include/errnos.h.
	Path string `json:"path"`
	// Content is the whole file.
	Content string `json:"content"`
}

// A Diagnostic is what a plugin has to say of a description.
type Diagnostic struct {
	// Severity is "error" or "warning".
	Severity string `json:"severity"`
	// Message is what is wrong, on one line.
	Message string `json:"message"`
	// File is the path of the description, as a pos names it; left out, it is the request's.
	File string `json:"file,omitempty"`
	// Line counts from 1; 0 means the whole file.
	Line int `json:"line,omitempty"`
	// Column counts from 1, in bytes.
	Column int `json:"column,omitempty"`
}
