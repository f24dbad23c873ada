package output

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// A Sum is the SHA-256 hash of a file's content, in hexadecimal.
type Sum string

// SumOf returns the hash of a content.
func SumOf(content []byte) Sum {
	sum := sha256.Sum256(content)
	return Sum(hex.EncodeToString(sum[:]))
}

// A State is what a package's folder holds when a plan has nothing to change, or has been
// carried out.
type State struct {
	Dir      string
	Files    map[string]Sum // by path, relative to Dir, with slashes
	Emitters []string       // whose files Files are all of
	Spared   []string       // folders, relative to Dir, whose files nobody was asked for: they stay
}

// Holds reports whether the folder is in the state: each file is there with its content,
// and the emitters' other files are not.
func (s *State) Holds() bool {
	if s.Dir == "" || folderOrNothing(filepath.Dir(s.Dir)) != nil {
		return false
	}
	wanted := make(map[string]bool, len(s.Files))
	for name, sum := range s.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return false
		}
		full := filepath.Join(s.Dir, filepath.FromSlash(name))
		wanted[full] = true
		if linkBetween(s.Dir, full) != "" || !hasSum(full, sum) {
			return false
		}
	}
	if len(s.Emitters) == 0 {
		return true
	}
	stale, err := staleFiles(s.Dir, wanted, s.Emitters, s.Spared)
	return err == nil && len(stale) == 0
}

// hasSum reports whether there is a regular file with the content.
func hasSum(name string, sum Sum) bool {
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	content, err := os.ReadFile(name)
	return err == nil && SumOf(content) == sum
}
