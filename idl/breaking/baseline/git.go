package baseline

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"drivergen/idl"
)

// A gitTree is the tree of a commit. It is read by git's plumbing, which changes nothing:
// no checkout, no index, no lock.
type gitTree struct {
	dir string // a folder in the repository
	ref string // as the user wrote it
	id  string // of the tree
	set idl.Set
}

// openTree returns the tree of a revision in the repository that holds a folder, and
// the folder's path in it.
func openTree(dir, ref string) (t *gitTree, prefix string, err error) {
	out, err := git(dir, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, "", err
	}
	prefix = strings.TrimSuffix(out, "\n")
	id, err := git(dir, "rev-parse", "--verify", "--quiet", ref+"^{tree}")
	if err != nil {
		return nil, "", unknownRevision(dir, ref)
	}
	t = &gitTree{dir: dir, ref: ref, id: strings.TrimSpace(id)}
	t.set.Read, t.set.Virtual = t.read, true
	return t, strings.TrimSuffix(prefix, "/"), nil
}

// unknownRevision tells in git's words why a revision has no tree.
func unknownRevision(dir, ref string) error {
	kind, err := git(dir, "cat-file", "-t", ref)
	if err == nil {
		return fmt.Errorf("%s%s: it is a %s and has no files: name a commit, a branch or a tag", gitPrefix, ref, strings.TrimSpace(kind))
	}
	if shallow, _ := git(dir, "rev-parse", "--is-shallow-repository"); strings.TrimSpace(shallow) == "true" {
		return fmt.Errorf("%s%s: %w; this clone is shallow: git fetch --unshallow brings its history, git fetch --depth=1 origin REF one revision", gitPrefix, ref, err)
	}
	return fmt.Errorf("%s%s: %w", gitPrefix, ref, err)
}

func (t *gitTree) name() string  { return "revision " + t.ref }
func (t *gitTree) label() string { return gitPrefix + t.ref + ":" }

func (t *gitTree) load(file string) (*idl.Model, idl.Diagnostics) { return t.set.Load(file) }

func (t *gitTree) read(file string) ([]byte, error) {
	kind, text, err := t.object(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("revision %s has no such file", t.ref)
	case err != nil:
		return nil, err
	case kind != "blob":
		return nil, errors.New("it is a folder, not a file")
	}
	return text, nil
}

func (t *gitTree) isFolder(file string) (bool, error) {
	kind, _, err := t.object(file)
	return kind == "tree", err
}

func (t *gitTree) descriptions(folder string) ([]string, error) {
	isFolder, err := t.isFolder(folder)
	if err != nil {
		return nil, err
	}
	if !isFolder {
		return nil, fs.ErrNotExist
	}
	out, err := git(t.dir, "ls-tree", "--full-tree", "-z", "--name-only", t.id+":"+folder)
	if err != nil {
		return nil, err
	}
	var files []string
	for name := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		if !maybeDescription(name) {
			continue
		}
		full := path.Join(folder, name)
		if text, err := t.read(full); err == nil && idl.IsDescription(text) {
			files = append(files, full)
		}
	}
	return files, nil
}

// maxRead is how much of a file is read: enough to show that it is too large to be a description.
const maxRead = idl.MaxFileSize + 1

// object returns what stands at a path of the tree: "blob" with its text, or "tree". Links are
// followed as far as they stay in the tree.
func (t *gitTree) object(file string) (kind string, text []byte, err error) {
	file = filepath.ToSlash(file)
	if file == "." {
		file = ""
	}
	if file == ".." || strings.HasPrefix(file, "../") || path.IsAbs(file) {
		return "", nil, errors.New("it lies outside the repository")
	}
	if strings.ContainsAny(file, "\n\x00") {
		return "", nil, fs.ErrNotExist
	}
	cmd := command(t.dir, "cat-file", "--batch", "--follow-symlinks")
	cmd.Stdin = strings.NewReader(t.id + ":" + file + "\n")
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, notInstalled(err)
	}
	defer func() {
		pipe.Close() // what was not read is not wanted
		cmd.Wait()
	}()
	return parseObject(bufio.NewReader(pipe))
}

// parseObject reads git's answer: "ID TYPE SIZE", a line break and the content; or an
// object's name and "missing"; or, for a link that leads nowhere, one word and a number.
func parseObject(r *bufio.Reader) (kind string, text []byte, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", nil, errors.New("git tells nothing of it")
	}
	words := strings.Fields(line)
	if strings.HasSuffix(line, " missing\n") || len(words) == 2 {
		return "", nil, fs.ErrNotExist
	}
	if len(words) != 3 {
		return "", nil, fmt.Errorf("git answers %q", line)
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil {
		return "", nil, fmt.Errorf("git answers %q", line)
	}
	if words[1] == "blob" {
		text, err = io.ReadAll(io.LimitReader(r, min(size, maxRead)))
	}
	return words[1], text, err
}

// git runs git in a folder and returns what it prints. An error is in git's words.
func git(dir string, args ...string) (string, error) {
	cmd := command(dir, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return string(out), nil
	case errors.As(err, &exit):
		words, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n")
		if words == "" {
			words = "ended with " + exit.String()
		}
		return "", fmt.Errorf("git: %s", strings.TrimPrefix(words, "fatal: "))
	}
	return "", notInstalled(err)
}

func command(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	return cmd
}

func notInstalled(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("git is not installed, or is not in PATH: install it, or give the old version as a file or a folder")
	}
	return err
}
