package config

import (
	"drivergen/gen"
	"drivergen/gen/typescript"
	"drivergen/idl/grammar"
)

// The keys, each of which is a flag of drivergen generate too.
const (
	Descriptions  = "descriptions"
	Lang          = "lang"
	Only          = "only"
	Plugin        = "plugin"
	PluginOption  = "plugin-option"
	PluginTimeout = "plugin-timeout"
	Out           = "out"
)

// file is the file's grammar.
var file = &grammar.Object{
	Name: Name,
	Doc:  "A project's descriptions, and what is generated from them.",
	Keys: []grammar.Key{
		{Name: Descriptions, Kind: grammar.Texts, Doc: "The descriptions: files, folders of them, and std/NAME for embedded ones."},
		{Name: Lang, Kind: grammar.Texts, Words: []string{"go", typescript.Lang}, Doc: "The languages to write."},
		{Name: Only, Kind: grammar.Texts, Words: kinds(), Doc: "The kinds of Go code to generate; all but js where it is missing."},
		{Name: Plugin, Kind: grammar.Texts, Doc: "Programs that make files: in PATH, or paths with a slash."},
		{Name: PluginOption, Kind: grammar.Texts, Doc: "Options of the plugins, each KEY=VALUE."},
		{Name: PluginTimeout, Kind: grammar.Text, Doc: "How long a plugin may take for a description."},
		{Name: Out, Kind: grammar.Text, Doc: "The folder that the packages go to; generated at the module's root where it is missing."},
	},
}

// Keys returns the keys, in the order of their docs.
func Keys() []string { return file.Names() }

func kinds() []string {
	var names []string
	for _, k := range gen.Kinds() {
		names = append(names, string(k))
	}
	return names
}
