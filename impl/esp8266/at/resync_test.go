package at

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// What comes while nothing is asked shows that step was lost: the module is looked for at once, not at the next command.
func TestIdleDamage(t *testing.T) {
	const echoing = `
		> "AT\r\n"
		< "AT\r\n\r\nOK\r\n"
		> "AT+INSTEP\r\n"
		< "AT+INSTEP\r\n\r\nERROR\r\n"
		> "ATE0\r\n"
		< "ATE0\r\n\r\nOK\r\n"`
	for name, test := range map[string]struct {
		script string
		events []string
	}{
		"noise":               {"< \"\\xf0\\x80\\xff\\n\"" + aligned, []string{"urc \xf0\x80\xff", "resynced"}},
		"boot log as noise":   {"< \"\\x80\\xc8\\xa4RN\\xc8\\nH\\xff\\xeeNO<\\xfe\\x9d\\n\"" + echoing, []string{"urc \x80\xc8\xa4RN\xc8", "urc H\xff\xeeNO<\xfe\x9d", "reset echo is on again"}},
		"a result of nobody":  {"< \"\\r\\nERROR\\r\\n\"" + aligned, []string{"resynced"}},
		"a damaged URC":       {"< \"1,CLO5ED\\r\\n\"", []string{"urc 1,CLO5ED", "resynced"}},
		"a damaged header":    {"< \"\\r\\n+IPD,0,x:data\\r\\n\"" + aligned, []string{"lost -1 0", "resynced"}},
		"stale send results":  {"< \"\\r\\nSEND OK\\r\\nSEND FAIL\\r\\n\"", nil},
		"watchdog":            {"< \"\\r\\n ets Jan  8 2013,rst cause:4, boot mode:(3,6)\\r\\n\\r\\nwdt reset\\r\\n\\r\\nready\\r\\n\"" + "\n> \"AT\\r\\n\"\n< \"AT\\r\\n\\r\\nOK\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"ATE0\\r\\n\\r\\nOK\\r\\n\"", []string{"reset  ets Jan  8 2013,rst cause:4, boot mode:(3,6)"}},
		"brown-out, no ready": {"< \"Brownout detector was triggered\\r\\n\"" + "\n> \"AT\\r\\n\"\n< \"AT\\r\\n\\r\\nOK\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"ATE0\\r\\n\\r\\nOK\\r\\n\"", []string{"reset Brownout detector was triggered"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, "~ 1s\n"+test.script)
				time.Sleep(10 * time.Second)
				b.end(test.events...)
			})
		})
	}
}

// A +IPD whose end never comes does not take what follows for its own.
func TestStalledData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			< "\r\n+IPD,3,10:half "
			~ 3s
			< "\r\n+IPD,1,2:ok0,CLOSED\r\n"`)
		time.Sleep(4 * time.Second)
		b.end(`data 3 "half " +5`, "lost 3 5", `data 1 "ok" +0`, "urc 0,CLOSED", "resynced")
	})
}

// The module is looked for at the rates that the driver offers.
func TestRetune(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		var tries atomic.Int32
		d := New(hostEnd{w}, Handler{Retune: func(try int) bool {
			tries.Add(1)
			return try < 2
		}}, Limits{})
		done := make(chan error)
		go func() { done <- d.Sync(context.Background()) }()
		if err := <-done; err != ErrSilent || tries.Load() != 3 {
			t.Errorf("%v after %v", err, tries.Load())
		}
		go func() {
			for {
				p, ok := w.next()
				switch {
				case !ok:
					return
				case tries.Load() < 5:
				case p == "AT+INSTEP\r\n":
					w.send("\r\nERROR\r\n")
				case p != "\r\nAT\r\n":
					w.send("\r\nOK\r\n")
				}
			}
		}()
		if err := d.Sync(context.Background()); err != nil || tries.Load() != 5 {
			t.Errorf("%v after %v", err, tries.Load())
		}
		d.Close()
		synctest.Wait()
	})
}

// Callers with little time each still get the module found in the end.
func TestShortPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const silence = "> \"AT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n"
		b := playFrom(t, silence+"> \"+++\"\n< \"\\r\\nSEND Canceled\\r\\n\"\n"+aligned+`
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		var err error
		for range 20 {
			if err = b.Command(within(t, 100*time.Millisecond), Exec("GMR"), nil); err == nil {
				break
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
		}
		if err != nil {
			t.Error(err)
		}
		b.end()
	})
}

// A module that falls silent while nothing is asked of it is looked for once, and the driver is told that it was in vain. What
// it says later begins the search anew.
func TestSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		w := newWire()
		var silent, resynced atomic.Int32
		d := New(hostEnd{w}, Handler{Silent: func() { silent.Add(1) }, Resynced: func() { resynced.Add(1) }}, Limits{})
		go func() {
			for {
				p, ok := w.next()
				switch {
				case !ok:
					return
				case time.Since(begin) > time.Minute && time.Since(begin) < 10*time.Minute:
				case p == "AT+INSTEP\r\n":
					w.send("\r\nERROR\r\n")
				default:
					w.send("\r\nOK\r\n")
				}
			}
		}()
		if err := d.Sync(context.Background()); err != nil {
			t.Error(err)
		}
		time.Sleep(2 * time.Minute)
		w.send("\xf0\x80\n")
		time.Sleep(5 * time.Minute)
		if silent.Load() != 1 || resynced.Load() != 0 {
			t.Errorf("told %d times of silence, %d of step", silent.Load(), resynced.Load())
		}
		time.Sleep(5 * time.Minute)
		w.send("\xf0\x80\n")
		time.Sleep(time.Minute)
		if silent.Load() != 1 || resynced.Load() != 1 {
			t.Errorf("told %d times of silence, %d of step", silent.Load(), resynced.Load())
		}
		d.Close()
		synctest.Wait()
	})
}
