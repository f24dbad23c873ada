package update_test

import (
	"strings"
	"testing"
)

// Types that are written in another way are the same.
func TestSameSignatures(t *testing.T) {
	_, result, err := prepare(t, `-- chip/chip.go --
package chip

import (
	c "context"
	std "time"

	errs "drivergen/driver"
	"example.com/robot/generated/board/boardstub"
)

type (
	arm    struct{}
	grip   struct{}
	number = errs.Link
)

var _ boardstub.ArmHardware = (*arm)(nil)
var _ boardstub.GripHardware = grip{}

func (*arm) Move(_ c.Context, _ number, after (std.Duration)) (err error) { return nil }
func (*arm) Stop(c.Context) error                                           { return nil }
func (grip) Close(ctx c.Context, _ interface{}) ([]uint8, error)             { return nil, nil }
`)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Added)+len(result.Changed)+len(result.Gone) > 0 || len(result.Types) != 2 {
		t.Errorf("%+v", result)
	}
	_, result, err = prepare(t, head+`type arm struct{}

var _ boardstub.ArmHardware = (*arm)(nil)

func (*arm) Move(ctx context.Context, link int) error { return nil }
func (*arm) Stop(ctx context.Context) error { return nil }
func (*arm) Park(ctx context.Context) error { return nil }
func (*arm) Used(ctx context.Context) error { return nil }

var _ = (*arm).Used
`)
	if err != nil {
		t.Fatal(err)
	}
	if calls(result.Changed) != "chip.go arm.Move" || result.Changed[0].Line != 13 ||
		result.Changed[0].Old != "Move(ctx context.Context, link int) error" ||
		result.Changed[0].New != "Move(ctx context.Context, link driver.Link, after time.Duration) error" {
		t.Errorf("changed %+v", result.Changed)
	}
	if calls(result.Gone) != "chip.go arm.Park" {
		t.Errorf("gone %+v", result.Gone)
	}
}

func TestPrepareRefuses(t *testing.T) {
	for name, test := range map[string]struct{ archive, want string }{
		"no driver":      {"-- chip/chip.go --\npackage chip\n", "no driver here: no Go file imports a generated stub"},
		"no type":        {head + "var _ = boardstub.NewArm(nil)\nvar _ context.Context\n", "no type here is told to be a boardstub.ArmHardware: pass it to boardstub.NewArm, or declare var _ boardstub.ArmHardware = (*TYPE)(nil)"},
		"no Go":          {"-- chip/readme.txt --\nnothing\n", "no Go files here"},
		"syntax":         {"-- chip/chip.go --\npackage chip\n\nfunc (\n", "chip.go:3:"},
		"not generated":  {"-- chip/chip.go --\npackage chip\n\nimport _ \"example.com/robot/x/xstub\"\nimport s \"example.com/robot/x/xstub\"\n-- x/xstub/x.go --\npackage xstub\n", "no driver here"},
		"not there":      {"-- chip/chip.go --\npackage chip\n\nimport s \"example.com/robot/generated/x/xstub\"\n", "package example.com/robot/generated/x/xstub, which it imports, is not there: run drivergen generate"},
		"without a name": {"-- chip/chip.go --\n\n", "expected 'package'"},
	} {
		t.Run(name, func(t *testing.T) {
			_, result, err := prepare(t, test.archive)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v lacks %q (%+v)", err, test.want, result)
			}
		})
	}
}
