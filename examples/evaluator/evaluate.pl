#!/usr/bin/perl
# Evaluates the rules of a prestation de service, from their document: written from the page "The rules as a document"
# alone. It reads a call a line on its input, as the test vectors hold them, and writes its answer, a line too:
#
#     perl evaluate.pl rules.json < calls > answers
#
# Modules of the standard distribution only; Figures.pm reads figures, Words.pm writes sentences. A fault is [path, code,
# places]: what stands at the places of its sentence.
use strict;
use warnings;
use utf8;
use JSON::PP ();
use FindBin ();
use List::Util qw(all any first);
use lib $FindBin::Bin;
use Figures;
use Words ();

my $JSON = JSON::PP->new->utf8->canonical;

my $MOST = decimal('92233720368547758.07');
my ($DOCUMENT, %SERVICES, %RANK);    # the rank of a kind of declaration: a hash keeps no order

# -------------------------------------------------------------------------------------------------------- a formula

my %OPERATORS = (
    '+' => \&plus,
    '-' => \&minus,
    '*' => \&times,
    '<' => sub { order(@_) < 0 ? 1 : 0 },
    '<=' => sub { order(@_) <= 0 ? 1 : 0 },
    'least' => sub { my $kept = shift; for (@_) { $kept = $_ if order($_, $kept) < 0 } $kept },
    'greatest' => sub { my $kept = shift; for (@_) { $kept = $_ if order($_, $kept) > 0 } $kept },
    'cents' => sub { rounded($_[0], 100) },
    'euros' => sub { rounded($_[0], 1) },
    'not_below_zero' => sub { $_[0][0]->is_neg ? $ZERO : $_[0] },
);

sub is_leaf { return $_[0][0] eq 'data' || $_[0][0] eq 'parameters' }

sub run {    # every node once, in order
    my ($formula, $figures) = @_;
    my (@values, @chosen, $zero);
    for my $rank (0 .. $#{ $formula->{nodes} }) {
        my ($op, @args) = @{ $formula->{nodes}[$rank] };
        my $value;
        if ($op eq 'data' || $op eq 'parameters') { $value = $figures->{$op}{ $args[0] } }
        elsif ($op eq 'step') { $value = $values[$args[1]] }
        elsif ($op eq 'where') {
            if (defined(my $condition = $values[$args[0]])) {
                $chosen[$rank] = (ref $condition ? !is_zero($condition) : $condition) ? 1 : 2;
                $value = $values[$args[$chosen[$rank]]];
            }
        }
        elsif (all { defined $values[$_] } @args) {
            my ($one, $other) = @values[@args];
            if ($op ne 'ratio') { $value = $OPERATORS{$op}->(@values[@args]) }
            elsif (!is_zero($other)) { $value = over($one, $other) }
            elsif (is_zero($one)) { $value = $ZERO }
            else { $zero //= { numerator => $one, paths => [sort keys %{ below($formula, $args[1]) }] } }
        }
        push @values, $value;
    }
    return { formula => $formula, values => \@values, chosen => \@chosen, zero => $zero, right => $values[$formula->{right}] };
}

sub below {    # the figures that stand below a node, by path, both sides of each choice
    my ($formula, $rank) = @_;
    return read_below({ formula => $formula, chosen => [] }, 1, {}, $rank);
}

sub read_below {    # the figures that a node reads, by path
    my ($run, $open, $known, $rank) = @_;
    return $known->{$rank} if $known->{$rank};
    my $node = $run->{formula}{nodes}[$rank];
    my ($op, @args) = @$node;
    my $of = sub { read_below($run, $open, $known, $_[0]) };
    if (is_leaf($node)) { return $known->{$rank} = { join('.', $op eq 'data' ? 'entries' : $op, $args[0]) => 1 } }
    shift @args if $op eq 'step';
    if ($op eq 'where') {
        my ($condition, $one, $other) = @args;
        my $chosen = $run->{chosen}[$rank];
        if ($chosen) { @args = ($condition, $args[$chosen]) }
        elsif (!$open) {
            my ($left, $right) = ($of->($one), $of->($other));
            return $known->{$rank} = { %{ $of->($condition) }, map { $_ => 1 } grep { $right->{$_} } keys %$left };
        }
    }
    return $known->{$rank} = { map { %{ $of->($_) } } @args };
}

# -------------------------------------------------------------------------------------------------------- the rules

sub in_force { my ($formulas, $on) = @_; return (grep { $_->{start} le $on } @$formulas)[-1] }

sub value_on {
    my ($parameter, $on) = @_;
    return first { $_->{start} le $on && (!defined $_->{end} || $on lt $_->{end}) } @{ $parameter->{values} };
}

my %SOURCED = map { $_ => 1 } qw(SOURCED START_INFERRED REPORTED DERIVED);

sub answer {
    my ($call) = @_;
    my $service = $SERVICES{ $call->{ps} };
    return told(unknown('', 'ps', $call->{ps}, map { $_->{code} } @{ $DOCUMENT->{services} })) unless $service;
    my $year = $call->{year};
    return told(fault('year', 'not-a-year', found => $year, first => '1900', last => '2200'))
        if is_text($year) || $year !~ /^\d+$/ || $year < 1900 || $year > 2200;
    my $locale = defined $call->{locale} ? lc substr $call->{locale}, 0, 2 : undef;

    my ($data, @faults) = entries($service, $call, $locale);
    my ($on, $until) = map { $_ . ($service->{school_year} ? '-09-01' : '-01-01') } $year, $year + 1;
    my $own = in_force($service->{formulas}, $on);
    my (@formulas, @later);    # those that run, each with the name of its amount; the parts without one
    push @formulas, [right => $own] if $own;
    for my $part (@{ $service->{parts} }) {
        my $asked = $data->{ $part->{declared_by} };
        next if !$own || !$asked || is_zero($asked);
        my $formula = in_force($part->{formulas}, $on) // first { $_->{start} lt $until } $part->{formulas}[0];
        if ($formula) { push @formulas, [$part->{name}, $formula] }
        else { push @later, $part }
    }
    my ($scale, @bad) = scale($service, $call, $locale, $on, @formulas);
    my %figures = map { $_ => $scale->{$_}{figure} } keys %$scale;
    my @runs = map { { name => $_->[0], service => $service, %{ run($_->[1], { data => $data, parameters => \%figures }) } } } @formulas;
    my ($over) = grep { $_->{zero} } @runs;

    my %needed;    # the parameters whose absence counts
    if ($over) { %needed = broken($service, $scale) ? () : map { ("parameters.$_" => 1) } map { @{ $_->[1]{uses} } } @formulas }
    else {
        my $open = all { $data->{ $_->{name} } } @{ $service->{fields} };
        %needed = map { %{ read_below($_, $open, {}, $_->{formula}{right}) } } @runs;
    }
    push @faults, grep { $_->[1] ne 'no-value-at' || $needed{ $_->[0] } } @bad;
    push @faults, map { constraint_broken($service, $scale, $_) } broken($service, $scale, $on);
    push @faults, fault('year', 'no-formula-at', first => ['day', $service->{formulas}[0]{start}]) unless $own;
    for my $part (@later) {
        my %places = (label => $service->{steps}{ $part->{name} }, first => ['day', $part->{formulas}[0]{start}]);
        push @faults, fault("entries.$part->{declared_by}", 'no-part-at', %places);
    }
    push @faults, kind_not_taken($service, $call->{kind}, $year);
    return told(@faults) if @faults;
    return told(over_zero($service, $over->{zero})) if $over;

    my $total = $ZERO;
    $total = plus($total, $_->{right}) for @runs;
    return told(fault('', 'amount-too-large', most => ['euros', $MOST])) if order(rational($total->[0]->copy->babs, $total->[1]), $MOST) > 0;
    return {
        amount => cents($total),
        parts => { map { $_->{name} => cents($_->{right}) } @runs },
        illustrative => (any { $_->{grade} eq 'ILLUSTRATIVE' } values %$scale) ? JSON::PP::true : JSON::PP::false,
        replaced => [sort { $scale->{$a}{rank} <=> $scale->{$b}{rank} } grep { $scale->{$_}{replaces} } keys %$scale],
        steps => steps($total, @runs),
    };
}

sub fault { my ($path, $code, %places) = @_; return [$path, $code, \%places] }
sub refusal { my ($path, $refused) = @_; return [$path, @{$refused}{qw(code places)}] }

sub unknown {
    my ($path, $kind, $found, @known) = @_;
    return fault($path, "unknown-$kind", found => $found, hint => '', known => ['list', @known]);
}

sub told {    # the answer: each fault with its sentences
    return { faults => [map { my ($path, $code, $places) = @$_; [$path, $code, map { Words::sentence($DOCUMENT, $code, $places, $_) } 'fr', 'en'] } @_] };
}

sub constraint_broken {
    my ($service, $scale, $constraint) = @_;
    my ($lesser, $greater) = map { my $name = $_; first { $_->{name} eq $name } @{ $service->{parameters} } } @{$constraint}{qw(lesser greater)};
    return fault(
        "parameters.$lesser->{name}", 'constraint-broken',
        lesser => $lesser->{text}, low => ['quantity', $scale->{ $lesser->{name} }{figure}, $lesser->{unit}],
        greater => $greater->{text}, high => ['quantity', $scale->{ $greater->{name} }{figure}, $greater->{unit}],
        relation => $DOCUMENT->{words}{ $constraint->{strict} ? 'below' : 'at_most' },
        why => $constraint->{text}, source => $DOCUMENT->{sources}[$constraint->{source}]{publisher},
    );
}

sub ranked { return sort { $RANK{$a} <=> $RANK{$b} } @_ }

sub kind_not_taken {
    my ($service, $kind, $year) = @_;
    my ($kinds, $since) = @{$service}{qw(kinds since)};
    return if !defined $kind || ($kinds->{$kind} && $year >= ($since->{$kind} // $year));
    my @taken = %$since ? map { ['from', $kinds->{$_}, $since->{$_}] } sort { $since->{$a} <=> $since->{$b} } ranked(keys %$since) : map { $kinds->{$_} } ranked(keys %$kinds);
    my $label = $service->{school_year} ? $year . '-' . ($year + 1) : $year;
    return fault('kind', 'kind-not-taken', kind => $kinds->{$kind} // $kind, year => $label, taken => ['list', @taken]);
}

sub over_zero {
    my ($service, $zero) = @_;
    my %words = map { ("entries.$_->{name}" => $_->{text}) } @{ $service->{fields} };
    $words{"parameters.$_->{name}"} = $_->{text} for @{ $service->{parameters} };
    my @paths = @{ $zero->{paths} };
    my $zeros = @paths ? ['beside', ['list', map { $words{$_} } @paths]] : '';
    return map { fault($_, 'ratio-over-zero', numerator => ['number', $zero->{numerator}], zeros => $zeros) } @paths ? @paths : '';
}

sub steps {
    my ($total, @runs) = @_;
    my (@steps, %seen);
    for my $run (@runs) {
        for my $rank (@{ $run->{formula}{steps} }) {
            my @step = ($run->{formula}{nodes}[$rank][1], fraction($run->{values}[$rank]));
            push @steps, [@step, Words::step_words($DOCUMENT, $run, $rank)] unless $seen{"@step"}++;
        }
    }
    if (@runs > 1) {
        my $words = join ' + ', map { $_->{service}{steps}{ $_->{name} }{fr} } @runs;
        my $figures = join ' + ', map { Words::euros($_->{right}, 'en') } @runs;
        push @steps, ['total', fraction($total), $words, $figures, Words::euros($total, 'fr'), []];
    }
    return \@steps;
}

sub entries {    # the figures that could be read, by field, then the faults
    my ($service, $call, $locale) = @_;
    my $kind = $call->{kind};
    my @fields = grep { my $field = $_; !defined $kind || !$field->{kinds} || any { $_ eq $kind } @{ $field->{kinds} } } @{ $service->{fields} };
    my %known = map { $_->{name} => 1 } @fields;
    my %data;
    my @faults = map { unknown("entries." . cut($_), 'field', cut($_), map { $_->{name} } @fields) } grep { !$known{$_} } sort keys %{ $call->{entries} };
    for my $field (@fields) {
        my ($raw, $path) = ($call->{entries}{ $field->{name} }, "entries.$field->{name}");
        if (is_empty($raw)) {
            if (defined $field->{default}) { $data{ $field->{name} } = decimal($field->{default}) }
            else { push @faults, fault($path, 'missing-field', label => $field->{text}, unit => $DOCUMENT->{units}{ $field->{unit} }) }
            next;
        }
        my $figure = figure($DOCUMENT->{units}, $raw, $field->{unit}, $field->{low}, $field->{high}, $locale);
        if (is_number($figure)) { $data{ $field->{name} } = $figure }
        else { push @faults, refusal($path, $figure) }
    }
    return \%data, @faults;
}

sub scale {    # the figures of the scale, by parameter, then the faults
    my ($service, $call, $locale, $on, @formulas) = @_;
    my ($supplied, %days, @order, %scale, @bad) = ($call->{parameters});
    my %known = map { $_->{name} => $_ } @{ $service->{parameters} };
    my %replacing = map { $_ => 1 } @{ $call->{replacing} };
    for my $rank (0 .. $#formulas) {
        my $formula = $formulas[$rank][1];
        for my $name (@{ $formula->{uses} }) {
            next if $days{$name};
            push @order, $name;
            $days{$name} = $rank && $formula->{start} gt $on ? $formula->{start} : $on;
        }
    }
    my $read = sub {
        my ($name) = @_;
        my $given = $supplied->{$name};
        my ($raw, $grade) = ref $given eq 'HASH' ? @{$given}{qw(value grade)} : ($given, 'SUPPLIED');
        my $figure = figure($DOCUMENT->{units}, $raw, $known{$name}{unit}, '0', undef, $locale);
        return { figure => $figure, grade => $grade } if is_number($figure);
        push @bad, refusal("parameters.$name", $figure);
        return;
    };
    for my $name (@order) {
        my $built = value_on($known{$name}, $days{$name});
        my $value = $built && { figure => decimal($built->{value}), grade => $built->{grade} };
        if (exists $supplied->{$name}) {
            my $brought = $read->($name) or next;
            if (!$built || !$SOURCED{ $built->{grade} }) { $value = $brought }
            elsif ($brought->{grade} ne 'ILLUSTRATIVE' && order($brought->{figure}, $value->{figure})) {
                $value = $brought;
                if ($replacing{$name}) { $value->{replaces} = 1 }
                else { push @bad, replaces($known{$name}, $built) }
            }
        }
        if ($value) { $scale{$name} = { %$value, rank => scalar keys %scale } }
        else { push @bad, no_value($known{$name}, $days{$name}) }
    }
    my @names = map { $_->{name} } @{ $service->{parameters} };
    push @bad, map { unknown('replacing', 'parameter', $_, @names) } grep { !$known{$_} } @{ $call->{replacing} };
    for my $name (sort keys %$supplied) {
        if (!$known{$name}) { push @bad, unknown("parameters.$name", 'parameter', $name, @names) }
        elsif (!$days{$name}) { $read->($name) }
    }
    return \%scale, @bad;
}

sub replaces {
    my ($parameter, $built) = @_;
    return fault(
        "parameters.$parameter->{name}", 'replaces-sourced',
        parameter => $parameter->{name}, label => $parameter->{text},
        held => ['quantity', decimal($built->{value}), $parameter->{unit}],
        source => $DOCUMENT->{sources}[$built->{source}]{publisher},
    );
}

sub no_value {
    my ($parameter, $on) = @_;
    my @known = map { ['period', $_->{start}, $_->{end}] } @{ $parameter->{values} };
    return fault(
        "parameters.$parameter->{name}", 'no-value-at',
        parameter => $parameter->{name}, label => $parameter->{text}, unit => $DOCUMENT->{units}{ $parameter->{unit} },
        on => ['day', $on], known => ['list', @known ? @known : $DOCUMENT->{words}{none}],
        note => $parameter->{note} ? ['beside', $parameter->{note}] : '',
    );
}

sub broken {    # the constraints that do not hold; without a day, whatever the day they hold from
    my ($service, $scale, $on) = @_;
    return grep {
        my ($low, $high) = map { $scale->{$_} && $scale->{$_}{figure} } $_->{lesser}, $_->{greater};
        $low && $high
            && order($low, $high) >= ($_->{strict} ? 0 : 1)
            && !(defined $on && defined $_->{since} && $on lt $_->{since})
    } @{ $service->{constraints} };
}

# ------------------------------------------------------------------------------------------------------ the program

open my $file, '<:raw', $ARGV[0] or die "no document of rules: $!\n";
my $text = do { local $/ = undef; <$file> };
$DOCUMENT = $JSON->decode($text);
$RANK{$_} //= keys %RANK for $text =~ /"([A-Z_]+)":\s*\{\s*"fr"/g;
die "rules of version 1 wanted\n" unless $DOCUMENT->{format} eq 'afas-rules' && $DOCUMENT->{version} == 1;
for my $service (@{ $DOCUMENT->{services} }) {
    $SERVICES{$_} = $service for $service->{code}, @{ $service->{aliases} };
}
binmode STDIN, ':raw';
binmode STDOUT, ':raw';
$| = 1;
while (my $line = <STDIN>) {
    print $JSON->encode(answer($JSON->decode($line))), "\n";
}
