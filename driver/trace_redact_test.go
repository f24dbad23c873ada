package driver_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"drivergen/driver"
)

// told keeps the texts of the errors and values that a tracer gets.
type told struct{ errs, values []string }

func (told) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (t *told) End(_ context.Context, call *driver.Call) {
	if call.Err != nil {
		t.errs = append(t.errs, fmt.Sprintf("%v %+v %v", call.Err, errors.Unwrap(call.Err), call.Errno().Name()))
	}
}

func (t *told) Event(event *driver.Event) {
	for _, v := range event.Values {
		t.values = append(t.values, fmt.Sprintf("%v %+v", v, v.Any()))
	}
}

func TestErrorsWithSecretsAreWithheld(t *testing.T) {
	const secret = `corr"ect horse`
	for _, tt := range []struct {
		name, text string
		withheld   bool
	}{
		{"as it is", `AT+CWJAP="lab","corr"ect horse" answered ERROR`, true},
		{"quoted", `AT+CWJAP="lab","corr\"ect horse"`, true},
		{"cut short", `sent "...ect hor..."`, true},
		{"hexadecimal", "sent 636F727222656374", true},
		{"hexadecimal in pairs", "63:6f:72:72", true},
		{"printed as a []byte", fmt.Sprint([]byte("ect ")), true},
		{"nothing of it", "+CWJAP:3", false},
		{"three bytes of it", "the cor is not there", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tracer := &told{}
			trace := driver.NewTrace("x.X", []driver.Tracer{tracer})
			cause := errors.New(tt.text)
			tell := func(secrets ...string) {
				_, call := trace.Begin(t.Context(), "join", driver.NoHandle)
				trace.Secret(secrets...)
				call.End(driver.Fail("join", driver.EACCES, cause))
				call.Release()
			}
			tell()
			tell("", secret)
			tell()
			trace.Event("left", driver.NoHandle, driver.ErrorAttr("cause", fmt.Errorf("left: %w", cause)), driver.AnyAttr("any", cause))
			if !strings.Contains(tracer.errs[0], tt.text) {
				t.Errorf("an error before any secret is %q", tracer.errs[0])
			}
			for _, got := range append(tracer.errs[1:], tracer.values...) {
				if strings.Contains(got, tt.text) == tt.withheld || strings.Contains(got, driver.Redaction) != tt.withheld {
					t.Errorf("told %q", got)
				}
			}
			for _, got := range tracer.errs {
				if !strings.HasPrefix(got, "join: ") || !strings.HasSuffix(got, "EACCES") {
					t.Errorf("told %q, want the call and the number", got)
				}
			}
		})
	}
}

func TestTraceRemembersTheLatestSecrets(t *testing.T) {
	tracer := &told{}
	trace := driver.NewTrace("x.X", []driver.Tracer{tracer})
	for i := range 100 {
		_, call := trace.Begin(t.Context(), "join", driver.NoHandle)
		trace.Secret(fmt.Sprintf("secret-%02d", i), "always")
		call.End(nil)
		call.Release()
	}
	for _, text := range []string{"secret-99", "always"} {
		_, call := trace.Begin(t.Context(), "get", driver.NoHandle)
		call.End(errors.New(text))
		call.Release()
	}
	for _, got := range tracer.errs {
		if !strings.Contains(got, driver.Redaction) {
			t.Errorf("told %q", got)
		}
	}
}

// TestSecretsOfAnyType: what is told of them is what their texts in an error look like.
func TestSecretsOfAnyType(t *testing.T) {
	for text, secret := range map[string]any{
		"sent horse": "horse", "sent 471100": 471100, "sent hay": []byte("hay"), "sent masked": masked{}, "sent true": true, "sent value": struct{}{}, "sent nil": nil,
	} {
		tracer := &told{}
		trace := driver.NewTrace("x.X", []driver.Tracer{tracer})
		trace.SecretAny(secret)
		_, call := trace.Begin(t.Context(), "join", driver.NoHandle)
		call.End(errors.New(text))
		call.Release()
		_, open := map[string]bool{"sent true": true, "sent value": true, "sent nil": true}[text]
		if got := tracer.errs[0]; strings.Contains(got, text) != open {
			t.Errorf("%v: told %q", secret, got)
		}
	}
}

func TestErrorsThatTellNothingStayAsTheyAre(t *testing.T) {
	var got error
	trace := driver.NewTrace("x.X", []driver.Tracer{ending(func(call *driver.Call) { got = call.Err })})
	for _, err := range []error{io.EOF, driver.EACCES, driver.Fail("join", driver.EACCES, nil), driver.ErrNotReturned} {
		_, call := trace.Begin(t.Context(), "join", driver.NoHandle)
		trace.Secret("EOF", "permission", "join", "panicked")
		call.End(err)
		call.Release()
		if got != err {
			t.Errorf("told %v, want %v", got, err)
		}
	}
}

// ending is a tracer of the ends of calls.
type ending func(*driver.Call)

func (ending) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }
func (e ending) End(_ context.Context, call *driver.Call)                { e(call) }
func (ending) Event(*driver.Event)                                       {}

func TestAnyAttrHoldsNoStruct(t *testing.T) {
	type login struct{ Password string }
	for _, v := range []any{login{"horse"}, &login{"horse"}, []login{{"horse"}}, map[string]string{"password": "horse"}, masked{login{"horse"}}} {
		a := driver.AnyAttr("value", v)
		encoded, _ := json.Marshal(a.Any())
		if text := fmt.Sprintf("%v %+v %s %s", a.Any(), a.Any(), encoded, a); strings.Contains(text, "horse") {
			t.Errorf("%T: %s", v, text)
		}
	}
	for want, v := range map[string]any{"7": uint8(7), "-7": int16(-7), "0.5": float32(0.5), "on": "on", "3 bytes": []byte("abc"), "masked": masked{}, "value": (*behind)(nil)} {
		if got := driver.AnyAttr("value", v).String(); got != want {
			t.Errorf("%T: %q, want %q", v, got, want)
		}
	}
}

// masked is a value with a text that its author has chosen.
type masked struct{ v any }

func (masked) String() string { return "masked" }

// behind is a value whose text is behind its pointer.
type behind struct{ text string }

func (b *behind) String() string { return b.text }
