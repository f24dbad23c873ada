package trace

import (
	"log/slog"
	"sync/atomic"

	"drivergen/driver"
)

// handlers are a device's slog handlers: one that has formatted what all records of the
// device have in common, and one for each handle of late, which has formatted the handle too.
type handlers struct {
	plain  slog.Handler
	handle [64]atomic.Pointer[handleHandler] // at the handle's last bits: handles are small numbers
}

type handleHandler struct {
	slog.Handler
	handle int64
}

func newHandlers(plain slog.Handler) *handlers { return &handlers{plain: plain} }

// of returns the handler for records of a handle.
func (h *handlers) of(handle int64) slog.Handler {
	if handle == driver.NoHandle {
		return h.plain
	}
	place := &h.handle[uint64(handle)%uint64(len(h.handle))]
	known := place.Load()
	if known == nil || known.handle != handle {
		known = &handleHandler{h.plain.WithAttrs([]slog.Attr{slog.Int64("handle", handle)}), handle}
		place.Store(known)
	}
	return known.Handler
}
