package main

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed site
var embedded embed.FS

// own returns the files in the program, as of the time when it started: embedded files have none.
func own(started time.Time) fs.FS {
	files, err := fs.Sub(embedded, "site")
	if err != nil {
		panic(err) // no input leads here
	}
	return dated{files, started}
}

// newSite serves files, each with an entity tag of its content, so that a client that has it need not get it again.
func newSite(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if tag, err := entityTag(files, r.URL.Path); err == nil {
			w.Header().Set("ETag", tag)
		}
		w.Header().Set("Cache-Control", "no-cache") // which is to ask again, not to keep nothing (RFC 9111)
		server.ServeHTTP(w, r)
	})
}

// entityTag returns the strong entity tag (RFC 9110, 8.8.3) of the file that is served for a URL's path.
func entityTag(files fs.FS, urlPath string) (string, error) {
	name := strings.TrimPrefix(path.Clean("/"+urlPath), "/")
	if strings.HasSuffix(urlPath, "/") {
		name = path.Join(name, "index.html")
	}
	file, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil { // as that of a folder
		return "", err
	}
	return fmt.Sprintf(`"%x"`, sum.Sum(nil)[:8]), nil
}

// dated are files that were all changed at one time.
type dated struct {
	fs.FS
	at time.Time
}

// Open opens a file.
func (d dated) Open(name string) (fs.File, error) {
	file, err := d.FS.Open(name)
	if err != nil {
		return nil, err
	}
	if _, ok := file.(io.Seeker); !ok {
		return file, nil // a folder
	}
	return datedFile{file, d.at}, nil
}

type datedFile struct {
	fs.File
	at time.Time
}

func (f datedFile) Seek(offset int64, whence int) (int64, error) {
	return f.File.(io.Seeker).Seek(offset, whence)
}

func (f datedFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return datedInfo{info, f.at}, err
}

type datedInfo struct {
	fs.FileInfo
	at time.Time
}

func (i datedInfo) ModTime() time.Time { return i.at }
