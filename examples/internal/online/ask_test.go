package online

import (
	"context"
	"testing"

	"drivergen/driver"
)

// A lost answer is asked for again, a few times; every other error is final.
func TestAsk(t *testing.T) {
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name  string
		ctx   context.Context
		fails int
		err   error
		asked int
		want  error
	}{
		{"answered", t.Context(), 0, nil, 1, nil},
		{"lost once", t.Context(), 1, driver.EIO, 2, nil},
		{"always lost", t.Context(), 9, driver.EIO, asks, driver.EIO},
		{"no network", t.Context(), 9, driver.ENETDOWN, 1, driver.ENETDOWN},
		{"interrupted", gone, 9, driver.EIO, 1, driver.EIO},
	} {
		asked := 0
		answer, err := ask(tt.ctx, func(context.Context) (string, error) {
			if asked++; asked <= tt.fails {
				return "", tt.err
			}
			return "yes", nil
		})
		if asked != tt.asked || err != tt.want || (err == nil) != (answer == "yes") {
			t.Errorf("%s: asked %d times, %q, %v", tt.name, asked, answer, err)
		}
	}
}
