package transports

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"drivergen/internal/nearest"
)

// Scheme is a kind of port that Open knows.
type Scheme struct {
	// Name is what an address of this kind begins with: letters in lower case,
	// digits, + - . and a letter first.
	Name string
	// Target is the syntax of the address's target for the usage text, such as
	// HOST:PORT. It is empty if the scheme takes no target; Open then refuses one.
	Target string
	// Doc says in one line what is opened.
	Doc string
	// Params are the parameters that the scheme takes. Open refuses others.
	Params []Param
	// Open opens the port. The address has this scheme and no unknown parameter;
	// what the values mean is for Open to check. It keeps ctx for no longer than the call.
	Open Opener
}

// Opener opens the port at an address.
type Opener func(ctx context.Context, a Address) (Port, error)

// Param is a parameter of a scheme.
type Param struct {
	Name  string // as in the address: "baud"
	Value string // the syntax of its value: "N"
	Doc   string // what it does, and the default
}

// Register makes a scheme known to Open, Schemes and Usage. A
// program's main calls it at its start. It panics if the name is taken or
// malformed, or if there is no Open: these are mistakes of the program, and
// none of its users could do anything about them. It may be called at any time
// from any goroutine.
func Register(s Scheme) { known.register(s) }

// Schemes gives the names of the known schemes in the order of the alphabet.
func Schemes() []string { return known.names() }

// Open opens the port at an address. The context bounds the opening, such as a
// dial, and not the port's life. An address that cannot be used is an error that
// says what to write instead. The port is the caller's to close.
func Open(ctx context.Context, address string) (Port, error) { return known.open(ctx, address) }

// Check tells what Open would refuse of an address before it opens anything:
// its syntax, its scheme, and the names of its parameters.
func Check(address string) error {
	_, _, err := known.resolve(address)
	return err
}

// Usage describes the syntax of addresses and every known scheme, for the help
// of a flag such as --port.
func Usage() string { return known.usage() }

// known holds the schemes that this module brings and those registered.
var known = newRegistry(builtin()...)

type registry struct {
	mu      sync.RWMutex
	schemes map[string]Scheme
}

func newRegistry(schemes ...Scheme) *registry {
	r := &registry{schemes: make(map[string]Scheme)}
	for _, s := range schemes {
		r.register(s)
	}
	return r
}

func (r *registry) register(s Scheme) {
	switch {
	case !isScheme(s.Name) || strings.ToLower(s.Name) != s.Name:
		panic(fmt.Sprintf("transports: Register of malformed scheme %q", s.Name))
	case s.Open == nil:
		panic(fmt.Sprintf("transports: Register of scheme %q without Open", s.Name))
	}
	s.Params = slices.Clone(s.Params)
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.schemes[s.Name]; taken {
		panic(fmt.Sprintf("transports: Register called twice for scheme %q", s.Name))
	}
	r.schemes[s.Name] = s
}

func (r *registry) names() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Sorted(maps.Keys(r.schemes))
}

func (r *registry) lookup(name string) (Scheme, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	s, ok := r.schemes[name]
	return s, ok
}

func (r *registry) open(ctx context.Context, address string) (Port, error) {
	a, s, err := r.resolve(address)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", a, err)
	}
	return s.Open(ctx, a)
}

// resolve parses an address and checks it against its scheme.
func (r *registry) resolve(address string) (Address, Scheme, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return Address{}, Scheme{}, err
	}
	s, ok := r.lookup(a.Scheme)
	if !ok {
		return Address{}, Scheme{}, r.unknownScheme(address, a)
	}
	if err := s.check(a); err != nil {
		return Address{}, Scheme{}, fmt.Errorf("address %q: %w", address, err)
	}
	return a, s, nil
}

func (r *registry) unknownScheme(address string, a Address) error {
	names := r.names()
	hint := ""
	if near := nearest.To(a.Scheme, names); near != "" {
		hint = fmt.Sprintf(", did you mean %s:?", near)
	} else if isHostPort(a.Scheme + ":" + a.Target) {
		hint = fmt.Sprintf(", did you mean tcp:%s?", address)
	}
	return fmt.Errorf("address %q: unknown scheme %s%s (known: %s)", address, a.Scheme, hint, strings.Join(names, ", "))
}

// check checks an address's parts against what the scheme takes.
func (s Scheme) check(a Address) error {
	if s.Target == "" && a.Target != "" {
		return fmt.Errorf("%s takes no target: write just %q", s.Name, s.Name+":")
	}
	if s.Target != "" && a.Target == "" {
		return fmt.Errorf("the target is missing: want %s:%s", s.Name, s.Target)
	}
	names := s.paramNames()
	for _, name := range a.paramNames() {
		if slices.Contains(names, name) {
			continue
		}
		if len(names) == 0 {
			return fmt.Errorf("unknown parameter %s: %s takes none", name, s.Name)
		}
		hint := ""
		if near := nearest.To(name, names); near != "" {
			hint = fmt.Sprintf(", did you mean %s?", near)
		}
		return fmt.Errorf("unknown parameter %s%s (%s takes: %s)", name, hint, s.Name, strings.Join(names, ", "))
	}
	return nil
}

func (s Scheme) paramNames() []string {
	names := make([]string, 0, len(s.Params))
	for _, p := range s.Params {
		names = append(names, p.Name)
	}
	return names
}
