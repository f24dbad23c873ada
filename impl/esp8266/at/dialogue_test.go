package at

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// start plays a script and waits for the start-up to be over.
func start(t *testing.T, script string) *bench {
	t.Helper()
	b := play(t, script)
	if err := b.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return b
}

// A reply that never comes: the call ends with its context, the late reply is swallowed, and the next command gets its own.
func TestLateReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIFSR\r\n"
			~ 2s
			< "+CIFSR:STAIP,\"1.2.3.4\"\r\n\r\nOK\r\n"
			> "AT+CIPMUX?\r\n"
			< "+CIPMUX:1\r\n\r\nOK\r\n"`)
		begin := time.Now()
		err := b.Command(within(t, time.Second), Exec("CIFSR"), func(line []byte) { t.Errorf("late line %q", line) })
		if !expired(err) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		b.must(Query("CIPMUX"), "+CIPMUX:1")
		b.end()
	})
}

// A reply that is lost for good: the silent module is asked with AT, and the next command finds all in order.
func TestLostReply(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIFSR\r\n"
			> "AT\r\n"
			< "\r\nbusy p...\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT+INSTEP\r\n"
			< "\r\nOK\r\n\r\nERROR\r\n"
			> "ATE0\r\n"
			< "\r\nOK\r\n"
			> "AT+CIPMUX?\r\n"
			< "+CIPMUX:1\r\n\r\nOK\r\n"`)
		if err := b.Command(within(t, time.Second), Exec("CIFSR"), nil); !expired(err) {
			t.Error(err)
		}
		b.must(Query("CIPMUX"), "+CIPMUX:1")
		if s := b.Stats(); s.LostReplies != 1 || s.Resyncs != 1 || s.Busy != 1 {
			t.Errorf("%+v", s)
		}
		b.end("resynced")
	})
}

// A context that ends while the command waits in the queue sends nothing.
func TestQueueHonoursContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CWLAP\r\n"
			~ 2s
			< "\r\nOK\r\n"`)
		first := make(chan error)
		go func() { first <- b.Command(context.Background(), Exec("CWLAP"), nil) }()
		synctest.Wait()
		begin := time.Now()
		if err := b.Command(within(t, time.Second), Exec("GMR"), nil); err != context.DeadlineExceeded || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
		b.end()
	})
}

// A busy module is asked again, with growing pauses, and a result that belongs to an earlier command is not taken.
func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPMUX=1\r\n"
			< "\r\nbusy p...\r\n\r\nbusy p...\r\n\r\nOK\r\n"
			> "AT+CIPMUX=1\r\n"
			< "\r\nbusy p...\r\n\r\nERROR\r\n"
			> "AT+CIPMUX=1\r\n"
			< "\r\nOK\r\n"`)
		begin := time.Now()
		b.must(Set("CIPMUX").Int(1))
		if d := time.Since(begin); d != 3*b.limits.BusyMin {
			t.Errorf("took %v", d)
		}
		b.end()
	})
}

// A line that was sent twice may be answered twice: what came sooner than an answer can is the first line's, and the other
// is waited for before the next command.
func TestBusyCrosses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPMUX=1\r\n"
			~ 10ms
			< "\r\nOK\r\n"
			> "AT+CIPMUX=1\r\n"
			< "\r\nbusy p...\r\n"
			> "AT+CIPMUX=1\r\n"
			~ 1ms
			< "\r\nOK\r\n"
			> "AT+INSTEP\r\n"
			< "\r\nOK\r\n\r\nERROR\r\n"
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		b.must(Set("CIPMUX").Int(1))
		b.must(Set("CIPMUX").Int(1))
		b.must(Exec("GMR"))
		time.Sleep(5 * time.Second)
		b.end()
	})
}

func TestBusyForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, strings.Repeat("> \"AT+CIPMUX=1\\r\\n\"\n< \"\\r\\nbusy p...\\r\\n\"\n", 5))
		err := b.Command(within(t, 400*time.Millisecond), Set("CIPMUX").Int(1), nil)
		if !expired(err) {
			t.Error(err)
		}
		b.end()
	})
}

// Whatever comes between the steps of a send goes to the handler.
func TestSendInterleaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "1,CONNECT\r\n\r\nOK\r\n\r\n+IPD,1,8:\r\n> OK\r\n2,CONNECT\r\n\r\n>WIFI GOT IP\r\n"
			> "data"
			< "\r\n+IPD,1,9:SEND OK\r\n\r\nRecv 4 bytes\r\n3,CONNECT\r\n\r\n+IPD,2,4\r\n\r\nSEND OK\r\n"`)
		if err := b.Send(context.Background(), Set("CIPSEND").Int(0).Int(4), []byte("data")); err != nil {
			t.Error(err)
		}
		b.end("urc 1,CONNECT", `data 1 "\r\n> OK\r\n" +0`, "urc 2,CONNECT", "urc WIFI GOT IP",
			`data 1 "SEND OK\r\n" +0`, "urc 3,CONNECT", "notice 2 4")
	})
}

func TestSendFailures(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		result Result
		text   string
	}{
		"refused":            {`< "link is not valid\r\n\r\nERROR\r\n"`, ResultError, "link is not valid"},
		"closed in between":  {"< \"\\r\\nOK\\r\\n> 0,CLOSED\\r\\n\"\n> \"data\"\n< \"\\r\\nRecv 4 bytes\\r\\n\\r\\nSEND FAIL\\r\\n\"", ResultSendFail, ""},
		"NonOS fail":         {"< \"\\r\\nOK\\r\\n> \"\n> \"data\"\n< \"\\r\\nRecv 4 bytes\\r\\nSEND FAIL\\r\\n\"", ResultSendFail, ""},
		"taken in part":      {"< \"\\r\\nOK\\r\\n> \"\n> \"data\"\n< \"\\r\\nRecv 3 bytes\\r\\n\\r\\nSEND OK\\r\\n\"", ResultShort, ""},
		"stale SEND OK":      {"< \"\\r\\nOK\\r\\n> \"\n> \"data\"\n< \"\\r\\nSEND OK\\r\\n\\r\\nRecv 4 bytes\\r\\n\\r\\nSEND FAIL\\r\\n\"", ResultSendFail, ""},
		"error after prompt": {"< \"\\r\\nOK\\r\\n> \"\n> \"data\"\n< \"link is not valid\\r\\n\\r\\nERROR\\r\\n\"", ResultError, "link is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, "> \"AT+CIPSEND=0,4\\r\\n\"\n"+test.script)
				err := b.Send(context.Background(), Set("CIPSEND").Int(0).Int(4), []byte("data"))
				refused(t, err, test.result, test.text)
				synctest.Wait()
				var events []string
				if strings.Contains(test.script, "CLOSED") {
					events = []string{"urc 0,CLOSED"}
				}
				b.end(events...)
			})
		})
	}
}

// A Send whose context ends once the module waits for the payload still delivers all of it.
func TestSendCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			~ 800ms
			< "\r\nOK\r\n> "
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		payload := []byte("data")
		if err := b.Send(within(t, 500*time.Millisecond), Set("CIPSEND").Int(0).Int(4), payload); !expired(err) {
			t.Error(err)
		}
		copy(payload, "ZZZZ")
		b.must(Exec("GMR"))
		b.end()
	})
}

func TestSendSize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := playFrom(t, "")
		for _, n := range []int{0, MaxPayload + 1} {
			if err := b.Send(context.Background(), Set("CIPSEND").Int(n), make([]byte, n)); err != ErrPayload {
				t.Errorf("%d bytes: %v", n, err)
			}
		}
		b.end()
	})
}

// A condition that fails when the command's turn comes keeps it from being sent.
func TestWhen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPMUX?\r\n"
			< "\r\nOK\r\n"`)
		stale := errors.New("link has changed")
		if err := b.Send(context.Background(), Set("CIPSEND").Int(0).Int(4).When(func() error { return stale }), []byte("data")); err != stale {
			t.Error(err)
		}
		b.must(Query("CIPMUX").When(func() error { return nil }))
		b.end()
	})
}

// A condition that fails between the prompt and the payload calls the send off.
func TestWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n> "
			> "+++"
			< "\r\nSEND Canceled\r\n"`+aligned+`
			> "AT+CIPMUX?\r\n"
			< "\r\nOK\r\n"`)
		stale := errors.New("link has changed")
		calls := 0
		err := b.Send(context.Background(), four.When(func() error {
			if calls++; calls == 2 {
				return stale
			}
			return nil
		}), []byte("data"))
		if err != stale {
			t.Error(err)
		}
		b.must(Query("CIPMUX"))
		b.end()
	})
}

func TestReceive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPRECVDATA=0,4\r\n"
			< "\r\nERROR\r\n"
			> "AT+CIPRECVDATA=0,4\r\n"
			< "\r\n+CIPRECVDATA,6:abcdef\r\nOK\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT+INSTEP\r\n"
			< "\r\nERROR\r\n"
			> "ATE0\r\n"
			< "\r\nOK\r\n"
			> "AT+CIPRECVDATA=0,4\r\n"
			~ 900ms
			< "\r\n+CIPRECVDATA,4:late\r\nOK\r\n"
			> "AT+CIPRECVDATA=0,4\r\n"
			< "\r\n+CIPRECVDATA,2:ok\r\nOK\r\n"`)
		ctx, c := context.Background(), Set("CIPRECVDATA").Int(0).Int(4)
		buf := make([]byte, 4)
		_, _, err := b.Receive(ctx, c, buf)
		refused(t, err, ResultError, "")
		if n, _, err := b.Receive(ctx, c, buf); err != ErrDamaged {
			t.Errorf("%q, %v", buf[:n], err)
		}
		clear(buf)
		if _, _, err := b.Receive(within(t, 500*time.Millisecond), c, buf); !expired(err) {
			t.Error(err)
		}
		if n, _, err := b.Receive(ctx, c, buf); string(buf) != "ok\x00\x00" || n != 2 || err != nil {
			t.Errorf("%q, %d, %v", buf, n, err)
		}
		b.end("lost -1 0", "resynced")
	})
}

// A restart of the module fails the command that waits for its reply and those in the queue.
func TestReset(t *testing.T) {
	for name, boot := range map[string]string{
		"ready":          `"\r\nready\r\n"`,
		"ROM text":       `"\r\n ets Jan  8 2013,rst cause:4, boot mode:(3,7)\r\n\r\nwdt reset\r\nload 0x40100000, len 1856, room 16 \r\n\r\nready\r\n"`,
		"ready was lost": `"AT+CWLAP\r\n\r\nERROR\r\n"`,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, "> \"AT+CWLAP\\r\\n\"\n~ 1s\n< "+boot+`
					> "AT\r\n"
					< "AT\r\n\r\nOK\r\n"
					> "ATE0\r\n"
					< "ATE0\r\n\r\nOK\r\n"
					> "AT+GMR\r\n"
					< "\r\nOK\r\n"`)
				errs := make(chan error, 2)
				for range 2 {
					go func() { errs <- b.Command(context.Background(), Exec("CWLAP"), nil) }()
				}
				for range 2 {
					if err := <-errs; err != ErrReset {
						t.Errorf("%v, want ErrReset", err)
					}
				}
				b.must(Exec("GMR"))
				reason := map[string]string{"ready": "ready", "ready was lost": "echo is on again",
					"ROM text": " ets Jan  8 2013,rst cause:4, boot mode:(3,7)"}[name]
				b.end("reset " + reason)
			})
		})
	}
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `> "AT+CWLAP\r\n"`)
		errs := make(chan error, 2)
		for range 2 {
			go func() { errs <- b.Command(context.Background(), Exec("CWLAP"), nil) }()
		}
		synctest.Wait()
		b.end()
		for range 2 {
			if err := <-errs; err != ErrClosed {
				t.Errorf("%v, want ErrClosed", err)
			}
		}
		if err := b.Sync(context.Background()); err != ErrClosed {
			t.Error(err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestPortFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `> "AT+CWLAP\r\n"`)
		done := make(chan error)
		go func() { done <- b.Command(context.Background(), Exec("CWLAP"), nil) }()
		synctest.Wait()
		b.wire.unplug(io.ErrUnexpectedEOF)
		if err := <-done; !errors.Is(err, ErrClosed) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
		b.end("down unexpected EOF")
	})
}

func TestGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			~ 1s
			< "hello\r\n`+strings.Repeat("x", 5000)+`\r\n\r\nSEND FAIL\r\n\r\nOK\r\n"
			> "AT\r\n"
			< "\r\nOK\r\n"
			> "AT+INSTEP\r\n"
			< "\r\nERROR\r\n"
			> "ATE0\r\n"
			< "\r\nOK\r\n"
			> "AT+GMR\r\n"
			< "\r\nOK\r\n"`)
		time.Sleep(2 * time.Second)
		b.must(Exec("GMR"))
		if n := b.Stats().GarbageLines; n != 2 {
			t.Errorf("%d lines of garbage, want 2", n)
		}
		b.end("urc hello", "resynced")
	})
}
