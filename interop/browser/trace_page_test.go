package browser

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"drivergen/driver/recording"
	"drivergen/trace/view"
)

// sampleRecording is the recording of the docs: three pages that a client gets over WiFi, and a
// connection that is refused.
const sampleRecording = "../../docs/examples/http.jsonl"

// tracePage writes the page of entries, and returns its path.
func tracePage(t *testing.T, title string, entries []recording.Entry) string {
	t.Helper()
	var page bytes.Buffer
	all := func(yield func(*recording.Entry, error) bool) {
		for i := range entries {
			if !yield(&entries[i], nil) {
				return
			}
		}
	}
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if err := view.WritePage(&page, all, view.Page{Title: title, Start: start}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "trace.html")
	if err := os.WriteFile(path, page.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func sample(t *testing.T) []recording.Entry {
	t.Helper()
	rec, err := recording.ReadFile(sampleRecording)
	if err != nil {
		t.Fatal(err)
	}
	return rec.Entries
}

// openTrace opens the page of the sample in a tab of its own, and waits for its first picture.
func openTrace(t *testing.T, browser context.Context, path string) *tab {
	t.Helper()
	tb := open(t, browser)
	tb.run(emulation.SetDeviceMetricsOverride(1400, 820, 1, false))
	tb.load(path)
	tb.await(`Number(document.getElementById("timeline").dataset.drawn) > 0`)
	return tb
}

func TestTracePage(t *testing.T) {
	browser := start(t)
	path := tracePage(t, "http.jsonl", sample(t))
	t.Run("draws", func(t *testing.T) { traceDraws(t, browser, path) })
	t.Run("zoom and pan", func(t *testing.T) { traceZooms(t, browser, path) })
	t.Run("filter", func(t *testing.T) { traceFilters(t, browser, path) })
	t.Run("search", func(t *testing.T) { traceSearches(t, browser, path) })
	t.Run("click", func(t *testing.T) { traceClicks(t, browser, path) })
	t.Run("keyboard", func(t *testing.T) { traceKeys(t, browser, path) })
	t.Run("colours", func(t *testing.T) { traceColours(t, browser, path) })
	t.Run("phone", func(t *testing.T) { tracePhone(t, browser, path) })
	t.Run("hostile", func(t *testing.T) { traceHostile(t, browser) })
	t.Run("unfinished", func(t *testing.T) { traceUnfinished(t, browser) })
	t.Run("empty", func(t *testing.T) { traceEmpty(t, browser) })
	t.Run("many", func(t *testing.T) { traceMany(t, browser) })
}

// picture saves what a tab shows where the environment names a folder for pictures.
func picture(tb *tab, name string) {
	dir := os.Getenv("DRIVERGEN_PICTURES")
	if dir == "" {
		return
	}
	var png []byte
	tb.run(chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o666); err != nil {
		tb.t.Fatal(err)
	}
}

// drawn is how many bars and events the last picture has.
const drawn = `Number(document.getElementById("timeline").dataset.drawn)`

// shownSpan is what part of the recording is shown, in nanoseconds.
func shownSpan(tb *tab) (from, to float64) {
	tb.t.Helper()
	span := eval[[2]float64](tb, `(({from, to}) => [Number(from), Number(to)])(document.getElementById("span").dataset)`)
	return span[0], span[1]
}

func traceDraws(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	picture(tb, "draws")
	entries := sample(t)
	if shown := eval[string](tb, `document.getElementById("count").dataset.shown`); shown != fmt.Sprint(len(entries)) {
		t.Errorf("%s entries are shown, of %d", shown, len(entries))
	}
	// Calls that fall on the same pixel are one bar.
	if n := eval[int](tb, drawn); n < 25 || n > len(entries) {
		t.Errorf("%d bars and events are drawn of %d entries", n, len(entries))
	}
	for _, colour := range []string{"--call", "--fail", "--event"} {
		if at := eval[[]float64](tb, pixelOf(colour)); len(at) != 2 {
			t.Errorf("nothing is drawn in %s", colour)
		}
	}
	if title := eval[string](tb, `document.title`); title != "http.jsonl: recording" {
		t.Errorf("the title is %q", title)
	}
}

// copied makes a copy of the timeline, whose pixels can be read.
const copied = `const canvas = document.getElementById("timeline");
	const { width, height } = canvas;
	const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	copy.drawImage(canvas, 0, 0);`

// pixelOf is the place in the window of the first pixel of the timeline that has a colour of the
// page's and neighbours of the same colour, or nothing.
func pixelOf(variable string) string {
	return `(() => {
	` + copied + `
	const data = copy.getImageData(0, 0, width, height).data;
	copy.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("` + variable + `").trim();
	copy.fillRect(0, 0, 1, 1);
	const want = copy.getImageData(0, 0, 1, 1).data;
	const same = (x, y) => [0, 1, 2].every((c) => data[4 * (y * width + x) + c] === want[c]);
	for (let y = 1; y < height - 1; y++)
		for (let x = 1; x < width - 1; x++)
			if (same(x, y) && same(x + 1, y) && same(x - 1, y) && same(x, y + 1) && same(x, y - 1)) {
				const box = canvas.getBoundingClientRect();
				return [box.left + x / devicePixelRatio, box.top + y / devicePixelRatio];
			}
	return [];
})()`
}

func traceZooms(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	from, to := shownSpan(tb)
	whole := to - from
	changed := func(what string, narrower func(from, to float64) bool, actions ...chromedp.Action) {
		t.Helper()
		tb.run(actions...)
		tb.run(chromedp.Evaluate(nextFrame, nil, awaited))
		from, to := shownSpan(tb)
		if !narrower(from, to) {
			t.Errorf("%s: from %.0f to %.0f", what, from, to)
		}
	}
	wheel := func(dy float64) chromedp.Action {
		return input.DispatchMouseEvent(input.MouseWheel, 500, 400).WithDeltaX(0).WithDeltaY(dy)
	}
	changed("the wheel zooms in", func(from, to float64) bool { return to-from < whole*0.7 }, wheel(-150))
	picture(tb, "zoomed")
	changed("the wheel zooms out", func(from, to float64) bool { return to-from > whole*0.99 }, wheel(400))
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery))
	changed("+ zooms in", func(from, to float64) bool { return to-from < whole*0.7 }, chromedp.KeyEvent("+"))
	left, _ := shownSpan(tb)
	changed("the arrow pans", func(from, _ float64) bool { return from > left }, chromedp.KeyEvent(kb.ArrowRight))
	left, _ = shownSpan(tb)
	changed("dragging pans", func(from, _ float64) bool { return from < left },
		input.DispatchMouseEvent(input.MousePressed, 500, 650).WithButton(input.Left).WithClickCount(1),
		input.DispatchMouseEvent(input.MouseMoved, 560, 650).WithButton(input.Left).WithButtons(1),
		input.DispatchMouseEvent(input.MouseReleased, 560, 650).WithButton(input.Left).WithClickCount(1))
	changed("End goes to the end", func(_, to float64) bool { return to > whole*0.9 }, chromedp.KeyEvent(kb.End))
	changed("0 shows all", func(from, to float64) bool { return to-from > whole*0.99 }, chromedp.KeyEvent("0"))
	changed("the button zooms", func(from, to float64) bool { return to-from < whole*0.7 }, chromedp.Click(`button[data-key="+"]`, chromedp.ByQuery))
	overview := eval[[2]float64](tb, `(b => [b.left + b.width / 2, b.top + b.height / 2])(document.getElementById("overview").getBoundingClientRect())`)
	tb.run(chromedp.KeyEvent("0"), chromedp.Click(`button[data-key="0"]`, chromedp.ByQuery))
	changed("a part of the strip is shown", func(from, to float64) bool { return to-from < whole*0.25 && from > whole*0.4 },
		input.DispatchMouseEvent(input.MousePressed, overview[0], overview[1]).WithButton(input.Left).WithClickCount(1),
		input.DispatchMouseEvent(input.MouseMoved, overview[0]+150, overview[1]).WithButton(input.Left).WithButtons(1),
		input.DispatchMouseEvent(input.MouseReleased, overview[0]+150, overview[1]).WithButton(input.Left).WithClickCount(1))
}

// nextFrame is a promise of the second frame from now: the first draws what changed.
const nextFrame = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`

func traceFilters(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	set := func(id, value string) {
		t.Helper()
		there := eval[bool](tb, fmt.Sprintf(`(e => { e.value = %[2]q; e.dispatchEvent(new Event("change")); return e.value === %[2]q; })(document.getElementById(%[1]q))`, id, value))
		if !there {
			t.Fatalf("%s has no option %q", id, value)
		}
	}
	shown := func(n int) string { return fmt.Sprintf(`document.getElementById("count").dataset.shown === "%d"`, n) }
	named := func(fits func(e *recording.Entry) bool) int {
		n := 0
		entries := sample(t)
		for i := range entries {
			if fits(&entries[i]) {
				n++
			}
		}
		return n
	}
	set("method", "netdev.connect")
	tb.await(shown(named(func(e *recording.Entry) bool { return e.Name == "connect" && e.Interface == "netdev.NetDev" })))
	set("method", "")
	set("socket", "1#3")
	tb.await(shown(named(func(e *recording.Entry) bool { return e.Socket == 3 })))
	picture(tb, "filtered")
	set("socket", "")
	tb.run(chromedp.Click("#errors", chromedp.ByQuery))
	tb.await(shown(named(func(e *recording.Entry) bool { return e.Errno != 0 })))
	tb.await(drawn + ` === 1`)
	set("socket", "1#3")
	tb.await(shown(0))
	tb.await(`document.getElementById("nothing").checkVisibility()`)
}

func traceSearches(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	tb.slash()
	if active := eval[string](tb, `document.activeElement.id`); active != "query" {
		t.Fatalf("after / the focus is on %q", active)
	}
	tb.run(chromedp.KeyEvent("get /slow"))
	tb.await(`document.getElementById("count").dataset.matches === "1"`)
	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.await(`document.querySelector("#details h2")?.textContent.startsWith("netdev.write")`)
	picture(tb, "searched")
	if text := eval[string](tb, `document.querySelector("#details .dump").textContent`); !strings.Contains(text, "47 45 54 20 2f 73 6c 6f") || !strings.Contains(text, "GET /slo\n0008  77 20") {
		t.Errorf("the payload is shown as\n%s", text)
	}
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.await(`document.getElementById("count").dataset.matches === "" && document.activeElement.id === "timeline"`)
}

func traceClicks(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	at := eval[[]float64](tb, pixelOf("--fail"))
	if len(at) != 2 {
		t.Fatal("no failure is drawn")
	}
	tb.run(input.DispatchMouseEvent(input.MouseMoved, at[0], at[1]))
	tb.await(`document.getElementById("tip").textContent.includes("ECONNREFUSED")`)
	tb.run(chromedp.MouseClickXY(at[0], at[1]))
	tb.await(`document.querySelector("#details .badge")?.textContent === "ECONNREFUSED"`)
	picture(tb, "clicked")
	text := eval[string](tb, `document.getElementById("details").innerText`)
	for _, want := range []string{"netdev.connect", "connection refused", "127.0.0.1", "0#4", "Arguments"} {
		if !strings.Contains(text, want) {
			t.Errorf("the details lack %q:\n%s", want, text)
		}
	}
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.await(`document.querySelector("#details h2") === null`)
}

// traceKeys goes through the calls without a pointer.
func traceKeys(t *testing.T, browser context.Context, path string) {
	tb := openTrace(t, browser, path)
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery), chromedp.KeyEvent("n"))
	tb.await(`document.getElementById("said").textContent.startsWith("ieee80211dev.scan()")`)
	tb.run(chromedp.KeyEvent("n"))
	tb.await(`document.querySelector("#details h2").textContent.startsWith("ieee80211dev.connect") && document.getElementById("details").innerText.includes("[redacted]")`)
	tb.run(chromedp.KeyEvent("p"))
	tb.await(`document.querySelector("#details h2").textContent.startsWith("ieee80211dev.scan")`)
	tb.run(chromedp.KeyEvent("e"))
	tb.await(`document.querySelector("#details .badge").textContent === "ECONNREFUSED"`)
	before, _ := shownSpan(tb)
	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.await(fmt.Sprintf(`Number(document.getElementById("span").dataset.from) > %f`, before))
	// Each control can be reached with Tab, and has a name.
	reached := map[string]bool{}
	for range 20 {
		tb.run(chromedp.KeyEvent(kb.Tab))
		reached[eval[string](tb, `(e => e.id || e.dataset.key || e.tagName)(document.activeElement)`)] = true
	}
	for _, id := range []string{"query", "method", "socket", "errors", "timeline", "+", "-", "0", "n", "p", "e"} {
		if !reached[id] {
			t.Errorf("Tab does not come to %s", id)
		}
	}
	unnamed := eval[[]string](tb, `[...document.querySelectorAll("button, input, select, canvas:not([aria-hidden]), aside")].filter((e) => !(e.ariaLabel || e.textContent.trim() && !e.matches("select") || e.labels?.length)).map((e) => e.outerHTML)`)
	if len(unnamed) > 0 {
		t.Errorf("these have no name: %v", unnamed)
	}
}

func traceColours(t *testing.T, browser context.Context, path string) {
	tb := open(t, browser)
	tb.run(emulation.SetDeviceMetricsOverride(1400, 820, 1, false))
	backgrounds := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		tb.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
		tb.load(path)
		tb.await(drawn + ` > 0`)
		for _, key := range []string{"n", "e"} {
			tb.run(chromedp.Focus("#timeline", chromedp.ByQuery), chromedp.KeyEvent(key))
			found := eval[struct {
				Seen int
				Bad  []string
			}](tb, contrasts)
			if found.Seen < 20 {
				t.Errorf("%s: %d texts", scheme, found.Seen)
			}
			for _, bad := range found.Bad {
				t.Errorf("%s: too little contrast: %s", scheme, bad)
			}
		}
		tb.run(chromedp.Evaluate(nextFrame, nil, awaited))
		picture(tb, scheme)
		backgrounds[scheme] = eval[string](tb, `(() => {`+copied+`return [...copy.getImageData(width - 20, height - 20, 1, 1).data].join();
		})()`)
	}
	if backgrounds["light"] == backgrounds["dark"] {
		t.Errorf("the timeline is %s by day and by night", backgrounds["dark"])
	}
}

func tracePhone(t *testing.T, browser context.Context, path string) {
	tb := open(t, browser)
	tb.run(emulation.SetDeviceMetricsOverride(360, 740, 2, true))
	tb.load(path)
	tb.await(drawn + ` > 0`)
	picture(tb, "phone")
	if w := eval[int](tb, `document.documentElement.scrollWidth`); w > 360 {
		t.Errorf("the page is %d pixels wide", w)
	}
}
