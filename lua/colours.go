package lua

import "fmt"

// colour is a rule of colorfilters; background and foreground are 0xrrggbb.
type colour struct {
	name, filter           string
	background, foreground uint32
}

// familyColours are those of RSTs, by the family of their cause: Okabe and Ito's set, which colour-blind people
// can tell apart, with black or white on it. Both colours are given, so that dark mode changes neither.
var familyColours = []colour{
	{"setup", "", 0x56b4e9, 0x000000},
	{"abort", "", 0xe69f00, 0x000000},
	{"reply", "", 0x0072b2, 0xffffff},
	{"idle", "", 0xcc79a7, 0x000000},
	{"protocol", "", 0x009e73, 0x000000},
	{"forgery", "", 0xb30000, 0xffffff},
	{"capture", "", 0x999999, 0x000000},
	{"user", "", 0xf0e442, 0x000000},
}

// stockColours are the rules that every Wireshark has, below ours: a profile's file replaces the global one whole.
var stockColours = []colour{
	{"Bad TCP", "tcp.analysis.flags && !tcp.analysis.window_update && !tcp.analysis.keep_alive && !tcp.analysis.keep_alive_ack", 0x12272e, 0xf78787},
	{"ICMP errors", "icmp.type in { 3..5, 11 } || icmpv6.type in { 1..4 }", 0x12272e, 0xb7f774},
	{"TCP RST", "tcp.flags.reset eq 1", 0xa40000, 0xfffc9c},
	{"TCP SYN/FIN", "tcp.flags & 0x02 || tcp.flags.fin == 1", 0xa0a0a0, 0x12272e},
	{"HTTP", "http || tcp.port == 80 || http2", 0xe4ffc7, 0x12272e},
	{"TCP", "tcp", 0xe7e6ff, 0x12272e},
	{"UDP", "udp", 0xdaeeff, 0x12272e},
}

// colorFilters is the file colorfilters: name, filter, background, foreground.
func colorFilters() []byte {
	b := []byte("# RSTs by the family of their cause, then what provoked them, then the rest of their connections.\n")
	add := func(c colour) {
		b = fmt.Appendf(b, "@%s@%s@[%s][%s]\n", c.name, c.filter, sixteen(c.background), sixteen(c.foreground))
	}
	for _, c := range familyColours {
		add(colour{"whyrst " + c.name, fmt.Sprintf("whyrst.family == %q", c.name), c.background, c.foreground})
	}
	add(colour{"whyrst evidence", "whyrst.part", 0xfff3b0, 0x000000})
	add(colour{"whyrst connection", "whyrst.flow_cause", 0xf3e6d8, 0x000000})
	for _, c := range stockColours {
		add(c)
	}
	return b
}

// sixteen is a colour as three 16-bit numbers.
func sixteen(rgb uint32) string {
	return fmt.Sprintf("%d,%d,%d", rgb>>16&255*257, rgb>>8&255*257, rgb&255*257)
}
