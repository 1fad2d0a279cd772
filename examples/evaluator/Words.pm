package Words;

# The sentences of faults and the words of steps, in French and in English, as the page "The rules as a document" says.
#
# What stands at a place of a sentence: a text as it is; words, {fr, en}; or [kind, …]: number, euros, quantity and its
# unit, day, period and its end, list, beside (in brackets, after a space).
use strict;
use warnings;
use utf8;
use Exporter qw(import);
use Math::BigInt;

our @EXPORT_OK = qw(sentence step_words);

my %MONTHS = (
    fr => [qw(janvier février mars avril mai juin juillet août septembre octobre novembre décembre)],
    en => [qw(January February March April May June July August September October November December)],
);
my %SIGNS = ('+' => '+', '-' => '−', '*' => '×', 'ratio' => '/', '<=' => '≤', '<' => '<');
my %TIGHT = ('<=' => 0, '<' => 0, '+' => 1, '-' => 1, '*' => 2, 'ratio' => 2);

# ----------------------------------------------------------------------------------------------------------- values

sub digits {    # the decimals of a fraction, all of them or so many, and whether they end there
    my ($number, $most) = @_;
    my ($top, $bottom) = ($number->[0]->copy->babs, $number->[1]);
    my ($whole, $rest) = ($top / $bottom, $top % $bottom);
    my $decimals = '';
    while (!$rest->is_zero && length $decimals < $most) {
        $rest = $rest * 10;
        $decimals .= $rest / $bottom;
        $rest = $rest % $bottom;
    }
    return ("$whole", $decimals, $rest->is_zero);
}

sub number {
    my ($number, $locale, $least, $percent) = @_;
    my ($whole, $decimals, $ends) = digits($number, 12);
    (undef, $decimals) = digits($number, 6) unless $ends;
    if ($percent) {
        $decimals .= '0' x (2 - length $decimals) if length $decimals < 2;
        ($whole, $decimals) = ($whole . substr($decimals, 0, 2), substr $decimals, 2);
        $whole =~ s/^0+(?=\d)//;
    }
    $decimals =~ s/0+$// if $percent || !$ends;
    $decimals .= '0' x (($least // 0) - length $decimals) if length $decimals < ($least // 0);
    my ($apart, $point) = $locale eq 'fr' ? ("\x{202f}", ',') : (',', '.');
    1 while $whole =~ s/^(\d+)(\d{3})/$1$apart$2/;
    my $sign = $number->[0]->is_neg ? '-' : '';
    return $sign . $whole . (length $decimals ? $point . $decimals : '') . ($ends ? '' : '…');
}

sub euros {
    my ($number, $locale) = @_;
    my $shown = number($number, $locale, 2);
    return "$shown\xa0€" if $locale eq 'fr';
    return $shown =~ s/^(-?)/$1€/r;
}

sub quantity {
    my ($document, $number, $unit, $locale) = @_;
    return number($number, $locale, 0, 1) . ($locale eq 'fr' ? "\xa0%" : '%') if $unit eq 'ratio' || $unit eq 'rate';
    return $document->{words}{ $number->[0]->is_zero ? 'no' : 'yes' }{$locale} if $unit eq 'flag';
    return number($number, $locale) if $unit eq 'count';
    my $words = $document->{units}{$unit}{$locale};
    return $unit =~ /^EUR/ ? euros($number, $locale) . $words =~ s/€//r : number($number, $locale) . "\xa0$words";
}

sub day {
    my ($text, $locale) = @_;
    my ($year, $month, $day) = map { $_ + 0 } split /-/, $text;
    $day = '1er' if $day == 1 && $locale eq 'fr';
    return "$day $MONTHS{$locale}[$month - 1] $year";
}

sub day_before {
    my ($year, $month, $day) = map { $_ + 0 } split /-/, $_[0];
    return sprintf '%04d-%02d-%02d', $year, $month, $day - 1 if $day > 1;
    ($year, $month) = $month > 1 ? ($year, $month - 1) : ($year - 1, 12);
    my $leap = $year % 4 == 0 && ($year % 100 != 0 || $year % 400 == 0);
    return sprintf '%04d-%02d-%02d', $year, $month, (31, $leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[$month - 1];
}

sub period {
    my ($document, $start, $end, $locale) = @_;
    my $say = $document->{words};
    return fill($document, $say->{from}, { start => ['day', $start] }, $locale) unless defined $end;
    my $last = day_before($end);
    return fill($document, $say->{ $last eq $start ? 'on' : 'through' }, { start => ['day', $start], last => ['day', $last] }, $locale);
}

sub list {
    my ($locale, @items) = @_;
    my $last = pop @items;
    return @items ? join(', ', @items) . ($locale eq 'fr' ? ' et ' : ' and ') . $last : $last;
}

sub value {
    my ($document, $value, $locale) = @_;
    return $value unless ref $value;
    return $value->{$locale} if ref $value eq 'HASH';
    my ($kind, @of) = @$value;
    return number($of[0], $locale) if $kind eq 'number';
    return euros($of[0], $locale) if $kind eq 'euros';
    return quantity($document, @of, $locale) if $kind eq 'quantity';
    return day($of[0], $locale) if $kind eq 'day';
    return period($document, @of, $locale) if $kind eq 'period';
    return list($locale, map { value($document, $_, $locale) } @of) if $kind eq 'list';
    return fill($document, $document->{words}{kind_from}, { kind => $of[0], year => $of[1] }, $locale) if $kind eq 'from';
    return ' (' . value($document, $of[0], $locale) . ')';
}

sub fill {
    my ($document, $template, $places, $locale) = @_;
    return $template->{$locale} =~ s/\{\{|\}\}|\{(\w+)\}/defined $1 ? value($document, $places->{$1}, $locale) : substr $&, 0, 1/ger;
}

sub sentence { my ($document, $code, $places, $locale) = @_; return fill($document, $document->{faults}{$code}, $places, $locale) }

# ------------------------------------------------------------------------------------------------------------ steps

sub named {    # the words of the leaf or step at a rank, and its unit
    my ($run, $rank) = @_;
    my ($op, $name) = @{ $run->{formula}{nodes}[$rank] };
    my $service = $run->{service};
    return ($service->{steps}{$name}, $service->{steps}{$name}{unit}) if $op eq 'step';
    my ($one) = grep { $_->{name} eq $name } @{ $service->{ $op eq 'data' ? 'fields' : $op } };
    return ($one->{text}, $one->{unit});
}

sub in_words { my ($document, $run, $rank, $locale) = @_; my ($words) = named($run, $rank); return $words->{$locale} }

sub in_figures {
    my ($document, $run, $rank, $locale) = @_;
    my (undef, $unit) = named($run, $rank);
    return quantity($document, $run->{values}[$rank], $unit, $locale);
}

sub printed {
    my ($document, $run, $rank, $leaf, $locale, $inside) = @_;
    my ($op, @of) = @{ $run->{formula}{nodes}[$rank] };
    return $leaf->($document, $run, $rank, $locale) if $op =~ /^(data|parameters|step)$/;
    return printed($document, $run, $of[$run->{chosen}[$rank]], $leaf, $locale, $inside) if $op eq 'where';
    my $text;
    if ($SIGNS{$op}) {
        my @sides = map { printed($document, $run, $of[$_], $leaf, $locale, bracketed($run, $op, $of[$_], $_)) } 0, 1;
        $text = "$sides[0] $SIGNS{$op} $sides[1]";
    }
    else {
        my $all = join $document->{words}{semicolon}{$locale}, map { printed($document, $run, $_, $leaf, $locale, 0) } @of;
        return "$document->{words}{$op}{$locale} ($all)" if $op ne 'not_below_zero';
        $text = fill($document, $document->{words}{or_zero}, { number => $all }, $locale);
    }
    return $inside ? "($text)" : $text;
}

sub bracketed {    # does a side of an operation need brackets?
    my ($run, $op, $rank, $side) = @_;
    my $node = $run->{formula}{nodes}[$rank];
    while ($node->[0] eq 'where') {
        $rank = $node->[$run->{chosen}[$rank] + 1];
        $node = $run->{formula}{nodes}[$rank];
    }
    my ($outer, $inner) = ($TIGHT{$op}, $TIGHT{ $node->[0] });
    return $node->[0] eq 'not_below_zero' unless defined $inner;
    return !($inner > $outer || ($inner == $outer && $side == 0 && $outer > 0));
}

sub is_bound { return $_[0] eq 'least' || $_[0] eq 'greatest' }
sub same { return $_[0][0] == $_[1][0] && $_[0][1] == $_[1][1] }

sub notes {
    my ($document, $run, $made, $locale) = @_;
    my ($say, $values, $nodes) = ($document->{words}, $run->{values}, $run->{formula}{nodes});
    my (@notes, @left) = ();
    @left = ($made);
    while (@left) {
        my $rank = shift @left;
        my ($op, @of) = @{ $nodes->[$rank] };
        next if $op =~ /^(data|parameters|step)$/;
        push @notes, $say->{clipped}{$locale} if $op eq 'not_below_zero' && $values->[$of[0]][0]->is_neg;
        if (is_bound($op)) {
            my @equal = grep { same($values->[$_], $values->[$rank]) } @of;
            if (@equal > 1 || !is_bound($nodes->[$equal[0]][0])) {
                my $side = printed($document, $run, $equal[0], \&in_words, $locale, 0);
                push @notes, fill($document, $say->{ @equal > 1 ? 'tied' : 'kept' }, { side => $side }, $locale);
            }
        }
        unshift @left, $op eq 'where' ? $of[$run->{chosen}[$rank]] : @of;
    }
    my ($op, $of) = @{ $nodes->[$made] };
    if (($op eq 'cents' || $op eq 'euros') && !same($values->[$of], $values->[$made])) {
        push @notes, fill($document, $say->{"rounded_$op"}, { exact => ['euros', $values->[$of]] }, $locale);
    }
    return \@notes;
}

sub step_words {    # of a step: in words in French, in figures in English, its value and its notes in French
    my ($document, $run, $rank) = @_;
    my (undef, $name, $made) = @{ $run->{formula}{nodes}[$rank] };
    return (
        printed($document, $run, $made, \&in_words, 'fr', 0),
        printed($document, $run, $made, \&in_figures, 'en', 0),
        quantity($document, $run->{values}[$rank], $run->{service}{steps}{$name}{unit}, 'fr'),
        notes($document, $run, $made, 'fr'),
    );
}

1;
