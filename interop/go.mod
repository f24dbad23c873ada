module drivergen/interop

go 1.25.0

require (
	drivergen v0.0.0
	tinygo.org/x/drivers v0.37.0
)

replace drivergen => ../
