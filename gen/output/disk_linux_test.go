package output_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"drivergen/gen/output"
)

// disk makes a file system of its own in memory, which is unmounted when the test ends.
func disk(t *testing.T, options string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, options); err != nil {
		if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
			t.Skipf("mounting a file system needs rights that this user has not: %v", err)
		}
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// A disk that fills up while files are written holds what it held before, and nothing else.
func TestFullDisk(t *testing.T) {
	out := filepath.Join(disk(t, "size=128k"), "generated")
	put(t, out, map[string]string{"sensor/b.go": mark + "old", "sensor/old.go": mark, "sensor/README.md": "by hand"})
	before := tree(t, out)
	large := strings.Repeat("// filler\n", 5000)
	plan := compare(t, out, wanted("sensor/a/a.go", large, "sensor/b.go", large, "sensor/c.go", large, "sensor/d.go", large))
	err := output.Write(plan)
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{"cannot write " + filepath.Join(out, "sensor"), "nothing was changed"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q lacks %q", err, want)
		}
	}
	if diff := cmp.Diff(before, tree(t, out)); diff != "" {
		t.Errorf("tree (-before +after):\n%s", diff)
	}
}

// A disk that has no room for one more file or folder is told from one without room for bytes.
func TestDiskWithoutRoomForFiles(t *testing.T) {
	out := disk(t, "nr_inodes=4")
	put(t, out, map[string]string{"sensor/b.go": mark + "old"})
	before := tree(t, out)
	err := output.Write(compare(t, out, wanted("sensor/a/b/c/d.go", "new", "sensor/b.go", "new")))
	if !errors.Is(err, unix.ENOSPC) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, out)); diff != "" {
		t.Errorf("tree (-before +after):\n%s", diff)
	}
}

func TestReadOnlyDisk(t *testing.T) {
	out := disk(t, "")
	put(t, out, map[string]string{"sensor/b.go": mark + "old", "sensor/old.go": mark})
	before := tree(t, out)
	if err := unix.Mount("", out, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string][]output.File{
		"a file that is there": wanted("sensor/b.go", "new"),
		"a new file":           wanted("sensor/a.go", "new", "sensor/b.go", "old"),
		"a new folder":         wanted("sensor/a/a.go", "new", "sensor/b.go", "old"),
		"a file that goes":     wanted("sensor/b.go", "old"),
	} {
		err := output.Write(compare(t, out, files))
		if !errors.Is(err, unix.EROFS) || !strings.Contains(err.Error(), "nothing was changed") {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if diff := cmp.Diff(before, tree(t, out)); diff != "" {
		t.Errorf("tree (-before +after):\n%s", diff)
	}
}

// A folder without the right to write is for everybody but root what a read-only disk is.
func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	out := t.TempDir()
	put(t, out, map[string]string{"sensor/b.go": mark + "old"})
	before := tree(t, out)
	plan := compare(t, out, wanted("sensor/a/a.go", "new", "sensor/b.go", "new"))
	sensor := filepath.Join(out, "sensor")
	if err := os.Chmod(sensor, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(sensor, 0o755) }) // so that the test's folder can be removed
	err := output.Write(plan)
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(before, tree(t, out)); diff != "" {
		t.Errorf("tree (-before +after):\n%s", diff)
	}
}
