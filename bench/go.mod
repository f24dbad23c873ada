module drivergen/bench

go 1.26.0

tool (
	github.com/matryer/moq
	go.uber.org/mock/mockgen
)

require (
	drivergen v0.0.0
	go.uber.org/mock v0.6.0
)

require (
	github.com/matryer/moq v0.8.1 // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/sync v0.23.0 // indirect
	golang.org/x/tools v0.51.0 // indirect
)

replace drivergen => ../
