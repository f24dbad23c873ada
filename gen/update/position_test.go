package update_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/gen/output"
)

// A call goes behind those of its own set, before the section of a capability, whose comment may tell to remove
// what follows it.
func TestCallsStandWithTheirLike(t *testing.T) {
	const section = `
// The calls from here on are those of LampHardware. Remove them all where the hardware has no lamp.

var _ boardstub.LampHardware = (*arm)(nil)

func (a *arm) Light(ctx context.Context) error { return nil }

func (a *arm) glow() {}
`
	const stop = `
// Stop stops.
func (a *arm) Stop(ctx context.Context) error {
	return driver.NotFilledIn{Call: "ArmHardware.Stop"}
}
`
	const dim = `
// Dim dims.
func (a *arm) Dim(ctx context.Context) error {
	return driver.NotFilledIn{Call: "LampHardware.Dim"}
}
`
	const start = armImports + `
type arm struct{}

var _ boardstub.ArmHardware = (*arm)(nil)
`
	const move = `
func (a *arm) Move(ctx context.Context, link driver.Link, after time.Duration) error { return nil }`
	for _, c := range []struct{ name, source, want string }{
		{"before a section", start + move + "\n" + section, start + move + "\n" + stop + section + dim},
		{"behind what stands on its line", start + move + " /* it\n moves */\n" + section, start + move + " /* it\n moves */\n" + stop + section + dim},
		{"without an empty line", start + move + section, start + move + "\n" + stop + section + dim},
		{"of a section that lost its calls", start + section, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, result, err := prepare(t, c.source)
			if err != nil {
				t.Fatal(err)
			}
			if err := output.Write(result.Plan); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(dir, "chip.go"))
			if err != nil {
				t.Fatal(err)
			}
			got := string(text)
			if c.want == "" { // both calls of the arm, before the section
				at := strings.Index(got, "// The calls from here on")
				if m, s := strings.Index(got, ") Move("), strings.Index(got, ") Stop("); m < 0 || s < m || at < s {
					t.Errorf("got %s", got)
				}
				return
			}
			if want := strings.TrimPrefix(c.want, "-- chip/chip.go --\n"); got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}
