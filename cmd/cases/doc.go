// Package cases judges the case archives of the rules: packet stories in text notation become captures, go the
// whole road from capture to verdict, and must end in the verdict that stands beside them. It holds tests only.
//
// Every story is also changed in ways that must not move its verdict (sequence wrap, time shift, IPv6, pcapng,
// noise, swapped addresses, VLAN, GRE; packettext.Variants), unless the change takes away a fact that the story
// names with "option: not VARIANT". "option: matched ID" wants a rule among those that are true, whoever wins.
// "option: evidence TEXT" and "option: title TEXT" want a line of the verdict's text as it is printed.
//
// Not handled: captures of real traffic; those are judged by cmd/whyrst-lab.
package cases
