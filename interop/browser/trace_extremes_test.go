package browser

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// traceHostile shows a recording whose every text wants to be markup. The tab fails the test where
// anything of it runs, loads or is refused by the page's policy.
func traceHostile(t *testing.T, browser context.Context) {
	const attack = `</script><script>hacked = 1</script><img src=x onerror="hacked = 1">'"><svg onload=hacked=1>` + "\u202e\u2028{{.Script}}"
	value := recording.Value{Name: attack, Kind: driver.StringKind, Text: attack}
	group := recording.Value{Name: attack, Kind: driver.GroupKind, Fields: []recording.Value{value}}
	entries := []recording.Entry{
		{
			Line: 2, Interface: attack, Name: attack, Handle: 1, Socket: 1, Creates: driver.NoHandle, Duration: time.Second,
			Args: []recording.Value{value, group}, Results: []recording.Value{{Name: "data", Kind: driver.BytesKind, Len: 200, Data: []byte(attack)}},
			Errno: driver.EIO, ErrnoName: attack, Error: attack,
		},
		{
			Line: 3, Kind: recording.Event, Interface: attack + ".b", Name: attack, Handle: driver.NoHandle, Creates: driver.NoHandle,
			Args: []recording.Value{{Name: "x", Kind: driver.AnyKind, Text: attack}},
		},
	}
	tb := openTrace(t, browser, tracePage(t, attack, entries))
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery))
	for range entries {
		tb.run(chromedp.KeyEvent("n"))
		tb.await(`document.getElementById("details").innerText.includes("onerror")`)
		tb.run(input.DispatchMouseEvent(input.MouseMoved, 500, 220))
	}
	picture(tb, "hostile")
	if n := eval[int](tb, `document.querySelectorAll("img, svg, script").length`); n != 2 {
		t.Errorf("%d elements, want the two scripts of the page", n)
	}
	if eval[string](tb, `typeof hacked`) != "undefined" {
		t.Error("a text of the recording ran")
	}
	if title := eval[string](tb, `document.querySelector("h1").textContent`); !strings.Contains(title, "</script>") {
		t.Errorf("the title is %q", title)
	}
}

// traceUnfinished shows a call that had not returned when the recording ended.
func traceUnfinished(t *testing.T, browser context.Context) {
	waiting := recording.Entry{Line: 2, Interface: "netdev.NetDev", Name: "accept", Handle: 1, Socket: 1, Creates: driver.NoHandle, Duration: time.Second, Unfinished: true}
	tb := openTrace(t, browser, tracePage(t, "waits", []recording.Entry{waiting}))
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery), chromedp.KeyEvent("n"))
	tb.await(`document.querySelector("#details .badge").textContent === "unfinished"`)
	if text := eval[string](tb, `document.getElementById("details").innerText`); !strings.Contains(text, "Waited") {
		t.Errorf("the details do not tell how long it waited:\n%s", text)
	}
}

// traceEmpty shows a recording without a call.
func traceEmpty(t *testing.T, browser context.Context) {
	tb := open(t, browser)
	tb.load(tracePage(t, "empty", nil))
	tb.await(`document.getElementById("nothing").checkVisibility() && document.getElementById("timeline").dataset.drawn === "0"`)
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery), chromedp.KeyEvent("n+-0e"))
	tb.await(`document.getElementById("count").dataset.shown === "0"`)
}

// traceMany zooms and pans in 50 000 entries.
func traceMany(t *testing.T, browser context.Context) {
	var entries []recording.Entry
	for i := range 50_000 {
		e := recording.Entry{
			Line: i + 2, Interface: "netdev.NetDev", Name: "write", Handle: int64(i % 7), Socket: 1 + i/500*7 + i%7, Creates: driver.NoHandle,
			Start: time.Duration(i) * time.Millisecond, Duration: time.Duration(i%13) * time.Millisecond,
			Args: []recording.Value{{Name: "data", Kind: driver.BytesKind, Len: 1460, Data: []byte("GET / HTTP/1.1\r\n")}},
		}
		switch {
		case i%10 == 0:
			e.Kind, e.Name, e.Duration = recording.Event, "read_cb", 0
		case i%997 == 0:
			e.Errno, e.Error = driver.ECONNRESET, "connection reset"
		}
		entries = append(entries, e)
	}
	begin := time.Now()
	tb := openTrace(t, browser, tracePage(t, "many", entries))
	t.Logf("loaded in %v", time.Since(begin))
	picture(tb, "many")
	// The time that drawing takes, as the longest of a number of frames with another picture each.
	frame := `(async () => {
	const canvas = document.getElementById("timeline");
	const took = [];
	for (const key of "+++++-----" + "0") {
		const begin = performance.now();
		canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
		await new Promise((done) => requestAnimationFrame(done));
		took.push(performance.now() - begin);
	}
	took.sort((a, b) => a - b);
	return took[Math.floor(took.length / 2)];
})()`
	var took float64
	tb.run(chromedp.Evaluate(frame, &took, awaited))
	t.Logf("a picture takes %.1f ms", took)
	if took > 200 {
		t.Errorf("a picture takes %.0f ms", took)
	}
	// Of the sockets there is room for those that were there at the time that is shown.
	tb.run(chromedp.Focus("#timeline", chromedp.ByQuery), chromedp.KeyEvent("+++++++++"))
	tb.await(drawn + ` > 100`)
	picture(tb, "many-zoomed")
	tb.slash()
	tb.run(chromedp.KeyEvent("econnreset"))
	tb.await(`Number(document.getElementById("count").dataset.matches) > 40`)
}
