// Package chrome writes the calls and events of a traced device as a timeline, in the
// Trace Event Format of Chrome, which Perfetto (ui.perfetto.dev) and chrome://tracing open.
//
//	file, err := os.Create("board.json")
//	...
//	timeline := chrome.New(file)
//	dev = netdevtrace.Wrap(dev, timeline)
//	...
//	err = timeline.Close()
//
// Each device is a process, each handle a thread of it: "handle 3". Calls without a handle
// are on the thread "device". A call is a complete event with its arguments, its results,
// and the errno and the text of its error; the category of a failed call is "call,error".
// Calls of one handle that run at the same time are on threads of their own beside it,
// since events of one thread may not overlap: "handle 3, call 2". An event of the device
// is an instant. The life of each handle, from the call that made it to the call that ended
// it, is an asynchronous event.
//
// The file is the array form of the format: its closing bracket may be missing. What is
// written out ends with a whole event at any time, so that the file can be opened also where
// the program died.
package chrome
