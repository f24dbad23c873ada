package conform

import (
	"testing"

	"drivergen/driver"
)

func TestAnswer(t *testing.T) {
	call := Call{Name: "dial", Errnos: []driver.Errno{driver.EIO}, Hardware: "Hardware.Dial"}
	settle := func(*T) {}
	for name, test := range map[string]struct {
		tell   func(a *Answer)
		check  func(a *Answer, t *T)
		status Status
		says   string
	}{
		"success":         {func(a *Answer) { a.Tell("up_cb"); a.Called(0, 0) }, func(a *Answer, t *T) { a.Succeeds(t, &call, settle, "up_cb") }, Passed, ""},
		"twice":           {func(a *Answer) { a.Called(0, 0); a.Called(0, 0) }, func(a *Answer, t *T) { a.Succeeds(t, &call, settle) }, Failed, "want the callbacks callback(0), got callback(0), callback(0)"},
		"never":           {func(*Answer) {}, func(a *Answer, t *T) { a.Succeeds(t, &call, settle) }, Failed, "was not called"},
		"event behind":    {func(a *Answer) { a.Called(0, 0); a.Tell("up_cb") }, func(a *Answer, t *T) { a.Succeeds(t, &call, settle, "up_cb") }, Failed, "got callback(0), up_cb"},
		"failure":         {func(a *Answer) { a.Called(-1, 5) }, func(a *Answer, t *T) { a.Fails(t, &call, settle, driver.EIO) }, Passed, ""},
		"other errno":     {func(a *Answer) { a.Called(-1, 9) }, func(a *Answer, t *T) { a.Fails(t, &call, settle, driver.EIO) }, Failed, "want EIO, got EBADF"},
		"unwanted":        {func(a *Answer) { a.Called(0, 0) }, func(a *Answer, t *T) { a.Fails(t, &call, settle, driver.EIO) }, Failed, "want the callbacks callback(-1)"},
		"listed success":  {func(a *Answer) { a.Called(0, 0) }, func(a *Answer, t *T) { a.Listed(t, &call, settle) }, Passed, ""},
		"listed failure":  {func(a *Answer) { a.Called(-1, 5) }, func(a *Answer, t *T) { a.Listed(t, &call, settle) }, Passed, ""},
		"not listed":      {func(a *Answer) { a.Called(-1, 9) }, func(a *Answer, t *T) { a.Listed(t, &call, settle) }, Failed, "not one of its errors"},
		"listed twice":    {func(a *Answer) { a.Called(-1, 5); a.Called(0, 0) }, func(a *Answer, t *T) { a.Listed(t, &call, settle) }, Failed, "got callback(-1), callback(0)"},
		"not filled in":   {func(a *Answer) { a.Called(-1, int(driver.ENOSYS)) }, func(a *Answer, t *T) { a.Listed(t, &call, settle) }, Waiting, "Hardware.Dial"},
		"told by another": {func(a *Answer) { go func() { a.Called(0, 0) }() }, func(a *Answer, t *T) { a.Succeeds(t, &call, settle) }, Passed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			want(t, outcome(func(t *T) {
				a := NewAnswer()
				test.tell(a)
				test.check(a, t)
			}), test.status, test.says)
		})
	}
}
