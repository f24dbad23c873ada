package view_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/trace/view"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)

func pageOf(t *testing.T, title string, entries ...*recording.Entry) string {
	t.Helper()
	var b strings.Builder
	if err := view.WritePage(&b, of(nil, entries...), view.Page{Title: title, Start: start}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The policy of the page allows its script and its style sheet by their hashes, and nothing else.
func TestPagePolicy(t *testing.T) {
	page := pageOf(t, "run.jsonl", conversation(t)...)
	policy := regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`).FindStringSubmatch(page)
	if policy == nil {
		t.Fatal("there is no policy")
	}
	want := "default-src 'none'; script-src 'sha256-" + hashOf(t, page, "script") + "'; style-src 'sha256-" + hashOf(t, page, "style") + "'; img-src data:; base-uri 'none'; form-action 'none'"
	if policy[1] != want {
		t.Errorf("the policy is\n%s\nwant\n%s", policy[1], want)
	}
	if strings.Index(page, policy[0]) > strings.Index(page, "<style>") {
		t.Error("the policy stands behind what it is for")
	}
	if found := regexp.MustCompile(`(?i)https?:|//[a-z]+\.|@import|\burl\(`).FindString(strings.ReplaceAll(page, "http-equiv", "")); found != "" {
		t.Errorf("the page names something outside of it: %s", found)
	}
}

func hashOf(t *testing.T, page, element string) string {
	t.Helper()
	_, text, ok := strings.Cut(page, "<"+element+">")
	text, _, closed := strings.Cut(text, "</"+element+">")
	if !ok || !closed {
		t.Fatalf("there is no %s", element)
	}
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// What the recording tells stands in the page as JSON that cannot end its element.
func TestPageData(t *testing.T) {
	const attack = `</script><!--<script>&"'` + "\u2028\xff{{.Style}}"
	e := call(attack, 1, 1, 0, 1)
	e.Args = values(text(attack, attack), payload("data", 9, "\x00\xff<"))
	page := pageOf(t, attack, append(conversation(t), e)...)
	_, rest, _ := strings.Cut(page, `<script type="application/json" id="data">`)
	data, rest, ok := strings.Cut(rest, "</script>")
	if !ok || !strings.HasPrefix(rest, "\n<script>\"use strict\";") || strings.ContainsAny(data, "<>&") {
		t.Fatalf("the data does not end where it should: %.80q, then %.80q", data[max(0, len(data)-80):], rest)
	}
	var model struct {
		Title   string
		Start   string
		Names   []string
		Sockets [][3]any
		Entries [][]any
	}
	if err := json.Unmarshal([]byte(data), &model); err != nil {
		t.Fatal(err)
	}
	shown := strings.ReplaceAll(attack, "\xff", "\ufffd")
	last := model.Entries[len(model.Entries)-1]
	if model.Title != shown || model.Names[int(last[3].(float64))] != shown || model.Start != "2026-01-02T03:04:05.000006Z" {
		t.Errorf("title %q, name %v, start %s", model.Title, last[3], model.Start)
	}
	if sent := last[9].([]any)[1].([]any); sent[2] != 9.0 || sent[3] != base64.StdEncoding.EncodeToString([]byte("\x00\xff<")) {
		t.Errorf("the payload is %v", sent)
	}
	head, _, _ := strings.Cut(page, "<style>")
	if strings.Contains(head, attack[:9]) {
		t.Errorf("the title stands in the page as it is:\n%s", head)
	}
}

func TestPageOfTooMany(t *testing.T) {
	e := call("ip", driver.NoHandle, 0, 0, 1)
	entries := func(yield func(*recording.Entry, error) bool) {
		for range view.MostOnPage + 1 {
			if !yield(e, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := view.WritePage(&b, entries, view.Page{}); err == nil || !strings.Contains(err.Error(), "at most 200 000 calls and events: choose some with --since") || b.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, b.Len())
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := view.WriteJSON(&b, of(nil, conversation(t)...), start); err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Version int
		Start   time.Time
		Entries []struct {
			Line       int
			Kind, Name string
			Handle     *int64
			Outcome    string
			DurationNs int64
			Args       []struct {
				Name, Kind, Text string
				Len              *int
				Data             []byte
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &answer); err != nil {
		t.Fatalf("%v\n%s", err, b.Bytes())
	}
	if answer.Version != view.JSONVersion || !answer.Start.Equal(start) || len(answer.Entries) != 9 {
		t.Fatalf("version %d, start %v, %d entries", answer.Version, answer.Start, len(answer.Entries))
	}
	first, write, refused := answer.Entries[0], answer.Entries[4], answer.Entries[5]
	if first.Handle != nil || first.DurationNs != 1_200_000 || write.Args[0].Len == nil || *write.Args[0].Len != 64 || string(write.Args[0].Data) != "GET / HTTP/1.1\r\n" || refused.Outcome != "ECONNREFUSED" || *refused.Handle != 1 {
		t.Errorf("%+v\n%+v\n%+v", first, write, refused)
	}
	if n := strings.Count(b.String(), "\n"); n != 11 {
		t.Errorf("%d lines", n)
	}
	b.Reset()
	if err := view.WriteJSON(&b, of(nil), start); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("of nothing: %v, %s", err, b.Bytes())
	}
}

func TestIsPage(t *testing.T) {
	for text, want := range map[string]bool{
		pageOf(t, "run.jsonl", conversation(t)...): true,
		"":                                      false,
		"<!DOCTYPE html><title>my page</title>": false,
		`{"recording":"drivergen","version":1}`: false,
	} {
		if got, err := view.IsPage(strings.NewReader(text)); got != want || err != nil {
			t.Errorf("%.40q: %v, %v", text, got, err)
		}
	}
	broken := errors.New("input/output error")
	if _, err := view.IsPage(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
