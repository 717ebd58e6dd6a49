// Command whyrst-lab measures whyrst against what others know: verdicts against labelled resets
// (confusion) or over a corpus without labels (causes), columns against the installed tshark (tsharkdiff).
//
// It is for the project's developers; whyrst itself does not need it.
//
// Limits: rows of one capture are held in memory, so it is for captures of some hundred megabytes.
//
// Not handled: speed against other tools; correctness of a capture's bytes, for which tshark is the judge.
package main
