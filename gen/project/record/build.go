package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"time"

	"drivergen/gen/output"
	"drivergen/internal/atomicfile"
)

// started is when this program began, about.
var started = time.Now()

// A program is what the hash of a program was made of: while the rest is the same, so is
// the hash.
type program struct {
	Path     string
	Size     int64
	Modified time.Time
	Sum      output.Sum
}

// build returns the hash of the program that runs, "" where it is not known. To read all
// of the program takes longer than a run with nothing to do, so dir keeps the hash.
func build(dir string) output.Sum {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil || !info.ModTime().Before(started) { // another one is in its place by now
		return ""
	}
	p := program{Path: path, Size: info.Size(), Modified: info.ModTime()}
	name := filepath.Join(dir, "build-"+fileName(path))
	var known program
	if text, err := os.ReadFile(name); err == nil && json.Unmarshal(text, &known) == nil &&
		known.Path == p.Path && known.Size == p.Size && known.Modified.Equal(p.Modified) {
		return known.Sum
	}
	if p.Sum = sumOfFile(path); p.Sum == "" {
		return ""
	}
	if text, err := json.Marshal(p); err == nil {
		_ = atomicfile.Write(name, text) // the next run reads the program again
	}
	return p.Sum
}

func sumOfFile(path string) output.Sum {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return ""
	}
	return output.Sum(hex.EncodeToString(hash.Sum(nil)))
}
