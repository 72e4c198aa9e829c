using System.CommandLine;
using MutexResponder.Lab.Commands;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Tests.Lab.Commands;

public sealed class OptionSpellingTests
{
    public static TheoryData<Cause> Causes => [.. Enum.GetValues<Cause>()];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Enumeration_InBothSpellings_IsRead(Cause cause)
    {
        string kebab = string.Concat(cause.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

        Assert.Equal(cause, CauseOf("--cause", kebab));
        Assert.Equal(cause, CauseOf("--cause", cause.ToString()));
    }

    [Theory]
    [InlineData("--cause", "config-brokn", "--cause is 'config-brokn'; allowed are removed, forged, worker-loop, exhausted, config-broken, stopped-on-purpose, explicit-mpm-accept, already-fixed, at-risk, graceful-noise, piped-log, syslog, json-log, module-array.")]
    [InlineData("--recovery", "1", "--recovery is '1'; allowed are reboot, restart.")]
    [InlineData("--remedy", "", "--remedy is ''; allowed are conf-available, uncomment.")]
    [InlineData("--lang", "fr", "--lang is 'fr'; allowed are en, ja.")]
    [InlineData("--machine", "docker", "--machine is 'docker'; allowed are light, systemd.")]
    public void WrongValue_IsOneLineWithTheAllowedOnes(string option, string value, string error) =>
        Assert.Equal(error, Assert.Single(RehearseCommand.Create().Parse([option, value]).Errors).Message);

    [Fact]
    public void NoOptions_AreTheStandardRehearsal() => Assert.Equal(Cause.Removed, CauseOf());

    private static Cause CauseOf(params string[] arguments)
    {
        ParseResult result = RehearseCommand.Create().Parse(arguments);
        Assert.Empty(result.Errors);
        return result.GetValue<Cause>("--cause");
    }
}
