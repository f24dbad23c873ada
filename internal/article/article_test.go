package article_test

import (
	"testing"

	"drivergen/internal/article"
)

func TestWith(t *testing.T) {
	for word, want := range map[string]string{
		"Adapter": "an Adapter", "acr122": "an acr122", "APMode": "an APMode", "ieee80211dev": "an ieee80211dev", "Sensor": "a Sensor",
		"w5500": "a w5500", "USB": "a USB", "UPS": "a UPS", "Unit": "a Unit", "user": "a user", "Updater": "an Updater", "unlocker": "an unlocker",
		"ultrasound": "an ultrasound", "": "a ", "Über": "a Über",
	} {
		if got := article.With(word); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
