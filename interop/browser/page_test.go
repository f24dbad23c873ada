package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"drivergen/gen/reference"
)

func TestReferencePages(t *testing.T) {
	dir := pages(t, reference.HTML)
	browser := start(t)
	netdev := filepath.Join(dir, "netdev", "index.html")
	every, err := filepath.Glob(filepath.Join(dir, "*", "index.html"))
	if err != nil || len(every) < 3 {
		t.Fatal(every, err)
	}
	every = append(every, filepath.Join(dir, "index.html"))
	t.Run("search", func(t *testing.T) { search(t, browser, netdev) })
	t.Run("search finds nothing", func(t *testing.T) { findsNothing(t, browser, netdev) })
	t.Run("links", func(t *testing.T) { links(t, browser, dir) })
	t.Run("phone", func(t *testing.T) { phone(t, browser, every) })
	t.Run("colours", func(t *testing.T) { colours(t, browser, every) })
	t.Run("scripts off", func(t *testing.T) { scriptsOff(t, browser, netdev) })
	t.Run("print", func(t *testing.T) { printed(t, browser, netdev) })
}

// shown is the ids of the declarations that can be seen.
const shown = `[...document.querySelectorAll("main .decl")].filter(e => e.checkVisibility())` +
	`.map(e => e.matches("tr") ? e.id : e.firstElementChild.id)`

func search(t *testing.T, browser context.Context, file string) {
	tb := open(t, browser)
	tb.run(emulation.SetDeviceMetricsOverride(1280, 800, 1, false))
	tb.load(file)
	all := eval[[]string](tb, shown)
	if len(all) < 100 {
		t.Fatalf("%d declarations can be seen", len(all))
	}
	// The slash comes to the box, and is not written into it.
	tb.slash()
	if active := eval[string](tb, `document.activeElement.id`); active != "query" {
		t.Fatalf("after / the focus is on %q", active)
	}
	tb.run(chromedp.KeyEvent("ebadf"))
	tb.await(`document.getElementById("count").textContent.startsWith("1 of ")`)
	if got := eval[[]string](tb, shown); !slices.Contains(got, "EBADF") || slices.Contains(got, "EINVAL") || slices.Contains(got, "NetDev.Connect") {
		t.Errorf("ebadf shows %v", got)
	}
	if value := eval[string](tb, `document.getElementById("query").value`); value != "ebadf" {
		t.Errorf("the box holds %q", value)
	}
	// Escape clears, and shows everything again.
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.await(`document.getElementById("query").value === ""`)
	if got := eval[[]string](tb, shown); len(got) != len(all) {
		t.Errorf("after Escape %d of %d declarations can be seen", len(got), len(all))
	}
	// Enter goes to the best match: the method, not what else has its name in it.
	tb.slash()
	tb.run(chromedp.KeyEvent("sendto"))
	tb.await(`!document.getElementById("NetDev.Recv").checkVisibility()`)
	if links := eval[[]string](tb, `[...document.querySelectorAll(".toc a")].filter(e => e.checkVisibility()).map(e => e.textContent)`); !slices.Contains(links, "SendTo") || slices.Contains(links, "Recv") {
		t.Errorf("the contents show %v", links)
	}
	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.await(`location.hash === "#NetDev.SendTo"`)
	if !eval[bool](tb, `(() => {
		const r = document.getElementById("NetDev.SendTo").getBoundingClientRect();
		return r.top >= document.querySelector(".bar").getBoundingClientRect().bottom - 1 && r.bottom <= innerHeight;
	})()`) {
		t.Error("Enter does not bring the match into view")
	}
	if active := eval[string](tb, `document.activeElement.id`); active != "NetDev.SendTo" {
		t.Errorf("after Enter the focus is on %q", active)
	}
	if got := eval[[]string](tb, shown); len(got) != len(all) {
		t.Errorf("after Enter %d of %d declarations can be seen", len(got), len(all))
	}
	// A name of the description, and two words, find too.
	tb.slash()
	tb.run(chromedp.KeyEvent("event read_cb"))
	tb.await(`document.getElementById("count").textContent.startsWith("1 of ")`)
	tb.run(chromedp.KeyEvent(kb.Enter))
	tb.await(`location.hash === "#NetDevEvents.Readable"`)
}

func findsNothing(t *testing.T, browser context.Context, file string) {
	tb := open(t, browser)
	tb.load(file)
	tb.slash()
	tb.run(chromedp.KeyEvent("no such thing"))
	tb.await(`document.getElementById("nothing").checkVisibility()`)
	if got := eval[[]string](tb, shown); len(got) != 0 {
		t.Errorf("it shows %v", got)
	}
	before := eval[string](tb, `location.hash`)
	tb.run(chromedp.KeyEvent(kb.Enter))
	if after := eval[string](tb, `location.hash`); after != before {
		t.Errorf("Enter went to %s", after)
	}
}

// links goes from the list to a package, and back.
func links(t *testing.T, browser context.Context, dir string) {
	tb := open(t, browser)
	tb.load(filepath.Join(dir, "index.html"))
	tb.run(
		chromedp.Click(`a[href="netdev/index.html"]`, chromedp.ByQuery),
		chromedp.WaitVisible(`[id="NetDev.Connect"]`, chromedp.ByQuery),
		chromedp.Click(`.up`, chromedp.ByQuery),
		chromedp.WaitVisible(`.packages`, chromedp.ByQuery),
	)
}

func phone(t *testing.T, browser context.Context, files []string) {
	tb := open(t, browser)
	tb.run(emulation.SetDeviceMetricsOverride(360, 740, 2, true))
	const width = `document.documentElement.scrollWidth`
	for _, file := range files {
		tb.load(file)
		if w := eval[int](tb, width); w > 360 {
			wide := eval[[]string](tb, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 361 && !e.closest(".scroll, pre, figure")).map(e => e.tagName + "." + e.className)`)
			t.Errorf("%s is %d pixels wide: %v", file, w, wide)
		}
		if strings.HasSuffix(filepath.Dir(file), "netdev") {
			const toc = `document.querySelector(".toc").checkVisibility()`
			if eval[bool](tb, toc) {
				t.Error("the contents are open from the start")
			}
			tb.run(chromedp.Click(`.menu`, chromedp.ByQuery))
			tb.await(toc)
			if w := eval[int](tb, width); w > 360 {
				t.Errorf("with the contents open the page is %d pixels wide", w)
			}
			tb.run(chromedp.Click(`.toc a[href="#FD"]`, chromedp.ByQuery))
			tb.await(`!` + toc + ` && location.hash === "#FD"`)
			if n := eval[int](tb, `[...document.querySelectorAll(".scroll, figure, pre")].filter(e => e.scrollWidth > e.clientWidth).length`); n == 0 {
				t.Error("nothing scrolls in its box: the page is too small for this test")
			}
		}
	}
}

// contrasts returns what text stands out too little from what is behind it: less than 4.5
// to 1 (WCAG 2.2, success criterion 1.4.3).
const contrasts = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	const rgba = (colour) => {
		canvas.clearRect(0, 0, 1, 1);
		canvas.fillStyle = colour;
		canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data];
	};
	const luminance = (c) => {
		const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => {
		const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
		return (x + 0.05) / (y + 0.05);
	};
	const behind = (e) => {
		for (; e; e = e.parentElement) {
			const c = rgba(getComputedStyle(e).backgroundColor);
			if (c[3] === 255) return c;
		}
		return [255, 255, 255, 255];
	};
	const root = getComputedStyle(document.documentElement);
	const panel = rgba(root.getPropertyValue("--panel"));
	const bad = new Set();
	let seen = 0;
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const e = walker.currentNode.parentElement;
		if (!walker.currentNode.data.trim() || !e.checkVisibility() || e.closest("script, style, title, desc, .unseen")) continue;
		seen++;
		const style = getComputedStyle(e);
		const drawn = e.namespaceURI.endsWith("svg");
		const ink = rgba(drawn ? style.fill : style.color);
		// What is drawn stands on the page or on a box.
		const worst = Math.min(contrast(ink, behind(e)), drawn ? contrast(ink, panel) : 21);
		if (worst < 4.5) bad.add(e.tagName + "." + e.getAttribute("class") + " " + worst.toFixed(2));
	}
	return { seen, bad: [...bad] };
})()`

func colours(t *testing.T, browser context.Context, files []string) {
	tb := open(t, browser)
	for _, file := range files {
		backgrounds := map[string]string{}
		for _, scheme := range []string{"light", "dark"} {
			tb.run(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			tb.load(file)
			backgrounds[scheme] = eval[string](tb, `getComputedStyle(document.body).backgroundColor`)
			found := eval[struct {
				Seen int
				Bad  []string
			}](tb, contrasts)
			if found.Seen < 5 {
				t.Errorf("%s: %d texts", file, found.Seen)
			}
			for _, bad := range found.Bad {
				t.Errorf("%s, %s: too little contrast: %s", file, scheme, bad)
			}
		}
		if backgrounds["light"] == backgrounds["dark"] {
			t.Errorf("%s: the background is %s by day and by night", file, backgrounds["dark"])
		}
	}
}

func scriptsOff(t *testing.T, browser context.Context, file string) {
	tb := open(t, browser)
	tb.run(emulation.SetScriptExecutionDisabled(true))
	tb.load(file)
	tb.run(
		chromedp.WaitVisible(`[id="NetDev.Connect"]`, chromedp.ByQuery),
		chromedp.WaitVisible(`[id="EBADF"]`, chromedp.ByQuery),
		chromedp.WaitVisible(`figure svg`, chromedp.ByQuery),
		chromedp.WaitNotVisible(`#search`, chromedp.ByQuery),
	)
}

func printed(t *testing.T, browser context.Context, file string) {
	tb := open(t, browser)
	tb.run(emulation.SetEmulatedMedia().WithMedia("print"))
	tb.load(file)
	for _, selector := range []string{".bar", ".toc", ".self"} {
		if eval[bool](tb, fmt.Sprintf(`document.querySelector(%q).checkVisibility()`, selector)) {
			t.Errorf("%s is printed", selector)
		}
	}
	if !eval[bool](tb, `document.getElementById("NetDev.Connect").checkVisibility()`) {
		t.Error("the content is not printed")
	}
}

// TestDrawingsOfMarkdown shows each drawing as an image, as a page of Markdown does.
func TestDrawingsOfMarkdown(t *testing.T) {
	dir := pages(t, reference.Markdown)
	drawings, err := filepath.Glob(filepath.Join(dir, "*", "*.svg"))
	if err != nil || len(drawings) < 5 {
		t.Fatal(drawings, err)
	}
	var page strings.Builder
	page.WriteString("<!DOCTYPE html><meta charset=utf-8><title>Drawings</title><link rel=icon href=data:,>\n")
	for _, d := range drawings {
		name, err := filepath.Rel(dir, d)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&page, "<img alt=drawing src=%q>\n", filepath.ToSlash(name))
	}
	file := filepath.Join(dir, "drawings.html")
	if err := os.WriteFile(file, []byte(page.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	tb := open(t, start(t))
	tb.load(file)
	for _, size := range eval[[][2]int](tb, `[...document.images].map(i => [i.naturalWidth, i.naturalHeight])`) {
		if size[0] < 100 || size[1] < 100 {
			t.Errorf("a drawing is %d × %d pixels", size[0], size[1])
		}
	}
}
