// Package fact is the contract between the rooms of whyrst: the rows Packet, Flow, Reset and Capture, the
// verdict that rules add to them, and the columns they become.
//
// A column is declared once, as a struct field: its doc comment is the column's documentation, its tags
// give name, unit and source. Schema, SQL, predicate names and the reference follow from the field
// (columns_gen.go, made by go generate).
//
// Ownership: rows are plain values; who holds one owns it. Text fields never alias packet memory.
//
// Names: a column carries the Wireshark field name, with _ for ., where the meaning is identical; rst_ is
// about the reset, flow_ about its connection at the reset, cross_ about other connections in a window that
// ends at the seal. In facts about a reset S is the sender of the RST and P its peer (rst-causes: section 2);
// suffix _s and _p are their sides, _c and _r those of the client (originator) and the server (responder).
//
// Unknown is a value: an Opt that is not Known is NULL everywhere.
//
// Not handled here: any reasoning. The package imports the standard library only.
package fact

//go:generate go run ./internal/colgen
