package bench

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"drivergen/driver/recording"
	"drivergen/generated/netdev/netdevtrace"
)

// BenchmarkRecording is one call of NetDev.Write with 64 bytes through the tracing wrapper, recorded.
func BenchmarkRecording(b *testing.B) {
	const size = 64
	call := func(b *testing.B, w io.Writer, opts ...recording.Option) {
		rec := recording.New(w, opts...)
		dev := netdevtrace.Wrap(quiet{}, rec)
		ctx, data := b.Context(), make([]byte, size)
		b.ReportAllocs()
		for b.Loop() {
			if err := dev.Write(ctx, 3, data); err != nil {
				b.Fatal(err)
			}
		}
		if err := rec.Close(); err != nil {
			b.Fatal(err)
		}
	}
	file := func(b *testing.B) io.Writer {
		f, err := os.Create(filepath.Join(b.TempDir(), "run.jsonl"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { f.Close() })
		return f
	}
	b.Run("length", func(b *testing.B) { call(b, io.Discard) })
	b.Run("payload", func(b *testing.B) { call(b, io.Discard, recording.Payload(size)) })
	b.Run("file", func(b *testing.B) { call(b, file(b)) })
	b.Run("file-payload", func(b *testing.B) { call(b, file(b), recording.Payload(size)) })
}
