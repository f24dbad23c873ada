// Package peers calls the mocks that the generators make of TinyGo's Netdever. The
// benchmark Peers puts it beside them in a module of its own, and runs it there.
package peers

import (
	"testing"
	"time"

	testify "github.com/stretchr/testify/mock"
	"go.uber.org/mock/gomock"

	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygomock"
	"peers.test/counterfeits"
	"peers.test/gomocks"
	"peers.test/minimocks"
	"peers.test/moqs"
	"peers.test/testifies"
)

const (
	payload      = 64  // bytes of an argument
	expectations = 100 // of which the last one fits

	// chunk is how many calls a mock takes before it is replaced: mocks record their
	// calls, and no test makes millions.
	chunk = 1000
)

// still is a test that ends without its mocks being checked.
type still struct{ *testing.B }

func (still) Cleanup(func()) {}

// fake is a mock by hand: the floor.
type fake struct{ tinygo.Netdever }

func (fake) Send(_ int, buf []byte, _ int, _ time.Time) (int, error) { return len(buf), nil }

// send times calls of Send alone, not the making of the mocks.
func send(b *testing.B, mock func() tinygo.Netdever) {
	b.Helper()
	b.ReportAllocs()
	data, dev, n := make([]byte, payload), mock(), 0
	for b.Loop() {
		if n++; n == chunk {
			b.StopTimer()
			dev, n = mock(), 0
			b.StartTimer()
		}
		if sent, err := dev.Send(expectations-1, data, 0, time.Time{}); sent != payload || err != nil {
			b.Fatal(sent, err)
		}
	}
}

// BenchmarkFunc is a call that a stub function answers.
func BenchmarkFunc(b *testing.B) {
	for name, mock := range map[string]func() tinygo.Netdever{
		"byhand": func() tinygo.Netdever { return fake{} },
		"drivergen": func() tinygo.Netdever {
			m := tinygomock.NewNetdever(still{b})
			m.SendFunc = fake{}.Send
			return m
		},
		"moq": func() tinygo.Netdever { return &moqs.NetdeverMock{SendFunc: fake{}.Send} },
		"minimock": func() tinygo.Netdever {
			m := minimocks.NewNetdeverMock(still{b})
			m.SendMock.Set(fake{}.Send)
			return m
		},
		"counterfeiter": func() tinygo.Netdever { return &counterfeits.FakeNetdever{SendStub: fake{}.Send} },
		"gomock": func() tinygo.Netdever {
			m := gomocks.NewMockNetdever(gomock.NewController(still{b}))
			m.EXPECT().Send(gomock.Any(), gomock.Any(), gomock.Any(), gomock.Any()).DoAndReturn(fake{}.Send).AnyTimes()
			return m
		},
		"testify": func() tinygo.Netdever {
			m := testifies.NewMockNetdever(still{b})
			m.On("Send", testify.Anything, testify.Anything, testify.Anything, testify.Anything).Return(fake{}.Send)
			return m
		},
	} {
		b.Run(name, func(b *testing.B) { send(b, mock) })
	}
}

// BenchmarkExpectation is a call that meets an expectation of each of its arguments.
func BenchmarkExpectation(b *testing.B) { matching(b, 1) }

// BenchmarkLastOf100 is a call that meets the last of 100 expectations.
func BenchmarkLastOf100(b *testing.B) { matching(b, expectations) }

func matching(b *testing.B, count int) {
	data := make([]byte, payload)
	each := func(expect func(sockfd int)) {
		for sockfd := expectations - count; sockfd < expectations; sockfd++ {
			expect(sockfd)
		}
	}
	for name, mock := range map[string]func() tinygo.Netdever{
		"drivergen": func() tinygo.Netdever {
			m := tinygomock.NewNetdever(still{b})
			each(func(fd int) { m.EXPECT().Send(fd, data, 0, time.Time{}).Return(payload, nil).AnyTimes() })
			return m
		},
		"minimock": func() tinygo.Netdever {
			m := minimocks.NewNetdeverMock(still{b})
			each(func(fd int) { m.SendMock.When(fd, data, 0, time.Time{}).Then(payload, nil) })
			return m
		},
		"gomock": func() tinygo.Netdever {
			m := gomocks.NewMockNetdever(gomock.NewController(still{b}))
			each(func(fd int) { m.EXPECT().Send(fd, data, 0, time.Time{}).Return(payload, nil).AnyTimes() })
			return m
		},
		"testify": func() tinygo.Netdever {
			m := testifies.NewMockNetdever(still{b})
			each(func(fd int) { m.EXPECT().Send(fd, data, 0, time.Time{}).Return(payload, nil) })
			return m
		},
	} {
		b.Run(name, func(b *testing.B) { send(b, mock) })
	}
}
