package project_test

import (
	"path/filepath"
	"strings"
	"testing"

	"drivergen/gen/project"
)

// Two descriptions that a third imports cannot both become the package of one import path.
func TestImportsOfTheSameName(t *testing.T) {
	dir := module(t)
	units := "idl: 1\npackage: units\ndoc: Package units.\nstructs: {NAME: {doc: NAME is one., fields: {a: {type: int, doc: A.}}}}\n"
	for name, text := range map[string]string{
		"x/u.yaml": strings.ReplaceAll(units, "NAME", "Angle"),
		"y/u.yaml": strings.ReplaceAll(units, "NAME", "Speed"),
		"motor.yaml": "idl: 1\npackage: motor\ndoc: Package motor.\nimports: {a: x/u.yaml, b: y/u.yaml}\n" +
			"structs: {Turn: {doc: Turn is one., fields: {by: {type: a.Angle, doc: By.}, at: {type: b.Speed, doc: At.}}}}\n",
	} {
		writeFile(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	motor := filepath.Join(dir, "motor.yaml")
	for name, emitter := range map[string]project.Emitter{"go": project.Go(nil), "ts": project.TypeScript()} {
		_, err := project.Prepare(project.Request{Sources: []project.Source{{Arg: motor, Path: motor}}, Emitters: []project.Emitter{emitter}})
		if err == nil || !strings.Contains(err.Error(), "both describe package ") || !strings.Contains(err.Error(), "another name") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
