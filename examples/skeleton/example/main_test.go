package main

func Example() {
	if err := run(); err != nil {
		panic(err)
	}
	// Output:
	// mac              02:00:00:00:00:01
	// ip               192.0.2.1
	// the peer got     "hello" from 192.0.2.1
}
