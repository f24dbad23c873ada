package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"drivergen/internal/nearest"
)

// FaultKind is a kind of fault.
type FaultKind int

// The kinds of faults. Each is the field of Faults of the same name.
const (
	FaultDrop FaultKind = iota
	FaultCorrupt
	FaultDouble
	FaultDelay
	FaultLoseReply
	FaultLateReply
	FaultBusy
	FaultStrayBusy
	FaultLoseURC
	FaultReadDrop
	FaultReadDouble
	FaultNoPrompt
	FaultLoseSendOK
	FaultSendFail
	FaultCloseLink
	FaultLoseWiFi
	FaultReboot
	FaultOverrun // not by chance: what the host or the module had no room for was lost
	faultKinds
)

// String gives the kind's word in a flag.
func (k FaultKind) String() string {
	if k == FaultOverrun {
		return "overrun"
	}
	for _, key := range faultKeys {
		if key.chance != nil && key.kind == k {
			return key.name
		}
	}
	return fmt.Sprintf("FaultKind(%d)", int(k))
}

// faultKey is a key of a fault flag. One of its fields says where the value goes.
type faultKey struct {
	name   string
	kind   FaultKind
	chance func(*Faults) *float64
	span   func(*Faults) *time.Duration
	set    func(f *Faults, value string) error
}

var faultKeys = []faultKey{
	{name: "seed", set: setSeed},
	{name: "drop", kind: FaultDrop, chance: func(f *Faults) *float64 { return &f.Drop }},
	{name: "corrupt", kind: FaultCorrupt, chance: func(f *Faults) *float64 { return &f.Corrupt }},
	{name: "double", kind: FaultDouble, chance: func(f *Faults) *float64 { return &f.Double }},
	{name: "only", set: setDirection},
	{name: "delay", kind: FaultDelay, chance: func(f *Faults) *float64 { return &f.Delay }},
	{name: "delay-for", span: func(f *Faults) *time.Duration { return &f.DelayFor }},
	{name: "lose-reply", kind: FaultLoseReply, chance: func(f *Faults) *float64 { return &f.LoseReply }},
	{name: "late-reply", kind: FaultLateReply, chance: func(f *Faults) *float64 { return &f.LateReply }},
	{name: "late-for", span: func(f *Faults) *time.Duration { return &f.LateFor }},
	{name: "busy", kind: FaultBusy, chance: func(f *Faults) *float64 { return &f.Busy }},
	{name: "busy-for", span: func(f *Faults) *time.Duration { return &f.BusyFor }},
	{name: "stray-busy", kind: FaultStrayBusy, chance: func(f *Faults) *float64 { return &f.StrayBusy }},
	{name: "lose-urc", kind: FaultLoseURC, chance: func(f *Faults) *float64 { return &f.LoseURC }},
	{name: "read-drop", kind: FaultReadDrop, chance: func(f *Faults) *float64 { return &f.ReadDrop }},
	{name: "read-double", kind: FaultReadDouble, chance: func(f *Faults) *float64 { return &f.ReadDouble }},
	{name: "no-prompt", kind: FaultNoPrompt, chance: func(f *Faults) *float64 { return &f.NoPrompt }},
	{name: "lose-send-ok", kind: FaultLoseSendOK, chance: func(f *Faults) *float64 { return &f.LoseSendOK }},
	{name: "send-fail", kind: FaultSendFail, chance: func(f *Faults) *float64 { return &f.SendFail }},
	{name: "close-link", kind: FaultCloseLink, chance: func(f *Faults) *float64 { return &f.CloseLink }},
	{name: "lose-wifi", kind: FaultLoseWiFi, chance: func(f *Faults) *float64 { return &f.LoseWiFi }},
	{name: "wifi-back", span: func(f *Faults) *time.Duration { return &f.WiFiBack }},
	{name: "reboot", kind: FaultReboot, chance: func(f *Faults) *float64 { return &f.Reboot }},
	{name: "reboot-after", set: setRebootAfter},
}

// check refuses what the key's field cannot be.
func (k *faultKey) check(f *Faults) error {
	switch {
	case k.chance != nil && !(*k.chance(f) >= 0 && *k.chance(f) <= 1):
		return fmt.Errorf("emulator: fault %s=%v: a chance is from 0 to 1", k.name, *k.chance(f))
	case k.span != nil && *k.span(f) < 0:
		return fmt.Errorf("emulator: fault %s=%v: a time is not negative", k.name, *k.span(f))
	case k.name == "reboot-after" && f.RebootAfter < 0:
		return fmt.Errorf("emulator: fault %s=%d: a number of bytes is not negative", k.name, f.RebootAfter)
	}
	return nil
}

// ParseFaults reads faults from a flag: key=value pairs with commas between them, such as
// drop=0.001,reboot-after=20000,seed=7. FaultKeys are the keys.
func ParseFaults(s string) (Faults, error) {
	var f Faults
	seen := map[string]bool{}
	for _, pair := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			return f, fmt.Errorf("emulator: fault %q: want key=value, such as drop=0.001", pair)
		}
		if seen[name] {
			return f, fmt.Errorf("emulator: fault %s is given twice", name)
		}
		seen[name] = true
		i := slices.IndexFunc(faultKeys, func(k faultKey) bool { return k.name == name })
		if i < 0 {
			return f, fmt.Errorf("emulator: no fault %q: %s", name, suggest(name, FaultKeys()))
		}
		if err := faultKeys[i].parse(&f, value); err != nil {
			return f, err
		}
	}
	return f, f.check()
}

// FaultKeys are the keys that ParseFaults reads.
func FaultKeys() []string {
	names := make([]string, len(faultKeys))
	for i, k := range faultKeys {
		names[i] = k.name
	}
	return names
}

func (k *faultKey) parse(f *Faults, value string) error {
	switch {
	case k.set != nil:
		return k.set(f, value)
	case k.chance != nil:
		p, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("emulator: fault %s=%s: want a chance from 0 to 1", k.name, value)
		}
		*k.chance(f) = p
	default:
		d, err := time.ParseDuration(value)
		if err != nil {
			return fmt.Errorf("emulator: fault %s=%s: want a time such as 20ms", k.name, value)
		}
		*k.span(f) = d
	}
	return nil
}

func setSeed(f *Faults, value string) (err error) {
	if f.Seed, err = strconv.ParseUint(value, 0, 64); err != nil {
		return fmt.Errorf("emulator: fault seed=%s: want a whole number from 0", value)
	}
	return nil
}

func setRebootAfter(f *Faults, value string) (err error) {
	if f.RebootAfter, err = strconv.Atoi(value); err != nil {
		return fmt.Errorf("emulator: fault reboot-after=%s: want a number of bytes", value)
	}
	return nil
}

func setDirection(f *Faults, value string) error {
	switch value {
	case "to-host":
		f.OnlyToHost = true
	case "to-module":
		f.OnlyToModule = true
	default:
		return fmt.Errorf("emulator: fault only=%s: want to-host or to-module", value)
	}
	return nil
}

// suggest says what a misspelled name could have been.
func suggest(name string, known []string) string {
	if near := nearest.To(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "use one of " + strings.Join(known, ", ")
}
