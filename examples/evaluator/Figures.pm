package Figures;

# Exact numbers, and the reading of figures, as the page "The rules as a document" says. A rational is [numerator,
# denominator], in lowest terms; what is refused is {code, places}: the code of the fault, and what stands at the places of
# its sentence (see Words.pm).
use strict;
use warnings;
use utf8;
use B ();
use Exporter qw(import);
use JSON::PP ();
use Math::BigInt try => 'GMP';
use Words ();

our @EXPORT = qw(rational decimal plus minus times over order is_zero rounded fraction cents is_text is_empty is_number cut figure $ZERO $ONE);

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

sub cents {    # an amount that is a whole number of cents
    my $cents = rational($_[0][0] * 100, $_[0][1])->[0];
    my $digits = sprintf '%03s', $cents->copy->babs->bstr;
    return ($cents->is_neg ? '-' : '') . substr($digits, 0, -2) . '.' . substr $digits, -2;
}

sub fraction { return join '/', map { $_->bstr } $_[0][1]->is_one ? $_[0][0] : @{ $_[0] } }

our ($ZERO, $ONE) = (rational(0), rational(1));

# -------------------------------------------------------------------------------------------------- reading figures

my $SPACE = qr/[\p{Z}\t-\r\x1c-\x1f\x85]/;

sub trimmed { return $_[0] =~ s/^$SPACE+|$SPACE+$//gr }
sub is_text { return defined $_[0] && !ref $_[0] && (B::svref_2object(\$_[0])->FLAGS & B::SVf_POK) }
sub is_empty { return !defined $_[0] || (is_text($_[0]) && trimmed($_[0]) eq '') }

sub refused { my ($code, %places) = @_; return { code => $code, places => \%places } }
sub is_number { return ref $_[0] eq 'ARRAY' }
sub cut { return substr $_[0], 0, 40 }

sub bounded {    # a number of bounded length, or a refusal
    my ($whole, $decimals) = $_[0] =~ /^-?0*(\d*)(?:\.(\d*?)0*)?$/;
    return decimal($_[0]) if length $whole <= 15 && length($decimals // '') <= 12;
    return refused('number-too-long', digits => 15, decimals => 12);
}

sub number {
    my ($raw, $percents, $locale) = @_;
    return refused('not-a-number', found => cut($raw), like => $percents ? '0.95' : '7293.55') if ref $raw;
    return $raw =~ /^-?\d+$/ ? bounded($raw) : refused('float-refused', found => cut($raw)) unless is_text($raw);
    return refused('number-too-long', digits => 15, decimals => 12) if length $raw > 100;
    my ($text, $percent) = (trimmed($raw), 0);
    if ($locale) {
        $text = trimmed($text =~ s/\x{2212}/-/gr =~ s/€$//r =~ s/^€//r);
        $text = trimmed($text) if $percent = $percents && $text =~ s/%$//;
        if ($locale eq 'en') { $text =~ s/,//g if $text =~ /^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/ }
        elsif ($text =~ /^-?([0-9]{1,3}([ \xa0\x{202f}][0-9]{3})+|[0-9]+)(,[0-9]+)?$/) { $text =~ s/[ \xa0\x{202f}]//g; $text =~ s/,/./ }
        elsif ($text =~ /^-?[1-9][0-9]{0,2}\.[0-9]{3}$/) {
            return refused('ambiguous-number', found => cut($raw), low => $text =~ s/\./,/r, high => $text =~ s/\.//r);
        }
    }
    my $like = $percents ? '0.95' : '7293.55';
    $like =~ s/\./,/ if $locale && $locale eq 'fr';
    return refused('not-a-number', found => cut($raw), like => $like) unless $text =~ /\A-?[0-9]+(\.[0-9]+)?\z/;
    my $value = bounded($text);
    return $value unless $percent && is_number($value);
    my $share = over($value, rational(100));
    return ($share->[0] * 10**12 % $share->[1])->is_zero ? $share : refused('number-too-long', digits => 15, decimals => 12);
}

sub flag {
    my ($raw, $locale) = @_;
    my ($yes, $no) = $locale ? $locale eq 'fr' ? ('oui', 'non') : ('yes', 'no') : ('', '');
    my $text = JSON::PP::is_bool($raw) ? $raw ? 'true' : 'false' : ref $raw ? '' : trimmed($raw);
    return $ONE if $text =~ /\A([Tt]rue|1)\z/ || ($yes && lc $text eq $yes);
    return $ZERO if $text =~ /\A([Ff]alse|0)\z/ || ($no && lc $text eq $no);
    return refused('not-a-flag', found => cut($raw));
}

sub figure {    # within its unit and bounds, or a refusal
    my ($units, $raw, $unit, $low, $high, $locale) = @_;
    return flag($raw, $locale) if $unit eq 'flag';
    my $ratio = $unit eq 'ratio';
    my $value = number($raw, $ratio || $unit eq 'rate', $locale);
    return $value unless is_number($value);
    $low = '0' if $ratio;
    my %found = (found => ['number', $value], unit => $units->{$unit});
    return refused('too-low', %found, low => ['number', decimal($low)]) if defined $low && order($value, decimal($low)) < 0;
    return refused('not-a-ratio', %found, fixed => plain(over($value, rational(100)))) if $ratio && order($value, $ONE) > 0;
    return refused('too-high', %found, high => ['number', decimal($high)]) if defined $high && order($value, decimal($high)) > 0;
    return refused('not-whole', %found) if $units->{$unit}{whole} && !$value->[1]->is_one;
    return $value;
}

sub plain { my ($whole, $decimals) = Words::digits($_[0], 14); return length $decimals ? "$whole.$decimals" : $whole }

1;
