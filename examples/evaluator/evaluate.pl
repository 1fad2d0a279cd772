#!/usr/bin/perl
# Evaluates the rules of a prestation de service, from their document: written from the page "The rules as a document"
# alone. It reads a call a line on its input, as the test vectors hold them, and writes its answer, a line too:
#
#     perl evaluate.pl rules.json < calls > answers
#
# Modules of the standard distribution only. A rational is [numerator, denominator], in lowest terms.
use strict;
use warnings;
use utf8;
use B ();
use JSON::PP ();
use List::Util qw(all any first);
use Math::BigInt try => 'GMP';

my $JSON = JSON::PP->new->utf8->canonical;

# ---------------------------------------------------------------------------------------------------- exact numbers

sub rational {
    my ($top, $bottom) = map { Math::BigInt->new($_) } $_[0], $_[1] // 1;
    my $common = Math::BigInt::bgcd($top, $bottom);
    ($top, $bottom) = ($top / $common, $bottom / $common) unless $common->is_one;
    return [$top, $bottom] if $bottom->is_pos;
    return [-$top, -$bottom];
}

sub decimal {    # from a plain decimal string
    my ($whole, $decimals) = split /\./, $_[0];
    $decimals //= '';
    return rational($whole . $decimals, '1' . '0' x length $decimals);
}

sub plus { return rational($_[0][0] * $_[1][1] + $_[1][0] * $_[0][1], $_[0][1] * $_[1][1]) }
sub minus { return rational($_[0][0] * $_[1][1] - $_[1][0] * $_[0][1], $_[0][1] * $_[1][1]) }
sub times { return rational($_[0][0] * $_[1][0], $_[0][1] * $_[1][1]) }
sub over { return rational($_[0][0] * $_[1][1], $_[0][1] * $_[1][0]) }
sub order { return ($_[0][0] * $_[1][1])->bcmp($_[1][0] * $_[0][1]) }
sub is_zero { return $_[0][0]->is_zero }

sub rounded {    # to one part of so many, half away from zero
    my ($number, $parts) = @_;
    my $units = (2 * $number->[0]->copy->babs * $parts + $number->[1]) / (2 * $number->[1]);
    return rational($number->[0]->is_neg ? -$units : $units, $parts);
}

sub euros {    # an amount that is a whole number of cents
    my $cents = rational($_[0][0] * 100, $_[0][1])->[0];
    my $digits = sprintf '%03s', $cents->copy->babs->bstr;
    return ($cents->is_neg ? '-' : '') . substr($digits, 0, -2) . '.' . substr $digits, -2;
}

sub fraction { return join '/', map { $_->bstr } $_[0][1]->is_one ? $_[0][0] : @{ $_[0] } }

my ($ZERO, $ONE) = (rational(0), rational(1));
my $MOST = decimal('92233720368547758.07');

# -------------------------------------------------------------------------------------------------- reading figures

my $SPACE = qr/[\p{Z}\t-\r\x1c-\x1f\x85]/;

sub trimmed { return $_[0] =~ s/^$SPACE+|$SPACE+$//gr }
sub is_text { return defined $_[0] && !ref $_[0] && (B::svref_2object(\$_[0])->FLAGS & B::SVf_POK) }
sub is_empty { return !defined $_[0] || (is_text($_[0]) && trimmed($_[0]) eq '') }

sub bounded {    # a number of bounded length, or the code of the fault
    my ($whole, $decimals) = $_[0] =~ /^-?0*(\d*)(?:\.(\d*?)0*)?$/;
    return length $whole > 15 || length($decimals // '') > 12 ? 'number-too-long' : decimal($_[0]);
}

sub number {
    my ($raw, $percents, $locale) = @_;
    return 'not-a-number' if ref $raw;
    return $raw =~ /^-?\d+$/ ? bounded($raw) : 'float-refused' unless is_text($raw);
    return 'number-too-long' if length $raw > 100;
    my ($text, $percent) = (trimmed($raw), 0);
    if ($locale) {
        $text = trimmed($text =~ s/\x{2212}/-/gr =~ s/€$//r =~ s/^€//r);
        $text = trimmed($text) if $percent = $percents && $text =~ s/%$//;
        if ($locale eq 'en') { $text =~ s/,//g if $text =~ /^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/ }
        elsif ($text =~ /^-?([0-9]{1,3}([ \xa0\x{202f}][0-9]{3})+|[0-9]+)(,[0-9]+)?$/) { $text =~ tr/ \xa0\x{202f},/   ./; $text =~ s/ //g }
        elsif ($text =~ /^-?[1-9][0-9]{0,2}\.[0-9]{3}$/) { return 'ambiguous-number' }
    }
    return 'not-a-number' unless $text =~ /\A-?[0-9]+(\.[0-9]+)?\z/;
    my $value = bounded($text);
    return $value unless $percent && ref $value;
    my $share = over($value, rational(100));
    return ($share->[0] * 10**12 % $share->[1])->is_zero ? $share : 'number-too-long';
}

sub flag {
    my ($raw, $locale) = @_;
    my ($yes, $no) = $locale ? $locale eq 'fr' ? ('oui', 'non') : ('yes', 'no') : ('', '');
    my $text = JSON::PP::is_bool($raw) ? $raw ? 'true' : 'false' : ref $raw ? '' : trimmed($raw);
    return $ONE if $text =~ /\A([Tt]rue|1)\z/ || ($yes && lc $text eq $yes);
    return $ZERO if $text =~ /\A([Ff]alse|0)\z/ || ($no && lc $text eq $no);
    return 'not-a-flag';
}

my ($DOCUMENT, %SERVICES);

sub figure {    # within its unit and bounds, or the code of the fault
    my ($raw, $unit, $low, $high, $locale) = @_;
    return flag($raw, $locale) if $unit eq 'flag';
    my $ratio = $unit eq 'ratio';
    my $value = number($raw, $ratio || $unit eq 'rate', $locale);
    return $value unless ref $value;
    $low = '0' if $ratio;
    return 'too-low' if defined $low && order($value, decimal($low)) < 0;
    return 'not-a-ratio' if $ratio && order($value, $ONE) > 0;
    return 'too-high' if defined $high && order($value, decimal($high)) > 0;
    return 'not-whole' if $DOCUMENT->{units}{$unit}{whole} && !$value->[1]->is_one;
    return $value;
}

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
            else { $zero //= [sort keys %{ below($formula, $args[1]) }] }
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
    my $service = $SERVICES{ $call->{ps} } or return { faults => [['', 'unknown-ps']] };
    my $year = $call->{year};
    return { faults => [['year', 'not-a-year']] } if is_text($year) || $year !~ /^\d+$/ || $year < 1900 || $year > 2200;
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
    my @runs = map { { name => $_->[0], %{ run($_->[1], { data => $data, parameters => \%figures }) } } } @formulas;
    my ($over) = grep { $_->{zero} } @runs;

    my %needed;    # the parameters whose absence counts
    if ($over) { %needed = broken($service, $scale) ? () : map { ("parameters.$_" => 1) } map { @{ $_->[1]{uses} } } @formulas }
    else {
        my $open = all { $data->{ $_->{name} } } @{ $service->{fields} };
        %needed = map { %{ read_below($_, $open, {}, $_->{formula}{right}) } } @runs;
    }
    push @faults, grep { $_->[1] ne 'no-value-at' || $needed{ $_->[0] } } @bad;
    push @faults, map { ["parameters.$_->{lesser}", 'constraint-broken'] } broken($service, $scale, $on);
    push @faults, ['year', 'no-formula-at'] unless $own;
    push @faults, map { ["entries.$_->{declared_by}", 'no-part-at'] } @later;
    my $kind = $call->{kind};
    push @faults, ['kind', 'kind-not-taken']
        if defined $kind && !($service->{kinds}{$kind} && $year >= ($service->{since}{$kind} // $year));
    return { faults => \@faults } if @faults;
    if ($over) { return { faults => [map { [$_, 'ratio-over-zero'] } @{ $over->{zero} } ? @{ $over->{zero} } : ''] } }

    my $total = $ZERO;
    $total = plus($total, $_->{right}) for @runs;
    return { faults => [['', 'amount-too-large']] } if order(rational($total->[0]->copy->babs, $total->[1]), $MOST) > 0;
    return {
        amount => euros($total),
        parts => { map { $_->{name} => euros($_->{right}) } @runs },
        illustrative => (any { $_->{grade} eq 'ILLUSTRATIVE' } values %$scale) ? JSON::PP::true : JSON::PP::false,
        replaced => [sort { $scale->{$a}{rank} <=> $scale->{$b}{rank} } grep { $scale->{$_}{replaces} } keys %$scale],
        steps => steps($total, @runs),
    };
}

sub steps {
    my ($total, @runs) = @_;
    my (@steps, %seen);
    for my $run (@runs) {
        for my $rank (@{ $run->{formula}{steps} }) {
            my @step = ($run->{formula}{nodes}[$rank][1], fraction($run->{values}[$rank]));
            push @steps, \@step unless $seen{"@step"}++;
        }
    }
    push @steps, ['total', fraction($total)] if @runs > 1;
    return \@steps;
}

sub entries {    # the figures that could be read, by field, then the faults
    my ($service, $call, $locale) = @_;
    my $kind = $call->{kind};
    my @fields = grep { my $field = $_; !defined $kind || !$field->{kinds} || any { $_ eq $kind } @{ $field->{kinds} } } @{ $service->{fields} };
    my %known = map { $_->{name} => 1 } @fields;
    my %data;
    my @faults = map { ["entries.$_", 'unknown-field'] } grep { !$known{$_} } sort keys %{ $call->{entries} };
    for my $field (@fields) {
        my ($raw, $path) = ($call->{entries}{ $field->{name} }, "entries.$field->{name}");
        if (is_empty($raw)) {
            if (defined $field->{default}) { $data{ $field->{name} } = decimal($field->{default}) }
            else { push @faults, [$path, 'missing-field'] }
            next;
        }
        my $figure = figure($raw, $field->{unit}, $field->{low}, $field->{high}, $locale);
        if (ref $figure) { $data{ $field->{name} } = $figure }
        else { push @faults, [$path, $figure] }
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
        my $figure = figure($raw, $known{$name}{unit}, '0', undef, $locale);
        return { figure => $figure, grade => $grade } if ref $figure;
        push @bad, ["parameters.$name", $figure];
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
                else { push @bad, ["parameters.$name", 'replaces-sourced'] }
            }
        }
        if ($value) { $scale{$name} = { %$value, rank => scalar keys %scale } }
        else { push @bad, ["parameters.$name", 'no-value-at'] }
    }
    push @bad, map { ['replacing', 'unknown-parameter'] } grep { !$known{$_} } @{ $call->{replacing} };
    for my $name (sort keys %$supplied) {
        if (!$known{$name}) { push @bad, ["parameters.$name", 'unknown-parameter'] }
        elsif (!$days{$name}) { $read->($name) }
    }
    return \%scale, @bad;
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
$DOCUMENT = $JSON->decode(do { local $/ = undef; <$file> });
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
