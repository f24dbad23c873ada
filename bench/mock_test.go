package bench

import (
	"testing"
	"time"

	"go.uber.org/mock/gomock"

	"drivergen/bench/gomocks"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygomock"
)

const payload = 64

// chunk is how many calls one mock takes before it is replaced: mocks record their
// calls, and no test makes millions.
const chunk = 1000

// calls times the calls of a mock alone, not its making.
func calls(b *testing.B, make func() func() error) {
	b.Helper()
	b.ReportAllocs()
	call := make()
	n := 0
	for b.Loop() {
		if n++; n == chunk {
			b.StopTimer()
			call, n = make(), 0
			b.StartTimer()
		}
		if err := call(); err != nil {
			b.Fatal(err)
		}
	}
}

func send(b *testing.B, dev tinygo.Netdever) func() error {
	data := make([]byte, payload)
	return func() error {
		n, err := dev.Send(3, data, 0, time.Time{})
		if n != payload && err == nil {
			b.Fatalf("%d bytes", n)
		}
		return err
	}
}

// fake is a mock by hand: the floor.
type fake struct{ tinygo.Netdever }

func (fake) Send(_ int, buf []byte, _ int, _ time.Time) (int, error) { return len(buf), nil }

// BenchmarkMockCall is one call of Netdever.Send with 64 bytes.
func BenchmarkMockCall(b *testing.B) {
	b.Run("byhand", func(b *testing.B) { calls(b, func() func() error { return send(b, fake{}) }) })
	b.Run("drivergen/expectation", func(b *testing.B) {
		calls(b, func() func() error {
			m := tinygomock.NewNetdever(b)
			m.EXPECT().Send(3, make([]byte, payload), 0, time.Time{}).Return(payload, nil).AnyTimes()
			return send(b, m)
		})
	})
	b.Run("drivergen/func", func(b *testing.B) {
		calls(b, func() func() error {
			m := tinygomock.NewNetdever(b)
			m.SendFunc = fake{}.Send
			return send(b, m)
		})
	})
	b.Run("drivergen/netdev", func(b *testing.B) {
		calls(b, func() func() error {
			m := netdevmock.New(b)
			m.EXPECT().Write(3, make([]byte, payload)).Return(nil).AnyTimes()
			var dev netdev.NetDev = m
			data := make([]byte, payload)
			return func() error { return dev.Write(b.Context(), 3, data) }
		})
	})
	b.Run("gomock/expectation", func(b *testing.B) {
		calls(b, func() func() error {
			m := gomocks.NewMockNetdever(gomock.NewController(b))
			m.EXPECT().Send(3, make([]byte, payload), 0, time.Time{}).Return(payload, nil).AnyTimes()
			return send(b, m)
		})
	})
	b.Run("gomock/func", func(b *testing.B) {
		calls(b, func() func() error {
			m := gomocks.NewMockNetdever(gomock.NewController(b))
			m.EXPECT().Send(gomock.Any(), gomock.Any(), gomock.Any(), gomock.Any()).DoAndReturn(fake{}.Send).AnyTimes()
			return send(b, m)
		})
	})
}
