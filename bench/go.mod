module drivergen/bench

go 1.25.0

tool go.uber.org/mock/mockgen

require (
	drivergen v0.0.0
	go.uber.org/mock v0.6.0
)

require (
	golang.org/x/mod v0.27.0 // indirect
	golang.org/x/sync v0.20.0 // indirect
	golang.org/x/tools v0.36.0 // indirect
)

replace drivergen => ../
