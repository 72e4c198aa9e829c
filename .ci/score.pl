# perl score.pl FOLDERS EQUAL REPORT...: Stryker's reports as a score for each folder, and the mutants that nothing noticed.
# Exit status 1: a folder is below its least score, a row of EQUAL fits nothing or was noticed all the same, or a result cannot be trusted.
use strict;
use warnings;
use JSON::PP;

my ($folders, $equal, @reports) = @ARGV;
my $failed = 0;

sub fault { print "$_[0]\n"; $failed = 1 }

sub rows {
    my ($file) = @_;
    open my $in, '<:encoding(UTF-8)', $file or die "$file: $!";
    my (undef, @lines) = <$in>;
    return map { chomp; [split /\t/] } @lines;
}

# What stands at the place of a mutant, white space as one blank: rows outlive lines that move.
sub text_at {
    my ($lines, $place) = @_;
    my ($from, $to) = @$place{qw(start end)};
    my @part = @$lines[$from->{line} - 1 .. $to->{line} - 1];
    $part[-1] = substr $part[-1], 0, $to->{column} - 1;
    $part[0] = substr $part[0], $from->{column} - 1;
    return one_line(join ' ', @part);
}

sub one_line { my ($text) = @_; $text =~ s/\s+/ /g; $text =~ s/^ | $//g; return $text }

binmode STDOUT, ':encoding(UTF-8)';
my %equal = map { join("\t", @$_[0 .. 2]) => { reason => $_->[3], found => 0 } } rows($equal);
my %least = map { $_->[0] => $_->[2] } rows($folders);
my (%count, %is_there, %is_judged);

for my $report (@reports) {
    open my $in, '<:raw', $report or die "$report: $!";
    my $files = decode_json(do { local $/; <$in> })->{files};
    for my $path (sort keys %$files) {
        my ($folder) = grep { $path =~ m{(?:^|/)\Q$_\E/} } sort { length $b <=> length $a } keys %least;
        next if !defined $folder;
        my ($name) = $path =~ m{(\Q$folder\E/.*)};
        $is_there{$name} = 1;
        my @lines = split /\n/, $files->{$path}{source}, -1;
        for my $mutant (sort { $a->{location}{start}{line} <=> $b->{location}{start}{line} } @{ $files->{$path}{mutants} }) {
            my $status = $mutant->{status};
            next if $status eq 'Ignored';
            $is_judged{$name} = 1;
            # It declares what the code after it uses: no program with all mutants in it.
            if ($status eq 'CompileError') { $count{$folder}{unbuilt}++; next }
            my ($text, $instead) = (text_at(\@lines, $mutant->{location}), one_line($mutant->{replacement} // ''));
            my $noticed = $status eq 'Killed' || $status eq 'Timeout';
            my $told = "$name:$mutant->{location}{start}{line}: $text => $instead";
            if ($mutant->{static}) {
                # The value is made once in a process that serves for many mutants: not to be seen there, or to stay for those that follow.
                $count{$folder}{unjudged}++;
                fault("SPOILED what follows: $told") if $noticed;
            }
            elsif (my $row = $equal{"$name\t$text\t$instead"}) {
                $row->{found} = 1;
                $count{$folder}{equal}++;
                fault("NOT EQUAL, it was noticed: $told") if $noticed;
            }
            elsif ($noticed) { $count{$folder}{noticed}++ }
            elsif ($status eq 'Survived' || $status eq 'NoCoverage') {
                $count{$folder}{missed}++;
                print $status eq 'Survived' ? 'SURVIVED' : 'NOT REACHED', ": $told\n";
            }
            else { fault("$status: $told") }
        }
    }
}

for my $row (sort keys %equal) {
    my ($name) = split /\t/, $row;
    next if $equal{$row}{found} || ($is_there{$name} && !$is_judged{$name}); # Of a folder some files may be asked for.
    fault("NOT THERE: $row") if grep { index($name, "$_/") == 0 } keys %least;
}
for my $folder (sort keys %least) {
    my ($noticed, $missed, $same, $unjudged, $unbuilt) = map { $count{$folder}{$_} // 0 } qw(noticed missed equal unjudged unbuilt);
    my $all = $noticed + $missed;
    my $score = $all ? 100 * $noticed / $all : 0;
    printf "%s: %.1f %% (%d of %d noticed; %d equal; not judged: %d of static values, %d that do not compile)\n", $folder, $score, $noticed, $all, $same, $unjudged, $unbuilt;
    fault("$folder: no mutant was judged") if !$all;
    fault("$folder is below $least{$folder} %") if $score < $least{$folder};
}
exit $failed;
