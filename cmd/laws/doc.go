// Package laws holds the repository's laws as tests: which room may import which (each edge with its
// reason), which module is confined to which room, a doc comment for every package, limits of length, fresh
// generated files, no path of one machine in a committed file, and a declared origin for every capture.
//
// A law that only a reviewer knows is broken on a Friday; one that is a test holds on every laptop.
//
// Ownership: the tests read the work tree and write nowhere in it.
//
// Not handled: what README.md says of the code. Its test needs the commands and lives in cmd/whyrst.
package laws
