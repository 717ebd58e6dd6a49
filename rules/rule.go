package rules

import (
	"whyrst/rules/predicate"
)

// Rule is one cause: how to recognise it and what to say about it.
type Rule struct {
	// ID is the cause's id and the name of its file.
	ID string
	// File is where it was read: the user's path, or builtin/ID.rule.
	File string
	// Builtin says that it is embedded in the program.
	Builtin bool
	// Text is the file's content.
	Text string
	// Summary is its title in lists: static, short.
	Summary string
	// Family groups causes for people and colours: one of Families.
	Family string
	// Step is the index of its decision step in Steps.
	Step int
	// Rank orders rules within a step, lower first; no two rules of a step share one.
	Rank int
	// Kind is specific or fallback.
	Kind []Choice
	// When makes the rule true.
	When *predicate.Expr
	// Certain and Likely raise the confidence of a true rule from possible; nil is never.
	Certain, Likely *predicate.Expr
	// Responsible, Verdict and Loss are who, how bad, and what may be lost: the first that holds counts.
	Responsible, Verdict, Loss []Choice
	// Title and Advice are what to say: the first title that holds and all the advice that does.
	Title, Advice []Line
	// Evidence is what shows it: each line that holds, with the frame.
	Evidence []Line
	// Alternatives are causes that stay possible wherever this one is named (joint verdicts).
	Alternatives []Choice
	// Vs tells it from its neighbours.
	Vs []Versus
	// Settle says what further observation would settle the matter, the first line that holds; may be empty.
	Settle []Line
	// See is references: RFC sections, kernel functions, papers.
	See []string
	// Prose is the Markdown that describes the cause.
	Prose string

	pos map[string]place // of keys, for errors found when all files are read
}

// Choice is a value that holds under a condition.
type Choice struct {
	// Value is one of the values of its key.
	Value string
	// When is the condition; nil is always.
	When *predicate.Expr

	test *pred // When, bound
}

// Line is a line of text under a condition.
type Line struct {
	// Text is the template.
	Text Template
	// Frame is the column that holds the frame which shows it; empty if none does.
	Frame string
	// When is the condition; nil is always.
	When *predicate.Expr

	test *pred // When, bound
}

// Versus is a neighbour and what separates it.
type Versus struct {
	// ID is the other rule.
	ID string
	// Fact is the separating fact in words.
	Fact string
}

// place is a position in a rule file.
type place struct{ line, col int }

// Families are the groups of causes, in the order of the reference.
var Families = []string{"setup", "abort", "reply", "idle", "protocol", "forgery", "capture", "user"}

// Step is a decision step: rules of an earlier step are asked first.
type Step struct {
	// Name is what rule files say.
	Name string
	// Doc says what belongs there.
	Doc string
}

// Steps are the decision steps in order (rst-causes 4 as corrected by 13).
var Steps = []Step{
	{"gate", "the capture itself forbids the question"},
	{"declared", "the RST says why it was sent"},
	{"instance", "the RST answers a new connection attempt on an old tuple"},
	{"finished", "the connection had already ended"},
	{"survival", "the sender lived on: the RST is not its own"},
	{"setup", "the handshake, and right after it"},
	{"application", "the application's protocol explains it, in whatever form the RST came"},
	{"reply", "a reply: the socket is not there"},
	{"device", "both ends were reset by something in between"},
	{"timer", "a timer of the sender expired: keep-alive, retransmission, closed window"},
	{"abort_application", "an abort that the application's protocol explains"},
	{"abort", "an abort that the bytes explain"},
	{"idle", "idle time explains it"},
	{"crossflow", "what happened to other connections at the same time explains it"},
	{"joint", "several causes that a capture can't tell apart"},
	{"tampering", "signs of a third party without proof"},
	{"fallback", "the form alone"},
	{"last", "nothing matched"},
}

// stepIndex is the index of a named step; -1 if there is none.
func stepIndex(name string) int {
	for i, s := range Steps {
		if s.Name == name {
			return i
		}
	}
	return -1
}

var (
	stepCrossflow = stepIndex("crossflow")
	stepLast      = stepIndex("last")
)

// The values of the keys that choose one.
var (
	kinds        = []string{"specific", "fallback"}
	responsibles = []string{"sender", "peer", "client", "server", "middlebox", "scanner", "path", "both", "capture", "unknown"}
	verdicts     = []string{"benign", "suspicious", "harmful"}
	losses       = []string{"none", "possible", "likely", "certain", "unknown", lossByFacts}
)

// lossByFacts takes the column rst_loss_facts.
const lossByFacts = "by_facts"

// IsFallback says that the rule can be a fallback: always or under a condition.
func (r *Rule) IsFallback() bool {
	for _, c := range r.Kind {
		if c.Value == "fallback" {
			return true
		}
	}
	return false
}

// BestConfidence is the highest confidence the rule can reach: possible, likely or certain.
func (r *Rule) BestConfidence() string {
	switch {
	case r.Certain != nil:
		return "certain"
	case r.Likely != nil:
		return "likely"
	}
	return "possible"
}
