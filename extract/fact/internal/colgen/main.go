// Command colgen reads the row structs of package fact (names, tags, doc comments) and writes
// columns_gen.go: for each row type R a slice RColumns of Column[R] with typed accessors.
//
// Why generate: reflection can't see comments, and a table written by hand would be a second place for
// what the field already says.
//
// Ordering: columns come in the order of the fields, embedded structs in place.
//
// Limits: a row struct is one with a col tag on a field of its own or of a struct that it embeds. An embedded
// struct whose name begins with the row's (ResetForm in Reset) is a part and gets no columns of its own; any
// other (Verdict in Judged) is a row too. Field types are those that fact's Kind lists.
//
// The generator does not import fact: a renamed field breaks columns_gen.go, and what mends it must still
// compile then.
//
// Not handled: types from other packages, uint64 and int (a column must have a portable width).
package main

import (
	"fmt"
	"os"
)

const outFile = "columns_gen.go"

// main runs in the directory of package fact, as go generate does.
func main() {
	src, err := generate(".")
	if err == nil {
		err = os.WriteFile(outFile, src, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "colgen:", err)
		os.Exit(1)
	}
}
