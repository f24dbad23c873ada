package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"strings"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

// A fetcher is the client beside the emulated module.
type fetcher struct {
	*serving.Visitor
	board *board.Board
}

// part is what of a file is asked for when a part is.
const part = 64

// fetchAll fetches every file, then asks what has changed, for a part of each, and for one that is not there.
func fetchAll(ctx context.Context, b *board.Board, dial serving.Dial, files fs.FS) error {
	f := &fetcher{serving.NewVisitor(b, dial), b}
	defer f.Close()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		return f.file(ctx, name, content)
	})
	if err != nil {
		return err
	}
	missing, err := f.Get(ctx, "/missing.html", nil)
	if err != nil {
		return err
	}
	f.tell("/missing.html", missing, "")
	return expect("/missing.html", missing, http.StatusNotFound, nil)
}

// file fetches a file in several ways.
func (f *fetcher) file(ctx context.Context, name string, content []byte) error {
	url := (&url.URL{Path: "/" + name}).EscapedPath()
	if path.Base(name) == "index.html" {
		url = strings.TrimSuffix(url, "index.html")
	}
	whole, err := f.Get(ctx, url, nil)
	if err != nil {
		return err
	}
	f.tell(url, whole, fmt.Sprintf("%5d bytes, %s", len(whole.Body), whole.Header.Get("Content-Type")))
	if err := expect(url, whole, http.StatusOK, content); err != nil {
		return err
	}
	for _, again := range []struct {
		header, value string
		code          int
		want          []byte
		what          string
	}{
		{"If-None-Match", whole.Header.Get("ETag"), http.StatusNotModified, nil, "the same entity tag"},
		{"If-Modified-Since", whole.Header.Get("Last-Modified"), http.StatusNotModified, nil, "not changed since"},
		{"Range", fmt.Sprintf("bytes=0-%d", part-1), http.StatusPartialContent, content[:min(part, len(content))], fmt.Sprintf("%5d bytes", min(part, len(content)))},
	} {
		if again.value == "" || again.header == "Range" && len(content) == 0 {
			continue
		}
		answer, err := f.Get(ctx, url, http.Header{again.header: {again.value}})
		if err != nil {
			return err
		}
		f.tell("", answer, again.what)
		if err := expect(url, answer, again.code, again.want); err != nil {
			return fmt.Errorf("%w with %s: %s", err, again.header, again.value)
		}
	}
	return nil
}

// tell prints an answer: with a URL that of a new file, else one more of the same.
func (f *fetcher) tell(url string, a *serving.Answer, what string) {
	step := "get"
	if url == "" {
		step = ""
	}
	f.board.Step(step, "%s", strings.TrimRight(fmt.Sprintf("%-18s %-20s %s", url, a.Status, what), " "))
}

// expect tells how an answer differs from what is wanted; a body is compared unless it is nil.
func expect(url string, a *serving.Answer, code int, body []byte) error {
	if err := a.Expect(code); err != nil {
		return err
	}
	if body != nil && !bytes.Equal(a.Body, body) {
		return fmt.Errorf("GET %s: what came is not the file: %d bytes of %d", url, len(a.Body), len(body))
	}
	return nil
}
