// Command whyrst says why TCP connections were reset.
//
// One file a command; a command reads flags, wires the rooms together and prints. What it knows of TCP, rules
// and tables it asks of them.
//
// Streams: results go to standard output, progress and complaints to standard error. Whatever a capture can
// put into a text is escaped before it reaches a terminal. Colours only on a terminal, and never where
// NO_COLOR is set.
//
// Exit codes are those of exitCodes; --help lists them.
//
// Not handled: configuration files; every choice is a flag.
package main
