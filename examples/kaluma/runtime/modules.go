package runtime

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"drivergen/internal/nearest"
)

//go:embed modules
var builtin embed.FS

// builtinPrefix begins the names of the built-in modules' files in stacks.
const builtinPrefix = "kaluma:"

// builtinNames are the modules that a script can require without any file.
var builtinNames = []string{"dgram", "events", "http", "net", "stream", "wifi"}

// modules are those of a program that were loaded.
type modules struct {
	vm      *goja.Runtime
	sources sources
	folder  string                  // where names are looked up before the built-in ones; empty for none
	loaded  map[string]*goja.Object // the object `module`, by file
}

// A missing error is that of a module that does not exist.
type missing struct{ text string }

func (m *missing) Error() string { return m.text }

// require returns the function of a module that lies in a folder.
func (m *modules) require(folder string) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		id, ok := call.Argument(0).Export().(string)
		if !ok || id == "" {
			panic(m.vm.NewTypeError("require wants the name of a module, not %s", call.Argument(0)))
		}
		file, err := m.find(id, folder)
		if err != nil {
			panic(m.vm.ToValue(m.thrown(err)))
		}
		exports, err := m.load(file)
		if err != nil {
			m.throw(err)
		}
		return exports
	}
}

// throw throws an error into the script: its own exceptions as they were, others as an Error.
func (m *modules) throw(err error) {
	var exception *goja.Exception
	var interrupted *goja.InterruptedError
	switch {
	case as(m.vm, err, &interrupted):
		panic(interrupted)
	case as(m.vm, err, &exception):
		panic(exception)
	}
	panic(m.thrown(err))
}

// thrown returns an error as an object of the script. goja finds err in it again.
func (m *modules) thrown(err error) *goja.Object {
	object := m.vm.NewGoError(err)
	object.Set("name", "Error")
	var none *missing
	var mistake *Mistake
	switch {
	case errors.As(err, &none):
		object.Set("code", "MODULE_NOT_FOUND")
	case errors.As(err, &mistake): // of syntax: exceptions are thrown as they were
		object.Set("name", "SyntaxError")
		object.Set("message", strings.Replace(mistake.Error(), "SyntaxError: ", "", 1))
	}
	return object
}

// find returns the file of a module, or a built-in module's name behind its prefix.
func (m *modules) find(id, folder string) (string, error) {
	if strings.HasPrefix(id, "./") || strings.HasPrefix(id, "../") || id == "." || id == ".." || filepath.IsAbs(id) {
		path := id
		if !filepath.IsAbs(path) {
			path = filepath.Join(folder, id)
		}
		if file := firstFile(path, path+".js", path+".json", filepath.Join(path, "index.js")); file != "" {
			return file, nil
		}
		return "", &missing{fmt.Sprintf("there is no module %q: no file %s, nor with .js, .json or /index.js behind it", id, path)}
	}
	if m.folder != "" {
		path := filepath.Join(m.folder, filepath.FromSlash(id))
		own := filepath.Join(path, filepath.Base(path))
		if file := firstFile(path, path+".js", path+".json", own+".js", filepath.Join(path, "index.js")); file != "" {
			return file, nil
		}
	}
	if slices.Contains(builtinNames, id) || strings.HasPrefix(id, "internal/") && isBuiltin(id) {
		return builtinPrefix + id, nil
	}
	return "", m.unknown(id)
}

// isBuiltin reports whether the runtime has a file of that name. Those in the folder internal are parts of the modules.
func isBuiltin(id string) bool {
	_, err := fs.Stat(builtin, path.Join("modules", id+".js"))
	return err == nil
}

// unknown makes the error for a name that no module has.
func (m *modules) unknown(id string) error {
	names := slices.Clone(builtinNames)
	text := fmt.Sprintf("there is no module %q", id)
	if m.folder != "" {
		entries, _ := os.ReadDir(m.folder) // a folder that cannot be read holds none
		for _, entry := range entries {
			if name := strings.TrimSuffix(strings.TrimSuffix(entry.Name(), ".json"), ".js"); entry.IsDir() || name != entry.Name() {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		names = slices.Compact(names)
	}
	if like := nearest.To(id, names); like != "" {
		text += fmt.Sprintf(" (did you mean %q?)", like)
	}
	return &missing{text + "; there are " + strings.Join(names, ", ") + ", and files by ./NAME"}
}

// firstFile returns the first of the paths that is a file.
func firstFile(paths ...string) string {
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return path
		}
	}
	return ""
}

// load returns the exports of a module. A module that is being loaded gives what it has exported so far.
func (m *modules) load(file string) (goja.Value, error) {
	if module := m.loaded[file]; module != nil {
		return module.Get("exports"), nil
	}
	text, err := m.read(file)
	if err != nil {
		return nil, err
	}
	return m.evaluate(file, text)
}

func (m *modules) read(file string) (string, error) {
	name, isBuiltin := strings.CutPrefix(file, builtinPrefix)
	var text []byte
	var err error
	if isBuiltin {
		text, err = builtin.ReadFile("modules/" + name + ".js")
	} else {
		text, err = os.ReadFile(file)
	}
	return string(text), err
}

// evaluate runs a module's text once and keeps its exports.
func (m *modules) evaluate(file, text string) (goja.Value, error) {
	module, exports := m.vm.NewObject(), m.vm.NewObject()
	module.Set("id", strings.TrimPrefix(file, builtinPrefix))
	module.Set("exports", exports)
	m.loaded[file] = module
	err := m.run(file, text, module, exports)
	if err != nil {
		delete(m.loaded, file)
		return nil, err
	}
	return module.Get("exports"), nil
}

func (m *modules) run(file, text string, module, exports *goja.Object) error {
	if filepath.Ext(file) == ".json" {
		value, err := m.data(file, text)
		if err != nil {
			return err
		}
		return module.Set("exports", value)
	}
	f, err := m.function(file, text)
	if err != nil {
		return err
	}
	folder := filepath.Dir(file)
	require := m.vm.ToValue(m.require(folder))
	_, err = f(exports, exports, require, module, m.vm.ToValue(file), m.vm.ToValue(folder))
	return err
}

// function returns the function around a module's text.
func (m *modules) function(file, text string) (goja.Callable, error) {
	program, err := m.sources.compile(file, text)
	if err != nil {
		return nil, err
	}
	value, err := m.vm.RunProgram(program)
	if err != nil {
		return nil, err
	}
	f, ok := goja.AssertFunction(value)
	if !ok {
		return nil, fmt.Errorf("%s: the text closes a brace that it has not opened", file)
	}
	return f, nil
}

// wrapper is process.getBuiltinModule: it returns the function of a built-in module, or undefined.
func (m *modules) wrapper(name string) goja.Value {
	text, err := m.read(builtinPrefix + name)
	if err != nil || !slices.Contains(builtinNames, name) {
		return goja.Undefined()
	}
	program, err := m.sources.compile(builtinPrefix+name, text)
	f, runErr := m.vm.RunProgram(program)
	if err := cmp.Or(err, runErr); err != nil {
		m.throw(err)
	}
	return f
}
