package skeleton_test

import (
	"strings"
	"testing"

	"drivergen/gen/skeleton"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{"w5500", "esp8266", "x"} {
		if err := skeleton.CheckName(name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"":        "empty",
		"W5500":   "such as w5500",
		"w-5500":  "such as w5500",
		"5500":    "such as dev5500",
		"55-00":   "such as w5500",
		"my chip": "such as mychip",
		"../x":    "such as x",
		"größe":   "such as gre",
		"func":    "a keyword of Go",
		"string":  "hide Go's own string",
		"time":    "hide Go's own time",
		"main":    "hide Go's own main",
		"M-A-I-N": "such as w5500",
	} {
		if err := skeleton.CheckName(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v lacks %q", name, err, want)
		}
	}
}
