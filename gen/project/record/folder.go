package record

import (
	"os"
	"path/filepath"
)

// Variable is the environment variable that says where records stand: the absolute path of
// a folder, or off for none. Without it they stand in drivergen's folder in the user's cache folder.
const Variable = "DRIVERGEN_CACHE"

// folder returns where records stand, "" where none are kept.
func folder() string {
	dir := os.Getenv(Variable)
	switch {
	case dir == "":
		cache, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		return filepath.Join(cache, "drivergen")
	case dir == "off", !filepath.IsAbs(dir):
		return ""
	}
	return dir
}
