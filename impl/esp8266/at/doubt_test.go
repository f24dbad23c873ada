package at

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// aligned is how a dialogue finds a module that may still owe it a reply.
const aligned = `
	> "AT\r\n"
	< "\r\nOK\r\n"
	> "AT+INSTEP\r\n"
	< "\r\nERROR\r\n"
	> "ATE0\r\n"
	< "\r\nOK\r\n"
`

// canceled is the same for a module that waits for a payload.
const canceled = `
	> "+++"
	< "\r\nSEND Canceled\r\n"
` + aligned

var four = Set("CIPSEND").Int(0).Int(4)

// A prompt that never comes: nothing of the payload goes out, the module is brought back, and the send begins anew.
func TestPromptLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n"`+canceled+`
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n\r\n>"
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`)
		begin := time.Now()
		if err := b.Send(context.Background(), four, []byte("data")); err != nil || time.Since(begin) > 2*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		if s := b.Stats(); s.LostReplies != 1 || s.Repeated != 1 || s.Commands != 1 {
			t.Errorf("%+v", s)
		}
		b.end("resynced")
	})
}

// A module that never asks for the payload: the error says that nothing was sent.
func TestPromptNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const lost = "> \"AT+CIPSEND=0,4\\r\\n\"\n" + canceled
		b := start(t, lost+lost+lost)
		if err := b.Send(context.Background(), four, []byte("data")); !errors.Is(err, ErrLost) || errors.Is(err, ErrDoubt) {
			t.Error(err)
		}
		b.end("resynced", "resynced", "resynced")
	})
}

// A payload that the module did not confirm leaves doubt, which is noticed soon.
func TestSendInDoubt(t *testing.T) {
	const sent = "> \"AT+CIPSEND=0,4\\r\\n\"\n< \"\\r\\nOK\\r\\n\\r\\n>\"\n> \"data\"\n"
	for name, test := range map[string]struct {
		script string
		cause  error
		within time.Duration
		events []string
	}{
		"no Recv":        {canceled, ErrLost, 1100 * time.Millisecond, []string{"resynced"}},
		"no SEND OK":     {"< \"\\r\\nRecv 4 bytes\\r\\n\"\n> \"AT\\r\\n\"\n< \"\\r\\nOK\\r\\n\"\n" + aligned, ErrLost, 5 * time.Second, []string{"resynced"}},
		"surplus":        {"< \"\\r\\nbusy p...\\r\\n\\r\\nRecv 4 bytes\\r\\n\\r\\nSEND OK\\r\\n\"", errSurplus, time.Millisecond, nil},
		"late surplus":   {"< \"\\r\\nRecv 4 bytes\\r\\n\\r\\nbusy s...\\r\\n\"\n~ 1s\n< \"\\r\\nSEND OK\\r\\n\"", errSurplus, 2 * time.Second, nil},
		"restart":        {"< \"\\r\\nready\\r\\n\"\n> \"AT\\r\\n\"\n< \"AT\\r\\n\\r\\nOK\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"ATE0\\r\\n\\r\\nOK\\r\\n\"", ErrReset, time.Millisecond, []string{"reset ready"}},
		"silent restart": {"~ 1100ms\n< \"\\x00\\xf0\\x80garbage\\n\"\n> \"+++\"\n> \"AT\\r\\n\"\n< \"AT\\r\\n\\r\\nOK\\r\\n\"\n> \"AT+INSTEP\\r\\n\"\n< \"AT+INSTEP\\r\\n\\r\\nERROR\\r\\n\"\n> \"ATE0\\r\\n\"\n< \"ATE0\\r\\n\\r\\nOK\\r\\n\"", ErrLost, 1100 * time.Millisecond, []string{"reset echo is on again"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, sent+test.script)
				begin := time.Now()
				err := b.Send(context.Background(), four, []byte("data"))
				if !errors.Is(err, ErrDoubt) || !errors.Is(err, test.cause) || time.Since(begin) > test.within {
					t.Errorf("%v after %v", err, time.Since(begin))
				}
				time.Sleep(10 * time.Second)
				b.end(test.events...)
			})
		})
	}
}

// A restart before the prompt is no doubt: nothing of the payload went out.
func TestResetBeforePrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nready\r\n"
			> "AT\r\n"
			< "AT\r\n\r\nOK\r\n"
			> "ATE0\r\n"
			< "ATE0\r\n\r\nOK\r\n"`)
		if err := b.Send(context.Background(), four, []byte("data")); !errors.Is(err, ErrReset) || errors.Is(err, ErrDoubt) {
			t.Error(err)
		}
		time.Sleep(time.Second)
		b.end("reset ready")
	})
}

// NonOS AT reports SEND OK when the peer has acknowledged. The module is asked meanwhile, and waited for.
func TestSendPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n> "
			> "data"
			< "\r\nRecv 4 bytes\r\n"
			> "AT\r\n"
			< "\r\nbusy s...\r\n"
			> "AT\r\n"
			< "\r\nbusy s...\r\n"
			~ 1s
			< "\r\nSEND OK\r\n"`)
		begin := time.Now()
		if err := b.Send(context.Background(), four, []byte("data")); err != nil || time.Since(begin) < 7*time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		b.end()
	})
}

// The question and the reply cross: the first of two results is the command's.
func TestRepliesCross(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		err    error
	}{
		"OK":    {`"+CIPMUX:1\r\n\r\nOK\r\n\r\nOK\r\n"`, nil},
		"ERROR": {`"\r\nERROR\r\n\r\nOK\r\n"`, &Error{Command: "AT+CIPMUX", Result: ResultError}},
		"busy":  {`"\r\nbusy p...\r\n+CIPMUX:1\r\n\r\nOK\r\n"`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := start(t, "> \"AT+CIPMUX?\\r\\n\"\n> \"AT\\r\\n\"\n< "+test.answer)
				_, err := b.ask(Query("CIPMUX"))
				if (err == nil) != (test.err == nil) || err != nil && err.Error() != test.err.Error() {
					t.Error(err)
				}
				b.end()
			})
		})
	}
}

// The caller's line was taken for payload: T 07 with a module that is slower than the pause.
func TestCommandTakenForPayload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nbusy p...\r\n"
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`+canceled)
		if err := b.Send(context.Background(), four, []byte("data")); !errors.Is(err, ErrDoubt) || !errors.Is(err, errSpoilt) {
			t.Error(err)
		}
		time.Sleep(5 * time.Second)
		b.end("resynced")
	})
}

// A payload that the module would take for its end goes out in pieces.
func TestPayloadOfPluses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n> "
			> "x"
			> "++"
			> "+"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`)
		if err := b.Send(context.Background(), four, []byte("x+++")); err != nil {
			t.Error(err)
		}
		b.end()
	})
}

// AT before 1.0 says no OK before the prompt. A firmware that once did is held to it.
func TestBarePrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			< "> "
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n> "
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"
			> "AT+CIPSEND=0,4\r\n"
			< "\r\n> \r\n"`+canceled+`
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nERROR\r\n"`)
		for range 2 {
			if err := b.Send(context.Background(), four, []byte("data")); err != nil {
				t.Error(err)
			}
		}
		refused(t, b.Send(context.Background(), four, []byte("data")), ResultError, "")
		b.end("resynced")
	})
}

// AT before 1.0 says SEND OK without Recv. A firmware that once said Recv is held to it.
func TestNoRecv(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sent = "> \"AT+CIPSEND=0,4\\r\\n\"\n< \"> \"\n> \"data\"\n"
		b := start(t, sent+`
			< "\r\nSEND OK\r\n"`+"\n"+sent+`
			< "\r\nSEND OK\r\n"`+"\n"+sent+`
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`+"\n"+sent+`
			< "\r\nSEND OK\r\n"`+canceled)
		for i := range 3 {
			begin := time.Now()
			if err := b.Send(context.Background(), four, []byte("data")); err != nil || i > 0 && time.Since(begin) > time.Second {
				t.Errorf("%v after %v", err, time.Since(begin))
			}
		}
		if err := b.Send(context.Background(), four, []byte("data")); !errors.Is(err, ErrDoubt) {
			t.Error(err)
		}
		time.Sleep(5 * time.Second)
		b.end("resynced")
	})
}

// A module that takes long over AT+CIPSEND says busy when asked: its prompt is waited for.
func TestSlowPrompt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			> "+++"
			> "AT\r\n"
			< "\r\nbusy p...\r\n"
			> "+++"
			> "AT\r\n"
			< "\r\nbusy p...\r\n"
			~ 500ms
			< "\r\nOK\r\n> "
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`)
		if err := b.Send(context.Background(), four, []byte("data")); err != nil {
			t.Error(err)
		}
		if s := b.Stats(); s.LostReplies != 0 || s.Repeated != 0 {
			t.Errorf("%+v", s)
		}
		b.end()
	})
}

// The prompt comes while the module is looked for: it waits for a payload, which is cancelled.
func TestPromptWhileLooking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			> "+++"
			> "AT\r\n"
			< "\r\nOK\r\n> "
			> "+++"
			< "\r\nSEND Canceled\r\n"`+aligned+`
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nERROR\r\n"`)
		refused(t, b.Send(context.Background(), four, []byte("data")), ResultError, "")
		b.end("resynced")
	})
}

// What the module took while it did not answer may have been the payload.
func TestSilentWhileHungry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			> "+++"
			> "AT\r\n"
			> "+++"`+aligned)
		if err := b.Send(context.Background(), four, []byte("data")); !errors.Is(err, ErrDoubt) || !errors.Is(err, ErrLost) {
			t.Error(err)
		}
		b.end("resynced")
	})
}

// The line holds back all that the host writes: the command, the plus signs that are to cancel it, and nothing else.
func TestDelayedCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := start(t, `
			> "AT+CIPSEND=0,4\r\n"
			> "+++"
			~ 1s
			< "\r\nbusy p...\r\n\r\nOK\r\n\r\n>"`+canceled+`
			> "AT+CIPSEND=0,4\r\n"
			< "\r\nOK\r\n\r\n>"
			> "data"
			< "\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n"`)
		if err := b.Send(context.Background(), four, []byte("data")); err != nil {
			t.Error(err)
		}
		b.end("resynced")
	})
}
