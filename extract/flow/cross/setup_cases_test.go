package cross

var setupCases = []scriptCase{
	{"refused and accepted within 60 s", `
		0 hs a:1001>s:80
		5 hs b:1001>s:80
		30 refused c:1001>s:80
		32 seal c:1001>s:80`, "dst_accepts_60s=2 dst_refused_60s=1 later_refused=0"},
	{"accepted 60 s before the seal counts, earlier does not", `
		0 hs a:1001>s:80
		0.001 hs b:1001>s:80
		58 refused c:1001>s:80
		60.001 seal c:1001>s:80`, "dst_accepts_60s=1 dst_refused_60s=1"},
	{"another port or another host of it is another service", `
		0 hs a:1001>s:81
		0 hs a:1002>x:80
		1 refused c:1001>s:80
		3 seal c:1001>s:80`, "dst_accepts_60s=0 dst_refused_60s=1"},
	{"each refused SYN counts, a capture duplicate does not", `
		0 refused a:1001>s:80
		1 rst a:1001>s:80 s reply_noack trigger=syn
		1.001 rst a:1001>s:80 s reply_noack trigger=syn dup
		2 rst a:1001>s:80 s reply_noack trigger=syn
		4 seal a:1001>s:80`, "dst_refused_60s=3 endpoint_rsts=1"},

	{"service refuses after an abort", `
		0 hs a:1001>s:80
		5 rst a:1001>s:80 s abort
		6 refused b:1001>s:80
		7 seal a:1001>s:80`, "later_refused=1 same_s_aborts=1"},
	{"service refused 10 s before", `
		0 refused b:1001>s:80
		0 hs a:1001>s:80
		10 rst a:1001>s:80 s abort
		12 seal a:1001>s:80`, "later_refused=1"},
	{"service refused more than 10 s before", `
		0 refused b:1001>s:80
		0 hs a:1001>s:80
		10.001 rst a:1001>s:80 s abort
		12 seal a:1001>s:80`, "later_refused=0"},
	{"own refusals are no other's", `
		0 refused a:1001>s:80
		1 rst a:1001>s:80 s reply_noack trigger=syn
		3 seal a:1001>s:80`, "later_refused=0"},
	{"own refusal hides no other's", `
		0 refused b:1001>s:80
		1 refused a:1001>s:80
		2 rst a:1001>s:80 s reply_noack trigger=syn
		3 seal a:1001>s:80`, "later_refused=1"},

	{"port scan: refused and silent", `
		*20/0.1 0 refused a:{40000+i}>s:{1000+i}
		*5/0.1 3 syn a:{41000+i}>s:{2000+i}
		6 seal a:40000>s:1000`, "src_fanout_ports_60s=25 src_fanout_hosts_60s=1 src_fanout_60s=25 src_barren_ratio=1000"},
	{"a SYN is silent after 1 s, not before", `
		*3/0 0 refused a:{40000+i}>s:{1000+i}
		*7/0 1 syn a:{41000+i}>s:{2000+i}
		2 seal a:40000>s:1000`, "src_fanout_ports_60s=3 src_barren_ratio=1000"},
	{"host scan of one port", `
		*20/0.1 0 refused a:{40000+i}>s{i}:22
		3 seal a:40000>s0:22`, "src_fanout_ports_60s=1 src_fanout_hosts_60s=20 src_fanout_60s=20 peer_to_peer=0"},
	{"a busy client is no scanner: payload", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 pay a:{40000+i}>s:{1000+i} c
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=47"},
	{"connections that are open without payload say nothing yet", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=unknown"},
	{"connect scan: complete, aborted without payload", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 rst a:{40000+i}>s:{1000+i} c abort
		4 seal a:40019>s:1019`, "src_fanout_60s=20 src_barren_ratio=1000"},
	{"scan that closes by FIN", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 close a:{40000+i}>s:{1000+i} fin
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=21"},
	{"an idle or evicted record is no end", `
		*20/0.1 0 hs a:{40000+i}>s:{1000+i}
		*20/0.1 0.05 close a:{40000+i}>s:{1000+i} idle
		3 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1 src_barren_ratio=unknown"},
	{"late SYN-ACK takes silence back", `
		*20/0 0 syn a:{40000+i}>s:{1000+i}
		*20/0 3 synack a:{40000+i}>s:{1000+i}
		4 refused a:50000>s:80
		5 seal a:50000>s:80`, "src_fanout_60s=1"},
	{"fan-out leaves after 60 s", `
		*20/0.1 0 refused a:{40000+i}>s:{1000+i}
		61.5 refused a:50000>s:80
		61.5 seal a:50000>s:80`, "src_fanout_60s=6"},
	{"the same port probed again is one port", `
		*20/0.1 0 refused a:{40000+i}>s:1000
		3 seal a:40000>s:1000`, "src_fanout_60s=1 src_barren_ratio=1000"},
	{"answers to forged packets make the target no scanner", `
		*20/0.1 0 open a:{40000+i}>s:{1000+i} refusal s
		*20/0.1 0 rst a:{40000+i}>s:{1000+i} s reply_noack
		4 seal a:40000>s:1000`, "src_fanout_60s=0 src_barren_ratio=unknown"},

	{"periodic probe", `
		*10/5 0 hs a:{40000+i}>s:80
		*10/5 0.02 rst a:{40000+i}>s:80 c abort
		47 seal a:40009>s:80`, "probe_count=10 probe_period_us=5000000 probe_period_cv=0"},
	{"not periodic", `
		0 hs a:40000>s:80
		5 hs a:40001>s:80
		6 hs a:40002>s:80
		16 hs a:40003>s:80
		16 rst a:40003>s:80 c abort
		17 seal a:40003>s:80`, "probe_count=4 probe_period_us=5333333 probe_period_cv=690"},
	{"two connections have no period", `
		0 hs a:40000>s:80
		5 hs a:40001>s:80
		5 rst a:40001>s:80 c abort
		6 seal a:40001>s:80`, "probe_count=2 probe_period_us=unknown probe_period_cv=unknown"},
	{"a frequent probe counts beyond the 16 kept", `
		*60/2 0 hs a:{40000+i}>s:80
		*60/2 0.1 rst a:{40000+i}>s:80 c abort
		119 seal a:40059>s:80`, "probe_count=60 probe_period_us=2000000 probe_period_cv=0"},
	{"probes leave after 10 minutes", `
		*3/5 0 hs a:{40000+i}>s:80
		*4/5 700 hs a:{41000+i}>s:80
		716 rst a:41003>s:80 c abort
		718 seal a:41003>s:80`, "probe_count=4 probe_period_us=5000000"},
}
