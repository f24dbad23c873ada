package at

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const spaces = "                                                                                                                                "

func TestSync(t *testing.T) {
	const (
		mark    = "> \"AT+INSTEP\\r\\n\"\n< \"\\r\\nERROR\\r\\n\"\n"
		echoOff = "> \"ATE0\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n"
		silence = "> \"AT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n> \"\\r\\nAT\\r\\n\"\n"
	)
	for name, test := range map[string]struct {
		script string
		events []string
	}{
		"echo off": {"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + echoOff, nil},
		"echo on":  {"> \"AT\\r\\n\"\n< \"AT\\r\\n\\r\\nOK\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"ATE0\\r\\n\\r\\nOK\\r\\n\"", nil},
		"junk in the line buffer": {"< \"GARB\\r\\nAGE\"\n> \"AT\\r\\n\"\n< \"\\r\\nERROR\\r\\n\"\n" +
			"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, []string{"urc GARB"}},
		"in the middle of a command": {"> \"AT\\r\\n\"\n< \"\\r\\nbusy p...\\r\\n\"\n> \"AT\\r\\n\"\n< \"\\r\\nbusy p...\\r\\n\"\n" +
			"~ 100ms\n< \"+CWLAP:(0,\\\"a\\\",-90)\\r\\n\\r\\nOK\\r\\n\"\n" +
			"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, nil},
		"late first reply": {"> \"AT\\r\\n\"\n~ 300ms\n< \"\\r\\nOK\\r\\n\"\n~ 30ms\n< \"\\r\\nOK\\r\\n\"\n" + echoOff, nil},
		"in the middle of a send": {silence + "> \"+++\"\n< \"\\r\\nSEND Canceled\\r\\n\"\n" +
			"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, nil},
		"AT completes a payload": {"> \"AT\\r\\n\"\n< \"\\r\\nRecv 64 bytes\\r\\n\\r\\nSEND OK\\r\\n\"\n" +
			"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, nil},
		"passthrough": {silence + "> \"+++\"\n< \"\\r\\n+QUITT\\r\\n\"\n> \"AT\\r\\n\"\n< \"\\r\\nERROR\\r\\n\"\n" +
			"> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, []string{"urc +QUITT"}},
		"payload that takes +++": {silence + "> \"+++\"\n" + silence + strings.Repeat("> \""+spaces+"\"\n", 3) +
			"< \"\\r\\nRecv 500 bytes\\r\\n\\r\\nbusy s...\\r\\n\\r\\nSEND OK\\r\\n\"\n> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + mark + echoOff, nil},
		"boot while looking": {"> \"AT\\r\\n\"\n< \"\\r\\n ets Jan  8 2013,rst cause:1, boot mode:(3,7)\\r\\n\\r\\n\"\n~ 300ms\n< \"\\r\\nready\\r\\n\"\n" +
			"> \"\\r\\nAT\\r\\n\"\n< \"\\r\\nERROR\\r\\nAT\\r\\n\\r\\nOK\\r\\n\"\n" + mark + echoOff, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := playFrom(t, test.script)
				synctest.Wait()
				if err := b.Sync(context.Background()); err != nil {
					t.Error(err)
				}
				b.end(test.events...)
			})
		})
	}
}

// TestSyncGuards: the +++ that leaves passthrough mode needs silence before and after it.
func TestSyncGuards(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := playFrom(t, "")
		done := make(chan error)
		go func() { done <- b.Sync(within(t, 5*time.Second)) }()
		var last time.Time
		var before, after time.Duration
		for leaving := false; after == 0; {
			line, ok := b.wire.next()
			if !ok {
				t.Fatal("port closed")
			}
			switch {
			case line == "+++":
				before, leaving = time.Since(last), true
			case leaving:
				after = time.Since(last)
			}
			last = time.Now()
		}
		if before < 20*time.Millisecond || after < time.Second {
			t.Errorf("%v before +++, %v after it", before, after)
		}
		b.Close()
		if err := <-done; err != ErrClosed {
			t.Error(err)
		}
		synctest.Wait()
	})
}

func TestSyncSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := playFrom(t, "")
		begin := time.Now()
		if err := b.Sync(context.Background()); err != ErrSilent || time.Since(begin) > 7*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		// A module that is plugged in later is found.
		b.wire.mu.Lock()
		b.wire.fromHost = nil
		b.wire.mu.Unlock()
		b.done = make(chan struct{})
		go b.follow("> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n> \"AT+INSTEP\\r\\n\"\n< \"\\r\\nERROR\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n> \"AT+GMR\\r\\n\"\n< \"\\r\\nOK\\r\\n\"", b.done)
		b.must(Exec("GMR"))
		b.end()
	})
}

func TestSyncCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := playFrom(t, `> "AT\r\n"`)
		begin := time.Now()
		if err := b.Sync(within(t, 100*time.Millisecond)); err != context.DeadlineExceeded || time.Since(begin) != 100*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		b.end()
	})
}

// A module that refuses everything is not asked for ever.
func TestSyncRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := playFrom(t, "")
		done := make(chan error)
		go func() { done <- b.Sync(context.Background()) }()
		go func() {
			for {
				if _, ok := b.wire.next(); !ok {
					return
				}
				b.wire.send("\r\nERROR\r\n")
			}
		}()
		if err := <-done; err != ErrSilent {
			t.Error(err)
		}
		b.end()
	})
}

// Bytes lost inside a payload: the replies that it swallowed are found again and the hole is told.
func TestLostPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			< "\r\n+IPD,2,100:only a part"
			> "AT+CIFSR\r\n"
			< "\r\nOK\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT+INSTEP\r\n"
			< "\r\nERROR\r\n"
			> "ATE0\r\n"
			< "\r\nOK\r\n"
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		if err := b.Command(within(t, time.Second), Exec("CIFSR"), nil); !expired(err) {
			t.Error(err)
		}
		b.must(Exec("GMR"))
		b.end(`data 2 "only a part" +89`, `data 2 "\r\nOK\r\n" +83`, "lost 2 83", "resynced")
	})
}

func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+RST\r\n"
			~ 100ms
			< "\r\nWill force to restart!!!\r\n\r\nOK\r\n"
			~ 500ms
			< "\r\nready\r\n"
			> "AT\r\n"
			< "AT\r\n\r\nOK\r\n"
			> "ATE0\r\n"
			< "ATE0\r\n\r\nOK\r\n"`)
		queued := make(chan error)
		go func() {
			if err := b.Restart(context.Background()); err != nil {
				t.Error(err)
			}
			close(queued)
		}()
		synctest.Wait()
		// Settings that a waiting command counts on are gone.
		if err := b.Command(context.Background(), Exec("GMR"), nil); err != ErrReset {
			t.Errorf("%v, want ErrReset", err)
		}
		<-queued
		b.end()
	})
}
