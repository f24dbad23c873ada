package driver

// Generated code refers to the constant of the version that it was generated for, and so
// compiles only with a driver package that has what it calls. The constants' names are
// what the compiler prints where one is missing:
//
//	undefined: driver.UpdateDrivergenForGeneratedCode4
//
// When generated code begins to call something that this package, driver/mock or
// driver/conform did not have, or to rely on a new behaviour of theirs, add the constant
// with the next number below, and let gen/version.go name it. The older constants stay
// for as long as code that names them still works, so that a module may be updated
// before its packages are generated again. When a change breaks code that was generated
// for an older version, remove that version's constant in the same change: the
// compiler then tells of each package that is to be generated again. A change that
// generated code cannot notice needs no new number.
const (
	// UpdateDrivergenForGeneratedCode2 tells that the shared packages support generated
	// code of version 2. Where the compiler does not know it, the module drivergen that
	// the program is built with is older than the drivergen that generated the code:
	// update the module.
	UpdateDrivergenForGeneratedCode2 = true
	// UpdateDrivergenForGeneratedCode3 tells the same of version 3, whose callback forms may answer on a queue of the
	// device's own, and which binds devices into JavaScript.
	UpdateDrivergenForGeneratedCode3 = true
)
