package baseline_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drivergen/idl/breaking/baseline"
)

const (
	units  = "idl: 1\npackage: units\ndoc: Package units has units.\nstructs: {Celsius: {doc: Celsius is it., fields: {degrees: {type: float64, doc: It.}}}}\n"
	thermo = "idl: 1\npackage: thermo\ndoc: Package thermo is a sensor.\nimports: {units: ../common/units.yaml}\n" +
		"interfaces: {Sensor: {doc: Sensor measures., methods: {measure: {doc: Measure measures., returns: units.Celsius}, halt: {doc: Halt halts.}}}}\n"
)

var thermoWithoutHalt = strings.Replace(thermo, ", halt: {doc: Halt halts.}", "", 1)

// A repo is a repository with a commit of two descriptions, one of which imports the other.
type repo struct {
	t   *testing.T
	dir string
}

func newRepo(t *testing.T) repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_SYSTEM": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
		"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
		"LC_ALL": "C",
	} {
		t.Setenv(key, value)
	}
	r := repo{t, t.TempDir()}
	r.git("init", "-q", "-b", "main")
	r.write("idl/thermo.yaml", thermo)
	r.write("common/units.yaml", units)
	r.commit("first")
	return r
}

func (r repo) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", r.dir}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r repo) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

func (r repo) write(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.path(name)), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(r.path(name), []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

func (r repo) commit(message string) {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "-m", message)
}

// state returns all files with their contents, times and modes, those of .git too.
func (r repo) state() []string {
	r.t.Helper()
	var all []string
	err := filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		all = append(all, path+" "+info.ModTime().String()+" "+info.Mode().String()+" "+string(text))
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return all
}

// compare returns the codes of what is found, the new descriptions' files as "new FILE", and
// the places in the old version.
func compare(t *testing.T, request baseline.Request) (told, old []string) {
	t.Helper()
	pairs, err := baseline.Pairs(request)
	if err != nil {
		t.Fatal(err)
	}
	result := baseline.Compare(pairs)
	for _, faults := range result.Faults {
		t.Fatal(faults.Err())
	}
	for _, f := range result.Findings {
		told = append(told, string(f.Rule.Code))
		old = append(old, f.Old.String())
	}
	for _, file := range result.Fresh {
		told = append(told, "new "+filepath.Base(file))
	}
	return told, old
}

func TestDirtyTree(t *testing.T) {
	r := newRepo(t)
	r.write("idl/thermo.yaml", thermoWithoutHalt)
	r.write("common/units.yaml", strings.Replace(units, "float64", "float32", 1)) // the old one imports the old one
	r.write("half.yaml", "not a description: {")
	before := r.state()
	told, old := compare(t, baseline.Request{Files: []string{r.path("idl/thermo.yaml")}, Against: "git:HEAD"})
	if !slices.Equal(told, []string{"B0608"}) || old[0] != "git:HEAD:idl/thermo.yaml:5:115" {
		t.Errorf("told %v, at %v", told, old)
	}
	if after := r.state(); !slices.Equal(before, after) {
		t.Error("the work tree or the repository changed")
	}
	if status := r.git("status", "--porcelain"); status != "M common/units.yaml\n M idl/thermo.yaml\n?? half.yaml" {
		t.Errorf("git status: %q", status)
	}
}

func TestImportsOfTheSameRevision(t *testing.T) {
	r := newRepo(t)
	r.write("common/units.yaml", strings.Replace(units, "Celsius", "Kelvin", 2))
	r.write("idl/thermo.yaml", strings.Replace(thermo, "units.Celsius", "units.Kelvin", 1))
	told, _ := compare(t, baseline.Request{Files: []string{r.path("idl/thermo.yaml"), r.path("common/units.yaml")}, Against: "git:HEAD"})
	slices.Sort(told)
	if !slices.Equal(told, []string{"B0105", "B0415"}) {
		t.Errorf("told %v", told)
	}
}

func TestFolderInRevision(t *testing.T) {
	r := newRepo(t)
	r.write("idl/other.yaml", strings.Replace(units, "units", "other", 2))
	r.write("idl/gone.yaml", strings.Replace(units, "units", "gone", 2))
	r.write("idl/notes.yaml", "notes: true\n")
	r.commit("second")
	for from, to := range map[string]string{"idl/other.yaml": "idl/moved.yaml", "idl/gone.yaml": "gone.txt"} {
		if err := os.Rename(r.path(from), r.path(to)); err != nil {
			t.Fatal(err)
		}
	}
	r.write("idl/fresh.yaml", strings.Replace(units, "units", "fresh", 2))
	files := []string{r.path("idl/fresh.yaml"), r.path("idl/moved.yaml"), r.path("idl/thermo.yaml")}
	told, _ := compare(t, baseline.Request{Files: files, Folders: []string{r.path("idl") + "/"}, Against: "git:main"})
	if !slices.Equal(told, []string{"B0102", "B0101", "new fresh.yaml"}) {
		t.Errorf("told %v", told)
	}
	told, _ = compare(t, baseline.Request{Files: files[2:], Against: "git:main"}) // no folder was asked for
	if len(told) != 0 {
		t.Errorf("told %v", told)
	}
}

func TestNewFileInRevision(t *testing.T) {
	r := newRepo(t)
	r.write("fresh/fresh.yaml", units)
	told, _ := compare(t, baseline.Request{Files: []string{r.path("fresh/fresh.yaml")}, Folders: []string{r.path("fresh")}, Against: "git:HEAD"})
	if !slices.Equal(told, []string{"B0101", "new fresh.yaml"}) {
		t.Errorf("told %v", told)
	}
}

func TestOtherPath(t *testing.T) {
	r := newRepo(t)
	if err := os.Symlink("thermo.yaml", r.path("idl/link.yaml")); err != nil {
		t.Fatal(err)
	}
	r.commit("a link")
	r.write("new/thermo.yaml", thermoWithoutHalt)
	t.Chdir(r.path("new"))
	for _, against := range []string{"git:HEAD:idl/thermo.yaml", "git:HEAD:../idl/thermo.yaml", "git:HEAD:idl", "git:main^{commit}:idl/thermo.yaml", "git:HEAD:idl/link.yaml"} {
		if told, _ := compare(t, baseline.Request{Files: []string{"thermo.yaml"}, Against: against}); !slices.Equal(told, []string{"B0608"}) {
			t.Errorf("%s: told %v", against, told)
		}
	}
}

// TestBareRepository compares in a work tree of a bare repository, and in the bare one itself.
func TestBareRepository(t *testing.T) {
	r := newRepo(t)
	bare := filepath.Join(t.TempDir(), "bare.git")
	r.git("clone", "-q", "--bare", r.dir, bare)
	b := repo{t, bare}
	tree := filepath.Join(t.TempDir(), "tree")
	b.git("worktree", "add", "-q", tree, "main")
	w := repo{t, tree}
	w.write("idl/thermo.yaml", thermoWithoutHalt)
	before, beforeTree := b.state(), w.state()
	told, _ := compare(t, baseline.Request{Files: []string{w.path("idl/thermo.yaml")}, Against: "git:main"})
	if !slices.Equal(told, []string{"B0608"}) {
		t.Errorf("in its work tree: told %v", told)
	}
	t.Chdir(bare)
	told, _ = compare(t, baseline.Request{Files: []string{w.path("idl/thermo.yaml")}, Against: "git:main:idl/thermo.yaml"})
	if !slices.Equal(told, []string{"B0608"}) {
		t.Errorf("in the bare repository: told %v", told)
	}
	if !slices.Equal(before, b.state()) || !slices.Equal(beforeTree, w.state()) {
		t.Error("the work tree or the repository changed")
	}
}

func TestGitRefuses(t *testing.T) {
	r := newRepo(t)
	r.write("big.yaml", "idl: 1\n#"+strings.Repeat("x", 3<<20))
	r.commit("a large file")
	r.write("more.yaml", units)
	r.commit("another")
	file := r.path("idl/thermo.yaml")
	shallow := filepath.Join(t.TempDir(), "shallow")
	r.git("clone", "-q", "--depth=1", "file://"+r.dir, shallow)
	outside := filepath.Join(t.TempDir(), "thermo.yaml")
	if err := os.WriteFile(outside, []byte(units), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(r.dir)
	for _, c := range []struct {
		file, against, want string
		usage               bool
	}{
		{outside, "git:HEAD", "not a git repository", false},
		{file, "git:nosuch", "git:nosuch: git: Not a valid object name nosuch", false},
		{filepath.Join(shallow, "idl/thermo.yaml"), "git:HEAD~1", "this clone is shallow: git fetch --unshallow", false},
		{file, "git:" + r.git("rev-parse", "HEAD:idl/thermo.yaml"), "it is a blob and has no files", false},
		{file, "git:HEAD:idl/nosuch.yaml", "revision HEAD has no such file or folder", false},
		{file, "git:HEAD:../../x.yaml", "no such file or folder", false},
		{file, "git:", "names no revision", true},
		{file, "git:--output=x", "names no revision", true},
		{file, "", "names no old version", true},
		{"std/netdev.yaml", "git:HEAD", "is embedded and has no place in a repository", true},
	} {
		_, err := baseline.Pairs(baseline.Request{Files: []string{c.file}, Against: c.against})
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, baseline.ErrUsage) != c.usage {
			t.Errorf("%s: %v, want %q", c.against, err, c.want)
		}
	}
	pairs, err := baseline.Pairs(baseline.Request{Files: []string{file}, Against: "git:HEAD:big.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	result := baseline.Compare(pairs)
	if len(result.Faults) != 1 || !strings.Contains(result.Faults[0].Err().Error(), "git:HEAD:big.yaml: error[E0002]: the file is larger") {
		t.Errorf("a large file: %v", result.Faults)
	}
}

func TestGitIsNotInstalled(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := baseline.Pairs(baseline.Request{Files: []string{"x.yaml"}, Against: "git:HEAD"})
	if err == nil || !strings.Contains(err.Error(), "git is not installed") {
		t.Errorf("told %v", err)
	}
}
