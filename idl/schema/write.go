package schema

import (
	"bytes"
	"os"

	"drivergen/internal/atomicfile"
)

// Write makes path hold the schema, whole or not at all. It reports whether there was
// something to write.
func Write(path string) (written bool, err error) {
	text := JSON()
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, text) {
		return false, nil
	}
	return true, atomicfile.Write(path, text)
}
