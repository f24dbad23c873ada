package gen

import "github.com/dave/jennifer/jen"

// supportConstant is the constant of package driver that generated code needs;
// driver/version.go says when to raise it.
const supportConstant = "UpdateDrivergenForGeneratedCode3"

// needsSupport writes the declaration that keeps generated code from compiling with
// shared packages that are older than it is.
func needsSupport(f *jen.File) {
	f.Add(comment(
		"This code needs a module drivergen that knows this constant. Where the compiler does not find it, update that module.",
	)).Line().Const().Id("_").Op("=").Qual(driverPath, supportConstant)
	f.Line()
}
