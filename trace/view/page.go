package view

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
	"time"

	"drivergen/driver/recording"
)

// The page is one file: its parts stand in page/. What it shows of the recording is data, which its
// script reads and sets as text alone; a policy (Content-Security-Policy) lets nothing run or load but
// that script and that style sheet, which it names by their hashes.
//
//go:embed page
var pageParts embed.FS

// pageScripts are the parts of the script in the order in which they stand in the page, where they are
// one function.
var pageScripts = []string{"data.js", "time.js", "lanes.js", "camera.js", "paint.js", "overview.js", "details.js", "controls.js", "input.js", "main.js"}

// MostOnPage is how many entries a page may have: it holds them all, and its canvas draws them.
const MostOnPage = 200_000

// A Page is what a page tells beside the entries.
type Page struct {
	Title string    // the recording's name
	Start time.Time // when the recording began
}

// WritePage writes a page that shows entries in a browser: a timeline of sockets, calls and events. It
// is complete in itself and asks nothing of a network. More than MostOnPage entries are an error, and
// then nothing is written. An error that the entries end with is returned when the page with all
// before it is written.
func WritePage(w io.Writer, entries Entries, page Page) error {
	var list []*recording.Entry
	var fault error
	selection := Selection{}
	for e, err := range selection.From(entries) {
		if err != nil {
			fault = err
			break
		}
		if len(list) == MostOnPage {
			return fmt.Errorf("a page holds at most %s: choose some with --since, --until, --socket or --method", grouped(MostOnPage)+" calls and events")
		}
		list = append(list, e)
	}
	script, style, err := pageText()
	if err != nil {
		return err
	}
	data, err := pageData(list, page)
	if err != nil {
		return err
	}
	summary := selection.Summary()
	if !page.Start.IsZero() {
		summary += "; recorded from " + page.Start.UTC().Format("2006-01-02 15:04:05 MST")
	}
	template, err := pageParts.ReadFile("page/page.html")
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer(
		"{{.ScriptHash}}", hashSource(script), "{{.StyleHash}}", hashSource(style),
		"{{.Title}}", html.EscapeString(plain(page.Title)), "{{.Summary}}", html.EscapeString(summary),
		"{{.Style}}", style, "{{.Script}}", script, "{{.Data}}", string(data),
	).WriteString(w, string(template))
	return errors.Join(err, fault)
}

// pageMark is what tells a page from other files, near its begin.
const pageMark = `<meta name="generator" content="drivergen trace view">`

// IsPage reports whether a text begins as WritePage begins one.
func IsPage(r io.Reader) (bool, error) {
	const most = 2 << 10
	begin, err := io.ReadAll(io.LimitReader(r, most))
	return bytes.Contains(begin, []byte(pageMark)), err
}

// pageText returns the script and the style sheet of the page.
func pageText() (script, style string, err error) {
	var text bytes.Buffer
	text.WriteString("\"use strict\";\n(() => {\n")
	for _, name := range pageScripts {
		part, err := pageParts.ReadFile("page/" + name)
		if err != nil {
			return "", "", err
		}
		text.Write(part)
		text.WriteByte('\n')
	}
	text.WriteString("})();\n")
	sheet, err := pageParts.ReadFile("page/page.css")
	return text.String(), string(sheet), err
}

// hashSource returns the source expression of a policy that allows a text (CSP Level 3, section 2.3.1).
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
