package mock_test

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"drivergen/driver/mock"
)

// credentials have what must not be printed, and no method that hides it.
type credentials struct {
	User     string
	Password string       `driver:"sensitive"`
	Key      []byte       `driver:"sensitive"`
	PIN      int          `driver:"sensitive"`
	Older    *credentials `driver:"sensitive"`
}

// An exposing error prints what it holds.
type exposing struct{ Params any }

func (e exposing) Error() string  { return fmt.Sprintf("exposing %+v", e.Params) }
func (e exposing) String() string { return e.Error() }

// A hiding error prints what only its own package can see.
type hiding struct{ params any }

func (h *hiding) Error() string { return fmt.Sprintf("hiding %+v", h.params) }

// A vault prints what lies behind a pointer to what only its own package can see.
type vault struct{ box *struct{ inside credentials } }

func (v vault) String() string { return fmt.Sprintf("vault %+v", v.box.inside) }

// TestSensitiveTexts has the whole text of failures with something sensitive in them.
func TestSensitiveTexts(t *testing.T) {
	one := credentials{User: "joe", Password: "correct horse", Key: []byte("battery"), PIN: 4711}
	other := credentials{User: "joe", Password: "staple", Key: []byte("battery"), PIN: 815}
	someone := credentials{User: "jim"}
	for _, tt := range []struct{ name, got, want string }{
		{"a struct", explain(one, other), `
P: unexpected call M({User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]})
  nearest expectation (P): v.Password: differs in what is not printed; v.PIN: differs in what is not printed`},

		{"in any", explain[any](one, someone), `
P: unexpected call M({User:"jim" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]})
  nearest expectation (P):
    v.User: want "joe", got "jim"
    v.Password: differs in what is not printed
    v.Key: differs in what is not printed
    v.PIN: differs in what is not printed`},

		{"in a list of pointers", explain([]any{&one}, []any{&other, 1}), `
P: unexpected call M([&{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]} 1])
  nearest expectation (P):
    v: differs (-want +got)
      - &{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}
      + &{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]} (differs in what is not printed)
      + 1`},

		{"as a map's key", explain(map[exposing]int{{Params: 1}: 1}, map[exposing]int{{Params: &one}: 1}), `
P: unexpected call M(map[{Params:&{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}}:1])
  nearest expectation (P):
    v[exposing 1]: want 1, got nothing
    v[{Params:&{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}}]: want nothing, got 1`},

		{"in an error", explain[error](nil, exposing{one}), `
P: unexpected call M({Params:{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}})
  nearest expectation (P): v: want nil, got {Params:{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}}`},

		{"in an error that hides it", explain[error](nil, &hiding{one}), `
P: unexpected call M(*mock_test.hiding)
  nearest expectation (P): v: want nil, got *mock_test.hiding`},

		{"where nobody may look", explain[any](nil, vault{&struct{ inside credentials }{one}}), `
P: unexpected call M({box:*struct { inside mock_test.credentials }})
  nearest expectation (P): v: want nil, got {box:*struct { inside mock_test.credentials }}`},

		{"in the text of an error beside it", explain[any](nil, []any{one, fmt.Errorf("login of %s with %q failed", one.User, one.Password)}), `
P: unexpected call M([{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]} [redacted]])
  nearest expectation (P): v: want nil, got [{User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]} [redacted]]`},

		{"in a matcher", explainWhere(one, mock.Not(mock.Deep(one))), `
P: unexpected call M({User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]})
  nearest expectation (P):
    v: differs
      want not {User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}
      got  {User:"joe" Password:[redacted] Key:[redacted] PIN:[redacted] Older:[redacted]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.got != strings.TrimPrefix(tt.want, "\n") {
				t.Errorf("the failure is\n%s\nwant\n%s", tt.got, tt.want)
			}
		})
	}
}

// A maker makes random values with secrets in them.
type maker struct {
	*rand.Rand
	secrets []string
}

func (m *maker) secret() string {
	s := "xx" + strconv.FormatUint(m.Uint64()|1<<63, 36)
	m.secrets = append(m.secrets, s)
	return s + []string{"", "\n", `"`, "\x00", strings.Repeat("z", 100)}[m.IntN(5)]
}

func (m *maker) credentials() credentials {
	c := credentials{User: "user" + strconv.Itoa(m.IntN(3)), Password: m.secret(), Key: []byte(m.secret()), PIN: 1_000_000_000 + m.IntN(1_000_000_000)}
	m.secrets = append(m.secrets, strconv.Itoa(c.PIN))
	if m.IntN(4) == 0 {
		older := m.credentials()
		c.Older = &older
	}
	return c
}

// value returns a value that holds secrets, or refers to them.
func (m *maker) value(depth int) any {
	if depth == 0 {
		return m.credentials()
	}
	inner := m.value(m.IntN(depth))
	switch m.IntN(16) {
	case 0:
		return []any{m.IntN(3), inner, m.value(m.IntN(depth))}[m.IntN(3):]
	case 1:
		return map[string]any{"a": inner, "b": m.IntN(3)}
	case 2:
		c := m.credentials()
		return map[any]any{&c: inner, m.IntN(3): inner}
	case 3:
		return &inner
	case 4:
		c := m.credentials()
		p := &c
		return &p
	case 5:
		return exposing{inner}
	case 6:
		return &exposing{inner}
	case 7:
		return &hiding{inner}
	case 8:
		return error(&hiding{inner})
	case 9:
		return [2]any{inner, m.IntN(3)}
	case 10:
		return []credentials{m.credentials(), m.credentials()}[m.IntN(2):]
	case 11:
		return struct {
			N     int
			Inner any
			Err   error
		}{m.IntN(3), inner, exposing{inner}}
	case 12:
		return struct{ inner any }{inner}
	case 13:
		return vault{&struct{ inside credentials }{m.credentials()}}
	case 14:
		return func() any { return inner }
	}
	ring := []any{inner, nil}
	ring[1] = ring
	return ring
}

// check fails the test if a text shows one of the secrets, as it is or in hexadecimal.
func (m *maker) check(t *testing.T, text string) {
	t.Helper()
	for _, secret := range m.secrets {
		if strings.Contains(text, secret) || strings.Contains(text, hex.EncodeToString([]byte(secret))) {
			t.Fatalf("the failure shows %s:\n%s", secret, text)
		}
	}
}

func checkNoSecret(t *testing.T, seed uint64) {
	m := maker{Rand: rand.New(rand.NewPCG(seed, 0))}
	want, got := m.value(4), m.value(4)
	if m.IntN(2) == 0 { // two values of one type, most of which is the same
		again := maker{Rand: rand.New(rand.NewPCG(seed, 0))}
		got = again.value(4)
		if list, ok := got.([]any); ok {
			list[0] = m.value(2)
		}
		m.secrets = append(m.secrets, again.secrets...)
	}
	text := explain[any](want, got) + explainWhere[any](got, mock.Deep(want), mock.Not(mock.Deep(got)))
	var r recorder
	_, expect := single[any](&r)
	expect.M(want)
	m.check(t, text+strings.Join(r.end(), "\n"))
}

func TestRandomValuesShowNoSecret(t *testing.T) {
	for seed := range uint64(1000) {
		checkNoSecret(t, seed)
	}
}

func FuzzSecrets(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(checkNoSecret)
}

// A sensitive argument is not printed, whatever its type and the matcher are.
func TestSensitiveArgumentIsNotPrinted(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	s.EXPECT().Set("a", nil, "secret one")
	s.EXPECT().SetWhere(mock.Eq("a"), mock.Any[[]byte](), mock.Prefix("secret two"))
	s.EXPECT().SetWhere(mock.Eq("a"), mock.Any[[]byte](), mock.InRange("secret three", "secret four"))
	_ = s.Set(ctx, "a", nil, "secret five")
	want := `
P: unexpected call Set("a", "", [redacted])
  nearest expectation (P): secret: differs in what is not printed
missing call of Set("a", "", [redacted]): want 1, got 0 (P)
missing call of Set("a", anything, prefix [redacted]): want 1, got 0 (P)
missing call of Set("a", anything, [redacted] to [redacted]): want 1, got 0 (P)`
	if text := placeless(strings.Join(r.end(), "\n")); text != want[1:] {
		t.Errorf("the failures are\n%s", text)
	}
}
