package browser

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"drivergen/gen/reference"
	"drivergen/idl"
)

// findChromium returns the path of a Chromium. CHROME names one; else the usual names are
// looked for. Where DRIVERGEN_TOOLS is "required", its absence is a failure.
func findChromium(t *testing.T) string {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome", "chrome"}
	if own := os.Getenv("CHROME"); own != "" {
		names = []string{own}
	}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	message := "no " + strings.Join(names, ", ") + " in PATH; CHROME may name one"
	if os.Getenv("DRIVERGEN_TOOLS") == "required" {
		t.Fatal(message)
	}
	t.Skip(message)
	return ""
}

// patience is how long a browser may take for a test.
const patience = 2 * time.Minute

// start starts a browser, which ends with the test.
func start(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(findChromium(t)),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, // a test may be run by root, as in a container
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.WSURLReadTimeout(patience),
	)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {})) // of events newer than the library
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	// The browser has ended before the folder of its profile goes.
	t.Cleanup(func() { chromedp.Cancel(ctx) })
	return ctx
}

// A tab is a page in the browser, with what it complained of.
type tab struct {
	ctx context.Context
	t   *testing.T

	mu       sync.Mutex
	requests []string // beside files and data
	faults   []string // errors on the console, exceptions
}

// open opens a tab. What it asks of the network or complains of fails the test.
func open(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	tb := &tab{ctx: ctx, t: t}
	chromedp.ListenTarget(ctx, func(event any) {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "file://") && !strings.HasPrefix(e.Request.URL, "data:") {
				tb.requests = append(tb.requests, e.Request.URL)
			}
		case *runtime.EventExceptionThrown:
			tb.faults = append(tb.faults, e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
				tb.faults = append(tb.faults, "the page writes to the console")
			}
		case *log.EventEntryAdded:
			tb.faults = append(tb.faults, e.Entry.Text+" "+e.Entry.URL)
		}
	})
	tb.run(network.Enable(), runtime.Enable(), log.Enable())
	t.Cleanup(func() {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		for _, r := range tb.requests {
			t.Errorf("the page asked for %s", r)
		}
		for _, f := range tb.faults {
			t.Errorf("the page complained: %s", f)
		}
	})
	return tb
}

func (tb *tab) run(actions ...chromedp.Action) {
	tb.t.Helper()
	if err := chromedp.Run(tb.ctx, actions...); err != nil {
		tb.t.Fatal(err)
	}
}

// load goes to a page.
func (tb *tab) load(file string) {
	tb.t.Helper()
	tb.run(chromedp.Navigate("file://" + filepath.ToSlash(file)))
}

// eval returns the value of an expression.
func eval[T any](tb *tab, expression string) T {
	tb.t.Helper()
	var value T
	tb.run(chromedp.Evaluate(expression, &value))
	return value
}

// slash presses the key /. What chromedp.KeyEvent sends of it would reach the box even
// where the page keeps the key for itself.
func (tb *tab) slash() {
	tb.t.Helper()
	key := input.DispatchKeyEvent(input.KeyDown).WithKey("/").WithCode("Slash").WithText("/").WithWindowsVirtualKeyCode(191)
	tb.run(key, input.DispatchKeyEvent(input.KeyUp).WithKey("/").WithCode("Slash").WithWindowsVirtualKeyCode(191))
}

// await waits until an expression is true.
func (tb *tab) await(expression string) {
	tb.t.Helper()
	err := chromedp.Run(tb.ctx, chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(10*time.Second)))
	if err != nil {
		tb.t.Fatalf("it never became true that %s: %v\nthe search tells %q", expression, err,
			eval[string](tb, `document.getElementById("count").textContent + " for " + document.getElementById("query").value`))
	}
}

// pages writes the pages of the standard descriptions, and returns their folder.
func pages(t *testing.T, format reference.Format) string {
	t.Helper()
	var inputs []reference.Input
	for _, name := range idl.StandardNames() {
		m, diagnostics := idl.Load(name)
		if m == nil {
			t.Fatal(diagnostics.Err())
		}
		inputs = append(inputs, reference.Input{Model: m, Source: name + ".yaml", ImportPath: "drivergen/generated/" + m.Package})
	}
	files, err := reference.Generate(inputs, format)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range files {
		full := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, f.Content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// awaited makes an evaluation wait for the promise that the expression is.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
